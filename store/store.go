// Package store is the data of the service, on SQLite or PostgreSQL: one file for each noun,
// with its SQL and the rules that all interfaces share. What an operation may do for a
// partner is a method of Tenant or Tx, whose SQL carries the partner: reaching another
// partner's row needs a new method, and cannot happen by a forgotten check. The reads that
// cross partners by contract are in vendor.go and stranger.go. Commands and logins use
// Operator.
//
// How an engine keeps the data is the matter of package db below.
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
	// KeyFile is the path of the sealing key of a PostgreSQL database; a data directory
	// has its own.
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
	// Zone is the deployment's time zone, that of v2's and USERSIDE's times and of days
	// (O10); nil means Moscow.
	Zone *time.Location
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Command is the operator's command that opens the store; zero for the server.
	Command Command
	// Bulk is for transactions that may be larger than the memory, as an import's.
	Bulk bool
	// Batch is called after each transaction with how many calls shared it, and with the
	// error by which it was undone. It must be quick, because the writer waits for it. nil:
	// not called.
	Batch func(calls int, err error)
	// target is set for the target of a copy.
	target *target
}

// Store is an open data directory or PostgreSQL database.
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

// Errors of the database.
var (
	// ErrNewer: a newer program has already migrated the database.
	ErrNewer = db.ErrNewer
	// ErrUnavailable: the store cannot answer now, for reasons outside the call. Nothing of
	// the call is stored, unless the error is an ErrUnknown.
	ErrUnavailable = db.ErrUnavailable
	// ErrUnknown is an ErrUnavailable after which it is not known whether the call was done.
	ErrUnknown = db.ErrUnknown
)

// RunningFile is a file in the data directory that exists while a server runs, and after one
// that was killed.
const RunningFile = db.RunningFile

// Open opens the store at a place: a data directory, or the DSN of a PostgreSQL database. It
// makes the directory or the tables if there are none, and migrates. A directory that is not
// empty but lacks its database or its key is an error, and so is one whose files others may
// read.
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

// Rehearse calls fn with a store that holds what this one holds now; nothing that is written
// to it remains. fn may only write to it, and only from one goroutine.
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

// IsPostgres reports whether a place is the DSN of a PostgreSQL database, else it is a
// directory.
func IsPostgres(place string) bool { return db.IsPostgres(place) }

// Exists reports whether a place is a data directory, complete or not, or a PostgreSQL
// database that has the store's tables.
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

// Dir returns the data directory, "" for a PostgreSQL database.
func (s *Store) Dir() string { return s.dir }

// Now returns the moment by the store's clock.
func (s *Store) Now() time.Time { return s.opts.Now() }

// Zone returns the deployment's time zone (O10).
func (s *Store) Zone() *time.Location { return s.opts.Zone }

// Close waits for the writes in the queue, then closes every connection. Reads must have
// ended, and no method may be called after it.
func (s *Store) Close() error { return s.db.Close() }

// read runs fn on a reading connection, for what belongs to no partner.
func (s *Store) read(ctx context.Context, fn func(c *db.Conn) error) error {
	return s.db.Read(ctx, db.Nobody, fn)
}

// write runs fn in a transaction that belongs to no partner; see db.DB.Write.
func (s *Store) write(ctx context.Context, fn func(tx *Tx) error) error {
	return s.db.Write(ctx, db.Nobody, func(w *db.Tx) error { return fn(newTx(w)) })
}

// Waiting returns how many writes wait for a transaction.
func (s *Store) Waiting() int { return s.db.Waiting() }

// Volatile returns the database's settings by which an acknowledged commit may be lost; ""
// for none.
func (s *Store) Volatile(ctx context.Context) (settings string, err error) { return s.db.Volatile(ctx) }

// ReplicaReads returns how many reads of partners were made where; nothing is counted
// without a replica.
func (s *Store) ReplicaReads() (replica, primary int64) { return s.db.ReplicaReads() }

// FileSizes returns the sizes of the database and of its write-ahead log, in bytes; 0 for a
// file that does not exist.
func (s *Store) FileSizes() (database, wal int64) { return s.db.FileSizes() }

// Probe tries a write, and returns its error if the store takes none.
func (s *Store) Probe(ctx context.Context) error { return s.write(ctx, probe) }

// probe writes a row and deletes it. Its id is random, so that servers' probes do not wait
// for each other.
func probe(tx *Tx) error {
	id := rand.Int64()
	if _, err := tx.c.Exec(`INSERT INTO probe (id, at) VALUES (?1, ?2)`, id, tx.Now.Unix()); err != nil {
		return err
	}
	_, err := tx.c.Exec(`DELETE FROM probe WHERE id = ?1`, id)
	return err
}
