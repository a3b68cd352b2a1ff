package store

import (
	"slices"

	"partnerapi/store/internal/db"
)

// Rows of statistics come by the million. On an engine that writes many rows at once much
// faster than one by one, those of a batch are looked up together (Expect) and written
// together (flush).

// maxStaged is the most rows that wait to be written together.
const maxStaged = 2000

// staged are the rows of a register that wait to be written, and what was looked up of
// those that are expected.
type staged struct {
	known   map[string]Found // by the bytes of the id; the zero Found: no such row
	columns []string
	rows    [][]any
	waits   map[string]bool // ids of rows
}

// Expect looks up the rows of a kind that come next, by their UUIDs, all at once.
func (i *ImportTx) Expect(kind string, uuids []string) error {
	for _, of := range []register{callRegister, remoteSessionRegister, sipCallRegister, chatMessageRegister} {
		if of.table != kind || !i.tx.db.Batches() {
			continue
		}
		if err := i.flush(of); err != nil {
			return err
		}
		ids := make([][]byte, len(uuids))
		for n, text := range uuids {
			id, err := binaryID(of, text)
			if err != nil {
				return err
			}
			ids[n] = id
		}
		delete(i.staged, of)
		return i.lookUp(of, ids)
	}
	return nil
}

// lookUp finds the rows with the ids, and remembers which do not exist.
func (i *ImportTx) lookUp(of register, ids [][]byte) error {
	s := i.staged[of]
	if s == nil {
		s = &staged{known: make(map[string]Found, len(ids)), waits: make(map[string]bool, len(ids))}
		i.staged[of] = s
	}
	for _, id := range ids {
		s.known[string(id)] = Found{}
	}
	return i.tx.db.Owners(of.table, of.column, ids, func(r db.Row) {
		s.known[string(r.Blob(0))] = Found{ID: r.Int(1), Partner: r.Int(2)}
	})
}

// expected returns the entry's row as it was looked up. A row that was not expected is
// looked up now, after the waiting rows were written, since it may be among them.
func (i *ImportTx) expected(e *entry) (Found, error) {
	id := e.outside.([]byte)
	if s := i.staged[e.of]; s != nil && !s.waits[string(id)] {
		if f, ok := s.known[string(id)]; ok {
			return f, nil
		}
	}
	if err := i.flush(e.of); err != nil {
		return Found{}, err
	}
	err := i.lookUp(e.of, [][]byte{id})
	return i.staged[e.of].known[string(id)], err
}

// stage adds a row to those that wait; all of them have the same columns. The id of a new
// row is NULL.
func (i *ImportTx) stage(e *entry) error {
	e.set("id", reference(e.id))
	e.set(e.of.column, e.outside)
	e.set("partner", e.partner)
	s := i.staged[e.of]
	if len(s.rows) >= maxStaged || len(s.rows) > 0 && !slices.Equal(s.columns, e.columns) {
		if err := i.flush(e.of); err != nil {
			return err
		}
	}
	s.columns = e.columns
	s.rows = append(s.rows, e.values)
	s.waits[string(e.outside.([]byte))] = true
	return nil
}

// flushAll writes all waiting rows.
func (i *ImportTx) flushAll() error {
	for of := range i.staged {
		if err := i.flush(of); err != nil {
			return err
		}
	}
	return nil
}

// flush writes the waiting rows of a register.
func (i *ImportTx) flush(of register) error {
	s := i.staged[of]
	if s == nil || len(s.rows) == 0 {
		return nil
	}
	err := i.tx.db.Merge(of.table, of.column, s.columns, s.rows)
	for id := range s.waits {
		delete(s.known, id) // it has another row now
	}
	clear(s.waits)
	s.rows = nil
	return err
}
