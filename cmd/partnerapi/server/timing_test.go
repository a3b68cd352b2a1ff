package server

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/config"
)

// serveTimed serves a handler behind the read timeout and nothing else.
func serveTimed(t *testing.T, read time.Duration, handler http.HandlerFunc) net.Addr {
	t.Helper()
	s := &Server{cfg: config.Default()}
	s.cfg.Timeouts.Read = read
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := &http.Server{Handler: s.timed(handler)}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { require.NoError(t, server.Close()) })
	return l.Addr()
}

func TestBodyThatDoesNotCome(t *testing.T) {
	failed := make(chan error, 1)
	addr := serveTimed(t, 50*time.Millisecond, func(_ http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(r.Body)
		failed <- err
	})
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", addr.String())
	require.NoError(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n<half")
	require.NoError(t, err)
	assert.ErrorIs(t, <-failed, os.ErrDeadlineExceeded)
}

// The timeout is the body's: an answer may take longer.
func TestLongAnswerAfterABody(t *testing.T) {
	const read = 50 * time.Millisecond
	addr := serveTimed(t, read, func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		select {
		case <-r.Context().Done():
			w.WriteHeader(http.StatusGatewayTimeout)
		case <-time.After(4 * read):
		}
	})
	resp, err := http.Post("http://"+addr.String(), "text/xml", strings.NewReader("<whole/>"))
	require.NoError(t, err)
	defer resp.Body.Close()
	assert.Equal(t, http.StatusOK, resp.StatusCode)
}

// However many ask, one try is under way, and its result stands for a while.
func TestProbeIsOneForAll(t *testing.T) {
	begun := make(chan struct{}, 100)
	release := make(chan error)
	p := probe{tries: new(sync.WaitGroup), try: func() error {
		begun <- struct{}{}
		return <-release
	}}
	short, cancel := context.WithCancel(t.Context())
	cancel()
	assert.Error(t, p.check(short), "who does not wait is told so")
	results := make(chan error, 10)
	for range cap(results) {
		go func() { results <- p.check(t.Context()) }()
	}
	full := errors.New("disk full")
	release <- full
	for range cap(results) {
		assert.Equal(t, full, <-results)
	}
	assert.Equal(t, full, p.check(t.Context()), "still fresh")
	assert.Len(t, begun, 1)

	p.last.ended = time.Now().Add(-2 * probeEvery)
	go func() { release <- nil }()
	assert.NoError(t, p.check(t.Context()), "an old result is tried again")
	assert.Len(t, begun, 2)
	p.tries.Wait()
}
