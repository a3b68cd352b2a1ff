package store

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
)

// A change and its line are one transaction, and the database lets no line go.
func TestAuditOnlyGrows(t *testing.T) {
	st, err := Open(inPlace(t, Options{Command: Command{Line: "partnerapi x", User: "root", SudoUser: "ivan"}}))
	require.NoError(t, err)
	defer func() { require.NoError(t, st.Close()) }()
	op := st.Operator()
	importer := op.Importer()
	for range 2 { // one import, one line
		require.NoError(t, importer.Write(t.Context(), func(tx *ImportTx) error {
			return tx.PutPartner(PartnerEntry{UUID: "67a9b05c-7dfb-47e8-9775-f593ce3ad2b2", Name: "Партнер"})
		}))
	}
	require.NoError(t, op.SetPartnerDisabled(t.Context(), "67a9b05c-7dfb-47e8-9775-f593ce3ad2b2", true))
	require.ErrorIs(t, op.SetPartnerDisabled(t.Context(), "00000000-0000-4000-8000-000000000000", true), ErrNoPartner)
	require.NoError(t, op.Outcome(t.Context(), "well"))
	lines, err := op.Audit(t.Context(), 0, 10)
	require.NoError(t, err)
	require.Len(t, lines, 3)
	assert.Equal(t, Command{Line: "partnerapi x", User: "root", SudoUser: "ivan"}, lines[0].Command)
	assert.Equal(t, []string{"", "", "well"}, []string{lines[0].Outcome, lines[1].Outcome, lines[2].Outcome})
	since, err := op.Audit(t.Context(), lines[0].Time+3600, 10)
	require.NoError(t, err)
	assert.Empty(t, since)

	for text, says := range map[string]string{
		`DELETE FROM audit`:                       "keeps its rows",
		`UPDATE audit SET system_user = 'nobody'`: "changes no row",
		`INSERT OR REPLACE INTO audit (id, time, system_user, sudo_user, command, outcome) VALUES (1, 0, '', '', '', '')`: "replaces no row",
	} {
		if enginetest.OnPostgres() && strings.Contains(text, "OR REPLACE") {
			continue // SQLite's own
		}
		err := st.write(t.Context(), func(tx *Tx) error {
			_, err := tx.c.Exec(text)
			return err
		})
		assert.ErrorContains(t, err, says)
	}
	// Without its line there is no change.
	require.NoError(t, st.write(t.Context(), func(tx *Tx) error {
		if enginetest.OnPostgres() {
			return tx.c.Script(`CREATE TRIGGER broken BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION refuse('broken')`)
		}
		return tx.c.Script(`CREATE TRIGGER broken BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'broken'); END`)
	}))
	require.ErrorContains(t, op.SetPartnerDisabled(t.Context(), "67a9b05c-7dfb-47e8-9775-f593ce3ad2b2", false), "broken")
	partners, err := op.Partners(t.Context())
	require.NoError(t, err)
	assert.True(t, partners[0].Disabled)
}
