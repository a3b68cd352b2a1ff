package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func lines(t *testing.T, st *Store, p Partner, f ServiceTypeFilter) []string {
	t.Helper()
	return endsOf(t, st.As(p).ServiceTypes(t.Context(), f), func(l *ServiceType) string { return l.UUID })
}

func TestAvailableLines(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		want   map[Partner][]string
	}{
		"own and covered":                {``, map[Partner][]string{1: {"e1", "e5"}, 2: {"e5", "e6", "e7"}, 3: {"e5", "e8"}, 4: {}}},
		"no longer exported":             {`UPDATE service_type SET exported = 0`, map[Partner][]string{1: {"e1"}, 2: {"e5", "e6", "e7"}, 3: {"e8"}}},
		"a removed permission":           {`UPDATE contract_service SET removed = 1 WHERE id = 2`, map[Partner][]string{1: {"e1"}, 3: {"e5", "e8"}}},
		"a permission ended":             {`UPDATE contract_service SET contract_service_end_date = '2024-06-14'`, map[Partner][]string{1: {"e1"}, 3: {"e8"}}},
		"a permission ends today":        {`UPDATE contract_service SET contract_service_end_date = '2024-06-15'`, map[Partner][]string{1: {"e1", "e5"}}},
		"a permission begins later":      {`UPDATE contract_service SET contract_service_start_date = '2024-06-16'`, map[Partner][]string{1: {"e1"}}},
		"a permission without dates":     {`UPDATE contract_service SET contract_service_start_date = NULL`, map[Partner][]string{1: {"e1", "e5"}}},
		"a contract ended":               {`UPDATE contract SET contract_end_date = '2024-06-14' WHERE id = 1`, map[Partner][]string{1: {"e1"}, 3: {"e5", "e8"}}},
		"a contract begins later":        {`UPDATE contract SET contract_start_date = '2024-06-16' WHERE id = 5`, map[Partner][]string{1: {"e1", "e5"}, 3: {"e8"}}},
		"deleted ones only by id":        {`UPDATE service_type SET service_type_del = 1 WHERE id = 3`, map[Partner][]string{1: {"e1"}, 2: {"e6", "e7"}}},
		"a permission for a private one": {`INSERT INTO contract_service (partner, id, contract, service_type) VALUES (2, 8, 4, 6)`, map[Partner][]string{2: {"e5", "e6", "e7"}}},
	} {
		t.Run(name, func(t *testing.T) {
			st := openLines(t)
			runScript(t, st, c.script)
			for partner, want := range c.want {
				assert.Equal(t, want, lines(t, st, partner, ServiceTypeFilter{}), "partner %d", partner)
			}
			// What is listed, or own, is found, and what is found can be read.
			for partner := range Partner(5) {
				for _, line := range []string{"e1", "e3", "e5", "e6", "e7", "e8"} {
					found, err := st.As(partner).FindAvailableServiceType(t.Context(), id(line))
					if err != nil {
						require.ErrorIs(t, err, ErrNotFound)
						assert.NotContains(t, lines(t, st, partner, ServiceTypeFilter{}), line)
						continue
					}
					assert.Equal(t, []string{line}, lines(t, st, partner, ServiceTypeFilter{ID: found}), "partner %d", partner)
				}
			}
		})
	}
}

func TestOwnLines(t *testing.T) {
	st := openLines(t)
	assert.Equal(t, []string{"e1"}, lines(t, st, 1, ServiceTypeFilter{Owner: 1}))
	assert.Equal(t, []string{"e5"}, lines(t, st, 1, ServiceTypeFilter{Owner: 2}))
	found, err := st.As(1).FindServiceType(t.Context(), id("e3"))
	require.NoError(t, err, "deleted")
	assert.Equal(t, int64(2), found)
	_, err = st.As(1).FindServiceType(t.Context(), id("e5"))
	require.ErrorIs(t, err, ErrNotFound, "available but not own")

	// Another partner's line stays as it is, whatever key comes.
	name := "Чужое"
	before, err := st.As(2).ServiceType(t.Context(), 3)
	require.NoError(t, err)
	require.NoError(t, st.As(1).Write(t.Context(), func(tx *Tx) error {
		require.NoError(t, tx.EditServiceType(3, &name, &name))
		return tx.DeleteServiceType(3)
	}))
	after, err := st.As(2).ServiceType(t.Context(), 3)
	require.NoError(t, err)
	assert.Equal(t, before, after)
	_, err = st.As(1).ServiceType(t.Context(), 5)
	require.ErrorIs(t, err, ErrNotFound)

	var added int64
	require.NoError(t, st.As(4).Write(t.Context(), func(tx *Tx) (err error) {
		added, err = tx.AddServiceType("Новая", "")
		return err
	}))
	line, err := st.As(4).ServiceType(t.Context(), added)
	require.NoError(t, err)
	assert.Equal(t, ServiceType{ID: added, owner: 4, UUID: line.UUID, Name: "Новая", OwnerUUID: id("f4")}, line)
	for partner := range Partner(4) {
		_, err := st.As(partner).FindAvailableServiceType(t.Context(), line.UUID)
		require.ErrorIs(t, err, ErrNotFound, "private (S14)")
	}
}
