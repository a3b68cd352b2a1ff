package store

import (
	"strings"

	"partnerapi/store/internal/db"
)

// Rows of statistics come by the million. Where an engine takes many rows at once much
// quicker than one by one, the rows of a batch are looked up together (Expect) and
// written together.

// maxStaged bounds the rows that wait to be written together.
const maxStaged = 2000

// staged are the rows of one register that wait, and what is known of those to come.
type staged struct {
	known   map[string]Found // by the bytes of the id; the zero Found: no such row
	of      register
	columns []string
	rows    [][]any
	waits   map[string]bool // ids of rows
}

// Expect says which lines of a kind come next, by their UUIDs, so that they can be
// looked up at once.
func (i *ImportTx) Expect(kind string, uuids []string) error {
	for _, of := range []register{callRegister, remoteSessionRegister, sipCallRegister, chatMessageRegister} {
		if of.table != kind || !i.tx.db.Batches() {
			continue
		}
		if err := i.flush(); err != nil {
			return err
		}
		i.staged = staged{known: make(map[string]Found, len(uuids)), of: of, waits: make(map[string]bool, len(uuids))}
		ids := make([][]byte, len(uuids))
		for n, text := range uuids {
			id, err := binaryID(of, text)
			if err != nil {
				return err
			}
			ids[n] = id
			i.staged.known[string(id)] = Found{}
		}
		return i.tx.db.Owners(of.table, of.column, ids, func(r db.Row) {
			i.staged.known[string(r.Blob(0))] = Found{ID: r.Int(1), Partner: r.Int(2)}
		})
	}
	return nil
}

// expected returns what is known of an entry's row; ok is false where it was not
// looked up. A row that waits is written first, so that it can be found.
func (i *ImportTx) expected(e *entry) (f Found, ok bool, err error) {
	if i.staged.of.table != e.of.table {
		return Found{}, false, nil
	}
	id := string(e.outside.([]byte))
	if i.staged.waits[id] {
		err = i.flush()
		delete(i.staged.known, id)
	}
	f, ok = i.staged.known[id]
	return f, ok, err
}

// takes reports whether the entry's row is one to wait.
func (s *staged) takes(e *entry) bool {
	if s.of.table != e.of.table || !e.of.binary {
		return false
	}
	_, ok := s.known[string(e.outside.([]byte))]
	return ok
}

// stage lets a row wait for others with the same columns. The id of a new row is NULL.
func (i *ImportTx) stage(e *entry) error {
	e.set("id", reference(e.id))
	e.set(e.of.column, e.outside)
	e.set("partner", e.partner)
	s := &i.staged
	if len(s.rows) >= maxStaged || len(s.rows) > 0 && strings.Join(s.columns, " ") != strings.Join(e.columns, " ") {
		if err := i.flush(); err != nil {
			return err
		}
	}
	s.columns = e.columns
	s.rows = append(s.rows, e.values)
	s.waits[string(e.outside.([]byte))] = true
	return nil
}

// flush writes the rows that wait.
func (i *ImportTx) flush() error {
	s := &i.staged
	if len(s.rows) == 0 {
		return nil
	}
	err := i.tx.db.Merge(s.of.table, s.of.column, s.columns, s.rows)
	for id := range s.waits {
		delete(s.known, id) // it has another row now
	}
	clear(s.waits)
	s.rows = nil
	return err
}
