// Package doors is what the tests of one wire need of the others: a store that is
// filled once and copied for every test, and PartnerAPI's interface beside the tested
// one.
package doors

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/auth"
	"partnerapi/importer"
	"partnerapi/internal/config"
	"partnerapi/internal/enginetest"
	"partnerapi/internal/password"
	"partnerapi/ops"
	"partnerapi/ops/partner"
	"partnerapi/ops/v2"
	"partnerapi/soap"
	"partnerapi/store"
	"partnerapi/wsdl"
)

// Tester is what tests and rapid's checks have in common.
type Tester interface {
	Failed() bool
	require.TestingT
	Helper()
	Cleanup(func())
	Context() context.Context
}

// Noon is when these tests take place: 15.06.2024 at noon in Moscow.
var Noon = time.Date(2024, 6, 15, 12, 0, 0, 0, store.Moscow)

// Template is a store with registers, for every test to copy.
type Template struct {
	// Files are the registers, in the order of their import.
	Files []string
	// More, which may be nil, does what no register can say.
	More func(t Tester, st *store.Store)

	once  sync.Once
	place enginetest.Place
	done  bool
}

// Open returns a store over a copy of the template, and where it is.
func (p *Template) Open(t Tester, now func() time.Time) (*store.Store, enginetest.Place) {
	t.Helper()
	p.once.Do(func() { p.fill(t) })
	require.True(t, p.done, "the import has failed")
	place := p.place.Copy(t)
	st, err := store.Open(place.Store, store.Options{KeyFile: place.KeyFile, Now: now})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	return st, place
}

func (p *Template) fill(t Tester) {
	t.Helper()
	var err error
	p.place, err = enginetest.Make()
	require.NoError(t, err)
	st, err := store.Open(p.place.Store, store.Options{KeyFile: p.place.KeyFile, Now: func() time.Time { return Noon }})
	require.NoError(t, err)
	for _, file := range p.Files {
		lines, err := os.ReadFile(file)
		require.NoError(t, err)
		_, err = importer.Import(t.Context(), st, NewHasher(t), bytes.NewReader(lines), importer.Options{Problem: func(p importer.Problem) { t.Errorf("%s: %v", file, p) }})
		require.NoError(t, err)
	}
	if p.More != nil {
		p.More(t, st)
	}
	require.NoError(t, st.Close())
	p.done = true
}

// Configure sets where a server's store is.
func Configure(c *config.Config, place enginetest.Place) {
	if place.KeyFile == "" {
		c.Data = place.Store
		return
	}
	c.Store, c.KeyFile = place.Store, place.KeyFile
}

// Main runs the tests of a package and removes the template.
func (p *Template) Main(m *testing.M) {
	code := m.Run()
	if err := p.place.Remove(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// NewHasher is as cheap as it may be.
func NewHasher(t Tester) *password.Hasher {
	t.Helper()
	hasher, err := password.NewHasher(password.Params{Memory: 7168, Time: 5, Threads: 1})
	require.NoError(t, err)
	return hasher
}

// NewAuth is who the store knows; now is the clock, nil time.Now.
func NewAuth(t Tester, st *store.Store, hasher *password.Hasher, now func() time.Time) *auth.Auth {
	t.Helper()
	logins, err := auth.New(t.Context(), st, hasher, auth.Options{Now: now})
	require.NoError(t, err)
	return logins
}

// Callers is a function as ops.Callers.
type Callers func(c ops.Credentials, addr netip.Addr) (ops.Caller, error)

// Identify calls the function.
func (f Callers) Identify(_ context.Context, c ops.Credentials, addr netip.Addr) (ops.Caller, error) {
	return f(c, addr)
}

// SOAP is PartnerAPI's interface to a store.
func SOAP(t Tester, st *store.Store, logins ops.Callers, log *slog.Logger) http.Handler {
	t.Helper()
	contract, err := wsdl.Read()
	require.NoError(t, err)
	return soap.New(PartnerAPI(t, st), logins, contract, soap.Options{Log: log})
}

// PartnerAPI is PartnerAPI's operations over a store.
func PartnerAPI(t Tester, st *store.Store) *ops.Set {
	t.Helper()
	contract, err := wsdl.Read()
	require.NoError(t, err)
	set, err := ops.Bind(contract, partner.Operations(partner.Config{}), st)
	require.NoError(t, err)
	return set
}

// V2 completes a set of v2's methods.
func V2(t Tester, s *v2.Set) *v2.Set {
	t.Helper()
	set, err := s.Bind()
	require.NoError(t, err)
	return set
}

// LiveHeap returns the bytes of memory in use after a collection.
func LiveHeap() int64 {
	runtime.GC()
	runtime.GC() // pools let go in two steps
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
