package db

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"partnerapi/internal/budget/fair"
)

// sqliteDB is an open SQLite database in a data directory: one connection that writes and
// some that read. Several processes may have it open at once: writers take turns
// through the lock file.
type sqliteDB struct {
	dir     string
	opts    Options
	readers fair.Stack[Asker, *Conn]
	writer  *writer
}

// Open migrates the database of a directory, opens it, and lets other processes
// have the directory, also when it fails. Of two that open a new one, the second
// finds what the first has made.
func (d *Directory) Open(opts Options) (opened DB, err error) {
	db := &sqliteDB{dir: d.path, opts: opts}
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
func (db *sqliteDB) open() (w *Conn, err error) {
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
	if err := prepared(db.dir); err != nil {
		return w, err
	}
	if db.opts.Bulk {
		return w, w.Script(growLog)
	}
	return w, w.Script(undoInMemory)
}

// growLog: rows of statistics touch pages all over an index. The larger the log may
// grow, the less often each page goes into the database itself.
const growLog = `PRAGMA wal_autocheckpoint = 8000`

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

func (db *sqliteDB) file() string { return filepath.Join(db.dir, DatabaseFile) }

// Close implements DB.
func (db *sqliteDB) Close() error {
	return errors.Join(db.writer.stop(), closeAll(db.readers.Drain()...))
}

// Read implements DB.
func (db *sqliteDB) Read(ctx context.Context, by Asker, fn func(c *Conn) error) error {
	c, err := db.readers.Take(ctx, by)
	if err != nil {
		return err
	}
	defer db.readers.Put(c)
	return unavailable(fn(c))
}

// Count implements DB.
func (db *sqliteDB) Count(ctx context.Context, by Asker, fn func(c *Conn) error) error {
	return db.Write(ctx, by, func(tx *Tx) error { return fn(tx.Conn) })
}

// Write implements DB.
func (db *sqliteDB) Write(ctx context.Context, by Asker, fn func(tx *Tx) error) error {
	return db.writer.do(ctx, by, fn)
}

// unavailable marks errors that are not of the call's making.
func unavailable(err error) error {
	if err != nil && sqliteUnavailable(err) {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return err
}

// Waiting implements DB.
func (db *sqliteDB) Waiting() int { return db.writer.waiting() }

// ReplicaReads implements DB.
func (db *sqliteDB) ReplicaReads() (replica, primary int64) { return 0, 0 }

// FileSizes implements DB.
func (db *sqliteDB) FileSizes() (database, wal int64) {
	return fileSize(db.file()), fileSize(db.file() + "-wal")
}

func fileSize(file string) int64 {
	info, err := os.Stat(file)
	if err != nil {
		return 0
	}
	return info.Size()
}

// Volatile implements DB: every connection syncs its commits.
func (db *sqliteDB) Volatile(context.Context) (settings string, err error) { return "", nil }
