package fair

import (
	"context"
	"sync"
)

// Stack hands out resources, such as connections, one user at a time. While some are
// free the one that was put back last is taken first: it is warm. Otherwise callers
// wait, and are served as the package says. The zero Stack has nothing to hand out
// until something is put.
type Stack[K comparable, R any] struct {
	mu      sync.Mutex
	free    []R
	waiting Queue[K, *waiter[R]]
}

type waiter[R any] struct {
	served chan R // holds one
}

// Take returns a resource, waiting for it as long as ctx lasts; the error is the
// context's cause. Who takes it must Put it back.
func (s *Stack[K, R]) Take(ctx context.Context, key K) (R, error) {
	s.mu.Lock()
	if last := len(s.free) - 1; last >= 0 {
		r := s.free[last]
		s.free = s.free[:last]
		s.mu.Unlock()
		return r, nil
	}
	w := &waiter[R]{served: make(chan R, 1)}
	s.waiting.Push(key, w)
	s.mu.Unlock()
	select {
	case r := <-w.served:
		return r, nil
	case <-ctx.Done():
		return s.leave(ctx, key, w)
	}
}

// leave takes out who waits no longer, unless it was served just now.
func (s *Stack[K, R]) leave(ctx context.Context, key K, w *waiter[R]) (r R, err error) {
	s.mu.Lock()
	waits := s.waiting.Remove(key, func(other *waiter[R]) bool { return other == w })
	s.mu.Unlock()
	if !waits {
		return <-w.served, nil
	}
	return r, context.Cause(ctx)
}

// Put gives a resource to whose turn it is, or keeps it for the next caller.
func (s *Stack[K, R]) Put(r R) {
	s.mu.Lock()
	w, ok := s.waiting.Pop()
	if !ok {
		s.free = append(s.free, r)
	}
	s.mu.Unlock()
	if ok {
		w.served <- r
	}
}

// Waiting returns how many callers wait.
func (s *Stack[K, R]) Waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.waiting.Len()
}

// Drain returns what is free and hands it out no more.
func (s *Stack[K, R]) Drain() []R {
	s.mu.Lock()
	defer s.mu.Unlock()
	free := s.free
	s.free = nil
	return free
}
