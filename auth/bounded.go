package auth

import "sync"

// bounded remembers values by key, at most twice size of them, and forgets those first that
// were not used for the longest time. Entries are in two generations. When the young one is
// full it becomes the old one, whose entries are forgotten; an entry that is used again moves
// to the young one. The zero bounded has maxKnown entries in a generation.
type bounded[K comparable, V any] struct {
	size       int
	mu         sync.RWMutex
	young, old map[K]V
}

// maxKnown bounds how much memory an attacker can fill.
const maxKnown = 10000

func (b *bounded[K, V]) get(key K) (V, bool) {
	b.mu.RLock()
	v, ok := b.young[key]
	var again bool
	if !ok {
		v, again = b.old[key]
	}
	b.mu.RUnlock()
	if again {
		b.put(key, v)
	}
	return v, ok || again
}

func (b *bounded[K, V]) put(key K, v V) {
	b.mu.Lock()
	defer b.mu.Unlock()
	size := b.size
	if size == 0 {
		size = maxKnown
	}
	if _, there := b.young[key]; !there && len(b.young) >= size || b.young == nil {
		b.old, b.young = b.young, map[K]V{}
	}
	b.young[key] = v
	delete(b.old, key)
}

func (b *bounded[K, V]) remove(key K) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.young, key)
	delete(b.old, key)
}
