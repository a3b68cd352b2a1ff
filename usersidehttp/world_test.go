package usersidehttp_test

import (
	"bytes"
	"context"
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

	"github.com/stretchr/testify/require"

	"partnerapi/internal/soaptest"
	"partnerapi/jsonrpc"
	"partnerapi/ops"
	"partnerapi/ops/userside"
	"partnerapi/ops/v2"
	"partnerapi/soap"
	"partnerapi/store"
	"partnerapi/test/doors"
	"partnerapi/usersidehttp"
)

// world is all three interfaces over one store with the registers of testdata/v2 and
// testdata/userside, from 15.06.2024 at noon in Moscow on.
type world struct {
	doors.Tester
	store *store.Store
	url   string
	log   bytes.Buffer

	mu  sync.Mutex
	now time.Time
}

// testdata is where transcripts and registers are.
var testdata = filepath.Join("..", "testdata", "userside")

var imported = doors.Template{
	Files: []string{filepath.Join("..", "testdata", "v2", "registers.jsonl"), filepath.Join(testdata, "registers.jsonl")},
	More:  addKeys,
}

func TestMain(m *testing.M) { imported.Main(m) }

// keys are the keys of the partners p1, p2 and p3, by the names that transcripts
// call them.
var keys = map[string]store.NewKey{
	"p1":         {},
	"p1-modern":  {Dialect: "modern"},
	"p1-legacy":  {Dialect: "legacy"},
	"p1-read":    {Scopes: store.ScopeRead},
	"p1-write":   {Scopes: store.ScopeWrite},
	"p1-finance": {Scopes: store.ScopeFinance},
	"p1-window":  {DuplicateWindow: 2 * time.Minute},
	"p1-second":  {DuplicateWindow: 2 * time.Minute},
	"p2":         {},
	"p3":         {},
}

// keyText is the key itself.
func keyText(name string) string { return name + "-key-of-the-tests" }

func addKeys(t doors.Tester, st *store.Store) {
	t.Helper()
	for name, key := range keys {
		key.Key = keyText(name)
		if key.Scopes == 0 {
			key.Scopes = store.ScopeRead | store.ScopeWrite | store.ScopeFinance
		}
		if key.Dialect == "" {
			key.Dialect = "both"
		}
		require.NoError(t, st.Operator().AddKey(t.Context(), partnerID(name), key))
	}
}

// partnerID is the UUID of the partner that a key's name begins with.
func partnerID(key string) string { return soaptest.Fill("$f" + key[1:2]) }

func openWorld(t doors.Tester, change func(o *usersidehttp.Options)) *world {
	t.Helper()
	w := &world{Tester: t, now: doors.Noon}
	w.store, _ = imported.Open(t, w.time)
	hasher := doors.NewHasher(t)
	who := doors.NewAuth(t, w.store, hasher, w.time)
	log := slog.New(slog.NewTextHandler(&w.log, nil))

	options := usersidehttp.Options{
		Set:     (&userside.Set{Store: w.store, Zone: store.Moscow, Hasher: hasher}).Init(),
		Callers: who, Log: log,
	}
	if change != nil {
		change(&options)
	}
	mux := http.NewServeMux()
	mux.Handle(usersidehttp.Path, usersidehttp.New(options))
	mux.Handle(jsonrpc.Paths[0], jsonrpc.New(jsonrpc.Options{
		Set:     doors.V2(t, &v2.Set{Store: w.store, Zone: store.Moscow, Hasher: hasher}),
		Callers: doors.Callers(token), Points: points{}, Log: log,
	}))
	mux.Handle(soap.Paths[0], doors.SOAP(t, w.store, who, log))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

// time is the world's clock; it stands still until it is moved.
func (w *world) time() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) wait(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// client calls PartnerAPI as a partner.
func (w *world) client(login string) soaptest.Client {
	return soaptest.Client{URL: w.url + soap.Paths[0], Login: login, Password: "pass-" + login}
}

// token knows the partners' names as tokens of v2.
func token(c ops.Credentials, _ netip.Addr) (ops.Caller, error) {
	at := slices.Index([]string{"p1", "p2", "p3"}, c.Secret)
	if at < 0 {
		return ops.Caller{}, ops.ErrTokenInvalid
	}
	return ops.Caller{Partner: store.Partner(at + 1), Login: c.Secret}, nil
}

// points let v2 be called as often as one likes.
type points struct{}

func (points) Reserve(context.Context, ops.Caller) error { return nil }
func (points) Refund(context.Context, ops.Caller)        {}
func (points) Limits(ops.Caller) jsonrpc.Limits          { return jsonrpc.Limits{} }

// reply is what came back over HTTP.
type reply struct {
	status int
	header http.Header
	body   string
}

// send sends a request as it is; headers are pairs of name and value.
func (w *world) send(method, pathAndQuery, body string, headers ...string) reply {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context(), method, w.url+pathAndQuery, strings.NewReader(body))
	require.NoError(w, err)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	require.NoError(w, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(w, err)
	return reply{answer.StatusCode, answer.Header, string(text)}
}
