package db

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// copyTable is there while a copy into the database is under way, and says of which
// source it is and which run of the command makes it: the last one that was begun.
const copyTable = "copy_under_way"

// What keeps a copy from being made.
var (
	ErrUnfinished = errors.New("a copy into this database was not finished: run it again")
	ErrNotEmpty   = errors.New("the target is not empty")
	ErrOvertaken  = errors.New("another copy into this database was begun meanwhile; it goes on instead of this one")
)

// Transfer is a copy of everything from one database into another.
type Transfer struct {
	// Source tells the source from others: an unfinished copy goes on from it alone.
	Source string
	// Counters are the sequences.
	Counters []string
	// Progress is told how many rows of a table are in the target, and whether those are
	// all.
	Progress func(table string, rows int64, all bool)
	// Finish is called in the transaction that ends the copy.
	Finish func(tx *Tx) error

	token string // of this run, given by Begin
}

// TableSum is what a table holds: the same on both engines for the same rows.
type TableSum struct {
	Table string
	Rows  int64
	// Sum is the SHA-256 of the rows in the order of their keys, in hexadecimal.
	Sum string
}

// Unfinished returns ErrUnfinished for a database into which a copy is under way.
func Unfinished(c *Conn) error {
	_, found, err := c.Int(c.engine.catalogue().exists, copyTable)
	if err == nil && found {
		err = ErrUnfinished
	}
	return err
}

// Begin marks a target: an empty one, or one with an unfinished copy of the source,
// which is taken over from who may still be at it.
func (t *Transfer) Begin(ctx context.Context, to DB) error {
	t.token = rand.Text()
	return to.Write(ctx, Nobody, func(tx *Tx) error {
		if err := oneAtATime(tx); err != nil {
			return err
		}
		switch err := Unfinished(tx.Conn); {
		case errors.Is(err, ErrUnfinished):
			return t.goesOn(tx)
		case err != nil:
			return err
		}
		list, err := tables(tx.Conn)
		if err != nil {
			return err
		}
		for _, table := range list {
			_, found, err := tx.Int(`SELECT 1 FROM ` + table.Name + ` LIMIT 1`)
			if err != nil {
				return err
			}
			if found {
				return fmt.Errorf("%w: table %s has rows", ErrNotEmpty, table.Name)
			}
		}
		if err := tx.Script(`CREATE TABLE ` + copyTable + ` (source TEXT PRIMARY KEY, run TEXT NOT NULL)`); err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO `+copyTable+` (source, run) VALUES (?1, ?2)`, t.Source, t.token)
		return err
	})
}

// oneAtATime lets others that begin or end a copy wait for this transaction.
func oneAtATime(tx *Tx) error { return tx.LockTable("migration") }

// goOn keeps others from taking over the copy until the transaction ends, or returns
// ErrOvertaken.
func (t *Transfer) goOn(tx *Tx) error {
	err := Unfinished(tx.Conn)
	if err == nil {
		return ErrOvertaken // it has ended
	}
	if !errors.Is(err, ErrUnfinished) {
		return err
	}
	own, err := tx.Exec(`UPDATE `+copyTable+` SET run = ?1 WHERE run = ?1`, t.token)
	if err == nil && own == 0 {
		err = ErrOvertaken
	}
	return err
}

func (t *Transfer) goesOn(tx *Tx) error {
	source, err := column(tx.Conn, `SELECT source FROM `+copyTable)
	if err != nil {
		return err
	}
	if !slices.Equal(source, []string{t.Source}) {
		return fmt.Errorf("%w: it has an unfinished copy of another source", ErrNotEmpty)
	}
	_, err = tx.Exec(`UPDATE `+copyTable+` SET run = ?1`, t.token)
	return err
}

// Run copies what a source holds at one moment into a target that Begin has marked, and
// returns what both hold then. Interrupted, it goes on where it was: rows are written
// in the order of their keys.
func (t *Transfer) Run(ctx context.Context, from, to DB) (sums []TableSum, err error) {
	err = from.Read(ctx, Nobody, func(c *Conn) error {
		if err := c.Script(c.engine.catalogue().snapshot); err != nil {
			return err
		}
		sums, err = t.run(ctx, c, to)
		return errors.Join(err, c.Script(`ROLLBACK`))
	})
	return sums, err
}

func (t *Transfer) run(ctx context.Context, from *Conn, to DB) ([]TableSum, error) {
	source, err := tables(from)
	if err != nil {
		return nil, err
	}
	var target []Table
	if err := to.Read(ctx, Nobody, func(c *Conn) error {
		target, err = tables(c)
		return err
	}); err != nil {
		return nil, err
	}
	list, err := sameTables(source, target)
	if err != nil {
		return nil, err
	}
	for _, table := range list {
		if err := t.copyTable(ctx, from, to, table); err != nil {
			return nil, fmt.Errorf("table %s: %w", table.Name, err)
		}
	}
	if err := t.copyCounters(ctx, from, to, list); err != nil {
		return nil, err
	}
	sums, err := compare(ctx, from, to, list)
	if err != nil {
		return nil, err
	}
	return sums, to.Write(ctx, Nobody, func(tx *Tx) error {
		if err := oneAtATime(tx); err != nil {
			return err
		}
		if err := t.goOn(tx); err != nil {
			return err
		}
		return errors.Join(tx.Script(`DROP TABLE `+copyTable), t.Finish(tx))
	})
}

// sameTables returns the tables that both databases have, each after those that it
// refers to in either.
func sameTables(source, target []Table) (list []Table, err error) {
	byName := map[string]Table{}
	for _, table := range target {
		byName[table.Name] = table
	}
	for _, table := range source {
		other := byName[table.Name]
		if !slices.Equal(table.Columns, other.Columns) || !slices.Equal(table.Key, other.Key) {
			return nil, fmt.Errorf("table %s is another one in the target", table.Name)
		}
		delete(byName, table.Name)
		table.references = append(table.references, other.references...)
		list = append(list, table)
	}
	for name := range byName {
		return nil, fmt.Errorf("table %s is in the target alone", name)
	}
	slices.SortFunc(list, func(a, b Table) int { return strings.Compare(a.Name, b.Name) })
	return inOrder(list)
}

// copyTable copies the rows of a table that come after the last one in the target.
func (t *Transfer) copyTable(ctx context.Context, from *Conn, to DB, table Table) error {
	var last []any
	var rows int64
	err := to.Read(ctx, Nobody, func(c *Conn) (err error) {
		if _, err = c.One(`SELECT `+strings.Join(table.Key, ", ")+` FROM `+table.Name+` ORDER BY `+strings.Join(table.Key, ` DESC, `)+` DESC LIMIT 1`, nil, func(r Row) { last = arguments(r.Values()) }); err != nil {
			return err
		}
		rows, _, err = c.Int(`SELECT count(*) FROM ` + table.Name)
		return err
	})
	if err != nil {
		return err
	}
	for {
		batch, next, err := rowsAfter(from, table, last)
		if err != nil {
			return err
		}
		if len(batch) == 0 {
			t.Progress(table.Name, rows, true)
			return nil
		}
		if err := context.Cause(ctx); err != nil {
			return err
		}
		if err := to.Write(ctx, Nobody, func(tx *Tx) error {
			if err := t.goOn(tx); err != nil {
				return err
			}
			return tx.load(table.Name, table.Columns, batch)
		}); err != nil {
			return err
		}
		last = next
		rows += int64(len(batch))
		t.Progress(table.Name, rows, false)
	}
}

// A batch has at most so many rows, and so many bytes of texts and one row.
const (
	transferRows  = 2000
	transferBytes = 8 << 20
)

// rowsAfter reads the rows that come after a key, the first ones after nil, and the key
// of the last of them.
func rowsAfter(c *Conn, table Table, last []any) (batch [][]driver.Value, next []any, err error) {
	key := strings.Join(table.Key, ", ")
	text := `SELECT ` + strings.Join(table.Columns, ", ") + ` FROM ` + table.Name
	if last != nil {
		places := make([]string, len(last))
		for n := range places {
			places[n] = "?" + strconv.Itoa(n+1)
		}
		text += ` WHERE (` + key + `) > (` + strings.Join(places, ", ") + `)`
	}
	size := 0
	err = c.Each(text+` ORDER BY `+key+` LIMIT `+strconv.Itoa(transferRows), last, func(r Row) error {
		row := r.Values()
		batch = append(batch, row)
		for _, v := range row {
			switch v := v.(type) {
			case string:
				size += len(v)
			case []byte:
				size += len(v)
			}
		}
		if size > transferBytes {
			return errStop
		}
		return nil
	})
	if errors.Is(err, errStop) {
		err = nil
	}
	if err != nil || len(batch) == 0 {
		return nil, nil, err
	}
	row := batch[len(batch)-1]
	for _, name := range table.Key {
		next = append(next, row[slices.Index(table.Columns, name)])
	}
	return batch, next, nil
}

func arguments(values []driver.Value) []any {
	args := make([]any, len(values))
	for n, v := range values {
		args[n] = v
	}
	return args
}

// copyCounters makes the sequences of the target go on where the source's do.
func (t *Transfer) copyCounters(ctx context.Context, from *Conn, to DB, list []Table) error {
	next := map[string]int64{}
	counters := countersOf(from)
	for _, name := range t.Counters {
		var err error
		if next[name], err = counters.Peek(name); err != nil {
			return err
		}
	}
	return to.Write(ctx, Nobody, func(tx *Tx) error {
		if err := t.goOn(tx); err != nil {
			return err
		}
		for name, n := range next {
			if err := setCounter(tx, name, n); err != nil {
				return err
			}
		}
		identity := tx.engine.catalogue().identity
		if identity == "" {
			return nil
		}
		for _, table := range list {
			columns, err := column(tx.Conn, identity, table.Name)
			if err != nil {
				return err
			}
			for _, name := range columns {
				if _, _, err := tx.Int(`SELECT setval(pg_get_serial_sequence('` + table.Name + `', '` + name + `'), coalesce((SELECT max(` + name + `) FROM ` + table.Name + `), 0) + 1, false)`); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func countersOf(c *Conn) Counters {
	if _, ok := c.engine.(*postgresConn); ok {
		return sequencesOf(c)
	}
	return &counterTable{c: c}
}

// setCounter makes a sequence go on with a value.
func setCounter(tx *Tx, name string, next int64) error {
	if c, ok := tx.engine.(*postgresConn); ok && !slices.Contains(c.unbroken, name) {
		_, _, err := tx.Int(`SELECT setval('`+sequence(name)+`', ?1, false)`, next)
		return err
	}
	_, err := tx.Exec(`INSERT INTO counter (name, next) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET next = excluded.next`, name, next)
	return err
}

// compare returns what the tables hold, which is the same on both sides.
func compare(ctx context.Context, from *Conn, to DB, list []Table) (sums []TableSum, err error) {
	for _, table := range list {
		want, err := sumOf(ctx, from, table)
		if err != nil {
			return nil, err
		}
		var have TableSum
		if err := to.Read(ctx, Nobody, func(c *Conn) error {
			have, err = sumOf(ctx, c, table)
			return err
		}); err != nil {
			return nil, err
		}
		if want != have {
			return nil, fmt.Errorf("table %s is not the same in the target (%d rows, %d in the source): the source has changed since the copy was begun; empty the target and begin again", table.Name, have.Rows, want.Rows)
		}
		sums = append(sums, want)
	}
	slices.SortFunc(sums, func(a, b TableSum) int { return strings.Compare(a.Table, b.Table) }) // the order of the tables is an engine's
	return sums, nil
}

// sumOf reads a table whole. The form of a row is that of COPY, on both engines.
func sumOf(ctx context.Context, c *Conn, table Table) (TableSum, error) {
	sum, h := TableSum{Table: table.Name}, sha256.New()
	var text []byte
	for last := []any(nil); ; {
		batch, next, err := rowsAfter(c, table, last)
		if err != nil {
			return sum, err
		}
		if err := context.Cause(ctx); err != nil {
			return sum, err
		}
		if len(batch) == 0 {
			sum.Sum = hex.EncodeToString(h.Sum(nil))
			return sum, nil
		}
		for _, row := range batch {
			if text, err = appendCopy(text[:0], row); err != nil {
				return sum, err
			}
			h.Write(text)
		}
		sum.Rows += int64(len(batch))
		last = next
	}
}
