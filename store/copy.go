package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"partnerapi/internal/filelock"
)

// Copy answers a store that holds what this one holds now, for a rehearsal of
// writes: nothing done there is kept. Its file has no name any more, so that it
// is gone with the process, however that ends. It has a writer alone.
func (s *Store) Copy(ctx context.Context) (copied *Store, err error) {
	building, err := filelock.Open(filepath.Join(s.dir, copyLockFile))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, building.Close()) }()
	if err := building.Lock(ctx); err != nil {
		return nil, err
	}
	dir := filepath.Join(s.dir, copyDir)
	// One that was killed while it copied has left something behind.
	if err := errors.Join(os.RemoveAll(dir), os.Mkdir(dir, 0o700)); err != nil {
		return nil, fmt.Errorf("copy of the store: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	from, err := openConn(s.file(), true)
	if err != nil {
		return nil, err
	}
	_, err = from.exec(`VACUUM INTO ?1`, filepath.Join(dir, dbFile))
	if err := errors.Join(err, from.close()); err != nil {
		return nil, fmt.Errorf("copy of the store: %w", unavailable(err))
	}
	return s.openCopy(dir)
}

func (s *Store) openCopy(dir string) (*Store, error) {
	lock, err := filelock.Open(filepath.Join(dir, writeLockFile))
	if err != nil {
		return nil, err
	}
	w, err := openConn(filepath.Join(dir, dbFile), true)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	// Without a journal on disk SQLite never asks for the file by its name again.
	if err := w.script(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF`); err != nil {
		return nil, errors.Join(err, w.close(), lock.Close())
	}
	opts := s.opts
	opts.Batch = func(int, error) {}
	return &Store{dir: s.dir, opts: opts, key: s.key, writer: startWriter(w, lock, opts)}, nil
}
