package store

import (
	"context"
	"errors"
	"fmt"
	"os"

	"partnerapi/internal/seal"
	"partnerapi/store/internal/db"
)

// Errors of Copy.
var (
	// ErrNotEmpty: a copy overwrites nothing.
	ErrNotEmpty = db.ErrNotEmpty
	// ErrUnfinished: the store has a part of another one.
	ErrUnfinished = db.ErrUnfinished
	// ErrOvertaken: another copy into the same place goes on instead.
	ErrOvertaken = db.ErrOvertaken
)

// TableSum is what a table holds; see db.TableSum.
type TableSum = db.TableSum

// Place is where a store is.
type Place struct {
	// Location is a data directory or the DSN of a PostgreSQL database.
	Location string
	// KeyFile is where the sealing key of a PostgreSQL database stands; a data directory
	// holds its own.
	KeyFile string
}

// Copy copies everything that a store holds at one moment, with the sealing key, to an
// empty place on either engine. It compares the tables at the end and returns their sums.
// Copy continues a copy that was interrupted, if the source has not changed since; until a
// copy has ended, the target cannot be opened for anything else. The target's audit gets a
// line with the command.
func Copy(ctx context.Context, from, to Place, opts Options, progress func(table string, rows int64, all bool)) (sums []TableSum, err error) {
	source, err := openSource(from, opts)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	transfer := &db.Transfer{Source: source.key.ID(), Progress: progress}
	for name := range counters(1) {
		transfer.Counters = append(transfer.Counters, name)
	}
	opts.KeyFile = to.KeyFile
	opts.target = &target{transfer, source.keyFile()}
	copied, err := Open(to.Location, opts)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, copied.Close()) }()
	if copied.key.ID() != source.key.ID() {
		return nil, fmt.Errorf("the key file %s is not the source's, and a copy overwrites none", copied.keyFile())
	}
	transfer.Finish = func(w *db.Tx) error { return copied.audit(newTx(w), "") }
	return transfer.Run(ctx, source.db, copied.db)
}

// openSource opens a store that exists, and makes none.
func openSource(from Place, opts Options) (*Store, error) {
	if db.IsPostgres(from.Location) {
		if _, err := os.Stat(from.KeyFile); err != nil {
			return nil, fmt.Errorf("key file: %w", err)
		}
	} else if there, err := Exists(from.Location); err != nil {
		return nil, err
	} else if !there {
		return nil, fmt.Errorf("%s is no data directory", from.Location)
	}
	opts.KeyFile = from.KeyFile
	return Open(from.Location, opts)
}

// target is what opening the target of a copy needs.
type target struct {
	transfer *db.Transfer
	keyFile  string // the source's
}

// markTarget refuses a target that is not empty.
func (s *Store) markTarget() error {
	if s.opts.target == nil {
		return nil
	}
	return s.opts.target.transfer.Begin(context.Background(), s.db)
}

// openKey opens the store's key file. A target gets a copy of the source's.
func (o Options) openKey(file string) (*seal.Key, error) {
	if o.target != nil {
		if err := seal.CopyKey(o.target.keyFile, file); err != nil {
			return nil, err
		}
	}
	return seal.OpenKey(file)
}

// fits returns an error for a store that holds an unfinished copy, and for one whose key
// file is another store's.
func (s *Store) fits(c *db.Conn) error {
	if s.opts.target == nil {
		if err := db.Unfinished(c); err != nil {
			return err
		}
	}
	return s.keyFits(c)
}
