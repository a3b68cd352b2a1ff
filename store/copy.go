package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"partnerapi/internal/filelock"
)

// Copy answers a store that holds what this one holds now, for a rehearsal of
// writes: nothing done there is kept. Its file has no name any more, so that it
// is gone with the process, however that ends. It has a writer alone.
func (s *Store) Copy() (copied *Store, err error) {
	dir, err := os.MkdirTemp(s.dir, "copy-*")
	if err != nil {
		return nil, fmt.Errorf("copy of the store: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	from, err := openConn(s.file(), true)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, dbFile)
	_, err = from.exec(`VACUUM INTO ?1`, file)
	if err := errors.Join(err, from.close()); err != nil {
		return nil, fmt.Errorf("copy of the store: %w", err)
	}
	lock, err := filelock.Open(filepath.Join(dir, writeLockFile))
	if err != nil {
		return nil, err
	}
	w, err := openConn(file, true)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	// Without a journal on disk SQLite never asks for the file by its name again.
	if err := w.script(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF`); err != nil {
		return nil, errors.Join(err, w.close(), lock.Close())
	}
	opts := s.opts
	opts.Batch = func(int, error) {}
	return &Store{dir: s.dir, opts: opts, key: s.key, readers: make(chan *conn), writer: startWriter(w, lock, opts)}, nil
}
