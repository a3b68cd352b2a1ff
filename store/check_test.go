package store

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
	_, err := seal.OpenKey(filepath.Join(dir, keyFile))
	require.NoError(t, err)
}

// Check finds nothing in a sound database, beside a server too, and names pages
// and references that are not as they should be.
func TestCheck(t *testing.T) {
	dir := t.TempDir()
	st := newStoreAt(t, dir)
	for range 200 {
		addClient(t, st.As(1), "Клиент с именем, чтобы страниц стало больше одной")
	}
	for _, full := range []bool{false, true} {
		problems, err := Check(t.Context(), dir, full)
		require.NoError(t, err)
		assert.Empty(t, problems)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	_, err := Check(ended, dir, false)
	require.ErrorIs(t, err, context.Canceled)

	copied := t.TempDir()
	runShell(t, "cp -p "+shellQuote(filepath.Join(dir, keyFile))+" "+shellQuote(copied))
	db := filepath.Join(copied, dbFile)
	c, err := openConn(filepath.Join(dir, dbFile), true)
	require.NoError(t, err)
	_, err = c.exec(`VACUUM INTO ?1`, db)
	require.NoError(t, err)
	require.NoError(t, c.close())
	require.NoError(t, os.Chmod(db, 0o600))

	c, err = openConn(db, true)
	require.NoError(t, err)
	require.NoError(t, c.script(`PRAGMA foreign_keys = OFF; DELETE FROM partner WHERE id = 1`))
	require.NoError(t, c.close())
	problems, err := Check(t.Context(), copied, false)
	require.NoError(t, err)
	require.NotEmpty(t, problems)
	assert.Contains(t, problems[0], "the row of partner that it refers to does not exist")

	raw, err := os.ReadFile(db)
	require.NoError(t, err)
	for i := 5 * 4096; i < len(raw); i++ {
		raw[i] ^= 0x5A
	}
	require.NoError(t, os.WriteFile(db, raw, 0o600))
	problems, err = Check(t.Context(), copied, false)
	require.NoError(t, err)
	require.NotEmpty(t, problems)
}
