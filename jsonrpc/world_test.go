package jsonrpc_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/auth"
	"partnerapi/internal/password"
	"partnerapi/internal/soaptest"
	"partnerapi/jsonrpc"
	"partnerapi/ops"
	"partnerapi/ops/partner"
	"partnerapi/ops/v2"
	"partnerapi/registers"
	"partnerapi/soap"
	"partnerapi/store"
	"partnerapi/wsdl"
)

// world is both doors over one store with the registers of testdata/v2, on
// 15.06.2024 at noon in Moscow.
type world struct {
	tester
	dir    string
	store  *store.Store
	url    string
	server *httptest.Server
	points *points
	log    bytes.Buffer
	access string // the token of the generated calls
}

// tester is what tests and rapid's checks have in common.
type tester interface {
	require.TestingT
	Helper()
	Cleanup(func())
	Context() context.Context
}

// testdata is where transcripts and registers are.
var testdata = filepath.Join("..", "testdata", "v2")

var now = time.Date(2024, 6, 15, 12, 0, 0, 0, store.Moscow)

func openWorld(t tester, change func(o *jsonrpc.Options)) *world {
	t.Helper()
	dir, err := os.MkdirTemp("", "partnerapi-v2-")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	imported.once(t)
	out, err := exec.CommandContext(t.Context(), "cp", "-a", imported.dir+"/.", dir).CombinedOutput()
	require.NoError(t, err, "%s", out)
	st := openStore(t, dir)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	hasher := newHasher(t)
	w := &world{tester: t, dir: dir, store: st, points: &points{used: map[store.Partner]int64{}}}
	log := slog.New(slog.NewTextHandler(&w.log, nil))

	options := jsonrpc.Options{
		Set:   (&v2.Set{Store: st, Zone: store.Moscow, Hasher: hasher, Sessions: sessions{}}).Init(),
		Token: w.token, Points: w.points, Log: log,
	}
	if change != nil {
		change(&options)
	}
	contract, err := wsdl.Read()
	require.NoError(t, err)
	set, err := ops.Bind(contract, partner.Operations(partner.Config{}), st, nil)
	require.NoError(t, err)
	logins, err := auth.New(t.Context(), st, hasher, auth.Options{})
	require.NoError(t, err)
	mux := http.NewServeMux()
	for _, path := range jsonrpc.Paths {
		mux.Handle(path, jsonrpc.New(options))
	}
	mux.Handle(soap.Paths[0], soap.New(set, logins, contract, soap.Options{Log: log}))
	w.server = httptest.NewServer(mux)
	t.Cleanup(w.server.Close)
	w.url = w.server.URL
	return w
}

// imported is a data directory with the registers, for every world to copy.
var imported template

type template struct {
	sync.Once
	dir string
}

func (i *template) once(t tester) {
	t.Helper()
	i.Do(func() {
		dir, err := os.MkdirTemp("", "partnerapi-v2-")
		require.NoError(t, err)
		i.dir = dir
		lines, err := os.ReadFile(filepath.Join(testdata, "registers.jsonl"))
		require.NoError(t, err)
		st := openStore(t, dir)
		_, err = registers.Import(t.Context(), st, newHasher(t), bytes.NewReader(lines), registers.Options{Problem: func(p registers.Problem) { t.Errorf("%v", p) }})
		require.NoError(t, err)
		require.NoError(t, st.Close())
	})
	require.NotEmpty(t, i.dir, "the import has failed")
}

func TestMain(m *testing.M) {
	code := m.Run()
	if imported.dir != "" {
		if err := os.RemoveAll(imported.dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

func openStore(t tester, dir string) *store.Store {
	t.Helper()
	st, err := store.Open(dir, store.Options{Now: func() time.Time { return now }})
	require.NoError(t, err)
	return st
}

// newHasher is as cheap as it may be.
func newHasher(t tester) *password.Hasher {
	t.Helper()
	hasher, err := password.NewHasher(password.Params{Memory: 7168, Time: 5, Threads: 1})
	require.NoError(t, err)
	return hasher
}

// token knows a token for each partner, whose name it is, and one for each way to
// be refused; package auth has the real ones.
func (w *world) token(_ context.Context, token string, address netip.Addr) (v2.Caller, error) {
	if refusal, ok := map[string]v2.Mnemonic{"expired": v2.TokenExpired, "blocked": v2.TokenBlocked, "off": v2.AccountInactive}[token]; ok {
		return v2.Caller{}, &v2.Error{Mnemonic: refusal}
	}
	if token == "elsewhere" {
		return v2.Caller{}, &v2.Error{Mnemonic: v2.NotWhitelisted, Params: []v2.Param{{Name: "ip", Value: address.String()}}}
	}
	name, readOnly := strings.CutSuffix(token, "-reads")
	at := slices.Index([]string{"p1", "p2", "p3"}, name)
	if at < 0 {
		return v2.Caller{}, &v2.Error{Mnemonic: v2.TokenInvalid}
	}
	return v2.Caller{Caller: ops.Caller{Partner: store.Partner(at + 1), Login: token}, ReadOnly: readOnly}, nil
}

// sessions refuses all logins but one.
type sessions struct{}

func (sessions) Login(_ context.Context, login, secret, _ string, admit func(ops.Caller) error) (string, time.Time, error) {
	if login != "p1" || secret != "pass-p1" {
		return "", time.Time{}, &v2.Error{Mnemonic: v2.AuthError}
	}
	return "p1", now.Add(time.Hour), admit(ops.Caller{Partner: 1})
}

func (sessions) Logout(context.Context, string) error { return nil }

// points counts what a partner has spent and never ends, unless most is set.
type points struct {
	mu   sync.Mutex
	used map[store.Partner]int64
	most int64
}

func (p *points) Reserve(c ops.Caller) *v2.Error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.most > 0 && p.used[c.Partner] >= p.most {
		return &v2.Error{Mnemonic: v2.LimitExceeded, Params: []v2.Param{{Name: "limit_type", Value: "day"}, {Name: "limit_max_value", Value: "3", Number: true}}}
	}
	p.used[c.Partner]++
	return nil
}

func (p *points) Refund(c ops.Caller) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.used[c.Partner]--
}

func (p *points) Limits(c ops.Caller) jsonrpc.Limits {
	p.mu.Lock()
	defer p.mu.Unlock()
	return jsonrpc.Limits{DayLimit: 3000, DayRemaining: 3000 - p.used[c.Partner], DayReset: 43200, MinuteLimit: 200, MinuteRemaining: 200, MinuteReset: 60}
}

// reply is what came back over HTTP.
type reply struct {
	status int
	header http.Header
	body   string
}

// send sends a request as it is.
func (w *world) send(method, path, contentType, body string) reply {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context(), method, w.url+path, strings.NewReader(body))
	require.NoError(w, err)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	answer, err := http.DefaultClient.Do(r)
	require.NoError(w, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(w, err)
	return reply{answer.StatusCode, answer.Header, string(text)}
}

// post sends a body and answers the JSON that came back, HTTP 200.
func (w *world) post(body string) string {
	w.Helper()
	r := w.send(http.MethodPost, "/v2.0", "application/json", body)
	assert.Equal(w, http.StatusOK, r.status, body)
	assert.Equal(w, "application/json; charset=utf-8", r.header.Get("Content-Type"))
	assert.True(w, json.Valid([]byte(r.body)), r.body)
	return r.body
}

// soap calls PartnerAPI as a partner.
func (w *world) soap(login, operation string, operands ...soaptest.Operand) *soaptest.Answer {
	w.Helper()
	client := soaptest.Client{URL: w.url + soap.Paths[0], Login: login, Password: "pass-" + login}
	answer, err := client.Call(w.Context(), operation, operands...)
	require.NoError(w, err)
	return answer
}
