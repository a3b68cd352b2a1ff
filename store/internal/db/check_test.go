package db

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/seal"
)

func runShell(t *testing.T, command string) {
	t.Helper()
	out, err := exec.Command("sh", "-c", command).CombinedOutput()
	require.NoError(t, err, "%s", out)
}

func makeKey(t *testing.T, dir string) {
	t.Helper()
	_, err := seal.OpenKey(filepath.Join(dir, KeyFile))
	require.NoError(t, err)
}

// Check finds nothing in a sound database, beside a server too, and names pages
// and references that are not as they should be.
func TestCheck(t *testing.T) {
	dir := t.TempDir()
	db, err := openAt(dir, Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, db.Write(t.Context(), Nobody, func(tx *Tx) error {
		return tx.Script(`INSERT INTO partner (id, partner_id, number, partner_name, disabled) VALUES (1, 'a', 1, 'x', 0);
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
INSERT INTO client (partner, id, client_id, number, client_new_id, client_name, status, status_time, created)
  SELECT 1, i, 'a' || i, i, 'b' || i, 'Клиент с именем, чтобы страниц стало больше одной', 2, 0, 0 FROM n`)
	}))
	for _, full := range []bool{false, true} {
		problems, err := Check(t.Context(), dir, full)
		require.NoError(t, err)
		assert.Empty(t, problems)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	_, err = Check(ended, dir, false)
	require.ErrorIs(t, err, context.Canceled)

	copied := t.TempDir()
	runShell(t, "cp -p "+shellQuote(filepath.Join(dir, KeyFile))+" "+shellQuote(copied))
	file := filepath.Join(copied, DatabaseFile)
	c, err := openSQLite(filepath.Join(dir, DatabaseFile), true)
	require.NoError(t, err)
	_, err = c.Exec(`VACUUM INTO ?1`, file)
	require.NoError(t, err)
	require.NoError(t, c.engine.close())
	require.NoError(t, os.Chmod(file, 0o600))

	c, err = openSQLite(file, true)
	require.NoError(t, err)
	require.NoError(t, c.Script(`PRAGMA foreign_keys = OFF; DELETE FROM partner WHERE id = 1`))
	require.NoError(t, c.engine.close())
	problems, err := Check(t.Context(), copied, false)
	require.NoError(t, err)
	require.NotEmpty(t, problems)
	assert.Contains(t, problems[0], "the row of partner that it refers to does not exist")

	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	for i := 5 * 4096; i < len(raw); i++ {
		raw[i] ^= 0x5A
	}
	require.NoError(t, os.WriteFile(file, raw, 0o600))
	problems, err = Check(t.Context(), copied, false)
	require.NoError(t, err)
	require.NotEmpty(t, problems)
}
