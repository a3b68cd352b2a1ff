package config

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The store is at one place, whose address appears in no error.
func TestStoreSettings(t *testing.T) {
	const secret = "postgres://u:s3cret@db.example/p"
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"two addresses":             {[]string{"--store=" + secret, "--store-file=f", "--key-file=k"}, "name one database"},
		"no key":                    {[]string{"--store=" + secret}, "key-file is missing"},
		"a key of a directory":      {[]string{"--key-file=k"}, "a data directory holds its own key"},
		"a directory beside":        {[]string{"--store=" + secret, "--key-file=k", "--data=d"}, "--data names a data directory"},
		"another engine":            {[]string{"--store=mysql://u:s3cret@db/p", "--key-file=k"}, "is not the address of a PostgreSQL database"},
		"a standby of no address":   {[]string{"--store=postgres://h/p", "--key-file=k", "--store-replica=host=db password=s3cret"}, "store-replica is not the address of a PostgreSQL database"},
		"two standbys":              {[]string{"--store=postgres://h/p", "--key-file=k", "--store-replica=" + secret, "--store-replica-file=f"}, "name one standby"},
		"a standby of a directory":  {[]string{"--store-replica=" + secret}, "a data directory has no standby"},
		"a standby's file, as well": {[]string{"--store-replica-file=f"}, "a data directory has no standby"},
		"keywords":                  {[]string{"--store=host=db password=s3cret", "--key-file=k"}, "is not the address of a PostgreSQL database"},
	} {
		_, err := load(t, c.args)
		require.ErrorContains(t, err, c.says, name)
		assert.NotContains(t, err.Error(), "s3cret", name)
	}
}

// A file holds the address for the one who owns it.
func TestStoreFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "store")
	holdsAddress(t, file, func() (string, error) { return (&Config{Data: "data", StoreFile: file}).Place() })
	holdsAddress(t, file, func() (string, error) { return (&Config{StoreReplicaFile: file}).Replica() })
	none, err := (&Config{}).Replica()
	require.NoError(t, err)
	assert.Empty(t, none)
}

func holdsAddress(t *testing.T, file string, place func() (string, error)) {
	t.Helper()
	_, err := place()
	require.ErrorIs(t, err, os.ErrNotExist)
	for content, says := range map[string]string{"": "is empty", " \n": "is empty", "host=db password=s3cret": "does not hold the address of a PostgreSQL database"} {
		require.NoError(t, os.WriteFile(file, []byte(content), 0o600))
		_, err = place()
		require.ErrorContains(t, err, says)
		assert.NotContains(t, err.Error(), "s3cret")
	}
	require.NoError(t, os.WriteFile(file, []byte("postgres://u:s3cret@db.example/p\n"), 0o600))
	got, err := place()
	require.NoError(t, err)
	assert.Equal(t, "postgres://u:s3cret@db.example/p", got)
	require.NoError(t, os.Chmod(file, 0o640))
	_, err = place()
	require.ErrorContains(t, err, "chmod 600 "+file)
	assert.NotContains(t, err.Error(), "s3cret")
	require.NoError(t, os.Remove(file))
}
