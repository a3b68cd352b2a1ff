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
	// Command is the operator's command that opens the store; the server is none.
	Command Command
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
	// RunningFile is a server's: it exists while one runs, and after one that was
	// killed.
	RunningFile = "server.running"
)

// ErrNewer says that a newer program has already migrated the data directory.
var ErrNewer = errors.New("the data directory was written by a newer version of the program")

// ErrUnavailable says that the store cannot answer now, for reasons outside the
// call: a full disk, a lock that does not come free, a store that is closing.
// Nothing of the call is kept.
var ErrUnavailable = errors.New("the store is unavailable")

// Open opens the data directory, makes it if need be, and migrates it. Only an
// empty directory is a new one: a directory that has lost its database or its key
// is refused, and one whose files others may read.
func Open(dir string, opts Options) (*Store, error) {
	opts = opts.withDefaults()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	lock, err := filelock.Open(filepath.Join(dir, writeLockFile))
	if err != nil {
		return nil, err
	}
	s := &Store{dir: dir, opts: opts}
	s.regions.load = uuids(`SELECT id, region_id FROM region`)
	s.partners.load = uuids(`SELECT id, partner_id FROM partner`)
	s.contactTypes.load = uuids(`SELECT id, contact_type_id FROM contact_type`)
	w, err := s.open(lock)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
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

func (o Options) withDefaults() Options {
	if o.Readers == 0 {
		o.Readers = 8
	}
	if o.NumberBase == 0 {
		o.NumberBase = 1
	}
	if o.Zone == nil {
		o.Zone = Moscow
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if len(o.MailContactTypes) == 0 {
		o.MailContactTypes = DefaultMailContactTypes
	}
	if o.Batch == nil {
		o.Batch = func(int, error) {}
	}
	return o
}

// open reads or makes key and database, under the lock: of two processes that do
// so at once, the second finds what the first has made. It returns the connection
// that writes.
func (s *Store) open(lock *filelock.Lock) (w *conn, err error) {
	if err := lock.Lock(context.Background()); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	if err := prepare(s.dir); err != nil {
		return nil, err
	}
	if s.key, err = seal.OpenKey(filepath.Join(s.dir, keyFile)); err != nil {
		return nil, err
	}
	if err := private(s.file()); err != nil {
		return nil, err
	}
	if w, err = openConn(s.file(), true); err == nil {
		if err = s.ready(w); err == nil {
			return w, nil
		}
		err = errors.Join(err, w.close())
	}
	if isDamaged(err) {
		err = fmt.Errorf("the database %s is damaged: restore it from the backup (%w)", s.file(), err)
	}
	return nil, err
}

// ready migrates the database and readies the connection that writes.
func (s *Store) ready(w *conn) error {
	if err := migrate(w, s.dir, s.opts); err != nil {
		return err
	}
	if err := prepared(s.dir); err != nil {
		return err
	}
	if err := s.keyFits(w); err != nil {
		return err
	}
	if s.opts.Bulk {
		return nil
	}
	return w.script(undoInMemory)
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

// Exists reports whether dir is a data directory, or what is left of one: commands
// that only manage one must not make it where a path was mistyped.
func Exists(dir string) (bool, error) {
	for _, name := range []string{dbFile, keyFile} {
		if there, err := exists(filepath.Join(dir, name)); err != nil || there {
			return there, err
		}
	}
	return false, nil
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

// FileSizes returns the sizes of the database and of its write-ahead log, in bytes;
// 0 for a file that is not there.
func (s *Store) FileSizes() (database, wal int64) {
	return fileSize(s.file()), fileSize(s.file() + "-wal")
}

func fileSize(file string) int64 {
	info, err := os.Stat(file)
	if err != nil {
		return 0
	}
	return info.Size()
}

// Probe writes a row and so says whether the store takes writes.
func (s *Store) Probe(ctx context.Context) error {
	return s.writer.do(ctx, func(tx *Tx) error {
		_, err := tx.c.exec(`INSERT INTO probe (id, at) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET at = excluded.at`, tx.Now.Unix())
		return err
	})
}
