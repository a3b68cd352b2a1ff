package fair

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func pushed(items ...string) *Queue[byte, string] {
	q := new(Queue[byte, string])
	for _, item := range items {
		q.Push(item[0], item)
	}
	return q
}

func all(q *Queue[byte, string]) string {
	var out []string
	for item, ok := q.Pop(); ok; item, ok = q.Pop() {
		out = append(out, item)
	}
	return strings.Join(out, " ")
}

// The order is that of coming within a key, round-robin between keys.
func TestQueue(t *testing.T) {
	assert.Equal(t, "a1 b1 c1 a2 b2 a3 a4", all(pushed("a1", "a2", "a3", "a4", "b1", "b2", "c1")))
	q := pushed("a1", "a2", "a3")
	item, _ := q.Pop()
	q.Push('b', "b1")
	assert.Equal(t, "a1", item)
	assert.Equal(t, 3, q.Len())
	assert.Equal(t, "a2 b1 a3", all(q), "who comes to a line of many waits for one of them")
	assert.Zero(t, q.Len())
	q.Push('a', "a4")
	assert.Equal(t, "a4", all(q), "it goes on after it was empty")
}

func TestQueuePopFit(t *testing.T) {
	q := pushed("a1", "a2", "b1", "b2")
	item, ok := q.PopFit(func(item string) bool { return item[0] == 'b' })
	assert.True(t, ok)
	assert.Equal(t, "b1", item)
	_, ok = q.PopFit(func(item string) bool { return item == "a2" })
	assert.False(t, ok, "only the first of a line may go")
	assert.Equal(t, "a1 b2 a2", all(q))
}

func TestQueueRemove(t *testing.T) {
	q := pushed("a1", "a2", "b1", "c1")
	is := func(want string) func(string) bool { return func(item string) bool { return item == want } }
	assert.True(t, q.Remove('a', is("a1")))
	assert.True(t, q.Remove('b', is("b1")))
	assert.False(t, q.Remove('b', is("b1")))
	assert.False(t, q.Remove('a', is("c1")))
	assert.Equal(t, 2, q.Len())
	assert.Equal(t, "a2 c1", all(q))
}

// What was put back last is taken first, while there is enough.
func TestStackIsLIFO(t *testing.T) {
	var s Stack[string, int]
	s.Put(1)
	s.Put(2)
	r, err := s.Take(t.Context(), "a")
	require.NoError(t, err)
	assert.Equal(t, 2, r)
	s.Put(r)
	assert.Equal(t, []int{1, 2}, s.Drain())
}

// One key's callers wait behind each other and not before another key's.
func TestStackTakesTurns(t *testing.T) {
	var s Stack[string, int]
	var mu sync.Mutex
	var order []string
	var done sync.WaitGroup
	for _, key := range []string{"flood", "flood", "flood", "flood", "single"} {
		waiting := s.Waiting()
		done.Go(func() {
			r, err := s.Take(t.Context(), key)
			assert.NoError(t, err)
			mu.Lock()
			order = append(order, key)
			mu.Unlock()
			s.Put(r)
		})
		for s.Waiting() == waiting {
			runtime.Gosched()
		}
	}
	s.Put(1)
	done.Wait()
	assert.Equal(t, []string{"flood", "single", "flood", "flood", "flood"}, order)
}

// Who leaves takes no turn, and nothing is lost when it is served at that moment.
func TestStackLeaving(t *testing.T) {
	var s Stack[int, int]
	gone := errors.New("gone")
	ctx, leave := context.WithCancelCause(t.Context())
	leave(gone)
	_, err := s.Take(ctx, 1)
	assert.ErrorIs(t, err, gone)
	assert.Zero(t, s.Waiting())

	s.Put(1)
	var done sync.WaitGroup
	for i := range 8 {
		done.Go(func() {
			for range 2000 {
				ctx, cancel := context.WithCancel(t.Context())
				go cancel()
				if r, err := s.Take(ctx, i%3); err == nil {
					s.Put(r)
				}
			}
		})
	}
	done.Wait()
	assert.Equal(t, []int{1}, s.Drain(), "the resource is still there")
	assert.Zero(t, s.Waiting())
}

func BenchmarkStack(b *testing.B) {
	var s Stack[int64, int]
	s.Put(1)
	for b.Loop() {
		r, _ := s.Take(b.Context(), 1)
		s.Put(r)
	}
}

// One of a key is in at a time, in the order of coming; other keys wait for nobody.
func TestLines(t *testing.T) {
	var l Lines[string]
	require.NoError(t, l.Enter(t.Context(), "a"))
	require.NoError(t, l.Enter(t.Context(), "b"))
	var order []int
	var done sync.WaitGroup
	for n := range 3 {
		done.Go(func() {
			assert.NoError(t, l.Enter(t.Context(), "a"))
			order = append(order, n) // nobody else is in
			l.Leave("a")
		})
		for l.Waiting() != n+1 {
			runtime.Gosched()
		}
	}
	assert.Empty(t, order)
	l.Leave("a")
	done.Wait()
	assert.Equal(t, []int{0, 1, 2}, order)
	l.Leave("b")
	assert.Empty(t, l.inside)
}

// Who leaves while it waits stops nobody, also when its turn comes at that moment.
func TestLinesLeaving(t *testing.T) {
	var l Lines[int]
	var done sync.WaitGroup
	for i := range 8 {
		done.Go(func() {
			for range 2000 {
				ctx, cancel := context.WithCancel(t.Context())
				go cancel()
				if l.Enter(ctx, i%2) == nil {
					l.Leave(i % 2)
				}
			}
		})
	}
	done.Wait()
	assert.Zero(t, l.Waiting())
	assert.Empty(t, l.inside)
}
