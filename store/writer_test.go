package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/store/internal/db"
)

// together makes calls wait behind one that holds the writer, so that they share
// the next transaction, and answers their errors.
func together(t *testing.T, tenant *Tenant, calls ...func(tx *Tx) error) []error {
	t.Helper()
	enginetest.SQLiteOnly(t, "calls share a transaction")
	hold, held := make(chan struct{}), make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		_ = tenant.Write(context.Background(), func(*Tx) error { close(held); <-hold; return nil })
	})
	<-held
	errs := make([]error, len(calls))
	for i, call := range calls {
		wait.Go(func() { errs[i] = tenant.Write(context.Background(), call) })
		// They queue up in order; the held transaction cannot take them.
		for tenant.s.Waiting() <= i {
			runtime.Gosched()
		}
	}
	close(hold)
	wait.Wait()
	return errs
}

func names(t *testing.T, tenant *Tenant) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	require.NoError(t, tenant.Clients(context.Background(), ClientFilter{IncludeDeleted: true})(func(c *Client) error {
		found[c.Name] = true
		return nil
	}))
	return found
}

func adding(name string, then error) func(tx *Tx) error {
	return func(tx *Tx) error {
		_, err := tx.AddClient(ClientUpdate{Name: &name})
		return errors.Join(err, then)
	}
}

// Calls that share a transaction do not share their failures: a refused call and
// a panicking one leave nothing, their neighbours everything.
func TestNeighboursInABatch(t *testing.T) {
	_, tenant := newTenant(t)
	refused := errors.New("refused")
	errs := together(t, tenant,
		adding("первый", nil),
		adding("второй", refused),
		func(*Tx) error { panic("a mistake") },
		adding("третий", nil))
	require.NoError(t, errs[0])
	require.ErrorIs(t, errs[1], refused)
	require.ErrorContains(t, errs[2], "a mistake")
	require.NoError(t, errs[3])
	require.Equal(t, map[string]bool{"первый": true, "третий": true}, names(t, tenant))
}

// A call that loses the whole transaction, as a full disk does, costs its
// neighbours nothing: each runs again alone, and nothing is committed outside a
// transaction.
func TestALostBatchIsRunApart(t *testing.T) {
	_, tenant := newTenant(t)
	var runs atomic.Int32
	errs := together(t, tenant,
		func(tx *Tx) error { runs.Add(1); return adding("первый", nil)(tx) },
		func(tx *Tx) error {
			if _, err := tx.c.Exec(`ROLLBACK`); err != nil {
				return err
			}
			return errors.New("the disk is full")
		},
		adding("третий", nil))
	require.NoError(t, errs[0])
	require.ErrorContains(t, errs[1], "the disk is full")
	require.NoError(t, errs[2])
	require.EqualValues(t, 2, runs.Load(), "the first call ran again")
	require.Equal(t, map[string]bool{"первый": true, "третий": true}, names(t, tenant))
}

// A call that ends its goroutine, as a failed require does, ends its caller's and
// nothing else: it leaves no row, its neighbours run, the writer goes on.
func TestACallThatEndsItsGoroutine(t *testing.T) {
	_, tenant := newTenant(t)
	exiting := func(name string) func(tx *Tx) error {
		return func(tx *Tx) error {
			require.NoError(t, adding(name, nil)(tx))
			runtime.Goexit()
			return nil
		}
	}
	cameBack := errors.New("the caller went on")
	ended := func(call func() error) (err error) {
		var caller sync.WaitGroup
		caller.Go(func() {
			err = nil
			_ = call()
			err = cameBack
		})
		caller.Wait()
		return err
	}
	require.NoError(t, ended(func() error { return tenant.Write(context.Background(), exiting("один")) }), "alone")

	errs := together(t, tenant, adding("первый", nil), exiting("второй"), adding("третий", nil), exiting("четвертый"))
	require.Equal(t, []error{nil, nil, nil, nil}, errs)
	require.NoError(t, tenant.Write(context.Background(), adding("пятый", nil)))
	require.Equal(t, map[string]bool{"первый": true, "третий": true, "пятый": true}, names(t, tenant))
}

// A read that panics or ends its goroutine gives its connection back.
func TestAReadThatPanicsGivesItsConnectionBack(t *testing.T) {
	st, err := Open(inPlace(t, Options{Readers: 1}))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	midway := func(leave func()) func(c *db.Conn) error {
		return func(c *db.Conn) error {
			return c.Each(`SELECT 1 UNION SELECT 2`, nil, func(db.Row) error { leave(); return nil })
		}
	}
	require.Panics(t, func() { _ = st.read(t.Context(), midway(func() { panic("a mistake") })) })
	var caller sync.WaitGroup
	caller.Go(func() { _ = st.read(t.Context(), midway(runtime.Goexit)) })
	caller.Wait()
	rows := 0
	require.NoError(t, st.read(t.Context(), midway(func() { rows++ })))
	require.Equal(t, 2, rows)
}

// Nobody sees a row before its transaction is durable, and the call is answered
// after it.
func TestNothingIsSeenBeforeTheCommit(t *testing.T) {
	_, tenant := newTenant(t)
	require.NoError(t, tenant.Write(context.Background(), func(tx *Tx) error {
		require.NoError(t, adding("новый", nil)(tx))
		require.Empty(t, names(t, tenant), "another connection")
		require.Len(t, names(t, tx.Tenant), 1, "the transaction itself")
		return nil
	}))
	require.Len(t, names(t, tenant), 1)
}

// A caller that leaves before its turn is not run; one that leaves later is.
func TestLeaving(t *testing.T) {
	enginetest.SQLiteOnly(t, "calls share a transaction")
	_, tenant := newTenant(t)
	ctx, leave := context.WithCancel(context.Background())
	leave()
	require.ErrorIs(t, tenant.Write(ctx, adding("ушел", nil)), context.Canceled)
	ctx, leave = context.WithCancel(context.Background())
	require.NoError(t, tenant.Write(ctx, func(tx *Tx) error { leave(); return adding("остался", nil)(tx) }))
	require.Equal(t, map[string]bool{"остался": true}, names(t, tenant))
}

// A closed store refuses writes as unavailable and loses none that it took.
func TestClosing(t *testing.T) {
	place := enginetest.New(t)
	st, err := Open(place.Store, Options{KeyFile: place.KeyFile})
	require.NoError(t, err)
	require.NoError(t, st.write(context.Background(), func(tx *Tx) error {
		_, err := tx.c.Exec(`INSERT INTO partner (id, partner_id, number, partner_name, disabled) VALUES (1, 'p', 1, 'Один', 0)`)
		return err
	}))
	var done sync.WaitGroup
	var taken atomic.Int32
	for i := range 50 {
		done.Go(func() {
			err := st.As(1).Write(context.Background(), adding(fmt.Sprint(i), nil))
			if err == nil {
				taken.Add(1)
			} else if !errors.Is(err, ErrUnavailable) {
				t.Error(err)
			}
		})
	}
	require.NoError(t, st.Close())
	done.Wait()
	require.ErrorIs(t, st.write(context.Background(), func(*Tx) error { return nil }), ErrUnavailable)
	again := newStoreAt(t, place)
	require.Len(t, names(t, again.As(1)), int(taken.Load()))
}

// Ids and numbers are never given twice, not even after a refusal or a restart.
func TestNumbersAreNeverGivenTwice(t *testing.T) {
	place := enginetest.New(t)
	seen := map[int64]bool{}
	for range 3 {
		st := newStoreAt(t, place)
		tenant := st.As(1)
		for i := range 5 {
			_ = tenant.Write(context.Background(), adding("отказ", errors.New("refused")))
			id := addClient(t, tenant, fmt.Sprint(i))
			require.False(t, seen[id])
			seen[id] = true
		}
	}
}
