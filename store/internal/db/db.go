// Package db is how an engine keeps what the store holds: connections, prepared
// texts, transactions, group commit, chunks, counters, migrations, locks and
// copies. It knows no noun.
package db

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"partnerapi/internal/budget/fair"
)

// ErrNewer says that a newer program has already migrated the database.
var ErrNewer = errors.New("the data directory was written by a newer version of the program")

// ErrUnavailable says that the database cannot serve now, for reasons outside the
// call: a full disk, a lock that does not come free, a database that is closing.
// Nothing of the call is kept.
var ErrUnavailable = errors.New("the store is unavailable")

// Options of a database.
type Options struct {
	// Readers is the number of reading connections.
	Readers int
	// Counters says where sequences begin in a database that does not have them; the
	// others begin with 1.
	Counters map[string]int64
	// Now is the clock.
	Now func() time.Time
	// Schema is the number of the last migration to apply; 0 is the newest. Tests of
	// migrations begin with an older one.
	Schema int
	// Bulk says that transactions may be larger than the memory.
	Bulk bool
	// Batch is told of every transaction: how many calls shared it, and the error
	// that kept nothing of it. It must be quick: the writer waits.
	Batch func(calls int, err error)
}

// Asker is who waits for a turn to read or write: a partner's key, or Nobody.
type Asker int64

// Nobody waits for a turn where no partner is known: operators' commands and the
// search for a login.
const Nobody Asker = 0

// DB is an open SQLite database in a data directory: one connection that writes and
// some that read. Several processes may have it open at once: writers take turns
// through the lock file.
type DB struct {
	dir     string
	opts    Options
	readers fair.Stack[Asker, *Conn]
	writer  *writer
}

// Open migrates the database of a directory, opens it, and lets other processes
// have the directory, also when it fails. Of two that open a new one, the second
// finds what the first has made.
func (d *Directory) Open(opts Options) (db *DB, err error) {
	db = &DB{dir: d.path, opts: opts}
	w, err := db.open()
	if err = errors.Join(err, d.lock.Unlock()); err != nil {
		return nil, errors.Join(err, closeAll(w), d.lock.Close())
	}
	for range opts.Readers {
		r, err := openSQLite(db.file(), false)
		if err != nil {
			return nil, errors.Join(err, closeAll(append(db.readers.Drain(), w)...), d.lock.Close())
		}
		db.readers.Put(r)
	}
	db.writer = startWriter(w, d.lock, opts)
	return db, nil
}

// open migrates the database and returns the connection that writes.
func (db *DB) open() (w *Conn, err error) {
	defer func() {
		if isDamaged(err) {
			err = fmt.Errorf("the database %s is damaged: restore it from the backup (%w)", db.file(), err)
		}
	}()
	if err := private(db.file()); err != nil {
		return nil, err
	}
	if w, err = openSQLite(db.file(), true); err != nil {
		return nil, err
	}
	if err := migrate(w, db.dir, db.opts); err != nil {
		return w, err
	}
	if err := prepared(db.dir); err != nil || db.opts.Bulk {
		return w, err
	}
	return w, w.Script(undoInMemory)
}

// closeAll closes connections, of which some may be nil.
func closeAll(conns ...*Conn) error {
	var errs []error
	for _, c := range conns {
		if c != nil {
			errs = append(errs, c.engine.close())
		}
	}
	return errors.Join(errs...)
}

func (db *DB) file() string { return filepath.Join(db.dir, DatabaseFile) }

// Close lets the writes in the queue end, then closes every connection. No call
// may be made after it; calls in flight must have ended.
func (db *DB) Close() error {
	return errors.Join(db.writer.stop(), closeAll(db.readers.Drain()...))
}

// Read runs fn on a reading connection. When all are taken, askers get them in
// turns. fn sees one snapshot only within one statement, and must be short: a
// connection held while a slow client reads would hold up checkpoints.
func (db *DB) Read(ctx context.Context, by Asker, fn func(c *Conn) error) error {
	c, err := db.readers.Take(ctx, by)
	if err != nil {
		return err
	}
	defer db.readers.Put(c)
	return unavailable(fn(c))
}

// Write runs fn in a transaction and returns after the commit. Askers come into the
// next transaction in turns. fn may run again if the transaction it shared was
// lost, so it must not keep what it computed. Once begun it runs to its end,
// whatever becomes of ctx. A panic of fn is returned as an error; a Goexit of fn
// ends the caller's goroutine. Neither keeps anything.
func (db *DB) Write(ctx context.Context, by Asker, fn func(tx *Tx) error) error {
	return db.writer.do(ctx, by, fn)
}

// unavailable marks errors that are not of the call's making.
func unavailable(err error) error {
	if err != nil && sqliteUnavailable(err) {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return err
}

// Waiting is how many writes wait for a transaction.
func (db *DB) Waiting() int { return db.writer.waiting() }

// FileSizes returns the sizes of the database and of its write-ahead log, in bytes;
// 0 for a file that is not there.
func (db *DB) FileSizes() (database, wal int64) {
	return fileSize(db.file()), fileSize(db.file() + "-wal")
}

func fileSize(file string) int64 {
	info, err := os.Stat(file)
	if err != nil {
		return 0
	}
	return info.Size()
}
