package store

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/seal"
)

// A database of schema 1 is brought up to date, with a copy of what it was;
// afterwards it is known whose clients' numbers do not ascend with their keys, and
// what clients of others the calls of a partner name.
func TestMigrationFromTheFirstSchema(t *testing.T) {
	dir := t.TempDir()
	_, err := seal.OpenKey(filepath.Join(dir, keyFile))
	require.NoError(t, err)
	require.NoError(t, private(filepath.Join(dir, dbFile)))
	old, err := openConn(filepath.Join(dir, dbFile), true)
	require.NoError(t, err)
	require.NoError(t, apply(old, []string{"migrations/0001_registers.sql"}, Options{NumberBase: 1, Now: time.Now}))
	require.NoError(t, old.script(worldSetupRows+`
INSERT INTO client (partner, id, client_id, number, client_new_id, client_name, status, status_time, created) VALUES
  (1, 1, 'a', 20, '', 'x', 2, 0, 0), (2, 2, 'b', 10, '', 'x', 2, 0, 0), (1, 3, 'c', 30, '', 'x', 2, 0, 0),
  (2, 4, 'd', 40, '', 'x', 2, 0, 0), (2, 5, 'e', 35, '', 'x', 2, 0, 0);
INSERT INTO call (partner, time, id, call_id, client) VALUES (1, 1, 1, x'01', 1), (1, 2, 2, x'02', 2), (1, 3, 3, x'03', NULL);
INSERT INTO remote_session (partner, time, id, session_id, client) VALUES (1, 1, 1, x'01', 2), (2, 1, 2, x'02', 3);`))
	require.NoError(t, old.close())

	st, err := Open(dir, Options{})
	require.NoError(t, err)
	assert.FileExists(t, filepath.Join(dir, "backup-schema-1.db"))
	for partner, want := range map[Partner]bool{1: false, 2: true} {
		disorder, err := st.As(partner).disorder(t.Context())
		require.NoError(t, err)
		assert.Equal(t, want, disorder, partner)
	}
	assert.Equal(t, []int64{10, 35, 40}, numbersOf(t, st.As(2).Customers(t.Context(), CustomerFilter{})))
	for partner, want := range map[Partner]map[string]error{1: {"a": nil, "b": nil, "d": ErrNotFound}, 2: {"a": ErrNotFound, "c": nil}} {
		for client, want := range want {
			_, err := st.As(partner).FindStatisticsClient(t.Context(), client)
			require.ErrorIs(t, err, want, "%s is named by calls of %d (T3)", client, partner)
		}
	}
	require.NoError(t, st.Close())
}
