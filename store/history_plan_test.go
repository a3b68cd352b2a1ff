package store

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/store/internal/db"
)

// longHistories are many partners' customers with as many bookings and changes each as
// make PostgreSQL think before it chooses a plan.
const longHistories = `
INSERT INTO ledger (partner, id, client, first_client, time, amount, balance, comment, api_key, request_id)
  SELECT (g - 1) / 800 + 1, g, (g - 1) / 40 + 1, (g - 1) / 40 + 1, 1700000000 + g, 100, 0, 'x', 1, 'r' || g FROM generate_series(1, 80000) AS g;
INSERT INTO customer_history (partner, id, client, time, typer, was, became, balance)
  SELECT (g - 1) / 800 + 1, g, (g - 1) / 40 + 1, 1700000000 + g, 'state', 'a', 'b', 0 FROM generate_series(1, 80000) AS g;
ANALYZE ledger;
ANALYZE customer_history`

// Whichever entries of a customer's history are asked for, they are found by the
// customer or by the request, and nothing else is read. How many are wanted no text
// knows: rows are read in chunks.
func TestHistoryIsReadByIndex(t *testing.T) {
	place := enginetest.New(t)
	st, err := Open(place.Store, Options{KeyFile: place.KeyFile, Readers: 1})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	if enginetest.OnPostgres() {
		_, err := place.SQL(t).ExecContext(t.Context(), longHistories)
		require.NoError(t, err)
	}
	a := st.As(1)
	from, to := Instant(1700000010), Instant(1700000020)
	const client = 1
	whole := []string{"ledger", "customer_history"}
	for name, c := range map[string]struct {
		filter HistoryFilter
		args   []any    // of its texts
		tables []string // that it reads
	}{
		"no filter":               {HistoryFilter{}, nil, whole},
		"date_from":               {HistoryFilter{From: &from}, []any{from}, whole},
		"date_to":                 {HistoryFilter{To: &to}, []any{to}, whole},
		"date_from and date_to":   {HistoryFilter{From: &from, To: &to}, []any{from, to}, whole},
		"request_id":              {HistoryFilter{RequestID: "r1"}, []any{"r1"}, whole[:1]},
		"request_id and a period": {HistoryFilter{RequestID: "r1", From: &from, To: &to}, []any{"r1", from, to}, whole[:1]},
	} {
		texts := newTexts(t, st, func() error { return drained(a.History(t.Context(), client, c.filter)) })
		require.NotEmpty(t, texts, name)
		for _, text := range texts {
			args, tables := append([]any{int64(1), int64(client)}, c.args...), c.tables
			if strings.HasPrefix(text, "SELECT coalesce(sum(amount)") { // what was booked before
				args, tables = []any{int64(1), int64(client), from}, whole[:1]
			}
			foundBy(t, name, explained(t, a, text, args), tables)
		}
	}
}

// explained is how the engine would read, a line each step.
func explained(t *testing.T, a *Tenant, text string, args []any) (plan string) {
	t.Helper()
	if !enginetest.OnPostgres() {
		return planOf(t, a, text, args)
	}
	require.NoError(t, a.s.read(t.Context(), func(c *db.Conn) error {
		return c.EachOnce("EXPLAIN "+text, args, func(r db.Row) error {
			plan += r.Text(0) + "\n"
			return nil
		})
	}), text)
	return plan
}

// foundBy: each of the tables is entered by the partner and then by the customer or by
// the request.
func foundBy(t *testing.T, name, plan string, tables []string) {
	t.Helper()
	if !enginetest.OnPostgres() {
		staysWithinPartner(t, name, plan)
		entered := regexp.MustCompile(`(?m)^SEARCH (k|ledger) USING (PRIMARY KEY|INDEX ledger_request) \(partner=\? AND (client|request_id)=\?`).FindAllString(plan, -1)
		assert.Len(t, entered, len(tables), "%s:\n%s", name, plan)
		return
	}
	for _, table := range tables {
		assert.NotContains(t, plan, "Seq Scan on "+table, name)
		assert.Regexp(t, `Scan using \S+ on `+table+`\b.*\n *Index Cond: \(\(partner = '1'::bigint\) AND \((client|request_id) = `, plan, name)
	}
}
