package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPartnerRegisters(t *testing.T) {
	st := openLines(t)
	regions := func(p Partner, only int64) []string {
		return endsOf(t, st.As(p).Regions(t.Context(), only), func(r *Region) string { return r.UUID })
	}
	assert.Equal(t, []string{"a3", "a1"}, regions(1, 0), "as imported")
	assert.Equal(t, []string{"a1"}, regions(2, 0))
	assert.Equal(t, []string{"a1"}, regions(1, 1))
	assert.Empty(t, regions(2, 2), "another's region")
	assert.Empty(t, regions(4, 0))

	roles, err := All(st.As(2).PartnerRoles(t.Context()))
	require.NoError(t, err)
	assert.Equal(t, []Role{{2, "Сервисный партнер"}, {4, "Вендор"}}, roles)
	for partner, want := range map[Partner]bool{1: true, 2: false, 3: true, 4: false} {
		has, err := st.As(partner).HasRole(t.Context(), RoleFranchisee)
		require.NoError(t, err)
		assert.Equal(t, want, has, "partner %d", partner)
	}
	all, err := All(st.As(4).Roles(t.Context()))
	require.NoError(t, err)
	assert.Len(t, all, 4, "roles belong to nobody")
	types, err := All(st.As(4).ContactTypes(t.Context()))
	require.NoError(t, err)
	assert.Equal(t, ContactType{id("b3"), "Сайт", 2}, types[1])
}
