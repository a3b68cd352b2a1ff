package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPartnerRegisters(t *testing.T) {
	st := openLines(t)
	uuids := func(regions Seq[Region]) []string {
		return endsOf(t, regions, func(r *Region) string { return r.UUID })
	}
	regions := func(p Partner) []string { return uuids(st.As(p).Regions(t.Context())) }
	assert.Equal(t, []string{"a3", "a1"}, regions(1), "as imported")
	assert.Equal(t, []string{"a1"}, regions(2))
	assert.Empty(t, regions(4))
	key, err := st.As(2).FindKnownRegion(t.Context(), id("a3"))
	require.NoError(t, err)
	assert.Equal(t, []string{"a3"}, uuids(st.As(2).Region(t.Context(), key)), "any region by its id (S4)")
	_, err = st.As(2).FindKnownRegion(t.Context(), id("dead"))
	require.ErrorIs(t, err, ErrNotFound)

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
