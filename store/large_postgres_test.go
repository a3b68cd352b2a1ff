package store

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/store/internal/db"
)

// PostgreSQL plans a statement once for all partners, and so for one of the usual size. The
// clients of a partner that has fifty times more are still read by an index in their
// order, instead of all of them being sorted for each chunk.
func TestLargePartnersAreReadInOrder(t *testing.T) {
	enginetest.PostgresOnly(t, "SQLite plans without statistics")
	ctx := context.Background()
	st, tenant := newTenant(t)
	runScript(t, st, `INSERT INTO region SELECT r, 'large-' || r, 'Регион', 3 FROM generate_series(11, 12) r;
INSERT INTO partner (id, partner_id, number, partner_name) SELECT p, 'large-' || p, p, 'Партнер' FROM generate_series(1001, 1100) p;
INSERT INTO client (partner, id, client_id, client_new_id, number, region, client_name, status, status_time, created)
  SELECT p, p * 100000 + n, 'large-' || p || '-' || n, 'new-' || p || '-' || n, p * 100000 + n, 11 + n % 2, 'Клиент', 2, 0, 0
  FROM generate_series(1001, 1100) p, generate_series(1, CASE WHEN p = 1100 THEN 5000 ELSE 100 END) n ORDER BY n, p;
ANALYZE`)
	require.NoError(t, tenant.Clients(ctx, ClientFilter{})(func(*Client) error { return nil }))
	require.NoError(t, tenant.Clients(ctx, ClientFilter{Region: 11})(func(*Client) error { return nil }))

	ran.mu.Lock()
	texts := slices.Collect(maps.Keys(ran.of))
	ran.mu.Unlock()
	explained := 0
	for _, text := range texts {
		if !strings.Contains(text, clientColumns) || !strings.HasSuffix(text, db.LimitChunk+endOneText) {
			continue
		}
		explained++
		require.NoError(t, st.read(ctx, func(c *db.Conn) error {
			names := strings.Repeat(", NULL", parameters(text))[2:]
			if err := c.Script(`PREPARE large AS ` + text); err != nil {
				return err
			}
			var plan []string
			err := c.EachOnce(`EXPLAIN EXECUTE large (`+names+`)`, nil, func(r db.Row) error {
				plan = append(plan, r.Text(0))
				return nil
			})
			assert.NotContains(t, strings.Join(plan, "\n"), "Sort", text)
			if err != nil {
				return err
			}
			return c.Script(`DEALLOCATE large`)
		}))
	}
	assert.GreaterOrEqual(t, explained, 2)
}
