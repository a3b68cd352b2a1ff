package soap

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3" // adds a partner, as the import would
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/auth"
	"partnerapi/internal/enginetest"
	"partnerapi/internal/password"
	"partnerapi/ops"
	"partnerapi/store"
	"partnerapi/wsdl"
)

// contract is one of the tests' own: an operation for each thing that the wire
// does, none of PartnerAPI's.
var contract = &wsdl.Contract{Operations: []wsdl.Operation{
	{Name: "echo_read", Operands: []wsdl.Operand{
		{Name: "text", Type: wsdl.String, Void: true},
		{Name: "number", Type: wsdl.Integer, Void: true},
		{Name: "flag", Type: wsdl.Boolean, Void: true},
		{Name: "day", Type: wsdl.Date, Void: true},
		{Name: "moment", Type: wsdl.DateTime, Void: true},
	}, Result: wsdl.Result{Kind: wsdl.Table, RowType: "EchoRow", Columns: []wsdl.Column{
		{Name: "given", Type: wsdl.String},
		{Name: "reference", Type: wsdl.String},
		{Name: "text", Type: wsdl.String},
		{Name: "number", Type: wsdl.Integer},
		{Name: "flag", Type: wsdl.Boolean},
		{Name: "day", Type: wsdl.Date},
		{Name: "moment", Type: wsdl.DateTime},
	}}},
	{Name: "rows_read", Operands: []wsdl.Operand{
		{Name: "count", Type: wsdl.Int},
		{Name: "then", Type: wsdl.String, Void: true},
	}, Result: wsdl.Result{Kind: wsdl.Table, RowType: "RowsRow", Columns: []wsdl.Column{
		{Name: "row_number", Type: wsdl.Int},
		{Name: "row_text", Type: wsdl.String},
	}}},
	{Name: "flag_read", Operands: []wsdl.Operand{{Name: "flag", Type: wsdl.Boolean}}, Result: wsdl.Result{Kind: wsdl.Flag}},
	{Name: "file_read", Operands: []wsdl.Operand{{Name: "size", Type: wsdl.Int}}, Result: wsdl.Result{Kind: wsdl.Binary}},
	{Name: "refuse", Operands: []wsdl.Operand{{Name: "how", Type: wsdl.String}}, Result: wsdl.Result{Kind: wsdl.Flag}},
}}

type echoOperands struct {
	Text   ops.Text `op:"text"`
	Number ops.Int  `op:"number"`
	Flag   ops.Bool `op:"flag"`
	Day    ops.Date `op:"day"`
	Moment ops.Time `op:"moment"`
}

type echoRow struct {
	Given     string        `col:"given"`
	Reference ops.Ref       `col:"reference"`
	Text      string        `col:"text"`
	Number    *int64        `col:"number"`
	Flag      bool          `col:"flag"`
	Day       store.Date    `col:"day"`
	Moment    store.Instant `col:"moment"`
}

// echo returns the operands, and which of them were given.
func echo(_ context.Context, _ *ops.Call, in *echoOperands) (ops.Rows[echoRow], error) {
	var given []string
	for _, operand := range []struct {
		name string
		ok   bool
	}{{"text", in.Text.Given}, {"number", in.Number.Given}, {"flag", in.Flag.Given}, {"day", in.Day.Given}, {"moment", in.Moment.Given}} {
		if operand.ok {
			given = append(given, operand.name)
		}
	}
	moment := in.Moment.T
	if !in.Moment.Given {
		moment = store.Instant(time.Date(1, 1, 1, 0, 0, 0, 0, store.Moscow).Unix())
	}
	return ops.Slice(echoRow{
		Given: strings.Join(given, " "), Reference: ops.Ref(in.Text.S), Text: in.Text.S, Number: in.Number.Ptr(),
		Flag: in.Flag.B, Day: in.Day.D, Moment: moment,
	}), nil
}

type rowsOperands struct {
	Count ops.Int  `op:"count"`
	Then  ops.Text `op:"then"`
}

type rowsRow struct {
	Number int64  `col:"row_number"`
	Text   string `col:"row_text"`
}

var errInside = errors.New("UNIQUE constraint failed: /var/lib/secret.db")

// rows returns count rows, then the end, an error or a panic.
func rows(ctx context.Context, _ *ops.Call, in *rowsOperands) (ops.Rows[rowsRow], error) {
	text := strings.Repeat("текст ", 10)
	return func(yield func(*rowsRow) error) error {
		for n := range in.Count.N {
			if err := yield(&rowsRow{Number: n + 1, Text: text}); err != nil {
				return err
			}
		}
		switch in.Then.S {
		case "error":
			return errInside
		case "refusal":
			return &ops.Error{Kind: ops.Conflict, Code: "changed", Text: "Изменилось"}
		case "unavailable":
			return store.ErrUnavailable
		case "panic":
			panic("oops")
		}
		return nil
	}, nil
}

type flagOperands struct {
	Flag ops.Bool `op:"flag"`
}

type fileOperands struct {
	Size ops.Int `op:"size"`
}

type refuseOperands struct {
	How ops.Text `op:"how"`
}

var refusals = map[string]error{
	"invalid":     &ops.Error{Kind: ops.Invalid, Code: "bad_value", Operand: "how", Text: "Не <то>"},
	"not_found":   &ops.Error{Kind: ops.NotFound, Code: "not_found", Operand: "how", Text: "Не найден"},
	"conflict":    &ops.Error{Kind: ops.Conflict, Code: "deleted", Text: "Удален"},
	"forbidden":   &ops.Error{Kind: ops.Forbidden, Code: "role", Text: "Нет роли"},
	"limit":       &ops.Error{Kind: ops.Limit, Code: "too_long", Operand: "how", Text: "Длинно"},
	"unavailable": &ops.Error{Kind: ops.Unavailable, Code: "unavailable", Text: "Позже", Cause: errInside},
	"internal":    errInside,
}

var table = ops.Table{
	ops.Define("echo_read", ops.Read, echo, ops.Alias("text", "words")),
	ops.Define("rows_read", ops.Read, rows),
	ops.Define("flag_read", ops.Read, func(_ context.Context, _ *ops.Call, in *flagOperands) (ops.Flag, error) {
		return ops.Flag(in.Flag.B), nil
	}),
	ops.Define("file_read", ops.Read, func(_ context.Context, _ *ops.Call, in *fileOperands) (ops.Binary, error) {
		return bytes.Repeat([]byte("1C"), int(in.Size.N)/2), nil
	}),
	ops.Define("refuse", ops.Read, func(_ context.Context, _ *ops.Call, in *refuseOperands) (ops.Flag, error) {
		if in.How.S == "panic" {
			var none []int
			return none[len(in.How.S)] == 0, nil
		}
		return false, refusals[in.How.S]
	}),
}

const (
	partnerID = "6b0a7c1e-0000-4000-8000-000000000007"

	login = "Иванов"
	pass  = "пароль:с двоеточием"
)

// service is the wire over a real store, with one partner and its login.
type service struct {
	*httptest.Server
	log *lockedBuffer
	op  store.Operator
}

func serve(t testing.TB, opts Options) *service {
	t.Helper()
	place := enginetest.New(t)
	st, err := store.Open(place.Store, store.Options{KeyFile: place.KeyFile})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, st.Close()) })
	_, err = place.SQL(t).Exec(`INSERT INTO partner (id, partner_id, number, partner_name) VALUES (7, '` + partnerID + `', 7, 'Семь')`)
	require.NoError(t, err)

	hasher, err := password.NewHasher(password.Params{Memory: 19 << 10, Time: 2, Threads: 1})
	require.NoError(t, err)
	hash, err := hasher.Hash(t.Context(), pass)
	require.NoError(t, err)
	require.NoError(t, st.Operator().AddLogin(t.Context(), partnerID, login, hash))
	logins, err := auth.New(t.Context(), st, hasher, auth.Options{})
	require.NoError(t, err)
	set, err := ops.Bind(contract, table, st)
	require.NoError(t, err)

	log := new(lockedBuffer)
	opts.Log = slog.New(slog.NewJSONHandler(log, nil))
	mux := http.NewServeMux()
	handler := New(set, logins, contract, opts)
	for _, path := range Paths {
		mux.Handle(path, handler)
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return &service{server, log, st.Operator()}
}

// lockedBuffer takes the log of a server.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// reply is an HTTP answer, read whole.
type reply struct {
	status int
	header http.Header
	body   string
}

// request makes a call with the partner's login; change may alter it.
func (s *service) request(t testing.TB, method, path string, body io.Reader, change ...func(*http.Request)) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, body)
	require.NoError(t, err)
	r.SetBasicAuth(login, pass)
	r.Header.Set("Content-Type", "text/xml; charset=utf-8")
	for _, f := range change {
		f(r)
	}
	return r
}

func (s *service) send(t testing.TB, r *http.Request) reply {
	t.Helper()
	resp, err := s.Client().Do(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return reply{resp.StatusCode, resp.Header, string(body)}
}

func (s *service) post(t testing.TB, body string, change ...func(*http.Request)) reply {
	t.Helper()
	return s.send(t, s.request(t, "POST", Paths[0], strings.NewReader(body), change...))
}

// header sets a header of a request; an empty value removes it.
func header(name, value string) func(*http.Request) {
	return func(r *http.Request) {
		r.Header.Del(name)
		if value != "" {
			r.Header.Set(name, value)
		}
	}
}

// call11 and call12 are envelopes around what stands in Body; p is bound to the
// service's namespace, xsi as usual.
func call11(body string) string { return envelope(space11, body) }
func call12(body string) string { return envelope(space12, body) }

func envelope(space, body string) string {
	return `<s:Envelope xmlns:s="` + space + `" xmlns:p="` + wsdl.Namespace + `" xmlns:xsi="` + xsiSpace + `"><s:Body>` + body + `</s:Body></s:Envelope>`
}
