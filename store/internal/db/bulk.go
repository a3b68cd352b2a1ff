package db

import (
	"context"
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"partnerapi/internal/xmltext"
)

// Batches reports whether many rows at once, by Owners and Merge, are much quicker
// than one by one.
func (tx *Tx) Batches() bool {
	_, ok := tx.engine.(*postgresConn)
	return ok
}

// Owners hands fn the id from outside (the column), the id and the partner of those of
// the rows that there are. Only where Batches, and of partitioned tables.
func (tx *Tx) Owners(table, column string, ids [][]byte, fn func(r Row)) error {
	array := make([]byte, 0, 2+len(ids)*40)
	array = append(array, '{')
	for n, id := range ids {
		if n > 0 {
			array = append(array, ',')
		}
		array = hex.AppendEncode(append(array, `"\\x`...), id)
		array = append(array, '"')
	}
	array = append(array, '}')
	return tx.Each(`SELECT `+column+`, id, partner FROM `+directory(table)+` WHERE `+column+` = ANY(CAST(?1 AS bytea[]))`, []any{string(array)}, func(r Row) error {
		fn(r)
		return nil
	})
}

// load writes new rows into a table. A text that XML cannot carry is refused (O11).
func (c *Conn) load(table string, columns []string, rows [][]driver.Value) error {
	for _, row := range rows {
		for _, v := range row {
			if s, ok := v.(string); ok {
				if err := xmltext.Check(s); err != nil {
					return about("load "+table, err)
				}
			}
		}
	}
	return about("load "+table, c.engine.load(table, columns, rows))
}

// load implements engineConn: by COPY.
func (c *postgresConn) load(table string, columns []string, rows [][]driver.Value) error {
	if slices.Contains(partitioned, table) {
		if err := c.makePartitionsFor(table, columns, rows); err != nil {
			return err
		}
	}
	var text []byte
	next := 0
	_, err := c.pg.CopyFrom(context.Background(), reader(func(p []byte) (int, error) {
		for len(text) == 0 && next < len(rows) {
			var err error
			if text, err = appendCopy(text[:0], rows[next]); err != nil {
				return 0, err
			}
			next++
		}
		if len(text) == 0 {
			return 0, io.EOF
		}
		n := copy(p, text)
		text = text[n:]
		return n, nil
	}), `COPY `+table+` (`+strings.Join(columns, ", ")+`) FROM STDIN`)
	return err
}

type reader func(p []byte) (int, error)

func (r reader) Read(p []byte) (int, error) { return r(p) }

var copyEscapes = strings.NewReplacer("\\", `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)

// appendCopy appends a row as COPY's text format has it.
func appendCopy(text []byte, row []driver.Value) ([]byte, error) {
	for n, value := range row {
		if n > 0 {
			text = append(text, '\t')
		}
		switch v := value.(type) {
		case nil:
			text = append(text, `\N`...)
		case int64:
			text = strconv.AppendInt(text, v, 10)
		case bool:
			if v {
				text = append(text, '1')
			} else {
				text = append(text, '0')
			}
		case string:
			text = append(text, copyEscapes.Replace(v)...)
		case []byte:
			if v == nil {
				text = append(text, `\N`...)
				continue
			}
			text = hex.AppendEncode(append(text, `\\x`...), v)
		default:
			return nil, fmt.Errorf("type %T cannot be stored", value)
		}
	}
	return append(text, '\n'), nil
}

// load implements engineConn.
func (c *sqliteConn) load(table string, columns []string, rows [][]driver.Value) error {
	places := make([]string, len(columns))
	for n := range places {
		places[n] = "?" + strconv.Itoa(n+1)
	}
	text := `INSERT INTO ` + table + ` (` + strings.Join(columns, ", ") + `) VALUES (` + strings.Join(places, ", ") + `)`
	args := make([]driver.NamedValue, len(columns))
	for _, row := range rows {
		for n, v := range row {
			args[n] = driver.NamedValue{Ordinal: n + 1, Value: v}
		}
		if _, err := c.exec(text, args); err != nil {
			return err
		}
	}
	return nil
}
