// Package db is how an engine keeps what the store holds: connections, prepared
// texts, transactions, group commit, chunks, counters, migrations, locks and
// copies. It knows no noun.
package db

import (
	"context"
	"errors"
	"time"
)

// ErrNewer says that a newer program has already migrated the database.
var ErrNewer = errors.New("the database was migrated by a newer version of the program")

// ErrUnavailable says that the database cannot serve now, for reasons outside the
// call: a full disk, a lock that does not come free, a database that is closing.
// Nothing of the call is kept, but for an ErrUnknown.
var ErrUnavailable = errors.New("the store is unavailable")

// Options of a database.
type Options struct {
	// Readers is the number of reading connections.
	Readers int
	// Counters says where sequences begin in a database that does not have them; the
	// others begin with 1.
	Counters map[string]int64
	// Unbroken are the sequences of which no value may be left out: who takes the next
	// one keeps others from it until its transaction ends.
	Unbroken []string
	// Now is the clock.
	Now func() time.Time
	// Schema is the number of the last migration to apply; 0 is the newest. Tests of
	// migrations begin with an older one.
	Schema int
	// Bulk says that transactions may be larger than the memory.
	Bulk bool
	// Unhurried says that a statement may take any time; else PostgreSQL ends those that
	// take longer than calls wait.
	Unhurried bool
	// Replica is the DSN of a hot standby of the PostgreSQL database, where reads of
	// partners may be made; empty: there is none. ReplicaTold is told when its use begins,
	// and why it ends.
	Replica     string
	ReplicaTold func(err error)
	// Batch is told of every transaction: how many calls shared it, and the error
	// that kept nothing of it. It must be quick: the writer waits.
	Batch func(calls int, err error)
}

// Asker is who waits for a turn to read or write: a partner's key, or Nobody.
type Asker int64

// Nobody waits for a turn where no partner is known: operators' commands and the
// search for a login.
const Nobody Asker = 0

// DB is an open database.
type DB interface {
	// Read runs fn on a reading connection, which a partner's may be to a replica. When all are taken, askers get them in
	// turns. fn sees one snapshot only within one statement, and must be short: a
	// connection held while a slow client reads would hold up others. Where the
	// connection is lost before fn was handed a row, fn runs again on another one.
	Read(ctx context.Context, by Asker, fn func(c *Conn) error) error
	// Write runs fn in a transaction and returns after the commit. Askers begin theirs
	// in turns. fn may run again where the transaction was lost, so it must not keep
	// what it computed. Once begun it runs to its end, whatever becomes of ctx. A panic
	// of fn is returned as an error; a Goexit of fn ends the caller's goroutine. Neither
	// keeps anything.
	Write(ctx context.Context, by Asker, fn func(tx *Tx) error) error
	// Count runs fn, whose statements change counts, as Read does: each is a transaction
	// of its own. It is for databases that other servers have open, too.
	Count(ctx context.Context, by Asker, fn func(c *Conn) error) error
	// Rehearse runs fn with a database that holds what this one holds now. It takes
	// writes alone, of one goroutine, and nothing done there is kept.
	Rehearse(ctx context.Context, fn func(rehearsal DB) error) error
	// OneTransaction reports whether a transaction may be long: others read and write
	// meanwhile, all but what it has written itself.
	OneTransaction() bool
	// Waiting is how many writes wait for a transaction.
	Waiting() int
	// ReplicaReads returns how many reads of partners were made where; nothing is counted
	// without a replica.
	ReplicaReads() (replica, primary int64)
	// FileSizes returns the sizes of the database and of its write-ahead log, in bytes;
	// 0 where there is none, or it is not this machine's.
	FileSizes() (database, wal int64)
	// Volatile names the settings by which a commit that was answered may be lost; "" is
	// none.
	Volatile(ctx context.Context) (settings string, err error)
	// Close lets the writes in the queue end, then closes every connection. No call may
	// be made after it; calls in flight must have ended.
	Close() error
}

// Tx is one call of a write transaction, and one moment for all it does.
type Tx struct {
	*Conn
	// Now is the moment of the call.
	Now time.Time
	// Counters gives out ids and numbers.
	Counters Counters
	shared   bool // other transactions write at the same time
}

// Lock keeps others from writing what is a partner's, until the transaction or the
// savepoint is undone or ended: for transactions that write for several partners. One
// that deadlocks with another is run again.
func (tx *Tx) Lock(partner int64) error {
	if !tx.shared {
		return nil
	}
	_, _, err := tx.Int(`SELECT 1 FROM partner WHERE id = ?1 FOR NO KEY UPDATE`, partner)
	return err
}

// Counters gives out ids and numbers within one transaction. What a refused call
// took is a gap; nothing is ever given twice.
type Counters interface {
	// Take returns the next value of the sequence. What a refused call took of an
	// unbroken one is given to the next.
	Take(name string) (int64, error)
	// Raise makes the sequence go on above a value that came from outside.
	Raise(name string, used int64) error
	// Peek returns what Take would.
	Peek(name string) (int64, error)
	// mark returns what makes values free again that are taken after it, where an
	// engine can do that.
	mark() (release func())
}

// LockTable keeps others from writing a table that is no partner's, until the
// transaction ends: two that look for the same row, to add it, do so in turn.
func (tx *Tx) LockTable(name string) error {
	if !tx.shared {
		return nil
	}
	return tx.Script(`LOCK TABLE ` + name + ` IN SHARE ROW EXCLUSIVE MODE`)
}

// Nested runs fn within a savepoint. Where fn fails with an error that undo reports
// true of, what fn wrote is undone. After another error the transaction must not be
// committed.
func (tx *Tx) Nested(fn func() error, undo func(error) bool) error {
	if _, err := tx.Exec(`SAVEPOINT nested`); err != nil {
		return err
	}
	release := tx.Counters.mark()
	err := fn()
	switch {
	case err != nil && undo(err):
		release()
		if _, failed := tx.Exec(`ROLLBACK TO SAVEPOINT nested`); failed != nil {
			return failed
		}
	case err != nil:
		return err
	}
	if _, failed := tx.Exec(`RELEASE SAVEPOINT nested`); failed != nil {
		return failed
	}
	return err
}
