package jsonrpc_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/internal/soaptest"
	"partnerapi/jsonrpc"
	"partnerapi/ops"
	"partnerapi/ops/v2"
	"partnerapi/soap"
	"partnerapi/store"
	"partnerapi/test/doors"
)

// world is both interfaces over one store with the registers of testdata/v2, on
// 15.06.2024 at noon in Moscow.
type world struct {
	doors.Tester
	place  enginetest.Place
	store  *store.Store
	url    string
	server *httptest.Server
	points *points
	log    bytes.Buffer
	access string            // the token of the generated calls
	made   int               // generated calls
	good   map[string]string // goodCalls
}

// testdata is where transcripts and registers are.
var testdata = filepath.Join("..", "testdata", "v2")

// imported is a store with the registers, for every world to copy.
var imported = doors.Template{Files: []string{filepath.Join(testdata, "registers.jsonl")}}

func TestMain(m *testing.M) { imported.Main(m) }

func openWorld(t doors.Tester, change func(o *jsonrpc.Options)) *world {
	t.Helper()
	st, place := imported.Open(t, func() time.Time { return doors.Noon })
	hasher := doors.NewHasher(t)
	w := &world{Tester: t, place: place, store: st, points: &points{used: map[store.Partner]int64{}}}
	log := slog.New(slog.NewTextHandler(&w.log, nil))

	options := jsonrpc.Options{
		Set:     doors.V2(t, &v2.Set{Store: st, Zone: store.Moscow, Hasher: hasher, Sessions: sessions{}}),
		Callers: doors.Callers(w.token), Points: w.points, Log: log,
	}
	if change != nil {
		change(&options)
	}
	mux := http.NewServeMux()
	for _, path := range jsonrpc.Paths {
		mux.Handle(path, jsonrpc.New(options))
	}
	mux.Handle(soap.Paths[0], doors.SOAP(t, st, doors.NewAuth(t, st, hasher, nil), log))
	w.server = httptest.NewServer(mux)
	t.Cleanup(w.server.Close)
	w.url = w.server.URL
	return w
}

// token knows a token for each partner, whose name it is, and one for each way to
// be refused; package auth has the real ones. "p1 get.c*,login.user" is a token of p1 that is
// bound to these methods.
func (w *world) token(c ops.Credentials, _ netip.Addr) (ops.Caller, error) {
	token := c.Secret
	if refusal, ok := map[string]error{"expired": ops.ErrTokenExpired, "blocked": ops.ErrTokenRevoked, "off": ops.ErrDisabled, "elsewhere": ops.ErrAddress}[token]; ok {
		return ops.Caller{}, refusal
	}
	name, bound, _ := strings.Cut(token, " ")
	name, readOnly := strings.CutSuffix(name, "-reads")
	at := slices.Index([]string{"p1", "p2", "p3"}, name)
	if at < 0 {
		return ops.Caller{}, ops.ErrTokenInvalid
	}
	return ops.Caller{Partner: store.Partner(at + 1), Login: token, Rights: ops.Rights{ReadOnly: readOnly, Methods: boundTo(bound)}}, nil
}

func boundTo(text string) store.Methods {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

// sessions refuses all logins but one.
type sessions struct{}

func (sessions) Login(_ context.Context, login, secret string, _ netip.Addr, admit func(ops.Caller) error) (string, time.Time, error) {
	if login != "p1" || secret != "pass-p1" {
		return "", time.Time{}, ops.ErrLogin
	}
	return "p1", doors.Noon.Add(time.Hour), admit(ops.Caller{Partner: 1})
}

func (sessions) Logout(context.Context, string) error { return nil }

// points counts what a partner has spent and never ends, unless most is set.
type points struct {
	mu   sync.Mutex
	used map[store.Partner]int64
	most int64
}

func (p *points) Reserve(_ context.Context, c ops.Caller) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.most > 0 && p.used[c.Partner] >= p.most {
		return &v2.Error{Mnemonic: v2.LimitExceeded, Params: []v2.Param{{Name: "limit_type", Value: "day"}, {Name: "limit_max_value", Value: "3", Number: true}}}
	}
	p.used[c.Partner]++
	return nil
}

func (p *points) Refund(_ context.Context, c ops.Caller) {
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
	r.Header.Set("Accept-Encoding", "identity") // the bytes as they are
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

// client calls PartnerAPI as a partner.
func (w *world) client(login string) soaptest.Client {
	return soaptest.Client{URL: w.url + soap.Paths[0], Login: login, Password: "pass-" + login}
}

// soap calls PartnerAPI as a partner.
func (w *world) soap(login, operation string, operands ...soaptest.Operand) *soaptest.Answer {
	w.Helper()
	answer, err := w.client(login).Call(w.Context(), operation, operands...)
	require.NoError(w, err)
	return answer
}
