package auth

import (
	"sync"
	"time"
)

// recent remembers for a moment what was read, so that a call costs microseconds.
// What is not there is not remembered: callers could make up as much as they like.
type recent[K comparable, V any] struct {
	mu    sync.RWMutex
	known map[K]remembered[V]
}

type remembered[V any] struct {
	value   V
	freshTo time.Time // when it must be read again
}

// read answers the value of a key as it was at most fresh before now, or what
// load says.
func (r *recent[K, V]) read(key K, now time.Time, fresh time.Duration, load func() (V, error)) (V, error) {
	r.mu.RLock()
	known, ok := r.known[key]
	r.mu.RUnlock()
	if ok && now.Before(known.freshTo) {
		return known.value, nil
	}
	value, err := load()
	if err != nil {
		r.forget(key)
		return value, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known == nil || len(r.known) >= maxKnown {
		r.known = map[K]remembered[V]{}
	}
	r.known[key] = remembered[V]{value, now.Add(fresh)}
	return value, nil
}

func (r *recent[K, V]) forget(key K) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.known, key)
}
