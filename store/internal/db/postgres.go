package db

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"partnerapi/internal/budget/fair"
)

// Connections of a PostgreSQL database.
const (
	postgresWriters = 8
	connectTimeout  = 5 * time.Second
	// While connections fail, one is tried this often.
	connectAgain = time.Second
	// askingTime is how long the server is asked what became of a commit.
	askingTime = 10 * time.Second
	// A connection that has rested this long is asked whether it still stands.
	restedLong = time.Second
	// tries is how often a transaction is begun that deadlocks, or whose connection is
	// lost before it is committed.
	tries = 4
)

// postgresDB is an open PostgreSQL database. Any number of servers may have it open.
type postgresDB struct {
	config  *pgconn.Config
	opts    Options
	readers fair.Stack[Asker, *postgresSlot]
	writers fair.Stack[Asker, *postgresSlot]
	writing fair.Lines[Asker] // of each partner one call, for it holds the partner's lock
	closed  atomic.Bool
	failure atomic.Pointer[connectFailure] // the last one; nil: there was none
	replica *replica                       // nil: there is none
}

// connectFailure is a connection that was not made.
type connectFailure struct {
	at  time.Time
	err error
}

// postgresSlot is a place for a connection, which is made when it is first used and
// made anew when it was lost.
type postgresSlot struct {
	conn   *Conn
	opened time.Time
	rested time.Time
}

// server is the server that the slot's connection is to.
func (s *postgresSlot) server() string { return s.conn.engine.(*postgresConn).server }

// OpenPostgres migrates the database that a DSN names and opens it.
func OpenPostgres(ctx context.Context, dsn string, opts Options) (DB, error) {
	config, err := postgresConfig(dsn, opts.Unhurried)
	if err != nil {
		return nil, err
	}
	unhurried, err := postgresConfig(dsn, true)
	if err != nil {
		return nil, err
	}
	db := &postgresDB{config: config, opts: opts}
	c, err := (&postgresDB{config: unhurried}).connect(ctx)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(migratePostgres(c, opts), c.engine.close()); err != nil {
		return nil, postgresUnavailable(err)
	}
	for range opts.Readers {
		db.readers.Put(&postgresSlot{})
	}
	for range postgresWriters {
		db.writers.Put(&postgresSlot{})
	}
	if opts.Replica != "" {
		if db.replica, err = openReplica(db, opts.Replica); err != nil {
			return nil, err
		}
	}
	return db, nil
}

// use returns the slot's connection, which is there and stands.
func (s *postgresSlot) use(ctx context.Context, db *postgresDB) (*Conn, error) {
	if s.conn != nil {
		pg := s.conn.engine.(*postgresConn).pg
		if !pg.IsClosed() && (time.Since(s.rested) < restedLong || stands(ctx, pg)) {
			return s.conn, nil
		}
		_ = pg.Close(ctx) // it is lost, and nothing hangs on how it ends
		s.conn = nil
	}
	if last := db.failure.Load(); last != nil && time.Since(last.at) < connectAgain {
		return nil, last.err // of a thousand calls that wait, not each need wait for the network
	}
	var err error
	if s.conn, err = db.connect(ctx); err != nil {
		db.failure.Store(&connectFailure{time.Now(), err})
	}
	s.opened = time.Now()
	return s.conn, err
}

// stands reports whether the server at the other end of a connection answers soon.
func stands(ctx context.Context, pg *pgconn.PgConn) bool {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	return pg.Ping(ctx) == nil
}

// Read implements DB. Reads of a partner may be made on the replica.
func (db *postgresDB) Read(ctx context.Context, by Asker, fn func(c *Conn) error) error {
	if db.closed.Load() {
		return fmt.Errorf("%w: closing", ErrUnavailable)
	}
	if by != Nobody && db.replica != nil {
		if done, err := db.replica.read(ctx, by, fn); done {
			return err
		}
		db.replica.reads.primary.Add(1)
	}
	return db.readPrimary(ctx, by, fn)
}

// readPrimary runs fn on a connection to the server that takes writes.
func (db *postgresDB) readPrimary(ctx context.Context, by Asker, fn func(c *Conn) error) error {
	slot, err := db.readers.Take(ctx, by)
	if err != nil {
		return err
	}
	defer func() {
		slot.rested = time.Now()
		db.readers.Put(slot)
	}()
	for try := 1; ; try++ {
		c, err := slot.use(context.WithoutCancel(ctx), db)
		if err != nil {
			return err
		}
		before := c.handed
		if err = fn(c); err == nil || try == tries || c.handed > before || !lostConnection(c, err) {
			return postgresUnavailable(err)
		}
	}
}

// lostConnection reports whether it was the loss of its connection that ended what was
// done there. One that was given up after long silence counts as none: a second try
// would make the caller wait as long again.
func lostConnection(c *Conn, err error) bool {
	return c.engine.(*postgresConn).pg.IsClosed() && !errors.Is(err, errSilent)
}

// Count implements DB.
func (db *postgresDB) Count(ctx context.Context, by Asker, fn func(c *Conn) error) error {
	if db.closed.Load() {
		return fmt.Errorf("%w: closing", ErrUnavailable)
	}
	return db.readPrimary(ctx, by, fn)
}

// Write implements DB. The row of the asking partner is locked first: of one partner's
// calls none sees what another has half done. The others of the partner wait for it here and
// not there: so all that wait for a partner that is locked for long keep one connection from
// other partners.
func (db *postgresDB) Write(ctx context.Context, by Asker, fn func(tx *Tx) error) (err error) {
	if db.closed.Load() {
		return fmt.Errorf("%w: closing", ErrUnavailable)
	}
	if by != Nobody {
		if err := db.writing.Enter(ctx, by); err != nil {
			return err
		}
		defer db.writing.Leave(by)
	}
	slot, err := db.writers.Take(ctx, by)
	if err != nil {
		return err
	}
	defer func() {
		slot.rested = time.Now()
		db.writers.Put(slot)
	}()
	for try := 1; ; try++ {
		again, err := db.transaction(context.WithoutCancel(ctx), slot, by, fn)
		db.opts.Batch(1, lost(err, again))
		if !again || try == tries {
			return postgresUnavailable(err)
		}
	}
}

// lost is the error for which nothing of a transaction was kept although its call
// refused nothing.
func lost(err error, again bool) error {
	if again {
		return err
	}
	return nil
}

// transaction runs fn between BEGIN and COMMIT. again reports that nothing was kept
// and that the call may be made again.
func (db *postgresDB) transaction(ctx context.Context, slot *postgresSlot, by Asker, fn func(tx *Tx) error) (again bool, err error) {
	c, err := slot.use(ctx, db)
	if err != nil {
		return false, err
	}
	ran := transactionID{server: slot.server(), began: time.Now()}
	ended := false
	defer func() {
		if !ended { // fn ended its goroutine
			err = errors.Join(err, c.engine.close())
		}
	}()
	ran.xid, err = begin(c, by)
	if err != nil {
		ended = true
		return retriable(c, err), errors.Join(err, rollback(c))
	}
	tx := &Tx{Conn: c, Now: db.opts.Now(), Counters: sequencesOf(c), shared: true}
	err = call(tx, fn)
	ended = true
	if err != nil {
		return retriable(c, err), errors.Join(err, rollback(c))
	}
	err = c.engine.(*postgresConn).commit()
	switch {
	case err == nil || errors.Is(err, ErrUnknown):
		return false, err
	case !c.engine.(*postgresConn).pg.IsClosed():
		return retriable(c, err), errors.Join(err, rollback(c))
	}
	return db.afterLoss(ctx, slot, ran)
}

// begin begins a transaction, locks the partner if there is one of that key, and
// returns the transaction's number.
func begin(c *Conn, by Asker) (xid string, err error) {
	lock := ``
	if by != Nobody {
		lock = `, (SELECT id FROM partner WHERE id = ` + strconv.FormatInt(int64(by), 10) + ` FOR NO KEY UPDATE)`
	}
	results, err := c.engine.(*postgresConn).pg.Exec(context.Background(), `BEGIN; SELECT pg_current_xact_id()`+lock).ReadAll()
	if err != nil {
		return "", err
	}
	return string(results[1].Rows[0][0]), nil
}

// call runs fn and turns a panic into an error.
func call(tx *Tx, fn func(tx *Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return fn(tx)
}

func rollback(c *Conn) error {
	pg := c.engine.(*postgresConn).pg
	if pg.IsClosed() || pg.TxStatus() == 'I' {
		return nil
	}
	return c.engine.script(`ROLLBACK`)
}

// retriable reports whether a transaction that was lost may be made again: a deadlock,
// or a connection that was lost before the commit.
func retriable(c *Conn, err error) bool {
	var refused *pgconn.PgError
	if errors.As(err, &refused) && (refused.Code == "40001" || refused.Code == "40P01") {
		return true
	}
	return lostConnection(c, err)
}

// postgresUnavailable marks errors that are not of the call's making.
func postgresUnavailable(err error) error {
	if err == nil || errors.Is(err, ErrUnavailable) {
		return err
	}
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		for _, class := range []string{"08", "53", "57", "58", "40001", "40P01", "55P03", "25006", "XX001"} {
			if strings.HasPrefix(refused.Code, class) {
				return fmt.Errorf("%w: %w", ErrUnavailable, err)
			}
		}
		return err
	}
	var network net.Error
	// A connection that ended is an EOF; one that had ended before is safe to retry.
	if errors.As(err, &network) || pgconn.Timeout(err) || pgconn.SafeToRetry(err) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return err
}

var errLostConnection = errors.New("the connection was lost")

// Waiting implements DB.
func (db *postgresDB) Waiting() int { return db.writing.Waiting() + db.writers.Waiting() }

// ReplicaReads implements DB.
func (db *postgresDB) ReplicaReads() (replica, primary int64) {
	if db.replica == nil {
		return 0, 0
	}
	return db.replica.reads.replica.Load(), db.replica.reads.primary.Load()
}

// FileSizes implements DB.
func (db *postgresDB) FileSizes() (database, wal int64) { return 0, 0 }

// Close implements DB.
func (db *postgresDB) Close() error {
	db.closed.Store(true)
	if db.replica != nil {
		db.replica.close()
	}
	var errs []error
	for _, slot := range append(db.readers.Drain(), db.writers.Drain()...) {
		if slot.conn != nil {
			errs = append(errs, slot.conn.engine.close())
		}
	}
	return errors.Join(errs...)
}

// sequences are PostgreSQL's, which no transaction gives back.
type sequences struct {
	c      *Conn
	locked map[string]bool // against others' nextval, until the transaction or savepoint ends
	// unbroken are rows of the table counter: a sequence takes nothing back.
	unbroken []string
}

func sequencesOf(c *Conn) *sequences {
	return &sequences{c: c, unbroken: c.engine.(*postgresConn).unbroken}
}

// sequence is the name of a sequence in the database.
func sequence(name string) string { return "seq_" + strings.ReplaceAll(name, ".", "_") }

// Take implements Counters.
func (s *sequences) Take(name string) (int64, error) {
	text, args := `SELECT nextval('`+sequence(name)+`')`, []any(nil)
	if slices.Contains(s.unbroken, name) {
		text, args = `UPDATE counter SET next = next + 1 WHERE name = ?1 RETURNING next - 1`, []any{name}
	}
	n, _, err := s.c.Int(text, args...)
	return n, err
}

// Peek implements Counters.
func (s *sequences) Peek(name string) (int64, error) {
	if slices.Contains(s.unbroken, name) {
		n, _, err := s.c.Int(`SELECT next FROM counter WHERE name = ?1`, name)
		return n, err
	}
	n, _, err := s.c.Int(`SELECT CASE WHEN is_called THEN last_value + 1 ELSE last_value END FROM ` + sequence(name))
	return n, err
}

// Raise implements Counters. setval alone could take back what another transaction
// has been given between a look at the sequence and it.
func (s *sequences) Raise(name string, used int64) error {
	if slices.Contains(s.unbroken, name) {
		_, err := s.c.Exec(`UPDATE counter SET next = ?2 WHERE name = ?1 AND next < ?2`, name, used+1)
		return err
	}
	next, err := s.Peek(name)
	if err != nil || used < next {
		return err
	}
	if s.locked[name] {
		_, _, err = s.c.Int(`SELECT setval('`+sequence(name)+`', ?1)`, used)
		return err
	}
	if err := s.c.Script(`ALTER SEQUENCE ` + sequence(name) + ` CACHE 1`); err != nil {
		return err
	}
	if next, err = s.Peek(name); err != nil || used < next {
		return err
	}
	// What RESTART begins is undone with the transaction, setvals after it too.
	if err := s.c.Script(`ALTER SEQUENCE ` + sequence(name) + ` RESTART WITH ` + strconv.FormatInt(used+1, 10)); err != nil {
		return err
	}
	if s.locked == nil {
		s.locked = map[string]bool{}
	}
	s.locked[name] = true
	return nil
}

func (s *sequences) mark() (release func()) {
	locked := maps.Clone(s.locked)
	return func() { s.locked = locked }
}
