package store

import (
	"cmp"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/seal"
	"partnerapi/store/internal/db"
)

// S10: a database whose passwords were sealed with another key than the one
// beside it is refused, and opens again when the right one is back.
func TestKeyOfAnotherDatabase(t *testing.T) {
	w := newWorld(t)
	w.settle(t, w.a)
	key := cmp.Or(w.place.KeyFile, filepath.Join(w.place.Store, db.KeyFile))
	require.NoError(t, os.Rename(key, key+".right"))
	_, err := seal.OpenKey(key)
	require.NoError(t, err, "another key")
	_, err = Open(w.place.Store, Options{KeyFile: w.place.KeyFile})
	require.ErrorIs(t, err, seal.ErrOtherKey)
	require.ErrorContains(t, err, key)

	require.NoError(t, os.Rename(key+".right", key))
	st, err := Open(w.place.Store, Options{KeyFile: w.place.KeyFile})
	require.NoError(t, err)
	require.NoError(t, st.Close())
}
