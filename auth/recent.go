package auth

import "time"

// recent remembers for a short time what was read, so that a call costs microseconds. It does
// not remember that a key has no value, because callers could make up any number of keys.
type recent[K comparable, V any] struct {
	known bounded[K, remembered[V]]
}

type remembered[V any] struct {
	value   V
	freshTo time.Time // when it must be read again
}

// read returns the value of a key that was read at most fresh before now, else that of load.
func (r *recent[K, V]) read(key K, now time.Time, fresh time.Duration, load func() (V, error)) (V, error) {
	known, ok := r.known.get(key)
	if ok && now.Before(known.freshTo) {
		return known.value, nil
	}
	value, err := load()
	if err != nil {
		r.forget(key)
		return value, err
	}
	r.known.put(key, remembered[V]{value, now.Add(fresh)})
	return value, nil
}

// has reports whether a key had a value when it was last read.
func (r *recent[K, V]) has(key K) bool {
	_, ok := r.known.get(key)
	return ok
}

func (r *recent[K, V]) forget(key K) { r.known.remove(key) }
