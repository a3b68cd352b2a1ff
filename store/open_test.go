package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store"
)

func TestDataDirectoryIsPrivate(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o755), "made by somebody else")
	st, err := store.Open(dir, store.Options{})
	require.NoError(t, err)
	require.NoError(t, st.Probe(t.Context()))
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Greater(t, len(files), 2, "database, log, key")
	for _, file := range files {
		info, err := file.Info()
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), file.Name())
	}
	require.NoError(t, st.Close())
}

func TestExists(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	there, err := store.Exists(dir)
	require.NoError(t, err)
	assert.False(t, there)
	st, err := store.Open(dir, store.Options{})
	require.NoError(t, err)
	require.NoError(t, st.Close())
	there, err = store.Exists(dir)
	require.NoError(t, err)
	assert.True(t, there)
}

// A database that has lost its key file is not given another key.
func TestLostKeyFile(t *testing.T) {
	dir := t.TempDir()
	st, err := store.Open(dir, store.Options{})
	require.NoError(t, err)
	require.NoError(t, st.Close())
	keys, err := filepath.Glob(filepath.Join(dir, "*.key"))
	require.NoError(t, err)
	require.Len(t, keys, 1)
	require.NoError(t, os.Rename(keys[0], keys[0]+".elsewhere"))
	_, err = store.Open(dir, store.Options{})
	require.ErrorContains(t, err, filepath.Base(keys[0]))
	assert.NoFileExists(t, keys[0])
	require.NoError(t, os.Rename(keys[0]+".elsewhere", keys[0]))
	st, err = store.Open(dir, store.Options{})
	require.NoError(t, err, "restored")
	require.NoError(t, st.Close())
}

// Whoever counts transactions is told of each.
func TestBatchIsTold(t *testing.T) {
	var calls int
	st, err := store.Open(t.TempDir(), store.Options{Batch: func(n int, err error) {
		assert.NoError(t, err)
		calls += n
	}})
	require.NoError(t, err)
	for range 3 {
		require.NoError(t, st.Probe(t.Context()))
	}
	require.NoError(t, st.Close())
	assert.Equal(t, 3, calls)
}
