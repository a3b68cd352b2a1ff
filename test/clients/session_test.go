package clients

import (
	"fmt"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/internal/mailtest"
	"partnerapi/internal/proctest"
	"partnerapi/wsdl"
)

const mailLogin, mailPassword = "робот@poryadok.example", "почта-пароль"

// session is one client's way through the operations, on a server and data of
// its own.
type session struct {
	*testing.T
	kind
	stack
	contract *wsdl.Contract
	tap      *tap
	mails    *mailtest.Server
	fresh    fresh
	called   map[string]bool // whether it has succeeded
}

func newSession(t *testing.T, k kind, contract *wsdl.Contract) *session {
	t.Helper()
	s := &session{T: t, kind: k, contract: contract, called: map[string]bool{}}
	s.mails = (&mailtest.Server{Login: mailLogin, Password: mailPassword, Mechanisms: []string{"PLAIN"}}).Start(t)
	place, fresh := imported(t)
	server := proctest.Serve(t, place.Flags(), nil,
		"--mail-allow-networks", "127.0.0.0/8", "--mail-allow-ports", strconv.Itoa(s.mails.Port))
	s.fresh, s.tap = fresh, newTap(t, server.URL)
	s.stack = k.start(t, s.tap.URL, "Демо", "пароль-демо")
	return s
}

var template struct {
	sync.Once
	place enginetest.Place
	fresh fresh
	done  bool
}

// imported answers a store with the sample registers and the fresh ones.
func imported(t *testing.T) (enginetest.Place, fresh) {
	t.Helper()
	template.Do(func() {
		template.fresh = newFresh(t)
		file := filepath.Join(t.TempDir(), "fresh.jsonl")
		require.NoError(t, os.WriteFile(file, template.fresh.lines(t), 0o600))
		var err error
		template.place, err = enginetest.MakeEmpty()
		require.NoError(t, err)
		for _, file := range []string{sampleFile, file} {
			proctest.Run(t, template.place.Flags(), "import", file)
		}
		template.done = true
	})
	require.True(t, template.done, "the import has failed")
	return template.place.Copy(t), template.fresh
}

// in is the session inside a subtest.
func (s *session) in(t *testing.T) *session {
	other := *s
	other.T = t
	return &other
}

// as is the session of another login.
func (s *session) as(login, password string) *session {
	other := *s
	other.stack = s.start(s.T, s.tap.URL, login, password)
	return &other
}

// succeeded are the operations that did.
func (s *session) succeeded() iter.Seq[string] {
	done := maps.Clone(s.called)
	maps.DeleteFunc(done, func(_ string, ok bool) bool { return !ok })
	return maps.Keys(done)
}

func (s *session) operation(name string) wsdl.Operation {
	s.Helper()
	op, ok := s.contract.Operation(name)
	require.True(s, ok, "the contract has no %s", name)
	return op
}

// do calls and expects success.
func (s *session) do(name string, in operands) reply {
	s.Helper()
	op := s.operation(name)
	got, err := s.call(op, in)
	require.NoError(s, err, name)
	require.Nil(s, got.Fault, "%s is refused", name)
	s.called[name] = true
	return got
}

// rows calls and answers a table as the client shows it.
func (s *session) rows(name string, in operands) []row {
	s.Helper()
	got := s.do(name, in)
	require.NotNil(s, got.Table, "%s answers no table", name)
	return got.Table
}

// shown is a row as this client shows it.
func (s *session) shown(name string, want row) row {
	out := row{}
	for _, column := range s.operation(name).Result.Columns {
		value, given := want[column.Name]
		if !given {
			continue // the comparison tells
		}
		out[column.Name] = value
		if s.shows != nil {
			out[column.Name] = s.shows(column, value)
		}
	}
	return out
}

// table calls and expects just these rows.
func (s *session) table(name string, in operands, want ...row) {
	s.Helper()
	all := []row{}
	for _, r := range want {
		all = append(all, s.shown(name, r))
	}
	assert.Equal(s, all, s.rows(name, in), name)
}

// records calls and expects the rows of these records of the registers.
func (s *session) records(name string, in operands, want ...record) {
	s.Helper()
	var all []row
	for _, r := range want {
		all = append(all, asRow(s.operation(name), r))
	}
	s.table(name, in, all...)
}

// made calls and expects one row, whose columns that are not in want are ids
// that the service made. It answers the row with them.
func (s *session) made(name string, in operands, want row) row {
	s.Helper()
	got := s.rows(name, in)
	require.Len(s, got, 1, name)
	full := maps.Clone(want)
	for _, column := range s.operation(name).Result.Columns {
		if _, given := want[column.Name]; given {
			continue
		}
		id, _ := got[0][column.Name].(string)
		_, err := uuid.Parse(id)
		assert.NoError(s, err, "%s: %s is %q", name, column.Name, id)
		full[column.Name] = id
	}
	assert.Equal(s, s.shown(name, full), got[0], name)
	return full
}

// flag calls and answers the flag.
func (s *session) flag(name string, in operands) bool {
	s.Helper()
	got := s.do(name, in)
	require.NotNil(s, got.Flag, "%s answers no flag", name)
	return *got.Flag
}

// refused calls and expects a fault with its text and operand.
func (s *session) refused(name string, in operands, text, operand string) {
	s.Helper()
	got, err := s.call(s.operation(name), in)
	require.NoError(s, err, name)
	require.NotNil(s, got.Fault, "%s is not refused", name)
	assert.Contains(s, got.Fault.Text, text, name)
	assert.Equal(s, operand, got.Fault.Detail.Operand, name)
	assert.NotEmpty(s, got.Fault.Detail.Code, name)
	assert.NotEmpty(s, got.Fault.Detail.RequestID, name)
}

// with is a row with other values in some columns.
func (r row) with(changes row) row {
	out := maps.Clone(r)
	maps.Copy(out, changes)
	return out
}

func (s *session) isTrue(got bool) { s.Helper(); assert.True(s, got) }

func (s *session) isLen(got any, want int) { s.Helper(); require.Len(s, got, want) }

func (s *session) equal(want, got any, about ...any) {
	s.Helper()
	assert.Equal(s, want, got, about...)
}

func (s *session) hasPrefix(got any, want string) {
	s.Helper()
	assert.True(s, strings.HasPrefix(fmt.Sprint(got), want), "%v begins with %s", got, want)
}
