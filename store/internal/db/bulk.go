package db

import (
	"context"
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"io"
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
// the rows that there are. Only where Batches.
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
	return tx.Each(`SELECT `+column+`, id, partner FROM `+table+` WHERE `+column+` = ANY(CAST(?1 AS bytea[]))`, []any{string(array)}, func(r Row) error {
		fn(r)
		return nil
	})
}

// Merge writes rows that are known by a column with different values: new ones, which
// get the next ids of the table where their id is NULL, and others that differ. Those
// of another partner that have come meanwhile stay as they are. Only where Batches.
func (tx *Tx) Merge(table, by string, columns []string, rows [][]any) error {
	stage := "stage_" + table
	create := `CREATE TEMPORARY TABLE IF NOT EXISTS ` + stage + ` ON COMMIT DELETE ROWS AS SELECT CAST(0 AS BIGINT) AS n, * FROM ` + table + ` WITH NO DATA`
	if err := tx.engine.script(create); err != nil {
		return about(create, err)
	}
	values := make([][]driver.Value, len(rows))
	for n, row := range rows {
		values[n] = make([]driver.Value, 0, len(row)+1)
		values[n] = append(values[n], int64(n))
		for _, a := range row {
			v, err := Value(a)
			if err != nil {
				return err
			}
			values[n] = append(values[n], v)
		}
	}
	if err := tx.load(stage, append([]string{"n"}, columns...), values); err != nil {
		return err
	}
	var sets, was, become, from []string
	for _, column := range columns {
		if column == "id" {
			from = append(from, `coalesce(id, nextval('`+sequence(table)+`'))`)
			continue
		}
		from = append(from, column)
		if column != by && column != "partner" {
			sets = append(sets, column+` = excluded.`+column)
			was, become = append(was, table+`.`+column), append(become, `excluded.`+column)
		}
	}
	err := tx.engine.script(`INSERT INTO ` + table + ` (` + strings.Join(columns, ", ") + `) SELECT ` + strings.Join(from, ", ") +
		` FROM (SELECT * FROM ` + stage + ` ORDER BY n) AS staged ON CONFLICT (` + by + `) DO UPDATE SET ` + strings.Join(sets, ", ") +
		` WHERE ` + table + `.partner = excluded.partner AND (` + strings.Join(was, ", ") + `) IS DISTINCT FROM (` + strings.Join(become, ", ") + `); TRUNCATE ` + stage)
	return about("INSERT INTO "+table, err)
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
