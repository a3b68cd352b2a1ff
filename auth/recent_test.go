package auth

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRecent(t *testing.T) {
	var r recent[string, int]
	now, loads := time.Now(), 0
	var failing error
	read := func(key string) (int, error) {
		return r.read(key, now, time.Second, func() (int, error) { loads++; return loads, failing })
	}
	requireReads := func(key string, want int) {
		t.Helper()
		got, err := read(key)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	requireReads("a", 1)
	requireReads("a", 1)
	requireReads("b", 2)
	r.forget("a")
	requireReads("a", 3)
	now = now.Add(time.Second - 1)
	requireReads("a", 3)
	now = now.Add(1)
	requireReads("a", 4)

	now, failing = now.Add(time.Second), errors.New("not there")
	for want := 5; want < 7; want++ {
		_, err := read("a")
		require.ErrorIs(t, err, failing)
		assert.Equal(t, want, loads, "what failed is not remembered")
	}
	assert.False(t, r.has("a"), "nor what was known before")
}

// Many that call at once take it from one memory, which has an end.
func TestRecentIsBounded(t *testing.T) {
	var r recent[int, int]
	now := time.Now()
	var callers sync.WaitGroup
	for caller := range 4 {
		callers.Go(func() {
			for key := range maxKnown {
				got, err := r.read(key, now, time.Second, func() (int, error) { return key, nil })
				if err != nil || got != key {
					t.Errorf("%d: %d, %v", key, got, err)
				}
				if _, err := r.read(-1-caller*maxKnown-key, now, time.Second, func() (int, error) { return 0, nil }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	callers.Wait()
	assert.LessOrEqual(t, len(r.known.young)+len(r.known.old), 2*maxKnown)
}
