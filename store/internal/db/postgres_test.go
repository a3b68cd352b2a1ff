package db

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
)

// openPostgres opens a database with one reading connection; the test's end closes it.
func openPostgres(t *testing.T, dsn string) *postgresDB {
	t.Helper()
	opened, err := OpenPostgres(t.Context(), dsn, Options{Readers: 1, Now: time.Now, Batch: func(int, error) {}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, opened.Close()) })
	return opened.(*postgresDB)
}

// endOthers ends all connections to the database but its own.
func endOthers(t *testing.T, side *sql.DB) {
	t.Helper()
	_, err := side.ExecContext(context.Background(), `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()`)
	require.NoError(t, err)
}

// A transaction has a number to ask for also where there is no such partner.
func TestTransactionOfNoPartner(t *testing.T) {
	enginetest.PostgresOnly(t, "its transactions")
	db := openPostgres(t, enginetest.New(t).Store)
	slot := &postgresSlot{}
	c, err := slot.use(t.Context(), db)
	require.NoError(t, err)
	xid, err := begin(c, 7)
	require.NoError(t, err)
	require.NoError(t, rollback(c))
	again, err := db.afterLoss(t.Context(), slot, transactionID{xid: xid, began: time.Now()})
	require.ErrorIs(t, err, errLostConnection)
	require.True(t, again)
	require.NoError(t, slot.conn.engine.close())
}

// A read whose connection was closed meanwhile is made again on another one, but not
// when it has been handed rows.
func TestReadOnALostConnection(t *testing.T) {
	enginetest.PostgresOnly(t, "its connections")
	place := enginetest.New(t)
	db, side := openPostgres(t, place.Store), place.SQL(t)
	one := func(c *Conn) error { _, _, err := c.Int(`SELECT 1`); return err }
	for range 3 { // one that has rested for long is looked at before
		require.NoError(t, db.Read(t.Context(), Nobody, one))
		endOthers(t, side)
		require.NoError(t, db.Read(t.Context(), Nobody, one))
	}
	runs := 0
	err := db.Read(t.Context(), Nobody, func(c *Conn) error {
		runs++
		if err := one(c); err != nil {
			return err
		}
		endOthers(t, side)
		return one(c)
	})
	require.ErrorIs(t, err, ErrUnavailable)
	require.Equal(t, 1, runs)
	require.NoError(t, db.Read(t.Context(), Nobody, one))
}

// Who waits until another server has migrated waits for longer than calls may.
func TestMigrationThatTakesLong(t *testing.T) {
	enginetest.PostgresOnly(t, "its migrations")
	place := enginetest.Empty(t)
	side := place.SQL(t)
	other, err := side.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	_, err = other.ExecContext(t.Context(), `SELECT pg_advisory_xact_lock($1)`, migrationLock)
	require.NoError(t, err)
	opened := make(chan error, 1)
	go func() {
		db, err := OpenPostgres(context.Background(), place.Store+"&lock_timeout=50ms&statement_timeout=50ms", Options{Now: time.Now})
		if err == nil {
			err = db.Close()
		}
		opened <- err
	}()
	for waits := false; !waits; {
		select {
		case err := <-opened:
			require.NoError(t, err)
			require.Fail(t, "it did not wait")
		default:
		}
		require.NoError(t, side.QueryRowContext(t.Context(), `SELECT EXISTS (SELECT 1 FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event = 'advisory' AND clock_timestamp() > query_start + INTERVAL '200 ms')`).Scan(&waits))
	}
	require.NoError(t, other.Rollback())
	require.NoError(t, <-opened)
}

// A server that vanishes without a word holds nobody for ever, whatever a call was
// about when it did, and all goes on when it is back.
func TestServerThatVanishes(t *testing.T) {
	enginetest.PostgresOnly(t, "its connections")
	place := enginetest.New(t)
	proxy := place.Proxy(t)
	db := openPostgres(t, proxy.Store+"&statement_timeout=100ms")
	read := func(c *Conn) error { _, _, err := c.Int(`SELECT 1`); return err }
	write := func(tx *Tx) error {
		_, err := tx.Exec(`INSERT INTO probe (id, at) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET at = probe.at + 1`)
		return err
	}
	for _, call := range []struct {
		name    string
		do      func(freeze func()) error
		unknown bool
	}{
		{"at a read", func(freeze func()) error {
			return db.Read(t.Context(), Nobody, func(c *Conn) error { freeze(); return read(c) })
		}, false},
		{"in a transaction", func(freeze func()) error {
			return db.Write(t.Context(), Nobody, func(tx *Tx) error { freeze(); return write(tx) })
		}, false},
		{"at the commit", func(freeze func()) error {
			return db.Write(t.Context(), Nobody, func(tx *Tx) error { err := write(tx); freeze(); return err })
		}, true},
		{"before", func(freeze func()) error {
			freeze()
			return db.Write(t.Context(), Nobody, write)
		}, false},
	} {
		require.NoError(t, db.Read(t.Context(), Nobody, read), call.name)
		require.NoError(t, db.Write(t.Context(), Nobody, write), call.name)
		var thaw func()
		err := call.do(func() { thaw = proxy.Freeze() })
		require.ErrorIs(t, err, ErrUnavailable, call.name)
		require.Equal(t, call.unknown, errors.Is(err, ErrUnknown), call.name)
		thaw()
		require.Eventually(t, func() bool { return db.Write(t.Context(), Nobody, write) == nil }, time.Minute, 100*time.Millisecond, call.name)
	}
}

// The server ends what takes longer than a call may, but not of who is unhurried.
func TestStatementThatTakesLong(t *testing.T) {
	enginetest.PostgresOnly(t, "its settings")
	place := enginetest.New(t)
	for _, unhurried := range []bool{false, true} {
		db, err := OpenPostgres(t.Context(), place.Store+"&statement_timeout=50ms", Options{Readers: 1, Unhurried: unhurried, Now: time.Now})
		require.NoError(t, err)
		err = db.Read(t.Context(), Nobody, func(c *Conn) error { _, _, err := c.Int(`SELECT 1 FROM pg_sleep(0.5)`); return err })
		require.Equal(t, unhurried, err == nil)
		if !unhurried {
			require.ErrorIs(t, err, ErrUnavailable)
		}
		require.NoError(t, db.Close())
	}
}
