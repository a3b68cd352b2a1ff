// Package fair hands out turns so that nobody's flood is another's outage: those who
// wait are served in the order of their coming within a key, such as a partner, and
// round-robin between keys.
package fair

// Queue holds items that wait, by key. The zero Queue is empty. It is not safe for
// concurrent use.
type Queue[K comparable, T any] struct {
	lines map[K]*line[K, T]
	order []*line[K, T] // those with items, the next to be served first
	size  int
}

type line[K comparable, T any] struct {
	key   K
	items []T
}

// Len returns how many items wait.
func (q *Queue[K, T]) Len() int { return q.size }

// LenOf returns how many items wait under a key.
func (q *Queue[K, T]) LenOf(key K) int {
	if l := q.lines[key]; l != nil {
		return len(l.items)
	}
	return 0
}

// Push adds an item to the end of its key's line; a new line goes to the end of
// all.
func (q *Queue[K, T]) Push(key K, item T) {
	l := q.lines[key]
	if l == nil {
		if q.lines == nil {
			q.lines = map[K]*line[K, T]{}
		}
		l = &line[K, T]{key: key}
		q.lines[key] = l
		q.order = append(q.order, l)
	}
	l.items = append(l.items, item)
	q.size++
}

// Pop takes the first item of the line whose turn it is.
func (q *Queue[K, T]) Pop() (item T, ok bool) {
	return q.PopFit(func(T) bool { return true })
}

// PopFit takes the first item of the first line whose first item fits. That line
// then goes to the end.
func (q *Queue[K, T]) PopFit(fits func(item T) bool) (item T, ok bool) {
	for i, l := range q.order {
		if item = l.items[0]; !fits(item) {
			continue
		}
		var zero T
		l.items[0] = zero // the line may live long
		l.items = l.items[1:]
		q.size--
		q.order = append(q.order[:i], q.order[i+1:]...)
		if len(l.items) > 0 {
			q.order = append(q.order, l)
		} else {
			delete(q.lines, l.key)
		}
		return item, true
	}
	var none T
	return none, false
}

// Remove takes out an item for which is reports true, wherever it waits.
func (q *Queue[K, T]) Remove(key K, is func(item T) bool) bool {
	l := q.lines[key]
	if l == nil {
		return false
	}
	for i, item := range l.items {
		if !is(item) {
			continue
		}
		l.items = append(l.items[:i], l.items[i+1:]...)
		q.size--
		if len(l.items) == 0 {
			delete(q.lines, key)
			for at, other := range q.order {
				if other == l {
					q.order = append(q.order[:at], q.order[at+1:]...)
					break
				}
			}
		}
		return true
	}
	return false
}
