package holding

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// client is one whose write ends when it is cut off.
type client struct{ gone chan struct{} }

func (c client) Cut() { close(c.gone) }

func newClient() client { return client{make(chan struct{})} }

// begun begins an owner's answer.
func begun(p *Pool, owner int64) *Answer {
	a := new(Answer)
	p.Begin(a, newClient(), 0)
	a.Own(owner)
	return a
}

// stalled is a write that the client does not take.
func stalled(a *Answer) error {
	return a.Write(context.Background(), func() error {
		<-a.write.(client).gone
		return errors.New("cut off")
	})
}

const mib = 1 << 20

// forever is longer than any test.
const forever = time.Hour

func TestShares(t *testing.T) {
	p := New(Options{Bytes: 8 * mib})
	first := begun(p, 1)
	assert.True(t, first.TryHold(3*mib))
	assert.True(t, first.TryHold(mib))
	assert.False(t, first.TryHold(1), "an owner holds half")
	assert.False(t, begun(p, 1).TryHold(1))
	second := begun(p, 2)
	assert.True(t, second.TryHold(2*mib))
	assert.False(t, begun(p, 3).TryHold(1), "a quarter is left to those that hold something")
	assert.True(t, second.TryHold(2*mib))
	assert.EqualValues(t, 8*mib, p.Held())
	first.Drop(2 * mib)
	first.End()
	second.End()
	assert.Zero(t, p.Held())
	assert.Empty(t, p.owners)
}

// Answers of an owner that hold nothing yet leave a quarter of its share to those that
// do.
func TestRoomToGrow(t *testing.T) {
	p := New(Options{Bytes: 8 * mib})
	first := begun(p, 1)
	assert.True(t, first.TryHold(2*mib))
	assert.True(t, begun(p, 1).TryHold(mib))
	assert.False(t, begun(p, 1).TryHold(1))
	assert.True(t, first.TryHold(mib))
}

// The wire's buffer is taken with the first bytes that an answer holds.
func TestBuffer(t *testing.T) {
	p := New(Options{Bytes: 8 * mib})
	a := new(Answer)
	p.Begin(a, newClient(), mib)
	assert.False(t, a.Holds())
	assert.False(t, a.TryHold(3*mib+1))
	assert.False(t, a.Holds())
	require.NoError(t, a.Hold(t.Context(), 2*mib))
	assert.True(t, a.Holds())
	require.NoError(t, a.Hold(t.Context(), 0))
	assert.EqualValues(t, 3*mib, p.Held())
	a.Drop(2 * mib)
	assert.EqualValues(t, mib, p.Held(), "it has the buffer until it ends")
	a.End()
	assert.Zero(t, p.Held())
}

// What can never fit is refused at once, whatever else is held.
func TestTooLarge(t *testing.T) {
	p := New(Options{Bytes: 8 * mib, Wait: forever})
	assert.ErrorIs(t, begun(p, 1).Hold(t.Context(), 4*mib+1), ErrBusy)
	a := begun(p, 1)
	require.NoError(t, a.Hold(t.Context(), 4*mib))
	assert.ErrorIs(t, a.Hold(t.Context(), 1), ErrBusy)
}

// No answer, as that of an operator's command, is without bound.
func TestNoAnswer(t *testing.T) {
	a := Of(t.Context())
	assert.True(t, a.TryHold(1<<50))
	assert.NoError(t, a.Hold(t.Context(), 1<<50))
	assert.NoError(t, a.Turn(t.Context()))
	a.Rest()
	a.Drop(1 << 50)
	assert.NoError(t, a.Write(t.Context(), func() error { return nil }))
}

// Owners are served in turns, once there is room for an answer that begins.
func TestWaiting(t *testing.T) {
	p := New(Options{Bytes: 8 * mib, Wait: forever, Stall: forever})
	full := begun(p, 7)
	require.True(t, full.TryHold(3*mib))
	other := begun(p, 8)
	require.True(t, other.TryHold(3*mib))
	var mu sync.Mutex
	var order []int64
	var done sync.WaitGroup
	for _, owner := range []int64{1, 1, 1, 2} {
		before := p.Waiting()
		done.Go(func() {
			a := begun(p, owner)
			assert.NoError(t, a.Hold(context.Background(), 3*mib))
			mu.Lock()
			order = append(order, owner)
			mu.Unlock()
			a.End()
		})
		for p.Waiting() == before {
			runtime.Gosched()
		}
	}
	full.Drop(1 * mib) // a quarter is to be left
	assert.Equal(t, 4, p.Waiting())
	full.End()
	done.Wait()
	assert.Equal(t, []int64{1, 2, 1, 1}, order)
	other.End()
	assert.Zero(t, p.Held())
}

// Answers that all wait for more room do not wait for each other: one of them goes on
// beyond what there is.
func TestGrowingAnswersEnd(t *testing.T) {
	p := New(Options{Bytes: 8 * mib, Wait: forever, Stall: forever})
	var done sync.WaitGroup
	for i := range 40 {
		done.Go(func() {
			a := begun(p, int64(i%3))
			defer a.End()
			for range 7 {
				assert.NoError(t, a.Hold(context.Background(), mib/2))
				assert.LessOrEqual(t, p.Held(), int64(12*mib))
			}
		})
	}
	done.Wait()
	assert.Zero(t, p.Held())
	assert.Nil(t, p.leader)
	assert.Empty(t, p.stuck)
}

// While a client is being sent to there will be room without going beyond the share.
func TestNoLeaderBesideWriter(t *testing.T) {
	p := New(Options{Bytes: 8 * mib, Wait: forever, Stall: forever})
	sent, growing := begun(p, 1), begun(p, 1)
	require.True(t, sent.TryHold(mib))
	require.True(t, growing.TryHold(2*mib))
	var done sync.WaitGroup
	require.NoError(t, sent.Write(t.Context(), func() error {
		done.Go(func() { assert.NoError(t, growing.Hold(context.Background(), 2*mib)) })
		for p.Waiting() == 0 {
			runtime.Gosched()
		}
		assert.EqualValues(t, 3*mib, p.Held())
		return nil
	}))
	assert.Equal(t, 1, p.Waiting())
	sent.End()
	done.Wait()
	growing.End()
	assert.Zero(t, p.Held())
	assert.Empty(t, p.stuck)
}

// Who finds no room in time is told so, and holds nothing.
func TestBusy(t *testing.T) {
	p := New(Options{Bytes: 8 * mib, Wait: time.Millisecond})
	full := begun(p, 1)
	require.True(t, full.TryHold(4*mib))
	a := begun(p, 1)
	assert.ErrorIs(t, a.Hold(t.Context(), 1), ErrBusy)
	gone := errors.New("gone")
	ctx, leave := context.WithCancelCause(t.Context())
	leave(gone)
	assert.ErrorIs(t, a.Hold(ctx, 1), gone)
	assert.Zero(t, p.Waiting())
	assert.EqualValues(t, 4*mib, p.Held())
}

// A client that does not read makes room for one who waits: of the same owner, where
// the owner's share is what is used up, or the one that has not moved for longest.
func TestSlowestMakesRoom(t *testing.T) {
	p := New(Options{Bytes: 8 * mib, Wait: forever, Stall: time.Nanosecond})
	var done sync.WaitGroup
	stall := func(a *Answer) {
		done.Go(func() {
			assert.Error(t, stalled(a))
			assert.ErrorIs(t, a.Write(context.Background(), func() error { return nil }), ErrSlow, "it sends no more")
			a.End()
		})
		for writing := false; !writing; {
			p.mu.Lock()
			_, writing = p.writing[a]
			p.mu.Unlock()
			runtime.Gosched()
		}
	}
	oldest, mine := begun(p, 1), begun(p, 2)
	require.True(t, oldest.TryHold(2*mib))
	require.True(t, mine.TryHold(4*mib))
	stall(oldest)
	stall(mine)
	next := begun(p, 2)
	require.NoError(t, next.Hold(t.Context(), 3*mib), "the owner's own share")
	<-mine.write.(client).gone
	select {
	case <-oldest.write.(client).gone:
		t.Fatal("another's client was cut off for it")
	default:
	}
	other := begun(p, 3)
	require.NoError(t, other.Hold(t.Context(), 2*mib))
	<-oldest.write.(client).gone
	done.Wait()
	next.End()
	other.End()
	assert.Zero(t, p.Held())
	assert.Empty(t, p.writing)
}

// While nobody waits a client may take its time.
func TestSlowAlone(t *testing.T) {
	p := New(Options{Bytes: 8 * mib, Stall: time.Nanosecond})
	a := begun(p, 1)
	require.True(t, a.TryHold(4*mib))
	require.NoError(t, a.Write(t.Context(), func() error {
		require.True(t, begun(p, 2).TryHold(1*mib))
		return nil
	}))
}

// A turn is another's while its holder sends or waits for room.
func TestTurns(t *testing.T) {
	p := New(Options{Bytes: 8 * mib, Turns: 1, Wait: time.Millisecond})
	a, b := begun(p, 1), begun(p, 2)
	require.True(t, a.TryHold(1*mib))
	free := func() bool {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if b.Turn(ctx) != nil {
			return false
		}
		b.Rest()
		return true
	}
	require.NoError(t, a.Turn(t.Context()))
	require.NoError(t, a.Turn(t.Context()), "it has one")
	assert.False(t, free())
	require.NoError(t, a.Write(t.Context(), func() error {
		assert.True(t, free())
		return nil
	}))
	assert.False(t, free(), "it has it again")
	a.End()
	assert.True(t, free())
}
