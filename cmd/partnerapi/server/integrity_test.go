package server_test

import (
	"bytes"
	"database/sql"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3" // damages a table from outside
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/store"
)

// noMark is why PostgreSQL has none of this.
const noMark = "a PostgreSQL server watches over its own files"

// The mark of a running server goes with an orderly stop.
func TestMarkOfARunningServer(t *testing.T) {
	enginetest.SQLiteOnly(t, noMark)
	c := configuration(t)
	mark := filepath.Join(c.Data, store.RunningFile)
	s := start(t, c)
	assert.FileExists(t, mark)
	require.NoError(t, s.Stop())
	assert.NoFileExists(t, mark)
}

// After a server that was killed the database is checked beside the calls; a sound
// one is as before.
func TestCheckAfterAKill(t *testing.T) {
	enginetest.SQLiteOnly(t, noMark)
	c := configuration(t)
	require.NoError(t, start(t, c).Stop())
	mark := filepath.Join(c.Data, store.RunningFile)
	require.NoError(t, os.WriteFile(mark, nil, 0o600))
	s := start(t, c)
	require.Eventually(t, func() bool {
		status, text := get(t, http.DefaultClient, s.URL()+"/readyz")
		require.Equal(t, 200, status, text)
		return text == "ready\n"
	}, 30*time.Second, 10*time.Millisecond)
	require.NoError(t, s.Stop())
	assert.NoFileExists(t, mark)
}

// damage overwrites the root page of an index in a database file.
func damage(t *testing.T, file, index string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+file+"?mode=ro")
	require.NoError(t, err)
	var root, size int64
	require.NoError(t, db.QueryRowContext(t.Context(), `SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_master WHERE name = ?1`, index).Scan(&root, &size))
	require.NoError(t, db.Close())
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = f.WriteAt(bytes.Repeat([]byte{0xA5}, int(size)), (root-1)*size)
	require.NoError(t, err)
	require.NoError(t, f.Close())
}

// A damaged database is not ready, says what to do, and is checked again at the
// next start.
func TestDamageIsFoundAfterAKill(t *testing.T) {
	enginetest.SQLiteOnly(t, noMark)
	c := configuration(t)
	require.NoError(t, start(t, c).Stop())
	mark := filepath.Join(c.Data, store.RunningFile)
	require.NoError(t, os.WriteFile(mark, nil, 0o600))
	db := filepath.Join(c.Data, "partnerapi.db")
	damage(t, db, "client_region")
	for range 2 {
		s := start(t, c)
		require.Eventually(t, func() bool {
			status, text := get(t, http.DefaultClient, s.URL()+"/readyz")
			if status != http.StatusServiceUnavailable {
				return false
			}
			assert.Contains(t, text, "restore the backup")
			return true
		}, 30*time.Second, 10*time.Millisecond)
		require.NoError(t, s.Stop())
		assert.FileExists(t, mark)
	}
}
