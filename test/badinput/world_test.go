// Package badinput sends every operand of every operation what it must not take,
// and what it just may, and looks whether the refusal is clear and nothing has
// changed. What is expected comes from the contract and from the reading, by the
// tables of this package; how operations are built is not its matter.
package badinput

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/cmd/partnerapi/server"
	"partnerapi/importer"
	"partnerapi/internal/config"
	"partnerapi/internal/enginetest"
	"partnerapi/internal/mailtest"
	"partnerapi/internal/soaptest"
	"partnerapi/ops"
	"partnerapi/ops/partner"
	"partnerapi/soap"
	"partnerapi/store"
	"partnerapi/test/doors"
	"partnerapi/wsdl"
)

// world is a server in this process with the registers of three partners, and a
// mail server that it may reach.
type world struct {
	tables   *tables
	url      string
	methods  map[string]doors.Operations // partnerapi.* of v2, by whose token it is
	mailPort string
	log      *journal
}

// journal is the server's log.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write takes a line.
func (j *journal) Write(line []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(line)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

func openWorld(t testing.TB) *world {
	t.Helper()
	cfg := config.Default()
	place := enginetest.New(t)
	doors.Configure(cfg, place)
	cfg.Listen, cfg.Points = "127.0.0.1:0", config.Points{}
	load(t, cfg, place)
	mails := (&mailtest.Server{Mechanisms: []string{"PLAIN"}}).Start(t) // every login is right
	cfg.Mail.AllowNetworks = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
	cfg.Mail.AllowPorts = []uint16{uint16(mails.Port)}
	log := &journal{}
	s, err := server.Start(cfg, slog.New(slog.NewTextHandler(log, nil)), "test")
	require.NoError(t, err)
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		assert.NoError(t, s.Stop())
	})
	methods := map[string]doors.Operations{}
	for _, of := range []string{"a", "b", "c", readOnly} {
		methods[of] = doors.NewOperations(t, s.URL(), tokenOf(of))
	}
	return &world{
		methods: methods,
		tables:  openTables(t, place), url: s.URL() + soap.Paths[0], mailPort: strconv.Itoa(mails.Port), log: log,
	}
}

// load imports the registers.
func load(t testing.TB, cfg *config.Config, place enginetest.Place) {
	t.Helper()
	st, err := store.Open(place.Store, server.StoreOptions(cfg))
	require.NoError(t, err)
	defer func() { require.NoError(t, st.Close()) }()
	hasher, err := server.Hasher(cfg)
	require.NoError(t, err)
	report, err := importer.Import(context.Background(), st, hasher, strings.NewReader(registersText(t)), importer.Options{
		Problem: func(p importer.Problem) { t.Errorf("%+v", p) },
	})
	require.NoError(t, err)
	require.NotZero(t, report.Taken)
	require.Zero(t, report.Refused)
	for _, of := range []string{"a", "b", "c"} {
		require.NoError(t, st.Operator().AddToken(t.Context(), id("partner", of), store.NewToken{Token: tokenOf(of)}))
	}
	require.NoError(t, st.Operator().AddToken(t.Context(), id("partner", "a"), store.NewToken{Token: tokenOf(readOnly), ReadOnly: true}))
}

// readOnly names the token of partner a that may only read.
const readOnly = "reads"

// tokenOf is a token of v2.
func tokenOf(name string) string { return strings.Repeat(strings.ToUpper(name), 60/len(name)) }

// as is a partner's client.
func (w *world) as(partner string) soaptest.Client {
	return soaptest.Client{URL: w.url, Login: partner, Password: "пароль " + partner}
}

// call calls as a partner; what is no SOAP fails the test.
func (w *world) call(t testing.TB, partner, operation string, operands ...soaptest.Operand) *soaptest.Answer {
	t.Helper()
	answer, err := w.as(partner).Call(context.Background(), operation, operands...)
	require.NoError(t, err)
	return answer
}

// byV2 calls as a partner the method of v2 that an operation is.
func (w *world) byV2(t testing.TB, partner, operation string, operands ...soaptest.Operand) *soaptest.Answer {
	t.Helper()
	answer, err := w.methods[partner].Call(context.Background(), operation, operands...)
	require.NoError(t, err)
	return answer
}

// operations are those of the contract, each bound to its body.
func operations(t testing.TB) []*ops.Bound {
	t.Helper()
	contract, err := wsdl.Read()
	require.NoError(t, err)
	set, err := ops.Bind(contract, partner.Operations(partner.Config{}), nil)
	require.NoError(t, err)
	var bound []*ops.Bound
	for _, op := range contract.Operations {
		b, ok := set.Find(op.Name)
		require.True(t, ok, op.Name)
		bound = append(bound, b)
	}
	return bound
}
