package store

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// queued starts calls one after another, each once the one before it waits.
func queued(waiting func() int, calls ...func()) (wait func()) {
	var done sync.WaitGroup
	for i, call := range calls {
		done.Go(call)
		for waiting() <= i {
			runtime.Gosched()
		}
	}
	return done.Wait
}

// A partner's flood of reads makes another's single read wait for one of them.
func TestReadsTakeTurns(t *testing.T) {
	st, tenant := newTenant(t)
	held := st.readers.Drain()
	var mu sync.Mutex
	var order []Partner
	read := func(p Partner) func() {
		return func() {
			require.NoError(t, st.As(p).read(context.Background(), func(*conn) error {
				mu.Lock()
				defer mu.Unlock()
				order = append(order, p)
				return nil
			}))
		}
	}
	flood, single := tenant.partner, tenant.partner+1
	wait := queued(st.readers.Waiting, read(flood), read(flood), read(flood), read(flood), read(single))
	st.readers.Put(held[0])
	wait()
	for _, c := range held[1:] {
		st.readers.Put(c)
	}
	require.Equal(t, []Partner{flood, single, flood, flood, flood}, order)
}

// A partner's flood of writes, more than a transaction takes, leaves another's
// single write in the next transaction.
func TestWritesTakeTurns(t *testing.T) {
	st, tenant := newTenant(t)
	hold, held := make(chan struct{}), make(chan struct{})
	var first sync.WaitGroup
	first.Go(func() {
		_ = st.writer.do(context.Background(), func(*Tx) error { close(held); <-hold; return nil })
	})
	<-held
	var order []Partner // appended to by the writer alone
	write := func(p Partner) func() {
		return func() {
			require.NoError(t, st.As(p).Write(context.Background(), func(*Tx) error { order = append(order, p); return nil }))
		}
	}
	flood, single := tenant.partner, tenant.partner+1
	calls := make([]func(), 2*maxBatch)
	for i := range calls {
		calls[i] = write(flood)
	}
	wait := queued(st.writer.waiting, append(calls, write(single))...)
	close(hold)
	wait()
	first.Wait()
	require.Equal(t, single, order[1])
	require.Len(t, order, 2*maxBatch+1)
}

// A write whose caller leaves before it has begun is not made, and does not wait.
func TestWriteLeavesTheQueue(t *testing.T) {
	st, tenant := newTenant(t)
	hold, held := make(chan struct{}), make(chan struct{})
	var first sync.WaitGroup
	first.Go(func() {
		_ = st.writer.do(context.Background(), func(*Tx) error { close(held); <-hold; return nil })
	})
	<-held
	gone := errors.New("gone")
	ctx, leave := context.WithCancelCause(t.Context())
	wait := queued(st.writer.waiting, func() {
		require.ErrorIs(t, tenant.Write(ctx, adding("никто", nil)), gone)
	})
	leave(gone)
	wait()
	close(hold)
	first.Wait()
	require.Empty(t, names(t, tenant))
}
