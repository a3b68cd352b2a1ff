package db

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A data directory that has lost something, or whose files others can read, is
// refused with what to do, and nothing of it is changed.
func TestRefusedDirectories(t *testing.T) {
	truncate := func(size int64) func(t *testing.T, file string) {
		return func(t *testing.T, file string) { require.NoError(t, os.Truncate(file, size)) }
	}
	open := func(mode os.FileMode, name string) func(t *testing.T, file string) {
		return func(t *testing.T, file string) {
			other := filepath.Join(filepath.Dir(file), name)
			require.NoError(t, private(other))
			require.NoError(t, os.Chmod(other, mode))
		}
	}
	removed := func(name string) func(t *testing.T, file string) {
		return func(t *testing.T, file string) {
			require.NoError(t, os.Remove(filepath.Join(filepath.Dir(file), name)))
		}
	}
	for _, test := range []struct {
		name, says string
		spoil      func(t *testing.T, file string)
	}{
		{"no database", "the key file", removed(DatabaseFile)},
		{"no key", "its key file", removed(KeyFile)},
		{"neither, but a backup", "is not empty and holds no database", func(t *testing.T, file string) {
			removed(KeyFile)(t, file)
			require.NoError(t, os.Rename(file, filepath.Join(filepath.Dir(file), "backup-schema-1.db")))
		}},
		{"empty", "is empty (0 bytes)", truncate(0)},
		{"a header alone", "is cut off", truncate(100)},
		{"cut off in a page", "is cut off", truncate(5000)},
		{"half a header", "is cut off", truncate(25)},
		{"text", "is no SQLite database", func(t *testing.T, file string) {
			require.NoError(t, os.WriteFile(file, bytes.Repeat([]byte("no database\n"), 1000), 0o600))
		}},
		{"zeros", "is no SQLite database", func(t *testing.T, file string) {
			require.NoError(t, os.WriteFile(file, make([]byte, 1<<16), 0o600))
		}},
		{"a damaged first page", "is damaged", func(t *testing.T, file string) {
			raw, err := os.ReadFile(file)
			require.NoError(t, err)
			for i := 100; i < 4096; i++ {
				raw[i] = 0xA5
			}
			require.NoError(t, os.WriteFile(file, raw, 0o600))
		}},
		{"another program's", "is not a database of this program", func(t *testing.T, file string) {
			require.NoError(t, os.Remove(file))
			require.NoError(t, private(file))
			c, err := openSQLite(file, true)
			require.NoError(t, err)
			require.NoError(t, c.Script(`CREATE TABLE song (name TEXT)`))
			require.NoError(t, c.engine.close())
		}},
		{"database for the group", "chmod 600 ", open(0o640, DatabaseFile)},
		{"database for all", "chmod 600 ", open(0o604, DatabaseFile)},
		{"key for all", "chmod 600 ", open(0o644, KeyFile)},
		{"log for all", "chmod 600 ", open(0o644, DatabaseFile+"-wal")},
		{"backup for all", "chmod 600 ", open(0o644, "backup-schema-3.db")},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			db, err := openAt(dir, Options{})
			require.NoError(t, err)
			require.NoError(t, db.Close())
			test.spoil(t, filepath.Join(dir, DatabaseFile))
			before := contents(t, dir)

			_, err = openAt(dir, Options{})
			require.ErrorContains(t, err, test.says)
			assert.ErrorContains(t, err, dir, "it names the file")
			assert.Equal(t, before, contents(t, dir))
		})
	}
}

// A path that was mistyped leaves no trace where it led to, not even a lock.
func TestNothingIsPutBesideOtherThings(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "letter.txt"), nil, 0o600))
	require.ErrorContains(t, MakeDirectory(dir), "is not empty and holds no database")
	_, err := openAt(dir, Options{})
	require.ErrorContains(t, err, "is not empty and holds no database")
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, entries, 1)
}

// contents are a directory's files with what they hold, but for the locks and
// what SQLite makes whenever it opens a file.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, entry := range entries {
		switch entry.Name() {
		case writeLockFile, writeLockFile + ".next", DatabaseFile + "-wal", DatabaseFile + "-shm":
			continue
		}
		raw, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		require.NoError(t, err)
		found[entry.Name()] = string(raw)
	}
	return found
}

// The command that the refusal names mends it, whatever the directory is called.
func TestTheNamedCommandMends(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "it's [my] data*")
	db, err := openAt(dir, Options{})
	require.NoError(t, err)
	require.NoError(t, db.Close())
	for _, name := range []string{DatabaseFile, KeyFile, "backup-schema-2.db"} {
		file := filepath.Join(dir, name)
		require.NoError(t, private(file))
		require.NoError(t, os.Chmod(file, 0o664))
	}
	_, err = openAt(dir, Options{})
	require.Error(t, err)
	_, command, found := bytes.Cut([]byte(err.Error()), []byte("forbid it with: "))
	require.True(t, found, err.Error())
	runShell(t, string(command))
	db, err = openAt(dir, Options{})
	require.NoError(t, err)
	require.NoError(t, db.Close())
}

// A first start that was killed is begun again; what a file system puts into its
// root, and what serve makes before, does not make a directory an old one.
func TestNewDirectories(t *testing.T) {
	for name, files := range map[string][]string{
		"a file system of its own": {"lost+found", "server.lock", "server.lock.next", RunningFile},
		"killed before the key":    {newFile},
		"killed after the key":     {newFile, writeLockFile, "key"},
		"killed before the tables": {newFile, writeLockFile, "key", DatabaseFile},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for _, file := range files {
				if file == "key" {
					makeKey(t, dir)
					continue
				}
				require.NoError(t, private(filepath.Join(dir, file)))
			}
			for range 2 {
				db, err := openAt(dir, Options{})
				require.NoError(t, err)
				require.NoError(t, db.Close())
				assert.NoFileExists(t, filepath.Join(dir, newFile))
			}
		})
	}
}
