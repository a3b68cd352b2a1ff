package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func importers(t *testing.T, st *Store, p Partner, line int64) []string {
	t.Helper()
	return endsOf(t, st.As(p).Importers(t.Context(), line), func(p *PartnerInfo) string { return p.UUID })
}

func TestImporters(t *testing.T) {
	st := openLines(t)
	assert.Equal(t, []string{"f1", "f3"}, importers(t, st, 2, 3))
	assert.Equal(t, []string{"f1", "f3"}, importers(t, st, 2, 0))
	assert.Empty(t, importers(t, st, 2, 4), "its own permission does not count")
	assert.Empty(t, importers(t, st, 1, 3), "another's line")
	assert.Empty(t, importers(t, st, 1, 0))
	runScript(t, st, `UPDATE contract_service SET contract_service_end_date = '2024-06-14' WHERE id = 2; UPDATE contract SET contract_start_date = '2024-06-15' WHERE id = 5`)
	assert.Equal(t, []string{"f3"}, importers(t, st, 2, 3), "in force today (S26)")
	runScript(t, st, `INSERT INTO contract_service (partner, id, contract, service_type) VALUES (1, 20, 1, 4)`)
	assert.Equal(t, []string{"f1", "f3"}, importers(t, st, 2, 0), "over all lines, each partner once")
	runScript(t, st, `UPDATE service_type SET exported = 0 WHERE id = 3`)
	assert.Equal(t, []string{"f1"}, importers(t, st, 2, 0))
	for line, want := range map[string]error{"e6": nil, "e5": ErrNotFound, "e7": ErrNotFound, "e1": ErrNotFound} {
		_, err := st.As(2).FindOwnExportedServiceType(t.Context(), id(line))
		require.ErrorIs(t, err, want, line)
	}
}

func servedClients(t *testing.T, st *Store, p Partner, line, seller int64) []string {
	t.Helper()
	return endsOf(t, st.As(p).ServedClients(t.Context(), line, seller), func(c *Client) string { return c.UUID })
}

func TestServedClients(t *testing.T) {
	st := openLines(t)
	assert.Equal(t, []string{"c1", "c2", "c6"}, servedClients(t, st, 2, 3, 0), "of the other partners, now and later")
	assert.Equal(t, []string{"c1", "c2"}, servedClients(t, st, 2, 3, 1))
	assert.Equal(t, []string{"c5"}, servedClients(t, st, 2, 3, 2), "one's own, when named")
	assert.Empty(t, servedClients(t, st, 2, 4, 0))
	for _, partner := range []Partner{1, 3, 4} {
		assert.Empty(t, servedClients(t, st, partner, 3, 0), "not its line")
	}
	assert.Empty(t, servedClients(t, st, 1, 1, 0), "not exported")
	runScript(t, st, `INSERT INTO service (partner, id, service_id, client, service_partner, agent, service_type) VALUES (1, 20, 'x', 1, 1, 5, 3)`)
	assert.Equal(t, []string{"c1", "c2", "c6"}, servedClients(t, st, 2, 3, 0), "each once")
	runScript(t, st, `UPDATE service SET stopped = 1 WHERE id = 4; UPDATE service SET service_end_date = '2024-06-14' WHERE id = 6`)
	assert.Equal(t, []string{"c1"}, servedClients(t, st, 2, 3, 0), "stopped and ended ones do not count")
	runScript(t, st, `UPDATE client SET status = 6`)
	assert.Empty(t, servedClients(t, st, 2, 3, 0), "deleted")
}

// More clients than a chunk holds come once each and in order, deleted ones
// between them or not.
func TestManyServedClients(t *testing.T) {
	st := openLines(t)
	runScript(t, st, `WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 4499)
INSERT INTO client (partner, id, client_id, number, client_new_id, client_name, status, status_time, created)
SELECT 1, i, '00000000-0000-4000-8000-00000000' || i, i, 'x', 'Клиент', CASE WHEN i % 2 = 0 THEN 6 ELSE 2 END, 0, 0 FROM n;
INSERT INTO service (partner, id, service_id, client, service_partner, agent, service_type) SELECT 1, id, 'x' || id, id, 1, 5, 3 FROM client WHERE id >= 1000;
INSERT INTO service (partner, id, service_id, client, service_partner, agent, service_type) SELECT 1, 10000 + id, 'y' || id, id, 1, 5, 3 FROM client WHERE id >= 1000`)
	got := servedClients(t, st, 2, 3, 0)
	require.Len(t, got, 3+1750)
	assert.Equal(t, []string{"c1", "c2", "c6", "1001", "1003"}, got[:5])
	assert.IsIncreasing(t, got[3:])
}
