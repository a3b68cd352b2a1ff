package auth

import "sync"

// bounded remembers values by key, at most twice size of them: what has not been
// used for the longest is forgotten first. Entries are kept in two generations;
// when the young one is full it becomes the old one, and what is used again moves
// back. The zero bounded holds maxKnown a generation.
type bounded[K comparable, V any] struct {
	size       int
	mu         sync.RWMutex
	young, old map[K]V
}

// maxKnown bounds what an attacker can make a memory hold.
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
