package server_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store"
)

// The mark of a running server goes with an orderly stop.
func TestMarkOfARunningServer(t *testing.T) {
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

// A damaged database is not ready, says what to do, and is checked again at the
// next start.
func TestDamageIsFoundAfterAKill(t *testing.T) {
	c := configuration(t)
	require.NoError(t, start(t, c).Stop())
	mark := filepath.Join(c.Data, store.RunningFile)
	require.NoError(t, os.WriteFile(mark, nil, 0o600))
	db := filepath.Join(c.Data, "partnerapi.db")
	raw, err := os.ReadFile(db)
	require.NoError(t, err)
	const page = 4096
	for i := len(raw) - page; i < len(raw); i++ { // the last table's or index's
		raw[i] = 0xA5
	}
	require.NoError(t, os.WriteFile(db, raw, 0o600))
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
