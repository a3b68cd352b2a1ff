package db

import (
	"database/sql/driver"
	"errors"
	"fmt"

	"partnerapi/internal/xmltext"
)

// Conn is one connection to the database, used by one goroutine at a time. Texts
// of statements are constants of the store, whose parameters are ?1, ?2, …; each is
// prepared once. No request's context reaches a connection: a cancelled statement
// would roll back its neighbours' transaction too.
type Conn struct {
	engine  engineConn
	args    []driver.NamedValue
	reading bool // a query's rows are being read
	handed  int  // how many rows were handed out
}

// engineConn is what an engine does for a connection.
type engineConn interface {
	exec(text string, args []driver.NamedValue) (changed int64, err error)
	// each hands every row of a query to fn. once: the text is one of too many to
	// keep prepared.
	each(text string, args []driver.NamedValue, once bool, fn func(r Row) error) error
	script(text string) error
	catalogue() catalogue
	// keysCarryPartner reports whether the engine's keys and unique indexes hold within
	// one partner, so that the directory keeps what is unique in the whole store.
	keysCarryPartner() bool
	// load writes new rows into a table.
	load(table string, columns []string, rows [][]driver.Value) error
	// prepared returns the texts that are kept prepared; forget drops them.
	prepared() []string
	forget() error
	// inTransaction reports whether BEGIN still stands: SQLite itself rolls back the
	// whole transaction on a full disk and some other errors.
	inTransaction() bool
	close() error
}

// Exec runs a statement and returns how many rows it changed. A text that XML
// cannot carry is refused (O11).
func (c *Conn) Exec(text string, args ...any) (int64, error) {
	if err := c.bind(text, args); err != nil {
		return 0, err
	}
	for _, a := range c.args {
		if s, ok := a.Value.(string); ok {
			if err := xmltext.Check(s); err != nil {
				return 0, err
			}
		}
	}
	n, err := c.engine.exec(text, c.args)
	return n, about(text, err)
}

// Script runs several statements that take no arguments.
func (c *Conn) Script(text string) error { return c.engine.script(text) }

// Prepared returns the texts that the connection has prepared, in no order.
func (c *Conn) Prepared() []string { return c.engine.prepared() }

// Forget drops the texts that the connection has prepared.
func (c *Conn) Forget() error { return c.engine.forget() }

// Each hands every row of a query to fn, which must not keep the row and must not
// use the connection: that is an error.
func (c *Conn) Each(text string, args []any, fn func(r Row) error) error {
	return c.each(text, args, false, fn)
}

// EachOnce is Each for a text that is one of too many to keep prepared.
func (c *Conn) EachOnce(text string, args []any, fn func(r Row) error) error {
	return c.each(text, args, true, fn)
}

func (c *Conn) each(text string, args []any, once bool, fn func(r Row) error) error {
	if err := c.bind(text, args); err != nil {
		return err
	}
	c.reading = true
	defer func() { c.reading = false }()
	var refused error
	err := c.engine.each(text, c.args, once, func(r Row) error {
		c.handed++
		refused = fn(r)
		return refused
	})
	if refused != nil {
		return err // fn's own, as it is
	}
	return about(text, err)
}

// One hands the first row to fn and reports whether there was one.
func (c *Conn) One(text string, args []any, fn func(r Row)) (bool, error) {
	found := false
	err := c.Each(text, args, func(r Row) error {
		fn(r)
		found = true
		return errStop
	})
	if errors.Is(err, errStop) {
		err = nil
	}
	return found, err
}

// Int returns the single number of a query, and whether there was a row.
func (c *Conn) Int(text string, args ...any) (n int64, found bool, err error) {
	found, err = c.One(text, args, func(r Row) { n = r.Int(0) })
	return n, found, err
}

var (
	errStop = errors.New("stop")
	errBusy = errors.New("the connection is used while the rows of a query are read from it")
)

// Observe, where it is set, is told of every statement before it runs. It is for
// tests of the texts themselves, which set it before any connection is opened.
var Observe func(text string, args []driver.NamedValue)

// bind turns arguments into the driver's, in order.
func (c *Conn) bind(text string, args []any) error {
	if c.reading {
		return about(text, errBusy)
	}
	c.args = c.args[:0]
	for i, a := range args {
		v, err := Value(a)
		if err != nil {
			return about(text, fmt.Errorf("argument %d: %w", i+1, err))
		}
		c.args = append(c.args, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	if Observe != nil {
		Observe(text, c.args)
	}
	return nil
}

// about names the statement that failed by its first words.
func about(text string, err error) error {
	if err == nil {
		return nil
	}
	if len(text) > 40 {
		text = text[:40] + "…"
	}
	return fmt.Errorf("%s: %w", text, err)
}
