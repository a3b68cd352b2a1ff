package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func competences(t *testing.T, st *Store, p Partner, f CompetenceFilter) []string {
	t.Helper()
	return endsOf(t, st.As(p).Competences(t.Context(), f), func(m *Competence) string { return m.UUID })
}

func TestCompetences(t *testing.T) {
	st := openLines(t)
	three, zero := int64(3), int64(0)
	for name, c := range map[string]struct {
		partner Partner
		filter  CompetenceFilter
		want    []string
	}{
		"all":                 {1, CompetenceFilter{}, []string{"1f1", "1f2"}},
		"another partner":     {2, CompetenceFilter{}, []string{"1f5"}},
		"nobody's":            {4, CompetenceFilter{}, []string{}},
		"by id":               {1, CompetenceFilter{ID: 2}, []string{"1f2"}},
		"another's":           {1, CompetenceFilter{ID: 3}, []string{}},
		"by agent":            {1, CompetenceFilter{Agent: 1}, []string{"1f1", "1f2"}},
		"another's agent":     {1, CompetenceFilter{Agent: 3}, []string{}},
		"by line":             {1, CompetenceFilter{ServiceType: 3}, []string{"1f2"}},
		"by priority":         {1, CompetenceFilter{Priority: &three}, []string{"1f1"}},
		"by priority 0":       {1, CompetenceFilter{Priority: &zero}, []string{}},
		"all filters at once": {1, CompetenceFilter{ID: 1, Agent: 1, ServiceType: 1, Priority: &three}, []string{"1f1"}},
	} {
		assert.Equal(t, c.want, competences(t, st, c.partner, c.filter), name)
	}
	for partner, want := range map[Partner]error{1: nil, 2: ErrNotFound} {
		_, err := st.As(partner).FindCompetence(t.Context(), id("1f1"))
		require.ErrorIs(t, err, want)
	}
}

func TestAddAndStopCompetence(t *testing.T) {
	st := openLines(t)
	add := func(p Partner, agent, line, priority int64) (added int64, err error) {
		err = st.As(p).Write(t.Context(), func(tx *Tx) (err error) {
			added, err = tx.AddCompetence(agent, line, priority)
			return err
		})
		return added, err
	}
	stop := func(p Partner, competence int64) error {
		return st.As(p).Write(t.Context(), func(tx *Tx) error { return tx.StopCompetence(competence) })
	}
	for name, c := range map[string]struct {
		partner     Partner
		agent, line int64
		want        error
	}{
		"the same pair":             {1, 1, 1, ErrTaken},
		"an inactive agent":         {1, 2, 1, ErrAgentInactive},
		"another's agent":           {1, 3, 1, ErrNotFound},
		"an agent of a client":      {1, 5, 1, ErrNotFound},
		"a deleted line":            {1, 1, 2, ErrLineDeleted},
		"another's private line":    {1, 1, 5, ErrNotFound},
		"another's agent, own line": {3, 1, 6, ErrNotFound},
	} {
		_, err := add(c.partner, c.agent, c.line, 3)
		require.ErrorIs(t, err, c.want, name)
	}
	require.ErrorIs(t, stop(2, 1), ErrStopped, "nothing of theirs")
	assert.Equal(t, []string{"1f1", "1f2"}, competences(t, st, 1, CompetenceFilter{}))

	require.NoError(t, stop(1, 1))
	assert.Equal(t, []string{"1f2"}, competences(t, st, 1, CompetenceFilter{}))
	require.ErrorIs(t, stop(1, 1), ErrStopped)
	_, err := st.As(1).FindCompetence(t.Context(), id("1f1"))
	require.NoError(t, err, "a known id (S26)")

	added, err := add(1, 1, 1, 0)
	require.NoError(t, err, "the same pair again (S26)")
	m, err := st.As(1).Competence(t.Context(), added)
	require.NoError(t, err)
	assert.Equal(t, Competence{ID: added, UUID: m.UUID, AgentUUID: id("111"), ServiceTypeUUID: id("e1"), Priority: 0}, m)
	_, err = st.As(2).Competence(t.Context(), added)
	require.ErrorIs(t, err, ErrNotFound)
}
