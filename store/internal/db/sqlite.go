package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"

	sqlite3 "github.com/mattn/go-sqlite3"

	_ "partnerapi/internal/sqliteconf" // before the first connection
)

// sqliteConn goes to the driver directly: database/sql would cost a third more for
// each row and could hand a transaction's next statement to another connection. It
// is used by one goroutine at a time, so SQLite need not lock it.
type sqliteConn struct {
	db    *sqlite3.SQLiteConn
	stmts map[string]*statement
	dest  []driver.Value
}

type statement struct {
	*sqlite3.SQLiteStmt
	columns int // of the result; 0 until it was first queried
}

// openSQLite opens the file with the settings that every connection has. Only the
// writer's may write. Waiting for another process's write lock is done before,
// in the lock file; busy_timeout covers checkpoints and recovery.
func openSQLite(file string, writer bool) (*Conn, error) {
	c, err := openSQLiteConn(file, writer)
	if err != nil {
		return nil, err
	}
	return &Conn{engine: c}, nil
}

func openSQLiteConn(file string, writer bool) (*sqliteConn, error) {
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
	return &sqliteConn{db: opened.(*sqlite3.SQLiteConn), stmts: map[string]*statement{}}, nil
}

func (c *sqliteConn) close() error { return errors.Join(c.forget(), c.db.Close()) }

func (c *sqliteConn) prepared() []string { return slices.Collect(maps.Keys(c.stmts)) }

func (c *sqliteConn) forget() error {
	var errs []error
	for _, s := range c.stmts {
		errs = append(errs, s.Close())
	}
	clear(c.stmts)
	return errors.Join(errs...)
}

// statement returns the statement for a text, prepared once for the connection.
// Texts are constants of the store, so the map stays small.
func (c *sqliteConn) statement(text string) (*statement, error) {
	if s, ok := c.stmts[text]; ok {
		return s, nil
	}
	s, err := c.prepare(text)
	if err != nil {
		return nil, err
	}
	c.stmts[text] = s
	return s, nil
}

func (c *sqliteConn) prepare(text string) (*statement, error) {
	s, err := c.db.Prepare(text)
	if err != nil {
		return nil, err
	}
	return &statement{SQLiteStmt: s.(*sqlite3.SQLiteStmt)}, nil
}

func (c *sqliteConn) exec(text string, args []driver.NamedValue) (int64, error) {
	stmt, err := c.statement(text)
	if err != nil {
		return 0, err
	}
	res, err := stmt.ExecContext(context.Background(), args)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (c *sqliteConn) script(text string) error {
	_, err := c.db.ExecContext(context.Background(), text, nil)
	return err
}

func (c *sqliteConn) each(text string, args []driver.NamedValue, once bool, fn func(r Row) error) (err error) {
	var stmt *statement
	if once {
		if stmt, err = c.prepare(text); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, stmt.Close()) }()
	} else if stmt, err = c.statement(text); err != nil {
		return err
	}
	rows, err := stmt.QueryContext(context.Background(), args)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	if stmt.columns == 0 {
		stmt.columns = len(rows.Columns())
	}
	for len(c.dest) < stmt.columns {
		c.dest = append(c.dest, nil)
	}
	r := Row{v: c.dest[:stmt.columns]}
	for {
		switch err := rows.Next(r.v); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if err := fn(r); err != nil {
			return err
		}
	}
}

func (c *sqliteConn) inTransaction() bool { return !c.db.AutoCommit() }

// sqliteUnavailable reports whether the database could not serve for reasons
// outside of it: a full or broken disk, a lock that did not come free.
func sqliteUnavailable(err error) bool {
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
