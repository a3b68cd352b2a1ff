package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"

	sqlite3 "github.com/mattn/go-sqlite3"

	_ "partnerapi/internal/sqliteconf" // before the first connection
)

// conn is one connection to the database. It is used by one goroutine at a time,
// so SQLite need not lock it, and keeps its statements prepared. It goes to the driver directly: database/sql
// would cost a third more for each row and could hand a
// transaction's next statement to another connection.
type conn struct {
	db    *sqlite3.SQLiteConn
	stmts map[string]*statement
	dest  []driver.Value
	args  []driver.NamedValue
}

type statement struct {
	*sqlite3.SQLiteStmt
	columns int // of the result; 0 until it was first queried
}

// openConn opens the file with the settings that every connection has. Only the
// writer's may write. Waiting for another process's write lock is done before,
// in the lock file; busy_timeout covers checkpoints and recovery.
func openConn(file string, writer bool) (*conn, error) {
	q := url.Values{
		"_foreign_keys": {"on"},
		"_journal_mode": {"WAL"},
		"_synchronous":  {"FULL"},
		"_busy_timeout": {"30000"},
		"_mutex":        {"no"},
		"_cache_size":   {"-16000"},
	}
	if !writer {
		q.Set("_query_only", "on")
		q.Set("_cache_size", "-8000")
	}
	opened, err := (&sqlite3.SQLiteDriver{}).Open("file:" + (&url.URL{Path: file}).EscapedPath() + "?" + q.Encode())
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", file, err)
	}
	return &conn{db: opened.(*sqlite3.SQLiteConn), stmts: map[string]*statement{}}, nil
}

func (c *conn) close() error {
	var errs []error
	for _, s := range c.stmts {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, c.db.Close())...)
}

// prepared answers the statement for a text, prepared once per connection. Texts
// are constants of this package, so the map stays small.
func (c *conn) prepared(text string) (*statement, error) {
	if s, ok := c.stmts[text]; ok {
		return s, nil
	}
	s, err := c.db.Prepare(text)
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", text, err)
	}
	stmt := &statement{SQLiteStmt: s.(*sqlite3.SQLiteStmt)}
	c.stmts[text] = stmt
	return stmt, nil
}

// bind turns arguments into the driver's, in order: texts use ?1, ?2, …
func (c *conn) bind(args []any) ([]driver.NamedValue, error) {
	c.args = c.args[:0]
	for i, a := range args {
		v, err := driverValue(a)
		if err != nil {
			return nil, fmt.Errorf("argument %d: %w", i+1, err)
		}
		c.args = append(c.args, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	return c.args, nil
}

func driverValue(a any) (driver.Value, error) {
	switch v := a.(type) {
	case nil, int64, string, []byte, bool:
		return v, nil
	case int:
		return int64(v), nil
	case Date:
		if v == "" {
			return nil, nil
		}
		return string(v), nil
	case Instant:
		return int64(v), nil
	case *Instant:
		if v == nil {
			return nil, nil
		}
		return int64(*v), nil
	case Status:
		return int64(v), nil
	case *int64:
		if v == nil {
			return nil, nil
		}
		return *v, nil
	case *string:
		if v == nil {
			return nil, nil
		}
		return *v, nil
	}
	return nil, fmt.Errorf("type %T cannot be stored", a)
}

// exec runs a statement and answers how many rows it changed. No request's
// context reaches it: a cancelled statement would roll back its neighbours'
// transaction too.
func (c *conn) exec(text string, args ...any) (int64, error) {
	stmt, err := c.prepared(text)
	if err != nil {
		return 0, err
	}
	values, err := c.bind(args)
	if err != nil {
		return 0, err
	}
	for _, v := range values {
		if s, ok := v.Value.(string); ok {
			if err := CheckText(s); err != nil {
				return 0, err
			}
		}
	}
	res, err := stmt.ExecContext(context.Background(), values)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", firstWords(text), err)
	}
	return res.RowsAffected()
}

// script runs several statements that take no arguments.
func (c *conn) script(text string) error {
	_, err := c.db.ExecContext(context.Background(), text, nil)
	return err
}

// each hands every row of a query to fn, which must not query the same
// connection and must not keep the row.
func (c *conn) each(text string, args []any, fn func(r row) error) (err error) {
	stmt, err := c.prepared(text)
	if err != nil {
		return err
	}
	return c.rows(stmt, text, args, fn)
}

// eachOnce is each for a text that is one of too many to keep prepared.
func (c *conn) eachOnce(text string, args []any, fn func(r row) error) (err error) {
	s, err := c.db.Prepare(text)
	if err != nil {
		return fmt.Errorf("prepare %q: %w", text, err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return c.rows(&statement{SQLiteStmt: s.(*sqlite3.SQLiteStmt)}, text, args, fn)
}

func (c *conn) rows(stmt *statement, text string, args []any, fn func(r row) error) (err error) {
	values, err := c.bind(args)
	if err != nil {
		return err
	}
	rows, err := stmt.QueryContext(context.Background(), values)
	if err != nil {
		return fmt.Errorf("%s: %w", firstWords(text), err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	if stmt.columns == 0 {
		stmt.columns = len(rows.Columns())
	}
	for len(c.dest) < stmt.columns {
		c.dest = append(c.dest, nil)
	}
	r := row{v: c.dest[:stmt.columns]}
	for {
		switch err := rows.Next(r.v); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("%s: %w", firstWords(text), err)
		}
		if err := fn(r); err != nil {
			return err
		}
	}
}

// one hands the first row to fn and says whether there was one.
func (c *conn) one(text string, args []any, fn func(r row)) (bool, error) {
	found := false
	err := c.each(text, args, func(r row) error {
		fn(r)
		found = true
		return errStop
	})
	if errors.Is(err, errStop) {
		err = nil
	}
	return found, err
}

// int answers the single number of a query, and whether there was a row.
func (c *conn) int(text string, args ...any) (n int64, found bool, err error) {
	found, err = c.one(text, args, func(r row) { n = r.int(0) })
	return n, found, err
}

var errStop = errors.New("stop")

// inTransaction says whether BEGIN still stands: SQLite itself rolls back the
// whole transaction on a full disk and some other errors.
func (c *conn) inTransaction() bool { return !c.db.AutoCommit() }

func firstWords(text string) string {
	if len(text) > 40 {
		return text[:40] + "…"
	}
	return text
}

// row reads the columns of one result row. A column of another type than asked
// for is a mistake of the query and panics.
type row struct{ v []driver.Value }

// text answers "" for NULL.
func (r row) text(i int) string {
	s, _ := r.v[i].(string)
	return s
}

// int answers 0 for NULL.
func (r row) int(i int) int64 {
	if r.v[i] == nil {
		return 0
	}
	return r.v[i].(int64)
}

func (r row) optInt(i int) *int64 {
	if r.v[i] == nil {
		return nil
	}
	n := r.v[i].(int64)
	return &n
}

// smallInts spares the codes of fixed lists an allocation; nobody writes there.
var smallInts = func() (n [64]int64) {
	for i := range n {
		n[i] = int64(i)
	}
	return n
}()

func (r row) bool(i int) bool       { return r.int(i) != 0 }
func (r row) date(i int) Date       { return Date(r.text(i)) }
func (r row) instant(i int) Instant { return Instant(r.int(i)) }

func (r row) optInstant(i int) *Instant {
	if r.v[i] == nil {
		return nil
	}
	n := r.instant(i)
	return &n
}

// blob answers the bytes; the driver has copied them.
func (r row) blob(i int) []byte {
	b, _ := r.v[i].([]byte)
	return b
}

// packed is what is left of a column that concat_ws(char(31), …) packed. The
// separator is in no text: the store keeps none that XML cannot carry (O11).
type packed string

func (r row) packed(i int) packed { return packed(r.text(i)) }

// unpack reads a column in which nothing but texts is packed.
func (r row) unpack(i int, texts ...*string) {
	p := r.packed(i)
	p.texts(texts...)
}

func (p *packed) text() string {
	end := strings.IndexByte(string(*p), '\x1f')
	if end < 0 {
		end = len(*p)
	}
	text := string((*p)[:end])
	*p = (*p)[min(end+1, len(*p)):]
	return text
}

func (p *packed) texts(to ...*string) {
	for _, t := range to {
		*t = p.text()
	}
}

// int reads a number that SQLite wrote.
func (p *packed) int() int64 { return mustInt(p.text()) }

func mustInt(digits string) int64 {
	n, err := strconv.Atoi(digits) // which has a shorter way for as many digits
	if err != nil {
		panic("a packed column holds " + strconv.Quote(digits) + " instead of a number")
	}
	return int64(n)
}

// optionalInt reads a packed number of which "" stands for NULL.
func optionalInt(digits string) *int64 {
	if digits == "" {
		return nil
	}
	n := mustInt(digits)
	return &n
}

// optional is a packed number of which -1 stands for NULL.
func optional(n int64) *int64 {
	switch {
	case n < 0:
		return nil
	case n < int64(len(smallInts)):
		return &smallInts[n]
	}
	return &n
}

// isUnavailable says that the database could not serve for reasons outside it:
// a full or broken disk, a lock that did not come free.
func isUnavailable(err error) bool {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code {
	case sqlite3.ErrFull, sqlite3.ErrIoErr, sqlite3.ErrBusy, sqlite3.ErrLocked, sqlite3.ErrCantOpen, sqlite3.ErrReadonly, sqlite3.ErrNomem:
		return true
	}
	return false
}

// isDamaged reports whether SQLite found that the file is not a sound database.
func isDamaged(err error) bool {
	var e sqlite3.Error
	return errors.As(err, &e) && (e.Code == sqlite3.ErrCorrupt || e.Code == sqlite3.ErrNotADB)
}
