package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// More than two chunks, of one partner and of all; what no interface shows is left out
// (O3), what is in the archive is not.
func TestIDs(t *testing.T) {
	w := newWorld(t)
	manyClients(t, w, 5000, "n + 500")
	runScript(t, w.Store, `UPDATE client SET status = 7 WHERE id IN (1000, 1001);
INSERT INTO employee (partner, id, type, employee_id, number, client, name) VALUES (1, 1, 1, 'one', 11, NULL, 'x'), (2, 2, 2, 'two', 12, 1001, 'x'), (2, 3, 2, 'three', 13, 1003, 'x')`)
	count := func(partner string) map[string]int {
		kinds := map[string]int{}
		var last IDLine
		require.NoError(t, w.Operator().IDs(t.Context(), partner)(func(line *IDLine) error {
			if line.Kind == last.Kind {
				assert.Less(t, last.id, line.id)
			}
			if line.Kind == "client" {
				assert.Equal(t, line.id+500, line.Number)
			}
			last = *line
			kinds[line.Kind]++
			return nil
		}))
		return kinds
	}
	assert.Equal(t, map[string]int{"partner": 2, "client": 4998, "client_user": 1, "partner_user": 1}, count(""))
	assert.Equal(t, map[string]int{"partner": 1, "client": 2499, "partner_user": 1}, count("21111111-1111-4111-8111-111111111111"))
	assert.ErrorIs(t, w.Operator().IDs(t.Context(), "x")(func(*IDLine) error { return nil }), ErrNoPartner)
}
