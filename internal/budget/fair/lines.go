package fair

import (
	"context"
	"slices"
	"sync"
)

// Lines lets one caller of a key in at a time; the others of the key wait in the order of
// their coming. The zero Lines is empty.
type Lines[K comparable] struct {
	mu      sync.Mutex
	inside  map[K][]chan struct{} // who waits behind the one that is in
	waiting int
}

// Enter returns when no other caller of the key is in, or with the context's cause. Who
// has entered must Leave.
func (l *Lines[K]) Enter(ctx context.Context, key K) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	l.mu.Lock()
	behind, busy := l.inside[key]
	if !busy {
		if l.inside == nil {
			l.inside = map[K][]chan struct{}{}
		}
		l.inside[key] = nil
		l.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	l.inside[key] = append(behind, turn)
	l.waiting++
	l.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
	}
	l.mu.Lock()
	at := slices.Index(l.inside[key], turn)
	if at >= 0 {
		l.inside[key] = slices.Delete(l.inside[key], at, at+1)
		l.waiting--
	}
	l.mu.Unlock()
	if at < 0 { // its turn has come at the same moment
		l.Leave(key)
	}
	return context.Cause(ctx)
}

// Leave lets the next caller of the key in.
func (l *Lines[K]) Leave(key K) {
	l.mu.Lock()
	defer l.mu.Unlock()
	behind := l.inside[key]
	if len(behind) == 0 {
		delete(l.inside, key)
		return
	}
	close(behind[0])
	l.inside[key] = behind[1:]
	l.waiting--
}

// Waiting returns how many callers wait.
func (l *Lines[K]) Waiting() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.waiting
}
