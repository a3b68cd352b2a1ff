package store

import (
	"fmt"
	"strings"

	"github.com/google/uuid"

	"partnerapi/store/internal/db"
)

// register is a table that an import writes, whose rows it finds by their id from outside.
type register struct {
	table string
	// column holds the id, key is its name in import.md.
	column, key string
	// owned rows carry a partner, which never changes.
	owned bool
	// ids is the kind of the id in the directory of the store (unique.go); nil where the
	// table's own index keeps the column unique.
	ids *db.Unique
	// numbers is the same for the column number.
	numbers   *db.Unique
	numberKey string // the name of the column number in import.md; "": the same
	// binary ids are stored as 16 bytes.
	binary bool
}

// entry is a row that is being written to a register.
type entry struct {
	i       *ImportTx
	of      register
	outside any   // the id from outside
	id      int64 // 0 for a new row, until it is saved
	partner int64
	columns []string
	values  []any
}

// entry finds the row with the id, or begins a new one. A row of another partner is
// refused, so that no import takes a row from its partner by mistake.
func (i *ImportTx) entry(of register, id any, partner int64) (*entry, error) {
	if text, ok := id.(string); ok && of.binary {
		bytes, err := binaryID(of, text)
		if err != nil {
			return nil, err
		}
		id = bytes
	}
	e := &entry{i: i, of: of, outside: id, partner: partner}
	err := i.lockRegister(of, partner)
	if err != nil {
		return e, err
	}
	owned, err := e.find()
	if err == nil && e.id != 0 && of.owned && owned != partner {
		err = e.refuseOwner()
	}
	return e, err
}

// lockRegister keeps others from writing a register, or the partner's part of it.
func (i *ImportTx) lockRegister(of register, partner int64) error {
	if of.owned {
		return i.lock(partner)
	}
	return i.tx.db.LockTable(of.table)
}

// binaryID returns the 16 bytes of a UUID.
func binaryID(of register, text string) ([]byte, error) {
	u, err := uuid.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", of.key, err)
	}
	return u[:], nil
}

// find sets e.id if the row exists, and returns the row's partner.
func (e *entry) find() (owned int64, err error) {
	if e.staged() {
		known, err := e.i.expected(e)
		e.id = known.ID
		return known.Partner, err
	}
	if e.of.ids != nil {
		owned, e.id, _, err = e.i.tx.c.Holder(e.of.ids, e.outside)
		return owned, err
	}
	owner := "0"
	if e.of.owned {
		owner = "partner"
	}
	_, err = e.i.tx.c.One(`SELECT id, `+owner+` FROM `+e.of.table+` WHERE `+e.of.column+` = ?1`, []any{e.outside}, func(r db.Row) { e.id, owned = r.Int(0), r.Int(1) })
	return owned, err
}

// staged reports whether the row is written together with others, by flush.
func (e *entry) staged() bool { return e.of.binary && e.i.tx.db.Batches() }

func (e *entry) isNew() bool { return e.id == 0 }

// set gives a column its value.
func (e *entry) set(column string, value any) {
	e.columns = append(e.columns, column)
	e.values = append(e.values, value)
}

// setGiven gives a column its value if the entry brings one. Otherwise a new row has the
// schema's default.
func setGiven[T any](e *entry, column string, value *T) {
	if value != nil {
		e.set(column, *value)
	}
}

// same returns a Refusal if the row exists and has another value in a column that never
// changes.
func (e *entry) same(column, key string, value int64, why string) error {
	if e.isNew() {
		return nil
	}
	current, _, err := e.i.tx.c.Int(`SELECT `+column+` FROM `+e.of.table+` WHERE partner = ?1 AND id = ?2`, e.partner, e.id)
	if err == nil && current != value {
		err = refuse(key, "%s", why)
	}
	return err
}

// number gives the row the number that it brings; a new row without one gets the next
// number (O9) for which claimed, if not nil, does not report true.
func (e *entry) number(sequence string, given *int64, claimed func(number int64) bool) error {
	if given == nil {
		if !e.isNew() {
			return nil
		}
		next, err := e.i.tx.ids.Take(sequence)
		for err == nil && claimed != nil && claimed(next) {
			next, err = e.i.tx.ids.Take(sequence)
		}
		e.set("number", next)
		return err
	}
	taken, err := e.numberTaken(*given)
	if err != nil {
		return err
	}
	if taken {
		return refuse("number", "%d is another row's", *given)
	}
	e.set("number", *given)
	return e.i.tx.ids.Raise(sequence, *given)
}

func (e *entry) numberTaken(number int64) (taken bool, err error) {
	if e.of.numbers != nil {
		_, id, found, err := e.i.tx.c.Holder(e.of.numbers, number)
		return found && id != e.id, err
	}
	_, taken, err = e.i.tx.c.Int(`SELECT 1 FROM `+e.of.table+` WHERE number = ?1 AND `+e.of.column+` <> ?2`, number, e.outside)
	return taken, err
}

// save writes the row. Everything that may refuse the row must come before it.
func (e *entry) save() error {
	if e.staged() {
		return e.i.stage(e)
	}
	if e.isNew() {
		return e.insert()
	}
	sets, differs := make([]string, len(e.columns)), make([]string, len(e.columns))
	for n, column := range e.columns {
		sets[n] = fmt.Sprintf("%s = ?%d", column, n+1)
		differs[n] = fmt.Sprintf("%s IS DISTINCT FROM ?%d", column, n+1)
	}
	// A row that would not change is not written.
	where, args := e.of.column+fmt.Sprintf(" = ?%d", len(e.columns)+1), append(e.values, e.outside)
	if e.of.owned {
		where, args = where+fmt.Sprintf(" AND partner = ?%d", len(args)+1), append(args, e.partner)
	}
	_, err := e.i.tx.c.Exec(fmt.Sprintf("UPDATE %s SET %s WHERE %s AND (%s)", e.of.table, strings.Join(sets, ", "), where, strings.Join(differs, " OR ")), args...)
	return err
}

func (e *entry) refuseOwner() error {
	return refuse(e.of.key, "the row belongs to another partner already")
}

func (e *entry) insert() (err error) {
	if e.id, err = e.i.tx.ids.Take(e.of.table); err != nil {
		return err
	}
	e.set("id", e.id)
	e.set(e.of.column, e.outside)
	if e.of.owned {
		e.set("partner", e.partner)
	}
	var places strings.Builder
	for n := range e.columns {
		if n > 0 {
			places.WriteString(", ")
		}
		fmt.Fprintf(&places, "?%d", n+1)
	}
	_, err = e.i.tx.c.Exec("INSERT INTO "+e.of.table+" ("+strings.Join(e.columns, ", ")+") VALUES ("+places.String()+")", e.values...)
	return err
}
