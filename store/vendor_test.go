package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// shared answers for each partner the others with whom it shares.
func shared(t *testing.T, st *Store) map[Partner][]Partner {
	t.Helper()
	with := map[Partner][]Partner{}
	for me := range Partner(5) {
		for other, uuid := range partners {
			found, err := st.As(me).FindSharingPartner(t.Context(), uuid)
			rows, readErr := All(st.As(me).SharingPartner(t.Context(), int64(other)))
			require.NoError(t, readErr)
			if err != nil {
				require.ErrorIs(t, err, ErrNotFound)
				assert.Empty(t, rows, "%d reads %d", me, other)
				continue
			}
			assert.Equal(t, int64(other), found)
			require.Len(t, rows, 1, "%d reads %d", me, other)
			assert.Equal(t, uuid, rows[0].UUID)
			if me != other {
				with[me] = append(with[me], other)
			}
		}
	}
	return with
}

func TestSharing(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		want   map[Partner][]Partner
	}{
		"importers share with the vendor, not with each other": {
			`UPDATE service SET stopped = 1`,
			map[Partner][]Partner{1: {2}, 2: {1, 3}, 3: {2}},
		},
		"both on one active service": {
			`UPDATE contract_service SET removed = 1; UPDATE service SET service_partner = 3 WHERE id = 1`,
			map[Partner][]Partner{1: {2, 3}, 2: {1}, 3: {1}},
		},
		"a service that is stopped or ended counts no more": {
			`UPDATE contract_service SET removed = 1; UPDATE service SET stopped = 1 WHERE id = 2; UPDATE service SET service_end_date = '2024-06-14' WHERE id = 5`,
			map[Partner][]Partner{},
		},
		"a service that ends today counts": {
			`UPDATE contract_service SET removed = 1; UPDATE service SET stopped = 1 WHERE id = 2; UPDATE service SET service_end_date = '2024-06-15' WHERE id = 5`,
			map[Partner][]Partner{1: {2}, 2: {1}},
		},
		"a line that is not exported": {
			`UPDATE service SET stopped = 1; UPDATE service_type SET exported = 0`,
			map[Partner][]Partner{},
		},
		"a permission that has ended": {
			`UPDATE service SET stopped = 1; UPDATE contract_service SET contract_service_end_date = '2024-06-14' WHERE id = 2`,
			map[Partner][]Partner{2: {3}, 3: {2}},
		},
		"a contract that has ended": {
			`UPDATE service SET stopped = 1; UPDATE contract SET contract_end_date = '2024-06-14' WHERE id = 5`,
			map[Partner][]Partner{1: {2}, 2: {1}},
		},
		"a permission that begins later": {
			`UPDATE service SET stopped = 1; UPDATE contract_service SET contract_service_start_date = '2030-01-01' WHERE id = 2`,
			map[Partner][]Partner{1: {2}, 2: {1, 3}, 3: {2}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			st := openLines(t)
			runScript(t, st, c.script)
			got := shared(t, st)
			for me, others := range c.want {
				assert.ElementsMatch(t, others, got[me], "partner %d", me)
			}
			assert.Len(t, got, len(c.want))
		})
	}
}
