package store

import (
	"context"
	"errors"
	"sync"
)

// readers are the reading connections that are free. The one that was used last
// is taken first: its pages are in the processor's cache, and so few connections
// do most of the work.
type readers struct {
	free chan struct{} // one for each connection in the stack
	mu   sync.Mutex
	top  []*conn
}

func newReaders(n int) *readers { return &readers{free: make(chan struct{}, n)} }

// take waits for a free connection, as long as ctx lasts.
func (r *readers) take(ctx context.Context) (*conn, error) {
	select {
	case <-r.free:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	last := len(r.top) - 1
	c := r.top[last]
	r.top = r.top[:last]
	return c, nil
}

func (r *readers) put(c *conn) {
	r.mu.Lock()
	r.top = append(r.top, c)
	r.mu.Unlock()
	r.free <- struct{}{}
}

// close closes the connections that are free.
func (r *readers) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var errs []error
	for _, c := range r.top {
		errs = append(errs, c.close())
	}
	r.top = nil
	return errors.Join(errs...)
}
