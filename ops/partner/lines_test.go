package partner_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/importer"
	"partnerapi/internal/enginetest"
	"partnerapi/internal/password"
	"partnerapi/ops"
	"partnerapi/ops/partner"
	"partnerapi/store"
	"partnerapi/wsdl"
)

// world is a bound PartnerAPI over registers that a test knows, on 15.06.2024.
type world struct {
	*testing.T
	store *store.Store
	set   *ops.Set
	db    *sql.DB
}

// openWorld has the registers of testdata/registers/base.jsonl, imported.
func openWorld(t *testing.T) *world {
	t.Helper()
	return openWorldAt(t, midJune)
}

// openWorldAt is openWorld at another moment.
func openWorldAt(t *testing.T, now time.Time) *world {
	t.Helper()
	w := openEmptyAt(t, partner.Config{}, now)
	base, err := os.ReadFile(filepath.Join("..", "..", "testdata", "registers", "base.jsonl"))
	require.NoError(t, err)
	w.take(logins.ReplaceAll(base, nil))
	return w
}

// take imports lines.
func (w *world) take(lines []byte) {
	w.Helper()
	hasher, err := password.NewHasher(password.Default)
	require.NoError(w, err)
	_, err = importer.Import(w.Context(), w.store, hasher, bytes.NewReader(lines), importer.Options{Problem: func(p importer.Problem) { w.Error(p) }})
	require.NoError(w, err)
}

// logins are left out: nobody logs in here, and hashing takes its time.
var logins = regexp.MustCompile(`, "logins": \[[^\]]*\]`)

// openRegisters has the rows of a script of store/testdata.
func openRegisters(t *testing.T, file string) *world {
	t.Helper()
	return openWith(t, file, partner.Config{})
}

func openWith(t *testing.T, file string, cfg partner.Config) *world {
	t.Helper()
	w := openEmpty(t, cfg)
	script, err := os.ReadFile(filepath.Join("..", "..", "store", "testdata", file))
	require.NoError(t, err)
	w.run(string(script))
	enginetest.SetCounters(t, w.db, aboveScripts)
	return w
}

// aboveScripts makes the store go on above the ids and numbers of the scripts.
var aboveScripts = map[string]int64{
	"service_type": 100, "contract_service": 100, "client": 100, "service": 100, "competence": 100,
	"employee": 100, "client_contact": 100, "employee_contact": 100, "partner_contact": 100,
	"partner.number": 1000, "client.number": 1000, "client_user.number": 1000, "partner_user.number": 1000, "service_type.number": 1000,
}

// midJune is the moment of a world, unless a test names another.
var midJune = time.Date(2024, 6, 15, 12, 0, 0, 0, store.Moscow)

func openEmpty(t *testing.T, cfg partner.Config) *world {
	t.Helper()
	return openEmptyAt(t, cfg, midJune)
}

func openEmptyAt(t *testing.T, cfg partner.Config, now time.Time) *world {
	t.Helper()
	place := enginetest.New(t)
	st, err := store.Open(place.Store, store.Options{KeyFile: place.KeyFile, Now: func() time.Time { return now }})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	contract, err := wsdl.Read()
	require.NoError(t, err)
	set, err := ops.Bind(contract, partner.Operations(cfg), st)
	require.NoError(t, err)
	return &world{T: t, store: st, set: set, db: place.SQL(t)}
}

// run puts rows as no operation can.
func (w *world) run(script string) {
	w.Helper()
	_, err := w.db.ExecContext(w.Context(), script)
	require.NoError(w, err)
	enginetest.FillDirectory(w, w.db)
}

// table is an answer: rows of columns as texts, ids of the registers by their
// last digits, null as "null".
type table []map[string]string

func (t table) column(name string) []string {
	values := []string{}
	for _, row := range t {
		values = append(values, row[name])
	}
	return values
}

// call runs "operation name=value name=value" for a partner. A value of hex
// digits for an operand that ends in _id stands for a whole UUID; the value null
// is null.
func (w *world) call(as store.Partner, line string) (table, error) {
	w.Helper()
	op, answer, err := w.do(as, line)
	if err != nil {
		return nil, err
	}
	var rows table
	if answer.Rows == nil {
		return rows, nil
	}
	return rows, answer.Rows(func(cells []ops.Cell) error {
		row := map[string]string{}
		for i, column := range op.Result.Columns {
			row[column.Name] = cellText(cells[i], column)
		}
		rows = append(rows, row)
		return nil
	})
}

// do runs a line and answers what came of it.
func (w *world) do(as store.Partner, line string) (*ops.Bound, ops.Answer, error) {
	w.Helper()
	return w.doWords(as, strings.Fields(line))
}

// doWords runs the words of a line, which may hold white space.
func (w *world) doWords(as store.Partner, words []string) (*ops.Bound, ops.Answer, error) {
	w.Helper()
	op, ok := w.set.Find(words[0])
	require.True(w, ok, words[0])
	var values []ops.Value
	for _, word := range words[1:] {
		name, text, _ := strings.Cut(word, "=")
		text = strings.ReplaceAll(text, "_", " ")
		if id := strings.Trim(text, "0123456789abcdef"); strings.HasSuffix(name, "_id") && name != "role_id" && id == "" && text != "" {
			text = whole(text)
		}
		values = append(values, ops.Value{Name: name, Text: text, Null: text == "null"})
	}
	answer, err := w.set.Do(w.Context(), ops.Caller{Partner: as}, op, values)
	return op, answer, err
}

// whole is a UUID of the registers by its last digits.
func whole(end string) string { return "00000000-0000-4000-8000-000000000000"[:36-len(end)] + end }

func cellText(cell ops.Cell, column wsdl.Column) string {
	switch {
	case cell.Null:
		return "null"
	case column.Type == wsdl.Date:
		return string(cell.Date)
	case column.Type == wsdl.Boolean:
		return strconv.FormatBool(cell.Bool)
	case column.Type == wsdl.Integer || column.Type == wsdl.Int:
		return strconv.FormatInt(cell.Int, 10)
	}
	if end, ours := strings.CutPrefix(cell.Text, "00000000-0000-4000-8000-"); ours {
		return strings.TrimLeft(end, "0")
	}
	return cell.Text
}

// rows calls as partner and must be answered.
func (w *world) rows(as store.Partner, line string) table {
	w.Helper()
	rows, err := w.call(as, line)
	require.NoError(w, err, line)
	return rows
}

// fault calls as partner and must be refused for that operand.
func (w *world) fault(as store.Partner, line, operand, code string) *ops.Error {
	w.Helper()
	_, err := w.call(as, line)
	var refusal *ops.Error
	if !assert.True(w, errors.As(err, &refusal), "%s: no refusal but %v", line, err) {
		return &ops.Error{}
	}
	assert.Equal(w, []string{operand, code}, []string{refusal.Operand, refusal.Code}, "%s: %s", line, refusal.Text)
	return refusal
}

// unknown holds that an id is refused as one that does not exist is; %s in the
// line stands for the id.
func (w *world) unknown(as store.Partner, line, operand, id string) {
	w.Helper()
	got := w.fault(as, strings.ReplaceAll(line, "%s", id), operand, "not_found")
	want := w.fault(as, strings.ReplaceAll(line, "%s", "dead"), operand, "not_found")
	assert.Equal(w, want, got)
	assert.Equal(w, want, w.fault(as, strings.ReplaceAll(line, "%s", "x"), operand, "not_found"), "no UUID at all")
}

// unchanged holds that what is called changes no register.
func (w *world) unchanged(what func()) {
	w.Helper()
	before := w.dump()
	what()
	assert.Equal(w, before, w.dump())
}

func (w *world) dump() string {
	w.Helper()
	var all strings.Builder
	for _, name := range []string{"service_type", "contract_service", "service", "competence", "client", "employee", "agent", "client_contact", "employee_contact", "partner_contact"} {
		all.WriteString(strings.Join(enginetest.Rows(w, w.db, name), "\n") + "\n")
	}
	return all.String()
}

// without is a line without one of its operands.
func without(line, operand string) string {
	words := strings.Fields(line)
	return strings.Join(slices.DeleteFunc(words, func(word string) bool { return strings.HasPrefix(word, operand+"=") }), " ")
}
