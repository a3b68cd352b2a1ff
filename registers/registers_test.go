package registers_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/password"
	"partnerapi/registers"
	"partnerapi/store"
)

func TestSampleImports(t *testing.T) {
	st, err := store.Open(t.TempDir(), store.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, st.Close()) }()
	hasher, err := password.NewHasher(password.Default)
	require.NoError(t, err)
	for range 2 {
		f, err := os.Open("../testdata/registers/sample.jsonl")
		require.NoError(t, err)
		report, err := registers.Import(t.Context(), st, hasher, f, registers.Options{Problem: func(p registers.Problem) { t.Error(p) }})
		require.NoError(t, err)
		require.Equal(t, registers.Report{Lines: 613, Taken: 613}, report)
		require.NoError(t, f.Close())
	}
}
