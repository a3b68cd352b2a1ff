package server

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"
)

// alive answers /healthz: the process serves.
func alive(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok\n") }

// ready answers /readyz: whether the store takes writes and no check has found the database
// damaged. What is wrong is only logged, because anyone may ask.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
	defer cancel()
	if err := s.probe.check(ctx); err != nil {
		s.log.Warn("not ready", "error", err)
		plain(w, http.StatusServiceUnavailable, "the store does not take writes\n")
		return
	}
	switch {
	case s.sound == nil: // PostgreSQL looks after its own pages
		plain(w, http.StatusOK, "ready\n")
	case s.sound.damaged.Load():
		plain(w, http.StatusServiceUnavailable, "the database is damaged: see the log and partnerapi check, stop the server and restore the backup\n")
	case s.sound.checking():
		plain(w, http.StatusOK, "ready; the database is being checked after a stop out of order\n")
	default:
		plain(w, http.StatusOK, "ready\n")
	}
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text) // who has left need not know
}

// probe tries whether something works, at most once a second and one try at a time, however
// often it is asked.
type probe struct {
	try   func() error
	tries *sync.WaitGroup // counts attempts in flight
	mu    sync.Mutex
	last  *attempt
}

type attempt struct {
	done  chan struct{}
	err   error
	ended time.Time
}

// probeEvery is how long the result of an attempt is used.
const probeEvery = time.Second

func (p *probe) check(ctx context.Context) error {
	a := p.attempt()
	select {
	case <-a.done:
		return a.err
	case <-ctx.Done():
		return errors.New("the probe does not come back")
	}
}

// attempt returns the attempt in progress, else the last one if it is fresh, else a new one.
func (p *probe) attempt() *attempt {
	p.mu.Lock()
	defer p.mu.Unlock()
	if a := p.last; a != nil {
		select {
		case <-a.done:
			if time.Since(a.ended) < probeEvery {
				return a
			}
		default:
			return a
		}
	}
	a := &attempt{done: make(chan struct{})}
	p.last = a
	p.tries.Go(func() {
		a.err = p.try()
		a.ended = time.Now()
		close(a.done)
	})
	return a
}
