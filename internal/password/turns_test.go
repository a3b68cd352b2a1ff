package password

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var one, two = netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")

// queue holds all turns and lets askers wait one after another; each writes its
// name when its turn comes, and ends it.
func queue(t *testing.T, turns *turns, askers ...Asker) (order <-chan Asker) {
	t.Helper()
	for range atOnce {
		require.NoError(t, turns.enter(t.Context(), Asker{}))
	}
	came := make(chan Asker)
	for i, who := range askers {
		go func() {
			if assert.NoError(t, turns.enter(t.Context(), who)) {
				came <- who
				turns.leave()
			}
		}()
		require.Eventually(t, func() bool { waiting, _ := turns.counts(); return waiting == i+1 }, time.Minute, time.Millisecond)
	}
	return came
}

// Addresses take turns, and the partners of one address; a flood of one keeps no
// other waiting for more than a turn.
func TestTurnsAreFair(t *testing.T) {
	turns := new(turns)
	flood := Asker{one, 1}
	order := queue(t, turns, flood, flood, flood, Asker{one, 2}, Asker{two, 1}, Asker{two, 1})
	turns.leave()
	var got []Asker
	for range 6 {
		got = append(got, <-order)
	}
	assert.Equal(t, []Asker{flood, {two, 1}, {one, 2}, {two, 1}, flood, flood}, got)
	turns.leave()
	require.Eventually(t, func() bool {
		turns.mu.Lock()
		defer turns.mu.Unlock()
		return turns.running == 0
	}, time.Minute, time.Millisecond)
	assert.Empty(t, turns.partners)
}

// A line that is full is no other asker's.
func TestFullLine(t *testing.T) {
	turns := new(turns)
	for range atOnce {
		require.NoError(t, turns.enter(t.Context(), Asker{}))
	}
	ctx, leave := context.WithCancel(t.Context())
	left := make(chan error)
	for i := range mostWaiting {
		go func() { left <- turns.enter(ctx, Asker{one, 1}) }()
		require.Eventually(t, func() bool { waiting, _ := turns.counts(); return waiting == i+1 }, time.Minute, time.Millisecond)
	}
	require.ErrorIs(t, turns.enter(t.Context(), Asker{one, 1}), ErrBusy)
	served := make(chan error)
	go func() { served <- turns.enter(t.Context(), Asker{one, 2}) }()
	require.Eventually(t, func() bool { waiting, _ := turns.counts(); return waiting == mostWaiting+1 }, time.Minute, time.Millisecond)
	leave()
	for range mostWaiting {
		require.ErrorIs(t, <-left, context.Canceled)
	}
	turns.leave()
	require.NoError(t, <-served)
	assert.Empty(t, turns.partners)
}

// A flood from many networks fills the lines, and keeps out nobody who has none.
func TestFloodFromManyNetworks(t *testing.T) {
	turns := new(turns)
	for range atOnce {
		require.NoError(t, turns.enter(t.Context(), Asker{}))
	}
	ctx, leave := context.WithCancel(t.Context())
	left := make(chan error)
	const networks = mostInAll / mostWaiting
	for n := range networks {
		for range mostWaiting {
			go func() { left <- turns.enter(ctx, Asker{Partner: int64(n + 1)}) }()
		}
	}
	require.Eventually(t, func() bool { waiting, _ := turns.counts(); return waiting == mostInAll }, time.Minute, time.Millisecond)
	served := make(chan error)
	go func() { served <- turns.enter(t.Context(), Asker{Address: two}) }()
	require.Eventually(t, func() bool { waiting, _ := turns.counts(); return waiting == mostInAll+1 }, time.Minute, time.Millisecond)
	require.ErrorIs(t, turns.enter(t.Context(), Asker{Address: two}), ErrBusy, "one is enough")
	leave()
	for range mostInAll {
		require.ErrorIs(t, <-left, context.Canceled)
	}
	turns.leave()
	require.NoError(t, <-served)
}
