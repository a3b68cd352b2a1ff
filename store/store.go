// Package store is what is kept: one concrete store over SQLite, one file per
// noun. Everything a partner may touch hangs on the handle that As answers, and
// its SQL carries the partner, so that reaching another's row needs a new method
// and not a forgotten check. What crosses partners by contract is in vendor.go;
// what commands and logins need hangs on Operator.
package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"partnerapi/internal/budget/fair"
	"partnerapi/internal/filelock"
	"partnerapi/internal/seal"
)

// Options of Open. The zero value is a sensible store.
type Options struct {
	// Readers is the number of reading connections; 0 means 8.
	Readers int
	// NumberBase is where numbers of new databases start (O9); 0 means 1.
	NumberBase int64
	// MailContactTypes are the names of the kinds of contact that hold an employee's
	// e-mail address (S21); empty means DefaultMailContactTypes.
	MailContactTypes []string
	// Zone is the deployment's time zone, in which v2 and USERSIDE speak and days
	// are counted (O10); nil means Moscow.
	Zone *time.Location
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Bulk says that transactions may be larger than the memory: an import's are.
	Bulk bool
	// Batch is told of every transaction: how many calls shared it, and the error
	// that kept nothing of it. It must be quick: the writer waits. nil: nobody.
	Batch func(calls int, err error)
}

// Store is an open data directory. Several processes may have it open at once:
// writers take turns through the lock file.
type Store struct {
	dir          string
	opts         Options
	key          *seal.Key
	readers      fair.Stack[Partner, *conn]
	writer       *writer
	regions      uuidCache
	partners     uuidCache
	contactTypes uuidCache
	counts       counts
}

// Names inside the data directory.
const (
	dbFile        = "partnerapi.db"
	keyFile       = "partnerapi.key"
	writeLockFile = "write.lock"
	copyDir       = "copy"
	copyLockFile  = "copy.lock"
)

// ErrNewer says that a newer program has already migrated the data directory.
var ErrNewer = errors.New("the data directory was written by a newer version of the program")

// ErrUnavailable says that the store cannot answer now, for reasons outside the
// call: a full disk, a lock that does not come free, a store that is closing.
// Nothing of the call is kept.
var ErrUnavailable = errors.New("the store is unavailable")

// Open opens the data directory, makes it if need be, and migrates it.
func Open(dir string, opts Options) (*Store, error) {
	if opts.Readers == 0 {
		opts.Readers = 8
	}
	if opts.NumberBase == 0 {
		opts.NumberBase = 1
	}
	if opts.Zone == nil {
		opts.Zone = Moscow
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if len(opts.MailContactTypes) == 0 {
		opts.MailContactTypes = DefaultMailContactTypes
	}
	if opts.Batch == nil {
		opts.Batch = func(int, error) {}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	if err := keyNotLost(dir); err != nil {
		return nil, err
	}
	key, err := seal.OpenKey(filepath.Join(dir, keyFile))
	if err != nil {
		return nil, err
	}
	if err := private(filepath.Join(dir, dbFile)); err != nil {
		return nil, err
	}
	s := &Store{dir: dir, opts: opts, key: key}
	s.regions.load = uuids(`SELECT id, region_id FROM region`)
	s.partners.load = uuids(`SELECT id, partner_id FROM partner`)
	s.contactTypes.load = uuids(`SELECT id, contact_type_id FROM contact_type`)
	lock, err := filelock.Open(filepath.Join(dir, writeLockFile))
	if err != nil {
		return nil, err
	}
	w, err := openConn(s.file(), true)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	if err := migrate(w, lock, dir, opts); err != nil {
		return nil, errors.Join(err, w.close(), lock.Close())
	}
	if err := s.keyFits(w); err != nil {
		return nil, errors.Join(err, w.close(), lock.Close())
	}
	if !opts.Bulk {
		if err := w.script(undoInMemory); err != nil {
			return nil, errors.Join(err, w.close(), lock.Close())
		}
	}
	for range opts.Readers {
		r, err := openConn(s.file(), false)
		if err != nil {
			return nil, errors.Join(err, s.closeReaders(), w.close(), lock.Close())
		}
		s.readers.Put(r)
	}
	s.writer = startWriter(w, lock, opts)
	return s, nil
}

// private makes the file, if need be, for its owner alone: SQLite would let the
// whole machine read it, and gives its other files the same rights.
func private(file string) error {
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("database: %w", err)
	}
	return f.Close()
}

// keyNotLost refuses a database whose key file is gone: a new key would open
// none of the passwords in it and be mixed with the old one from then on. The
// key file is made first, so a database without one has lost it.
func keyNotLost(dir string) error {
	there, err := Exists(dir)
	if err != nil || !there {
		return err
	}
	key := filepath.Join(dir, keyFile)
	if _, err := os.Stat(key); errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("the database is there, its key file %s is not: restore it from the backup", key)
	} else if err != nil {
		return err
	}
	return nil
}

// Exists says whether dir is a data directory: commands that only manage one must
// not make it where a path was mistyped.
func Exists(dir string) (bool, error) {
	_, err := os.Stat(filepath.Join(dir, dbFile))
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

func (s *Store) file() string { return filepath.Join(s.dir, dbFile) }

// Dir is the data directory.
func (s *Store) Dir() string { return s.dir }

// Now is the moment by the store's clock.
func (s *Store) Now() time.Time { return s.opts.Now() }

// Zone is the deployment's time zone (O10).
func (s *Store) Zone() *time.Location { return s.opts.Zone }

// Close lets the writes in the queue end, then closes every connection. No call
// may be made after it; calls in flight must have ended.
func (s *Store) Close() error {
	return errors.Join(s.writer.stop(), s.closeReaders())
}

func (s *Store) closeReaders() error {
	var errs []error
	for _, c := range s.readers.Drain() {
		errs = append(errs, c.close())
	}
	return errors.Join(errs...)
}

// nobody is who waits for a turn where no partner is known: operators' commands
// and the search for a login.
const nobody Partner = 0

// read is readAs for what belongs to no partner.
func (s *Store) read(ctx context.Context, fn func(c *conn) error) error {
	return s.readAs(ctx, nobody, fn)
}

// readAs runs fn on a reading connection. When all are taken, partners get them in
// turns. fn sees one snapshot only within one statement, and must be short: a
// connection held while a slow client reads would hold up checkpoints.
func (s *Store) readAs(ctx context.Context, p Partner, fn func(c *conn) error) error {
	c, err := s.readers.Take(ctx, p)
	if err != nil {
		return err
	}
	defer s.readers.Put(c)
	return unavailable(fn(c))
}

// unavailable marks errors that are not of the call's making.
func unavailable(err error) error {
	if err != nil && isUnavailable(err) {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return err
}

// Waiting is how many writes wait for a transaction.
func (s *Store) Waiting() int { return s.writer.waiting() }

// Probe writes a row and so says whether the store takes writes.
func (s *Store) Probe(ctx context.Context) error {
	return s.writer.do(ctx, func(tx *Tx) error {
		_, err := tx.c.exec(`INSERT INTO probe (id, at) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET at = excluded.at`, tx.Now.Unix())
		return err
	})
}
