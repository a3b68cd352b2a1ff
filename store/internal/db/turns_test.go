package db

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
	db := newDB(t)
	held := db.readers.Drain()
	var mu sync.Mutex
	var order []Asker
	read := func(by Asker) func() {
		return func() {
			require.NoError(t, db.Read(context.Background(), by, func(*Conn) error {
				mu.Lock()
				defer mu.Unlock()
				order = append(order, by)
				return nil
			}))
		}
	}
	const flood, single = Asker(1), Asker(2)
	wait := queued(db.readers.Waiting, read(flood), read(flood), read(flood), read(flood), read(single))
	db.readers.Put(held[0])
	wait()
	for _, c := range held[1:] {
		db.readers.Put(c)
	}
	require.Equal(t, []Asker{flood, single, flood, flood, flood}, order)
}

// A partner's flood of writes, more than a transaction takes, leaves another's
// single write in the next transaction.
func TestWritesTakeTurns(t *testing.T) {
	db := newDB(t)
	hold, held := make(chan struct{}), make(chan struct{})
	var first sync.WaitGroup
	first.Go(func() {
		_ = db.Write(context.Background(), Nobody, func(*Tx) error { close(held); <-hold; return nil })
	})
	<-held
	var order []Asker // appended to by the writer alone
	write := func(by Asker) func() {
		return func() {
			require.NoError(t, db.Write(context.Background(), by, func(*Tx) error { order = append(order, by); return nil }))
		}
	}
	const flood, single = Asker(1), Asker(2)
	calls := make([]func(), 2*maxBatch)
	for i := range calls {
		calls[i] = write(flood)
	}
	wait := queued(db.Waiting, append(calls, write(single))...)
	close(hold)
	wait()
	first.Wait()
	require.Equal(t, single, order[1])
	require.Len(t, order, 2*maxBatch+1)
}

// A write whose caller leaves before it has begun is not made, and does not wait.
func TestWriteLeavesTheQueue(t *testing.T) {
	db := newDB(t)
	hold, held := make(chan struct{}), make(chan struct{})
	var first sync.WaitGroup
	first.Go(func() {
		_ = db.Write(context.Background(), Nobody, func(*Tx) error { close(held); <-hold; return nil })
	})
	<-held
	gone, ran := errors.New("gone"), false
	ctx, leave := context.WithCancelCause(t.Context())
	wait := queued(db.Waiting, func() {
		require.ErrorIs(t, db.Write(ctx, 1, func(*Tx) error { ran = true; return nil }), gone)
	})
	leave(gone)
	wait()
	close(hold)
	first.Wait()
	require.False(t, ran)
}
