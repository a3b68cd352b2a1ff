package db

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"partnerapi/internal/filelock"
)

// Rehearse implements DB: in a copy, so that nobody waits meanwhile.
func (db *sqliteDB) Rehearse(ctx context.Context, fn func(rehearsal DB) error) error {
	copied, err := db.copy(ctx)
	if err != nil {
		return err
	}
	return errors.Join(fn(copied), copied.Close())
}

// OneTransaction implements DB: SQLite has one writer.
func (db *sqliteDB) OneTransaction() bool { return false }

// copy returns a copy of the database. Its file has no name any more, so that it is
// gone with the process, however that ends.
func (db *sqliteDB) copy(ctx context.Context) (copied DB, err error) {
	building, err := filelock.Open(filepath.Join(db.dir, copyLockFile))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, building.Close()) }()
	if err := building.Lock(ctx); err != nil {
		return nil, err
	}
	dir := filepath.Join(db.dir, copyDir)
	// One that was killed while it copied has left something behind.
	if err := errors.Join(os.RemoveAll(dir), os.Mkdir(dir, 0o700)); err != nil {
		return nil, fmt.Errorf("copy of the store: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	from, err := openSQLite(db.file(), true)
	if err != nil {
		return nil, err
	}
	_, err = from.Exec(`VACUUM INTO ?1`, filepath.Join(dir, DatabaseFile))
	if err := errors.Join(err, from.engine.close()); err != nil {
		return nil, fmt.Errorf("copy of the store: %w", unavailable(err))
	}
	return db.openCopy(dir)
}

func (db *sqliteDB) openCopy(dir string) (DB, error) {
	lock, err := filelock.Open(filepath.Join(dir, writeLockFile))
	if err != nil {
		return nil, err
	}
	w, err := openSQLite(filepath.Join(dir, DatabaseFile), true)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	// Without a journal on disk SQLite never asks for the file by its name again.
	if err := w.Script(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF`); err != nil {
		return nil, errors.Join(err, w.engine.close(), lock.Close())
	}
	opts := db.opts
	opts.Batch = func(int, error) {}
	return &sqliteDB{dir: db.dir, opts: opts, writer: startWriter(w, lock, opts)}, nil
}
