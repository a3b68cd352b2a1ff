// Package store is what is kept: one concrete store over SQLite, one file per
// noun. Everything a partner may touch hangs on the handle that As answers, and
// its SQL carries the partner, so that reaching another's row needs a new method
// and not a forgotten check. What crosses partners by contract is in vendor.go;
// what commands and logins need hangs on Operator.
package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"partnerapi/internal/seal"
	"partnerapi/store/internal/db"
)

// Options of Open. The zero value is a sensible store.
type Options struct {
	// KeyFile is where the sealing key of a PostgreSQL database stands; a data directory
	// holds its own.
	KeyFile string
	// Replica is the DSN of a hot standby of the PostgreSQL database, where reads of
	// partners may be made; empty: there is none. A read sees there all that was answered
	// before it began, else it is made on the primary.
	Replica string
	// ReplicaTold is told when the use of the replica begins, by nil, and why it ends.
	ReplicaTold func(err error)
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
	// target says that everything is to be copied into the store; nil: nothing is.
	target *target
}

// Store is an open data directory.
type Store struct {
	dir          string
	opts         Options
	key          *seal.Key
	db           db.DB
	regions      uuidCache
	partners     uuidCache
	contactTypes uuidCache
	counts       counts
}

// What the database refuses.
var (
	// ErrNewer says that a newer program has already migrated the database.
	ErrNewer = db.ErrNewer
	// ErrUnavailable says that the store cannot answer now, for reasons outside the
	// call. Nothing of the call is kept, but for an ErrUnknown.
	ErrUnavailable = db.ErrUnavailable
	// ErrUnknown is an ErrUnavailable after which nobody knows whether the call was
	// done.
	ErrUnknown = db.ErrUnknown
)

// RunningFile is a server's: it exists while one runs, and after one that was killed.
const RunningFile = db.RunningFile

// Open opens the store at a place: a data directory, or the DSN of a PostgreSQL
// database. It makes the directory, or the tables, if need be, and migrates. Only an
// empty directory is a new one: a directory that has lost its database or its key
// is refused, and one whose files others may read.
func Open(dir string, opts Options) (*Store, error) {
	opts = opts.withDefaults()
	if db.IsPostgres(dir) {
		return openPostgres(dir, opts)
	}
	d, err := db.OpenDirectory(dir)
	if err != nil {
		return nil, err
	}
	key, err := opts.openKey(d.KeyFile())
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	opened, err := d.Open(opts.ofDB())
	if err != nil {
		return nil, err
	}
	s := withDB(dir, opts, key, opened)
	if err := errors.Join(s.markTarget(), s.read(context.Background(), s.fits)); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (o Options) ofDB() db.Options {
	return db.Options{Readers: o.Readers, Counters: counters(o.NumberBase), Unbroken: unbroken, Now: o.Now, Bulk: o.Bulk, Unhurried: o.Bulk || o.Command.Line != "", Replica: o.Replica, ReplicaTold: o.ReplicaTold, Batch: o.Batch}
}

func withDB(dir string, opts Options, key *seal.Key, opened db.DB) *Store {
	s := &Store{dir: dir, opts: opts, key: key, db: opened}
	s.regions.load = uuids(`SELECT id, region_id FROM region`)
	s.partners.load = uuids(`SELECT id, partner_id FROM partner`)
	s.contactTypes.load = uuids(`SELECT id, contact_type_id FROM contact_type`)
	return s
}

// Rehearse runs fn with a store that holds what this one holds now. It takes writes
// alone, of one goroutine, and nothing done there is kept.
func (s *Store) Rehearse(ctx context.Context, fn func(rehearsal *Store) error) error {
	return s.db.Rehearse(ctx, func(rehearsal db.DB) error { return fn(withDB(s.dir, s.opts, s.key, rehearsal)) })
}

// OneTransaction reports whether a transaction may be long; see db.DB.
func (s *Store) OneTransaction() bool { return s.db.OneTransaction() }

// Check reads the whole database of a data directory and returns what is wrong with
// it; see db.Check.
func Check(ctx context.Context, dir string, full bool) (problems []string, err error) {
	return db.Check(ctx, dir, full)
}

// MakeDirectory makes a data directory, if need be; see db.MakeDirectory.
func MakeDirectory(dir string) error { return db.MakeDirectory(dir) }

// IsPostgres reports whether a place is the DSN of a PostgreSQL database and no
// directory.
func IsPostgres(place string) bool { return db.IsPostgres(place) }

// Exists reports whether a place is a data directory, or what is left of one; or a
// PostgreSQL database that has our tables.
func Exists(place string) (bool, error) {
	if db.IsPostgres(place) {
		return db.PostgresExists(context.Background(), place)
	}
	return db.Exists(place)
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
	if o.ReplicaTold == nil {
		o.ReplicaTold = func(error) {}
	}
	if o.Batch == nil {
		o.Batch = func(int, error) {}
	}
	return o
}

// shared reports whether other servers may have the store open at the same time.
func (s *Store) shared() bool { return s.dir == "" }

// Dir is the data directory.
func (s *Store) Dir() string { return s.dir }

// Now is the moment by the store's clock.
func (s *Store) Now() time.Time { return s.opts.Now() }

// Zone is the deployment's time zone (O10).
func (s *Store) Zone() *time.Location { return s.opts.Zone }

// Close lets the writes in the queue end, then closes every connection. No call
// may be made after it; calls in flight must have ended.
func (s *Store) Close() error { return s.db.Close() }

// read runs fn on a reading connection, for what belongs to no partner.
func (s *Store) read(ctx context.Context, fn func(c *db.Conn) error) error {
	return s.db.Read(ctx, db.Nobody, fn)
}

// write runs fn in a transaction that belongs to no partner; see db.DB.Write.
func (s *Store) write(ctx context.Context, fn func(tx *Tx) error) error {
	return s.db.Write(ctx, db.Nobody, func(w *db.Tx) error { return fn(newTx(w)) })
}

// Waiting is how many writes wait for a transaction.
func (s *Store) Waiting() int { return s.db.Waiting() }

// Volatile names the database's settings by which a commit that was answered may be
// lost; "" is none.
func (s *Store) Volatile(ctx context.Context) (settings string, err error) { return s.db.Volatile(ctx) }

// ReplicaReads returns how many reads of partners were made where; nothing is counted
// without a replica.
func (s *Store) ReplicaReads() (replica, primary int64) { return s.db.ReplicaReads() }

// FileSizes returns the sizes of the database and of its write-ahead log, in bytes;
// 0 for a file that is not there.
func (s *Store) FileSizes() (database, wal int64) { return s.db.FileSizes() }

// Probe writes a row and so says whether the store takes writes.
func (s *Store) Probe(ctx context.Context) error { return s.write(ctx, probe) }

// probe leaves no row, and writes none that another server's could wait for.
func probe(tx *Tx) error {
	id := rand.Int64()
	if _, err := tx.c.Exec(`INSERT INTO probe (id, at) VALUES (?1, ?2)`, id, tx.Now.Unix()); err != nil {
		return err
	}
	_, err := tx.c.Exec(`DELETE FROM probe WHERE id = ?1`, id)
	return err
}
