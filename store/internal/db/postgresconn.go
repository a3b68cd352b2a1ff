package db

import (
	"context"
	"database/sql/driver"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// postgresConn goes to pgconn, the lower half of pgx: what a row needs is less than
// pgx's own scanning does.
type postgresConn struct {
	pg     *pgconn.PgConn
	server string // which one it is to, and since when that runs
	branch branch // that positions there are of; empty: nobody has asked
	stmts  map[postgresText]*postgresStatement
	params [][]byte
	dest   []driver.Value
	// unbroken are the sequences that the table counter has; see Options.Unbroken.
	unbroken []string
}

// postgresText is a statement's text and which of its arguments are whole numbers: of
// what PostgreSQL would take for the smaller integer, such as $2 in `$2 = 0`, that is
// said.
type postgresText struct {
	text string
	ints uint64
}

type postgresStatement struct {
	*pgconn.StatementDescription
	formats []int16 // of the results: binary where Row needs no parsing
}

func (c *postgresConn) close() error { return c.pg.Close(context.Background()) }

func (c *postgresConn) prepared() []string {
	texts := make([]string, 0, len(c.stmts))
	for key := range c.stmts {
		texts = append(texts, key.text)
	}
	return texts
}

func (c *postgresConn) forget() error {
	clear(c.stmts)
	_, err := c.pg.Exec(context.Background(), `DEALLOCATE ALL`).ReadAll()
	return err
}

func (c *postgresConn) inTransaction() bool { return c.pg.TxStatus() == 'T' }

// statement returns the statement for a text, prepared once for the connection.
func (c *postgresConn) statement(text string, args []driver.NamedValue, once bool) (*postgresStatement, error) {
	key := postgresText{text: text}
	for i, a := range args {
		switch a.Value.(type) {
		case int64, bool:
			key.ints |= 1 << i
		}
	}
	if s, ok := c.stmts[key]; ok {
		return s, nil
	}
	name := ""
	if !once {
		name = "s" + strconv.Itoa(len(c.stmts))
	}
	s, err := c.prepare(name, key, len(args))
	if err == nil && !once {
		c.stmts[key] = s
	}
	return s, err
}

func (c *postgresConn) prepare(name string, key postgresText, args int) (*postgresStatement, error) {
	types := make([]uint32, args)
	for i := range types {
		if key.ints&(1<<i) != 0 {
			types[i] = pgtype.Int8OID
		}
	}
	description, err := c.pg.Prepare(context.Background(), name, postgresSQL(key.text), types)
	if err != nil {
		return nil, err
	}
	formats := make([]int16, len(description.Fields))
	for i, field := range description.Fields {
		switch field.DataTypeOID {
		case pgtype.Int8OID, pgtype.Int4OID, pgtype.Int2OID, pgtype.BoolOID, pgtype.ByteaOID:
			formats[i] = pgtype.BinaryFormatCode
		}
	}
	return &postgresStatement{description, formats}, nil
}

// encode turns arguments into their texts, which PostgreSQL reads by the type that it
// has found for each.
func (c *postgresConn) encode(args []driver.NamedValue) [][]byte {
	c.params = c.params[:0]
	for _, a := range args {
		var text []byte
		switch v := a.Value.(type) {
		case int64:
			text = strconv.AppendInt(nil, v, 10)
		case bool:
			text = []byte("0")
			if v {
				text[0] = '1'
			}
		case string:
			text = append(make([]byte, 0, len(v)), v...) // "" is not NULL
		case []byte:
			if v != nil {
				text = hex.AppendEncode([]byte(`\x`), v)
			}
		}
		c.params = append(c.params, text)
	}
	return c.params
}

func (c *postgresConn) exec(text string, args []driver.NamedValue) (int64, error) {
	stmt, err := c.statement(text, args, false)
	if err != nil {
		return 0, err
	}
	result := c.pg.ExecStatement(context.Background(), stmt.StatementDescription, c.encode(args), nil, stmt.formats)
	tag, err := result.Close()
	return tag.RowsAffected(), err
}

func (c *postgresConn) script(text string) error {
	_, err := c.pg.Exec(context.Background(), postgresSQL(text)).ReadAll()
	return err
}

func (c *postgresConn) each(text string, args []driver.NamedValue, once bool, fn func(r Row) error) (err error) {
	stmt, err := c.statement(text, args, once)
	if err != nil {
		return err
	}
	result := c.pg.ExecStatement(context.Background(), stmt.StatementDescription, c.encode(args), nil, stmt.formats)
	defer func() {
		if _, closed := result.Close(); err == nil {
			err = closed
		}
	}()
	for len(c.dest) < len(stmt.Fields) {
		c.dest = append(c.dest, nil)
	}
	r := Row{v: c.dest[:len(stmt.Fields)]}
	for result.NextRow() {
		for i, raw := range result.Values() {
			if r.v[i], err = decode(stmt.Fields[i].DataTypeOID, raw); err != nil {
				return fmt.Errorf("column %s: %w", stmt.Fields[i].Name, err)
			}
		}
		if err := fn(r); err != nil {
			return err
		}
	}
	return nil
}

var errType = errors.New("a type that the store does not read")

// decode turns a value into what Row reads: whole numbers, texts and bytes, which are
// the row's own.
func decode(oid uint32, raw []byte) (driver.Value, error) {
	if raw == nil {
		return nil, nil
	}
	switch oid {
	case pgtype.Int8OID:
		return int64(binary.BigEndian.Uint64(raw)), nil
	case pgtype.Int4OID:
		return int64(int32(binary.BigEndian.Uint32(raw))), nil
	case pgtype.Int2OID:
		return int64(int16(binary.BigEndian.Uint16(raw))), nil
	case pgtype.BoolOID:
		return int64(raw[0]), nil
	case pgtype.ByteaOID:
		return append([]byte{}, raw...), nil
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.BPCharOID, pgtype.NameOID, pgtype.UnknownOID:
		return string(raw), nil
	case pgtype.NumericOID: // what sum makes of whole numbers
		return strconv.ParseInt(string(raw), 10, 64)
	}
	return nil, fmt.Errorf("%w: oid %d", errType, oid)
}
