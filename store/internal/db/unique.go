package db

import (
	"encoding/hex"
	"fmt"
	"strconv"
)

// Unique is a kind of value that names one row in the whole store, whoever's it is.
// Where keys carry the partner, as in PostgreSQL, a table without one, the directory,
// says whose each value is and keeps others from having it; triggers write it
// (migrations/postgres/0014_directory.sql). Elsewhere the index of the row's own table
// does both.
type Unique struct {
	kind string // in the directory
	rows string // finds the row by its table's index
}

// NewUnique returns the kind of the values that a column of a table holds, for rows of
// which the condition is true; "" is all.
func NewUnique(kind, table, column, condition string) *Unique {
	if condition != "" {
		condition += ` AND `
	}
	return &Unique{
		kind: kind,
		rows: `SELECT partner, id FROM ` + table + ` WHERE ` + condition + column + ` = ?1`,
	}
}

const heldBy = `SELECT partner, id FROM directory WHERE kind = ?1 AND value = ?2`

// Holder returns the row that a value names: whose it is, and its id.
func (c *Conn) Holder(u *Unique, value any) (partner, id int64, found bool, err error) {
	scan := func(r Row) { partner, id = r.Int(0), r.Int(1) }
	if c.engine.keysCarryPartner() {
		found, err = c.One(heldBy, []any{u.kind, directoryText(value)}, scan)
	} else {
		found, err = c.One(u.rows, []any{value}, scan)
	}
	return partner, id, found, err
}

// directoryText is a value as the directory has it: bytes in hexadecimal.
func directoryText(value any) string {
	switch v := value.(type) {
	case int64:
		return strconv.FormatInt(v, 10)
	case []byte:
		return hex.EncodeToString(v)
	case string:
		return v
	}
	return fmt.Sprint(value)
}
