package store

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
	truncate := func(size int64) func(t *testing.T, db string) {
		return func(t *testing.T, db string) { require.NoError(t, os.Truncate(db, size)) }
	}
	open := func(mode os.FileMode, name string) func(t *testing.T, db string) {
		return func(t *testing.T, db string) {
			file := filepath.Join(filepath.Dir(db), name)
			require.NoError(t, private(file))
			require.NoError(t, os.Chmod(file, mode))
		}
	}
	removed := func(name string) func(t *testing.T, db string) {
		return func(t *testing.T, db string) { require.NoError(t, os.Remove(filepath.Join(filepath.Dir(db), name))) }
	}
	for _, test := range []struct {
		name, says string
		spoil      func(t *testing.T, db string)
	}{
		{"no database", "the key file", removed(dbFile)},
		{"no key", "its key file", removed(keyFile)},
		{"neither, but a backup", "is not empty and holds no database", func(t *testing.T, db string) {
			removed(keyFile)(t, db)
			require.NoError(t, os.Rename(db, filepath.Join(filepath.Dir(db), "backup-schema-1.db")))
		}},
		{"empty", "is empty (0 bytes)", truncate(0)},
		{"a header alone", "is cut off", truncate(100)},
		{"cut off in a page", "is cut off", truncate(5000)},
		{"half a header", "is cut off", truncate(25)},
		{"text", "is no SQLite database", func(t *testing.T, db string) {
			require.NoError(t, os.WriteFile(db, bytes.Repeat([]byte("no database\n"), 1000), 0o600))
		}},
		{"zeros", "is no SQLite database", func(t *testing.T, db string) {
			require.NoError(t, os.WriteFile(db, make([]byte, 1<<16), 0o600))
		}},
		{"a damaged first page", "is damaged", func(t *testing.T, db string) {
			raw, err := os.ReadFile(db)
			require.NoError(t, err)
			for i := 100; i < 4096; i++ {
				raw[i] = 0xA5
			}
			require.NoError(t, os.WriteFile(db, raw, 0o600))
		}},
		{"another program's", "is not a database of this program", func(t *testing.T, db string) {
			require.NoError(t, os.Remove(db))
			require.NoError(t, private(db))
			c, err := openConn(db, true)
			require.NoError(t, err)
			require.NoError(t, c.script(`CREATE TABLE song (name TEXT)`))
			require.NoError(t, c.close())
		}},
		{"database for the group", "chmod 600 ", open(0o640, dbFile)},
		{"database for all", "chmod 600 ", open(0o604, dbFile)},
		{"key for all", "chmod 600 ", open(0o644, keyFile)},
		{"log for all", "chmod 600 ", open(0o644, dbFile+"-wal")},
		{"backup for all", "chmod 600 ", open(0o644, "backup-schema-3.db")},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			st, err := Open(dir, Options{})
			require.NoError(t, err)
			require.NoError(t, st.Close())
			test.spoil(t, filepath.Join(dir, dbFile))
			before := contents(t, dir)

			_, err = Open(dir, Options{})
			require.ErrorContains(t, err, test.says)
			assert.ErrorContains(t, err, dir, "it names the file")
			assert.Equal(t, before, contents(t, dir))
		})
	}
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
		case writeLockFile, writeLockFile + ".next", dbFile + "-wal", dbFile + "-shm":
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
	st, err := Open(dir, Options{})
	require.NoError(t, err)
	require.NoError(t, st.Close())
	for _, name := range []string{dbFile, keyFile, "backup-schema-2.db"} {
		file := filepath.Join(dir, name)
		require.NoError(t, private(file))
		require.NoError(t, os.Chmod(file, 0o664))
	}
	_, err = Open(dir, Options{})
	require.Error(t, err)
	_, command, found := bytes.Cut([]byte(err.Error()), []byte("forbid it with: "))
	require.True(t, found, err.Error())
	runShell(t, string(command))
	st, err = Open(dir, Options{})
	require.NoError(t, err)
	require.NoError(t, st.Close())
}

// A first start that was killed is begun again; what a file system puts into its
// root, and what serve makes before, does not make a directory an old one.
func TestNewDirectories(t *testing.T) {
	for name, files := range map[string][]string{
		"a file system of its own": {"lost+found", "server.lock", "server.lock.next", RunningFile},
		"killed before the key":    {newFile},
		"killed after the key":     {newFile, writeLockFile, "key"},
		"killed before the tables": {newFile, writeLockFile, "key", dbFile},
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
				st, err := Open(dir, Options{})
				require.NoError(t, err)
				require.NoError(t, st.Close())
				assert.NoFileExists(t, filepath.Join(dir, newFile))
			}
		})
	}
}
