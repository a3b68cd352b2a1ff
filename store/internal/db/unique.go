package db

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// Unique is a kind of value that names one row in the whole store, whoever's it is.
// Where keys carry the partner, as in PostgreSQL, a table without one, the directory,
// says whose each value is and keeps others from having it. Elsewhere the index of the
// row's own table does both.
type Unique struct {
	kind  string // in the directory
	rows  string // finds the row by its table's index
	value string // reads the value of a row
}

// NewUnique returns the kind of the values that a column of a table holds, for rows of
// which the condition is true; "" is all.
func NewUnique(kind, table, column, condition string) *Unique {
	if condition != "" {
		condition += ` AND `
	}
	return &Unique{
		kind:  kind,
		rows:  `SELECT partner, id FROM ` + table + ` WHERE ` + condition + column + ` = ?1`,
		value: `SELECT CAST(` + column + ` AS TEXT) FROM ` + table + ` WHERE partner = ?1 AND id = ?2`,
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

// Claim is a value that a row is to have.
type Claim struct {
	Unique *Unique
	Value  any // a text, a whole number or bytes
}

// TakenError says that a value names another row already.
type TakenError struct{ Unique *Unique }

func (e *TakenError) Error() string { return e.Unique.kind + ": the value is another row's" }

// Claim notes in the directory what a row of the partner is to have. Nothing is noted
// when one of the values is another row's: a *TakenError.
func (tx *Tx) Claim(partner, id int64, claims ...Claim) error {
	if !tx.engine.keysCarryPartner() {
		return nil
	}
	args := append(make([]any, 0, 2+2*len(claims)), partner, id)
	for _, claim := range claims {
		args = append(args, claim.Unique.kind, directoryText(claim.Value))
	}
	n, err := tx.Exec(claimText(len(claims)), args...)
	if err != nil || n == int64(len(claims)) {
		return err
	}
	for _, claim := range claims {
		n, err := tx.release(partner, id, claim.Unique, directoryText(claim.Value))
		if err != nil {
			return err
		}
		if n == 0 {
			return &TakenError{claim.Unique}
		}
	}
	return fmt.Errorf("the directory had what row %d of partner %d was to have", id, partner)
}

// Change is Claim for a row that is there and has not been changed yet: another value
// gives way.
func (tx *Tx) Change(partner, id int64, to Claim) error {
	if !tx.engine.keysCarryPartner() {
		return nil
	}
	stands := ""
	if _, err := tx.One(to.Unique.value, []any{partner, id}, func(r Row) { stands = r.Text(0) }); err != nil || stands == directoryText(to.Value) {
		return err
	}
	if err := tx.Claim(partner, id, to); err != nil {
		return err
	}
	_, err := tx.release(partner, id, to.Unique, stands)
	return err
}

// release lets others have a value of a row, and returns whether the row had it: 1 or 0.
func (tx *Tx) release(partner, id int64, of *Unique, value string) (int64, error) {
	return tx.Exec(`DELETE FROM directory WHERE kind = ?1 AND value = ?2 AND partner = ?3 AND id = ?4`, of.kind, value, partner, id)
}

// FillDirectory notes what rows have that were written without Claim: the rows of a
// copy.
func (tx *Tx) FillDirectory() error {
	if !tx.engine.keysCarryPartner() {
		return nil
	}
	_, err := tx.Exec(`INSERT INTO directory (kind, value, partner, id) SELECT kind, value, partner, id FROM directory_rows ON CONFLICT DO NOTHING`)
	return err
}

var claimTexts = [...]string{1: claiming(1), 2: claiming(2)}

func claimText(claims int) string {
	if claims < len(claimTexts) {
		return claimTexts[claims]
	}
	return claiming(claims)
}

func claiming(claims int) string {
	rows := make([]string, claims)
	for n := range rows {
		rows[n] = fmt.Sprintf(`(?%d, ?%d, CAST(?1 AS INTEGER), CAST(?2 AS INTEGER))`, 2*n+3, 2*n+4)
	}
	return `INSERT INTO directory (kind, value, partner, id) VALUES ` + strings.Join(rows, ", ") + ` ON CONFLICT DO NOTHING`
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
