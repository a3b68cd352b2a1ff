// Package datadir starts the program on data directories of all kinds.
package datadir

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/proctest"
)

func TestMain(m *testing.M) { proctest.Main(m) }

// seedDirectory is a data directory with the sample, and remove takes a file out of
// one.
func seedDirectory(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	proctest.Run(t, []string{"--data", dir}, "import", "../../testdata/registers/sample.jsonl")
	return dir
}

func remove(t *testing.T, dir, name string) { require.NoError(t, os.Remove(filepath.Join(dir, name))) }

// serve refuses a directory that is none of ours, or not whole, and says why in the
// operator's language.
func TestServeRefusesDirectories(t *testing.T) {
	for name, test := range map[string]struct {
		spoil            func(t *testing.T, dir string) string // returns the directory to serve
		english, russian string
	}{
		"a file": {func(t *testing.T, dir string) string {
			file := filepath.Join(filepath.Dir(dir), "file")
			require.NoError(t, os.WriteFile(file, nil, 0o600))
			return file
		}, "data directory: %s is not a directory", "каталог данных: %s не является каталогом"},
		"below a file": {func(t *testing.T, dir string) string {
			return filepath.Join(dir, "partnerapi.key", "data")
		}, "key: not a directory", "key: это не каталог"},
		"a link to nothing": {func(t *testing.T, dir string) string {
			link := filepath.Join(filepath.Dir(dir), "link")
			require.NoError(t, os.Symlink("nowhere", link))
			return link
		}, "data directory: %s is a link to what is not there", "каталог данных: ссылка %s указывает на то, чего нет"},
		"another's files": {func(t *testing.T, dir string) string {
			other := filepath.Dir(dir)
			require.NoError(t, os.WriteFile(filepath.Join(other, "notes.txt"), nil, 0o600))
			return other
		}, "%s is not empty and holds no database", "каталог %s не пуст, но базы в нем нет"},
		"a log without its database": {func(t *testing.T, dir string) string {
			other := t.TempDir()
			for _, name := range []string{"partnerapi.db-wal", "partnerapi.db-shm"} {
				require.NoError(t, os.WriteFile(filepath.Join(other, name), []byte("x"), 0o600))
			}
			return other
		}, "%s is not empty and holds no database", "каталог %s не пуст, но базы в нем нет"},
		"no database": {func(t *testing.T, dir string) string {
			remove(t, dir, "partnerapi.db")
			return dir
		}, "its database %s/partnerapi.db is not: restore it from the backup", "нет его базы %s/partnerapi.db: восстановите ее"},
		"no key": {func(t *testing.T, dir string) string {
			remove(t, dir, "partnerapi.key")
			return dir
		}, "its key file %s/partnerapi.key is not: restore it from the backup", "нет ее файла ключа %s/partnerapi.key: восстановите его"},
		"an empty database": {func(t *testing.T, dir string) string {
			require.NoError(t, os.Truncate(filepath.Join(dir, "partnerapi.db"), 0))
			return dir
		}, "the database %s/partnerapi.db is empty (0 bytes)", "база %s/partnerapi.db пуста (0 байт)"},
		"an empty key": {func(t *testing.T, dir string) string {
			require.NoError(t, os.Truncate(filepath.Join(dir, "partnerapi.key"), 0))
			return dir
		}, "key file: %s/partnerapi.key has 0 bytes, a key has 32", "файл ключа: в файле %s/partnerapi.key 0 байт вместо 32"},
		"a directory for the database": {func(t *testing.T, dir string) string {
			remove(t, dir, "partnerapi.db")
			require.NoError(t, os.Mkdir(filepath.Join(dir, "partnerapi.db"), 0o755))
			return dir
		}, "%s/partnerapi.db is not a regular file", "%s/partnerapi.db не является обычным файлом"},
		"a directory for the key": {func(t *testing.T, dir string) string {
			remove(t, dir, "partnerapi.key")
			require.NoError(t, os.Mkdir(filepath.Join(dir, "partnerapi.key"), 0o755))
			return dir
		}, "%s/partnerapi.key is not a regular file", "%s/partnerapi.key не является обычным файлом"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := test.spoil(t, seedDirectory(t))
			for lang, want := range map[string]string{"C": test.english, "ru_RU.UTF-8": test.russian} {
				requireRefused(t, nil, lang, strings.ReplaceAll(want, "%s", dir), "serve", "--data", dir, "--listen", "127.0.0.1:0")
			}
		})
	}
}

// requireRefused runs a command in a language, as wrap changes it, and requires that it
// fails and says why.
func requireRefused(t *testing.T, wrap func(*exec.Cmd), lang, want string, args ...string) {
	t.Helper()
	cmd := exec.Command(proctest.Binary(t), args...)
	cmd.Env = append(os.Environ(), "LC_ALL="+lang)
	if wrap != nil {
		wrap(cmd)
	}
	out, err := cmd.CombinedOutput()
	require.ErrorAs(t, err, new(*exec.ExitError), "%v: %s", args, out)
	assert.Contains(t, string(out), want, "%v", args)
}

// nobodyID is a user who owns nothing.
const nobodyID = 65534

// readOnly makes a command run where a directory is mounted for reading alone.
func readOnly(dir string) func(*exec.Cmd) {
	return func(cmd *exec.Cmd) {
		proctest.InOwnMounts(cmd, "mount --bind "+dir+" "+dir+" && mount -o remount,bind,ro "+dir)
	}
}

// A directory that cannot be written to is refused in the operating system's words, in
// the operator's language.
func TestReadOnlyDirectory(t *testing.T) {
	dir := seedDirectory(t)
	for _, args := range [][]string{{"serve", "--data", dir}, {"serve", "--data", filepath.Join(dir, "new")}, {"check", "--data", dir}, {"partner", "list", "--data", dir}} {
		requireRefused(t, readOnly(dir), "C", "read-only file system", args...)
		requireRefused(t, readOnly(dir), "ru_RU.UTF-8", "файловая система доступна только для чтения", args...)
	}
}

// serve takes a directory by a link, one of another owner, one that is not there yet,
// and the root of a fresh file system; each time it comes up again on it.
func TestServeTakesDirectories(t *testing.T) {
	for name, make := range map[string]func(t *testing.T) string{
		"a link": func(t *testing.T) string {
			dir := seedDirectory(t)
			link := filepath.Join(filepath.Dir(dir), "link")
			require.NoError(t, os.Symlink(dir, link))
			return link
		},
		"a link for the database": func(t *testing.T) string {
			dir := seedDirectory(t)
			elsewhere := filepath.Join(t.TempDir(), "elsewhere.db")
			db := filepath.Join(dir, "partnerapi.db")
			require.NoError(t, os.Rename(db, elsewhere))
			require.NoError(t, os.Symlink(elsewhere, db))
			return dir
		},
		"another owner": func(t *testing.T) string {
			dir := seedDirectory(t)
			if os.Getuid() != 0 {
				return dir // one can give away nothing: it is one's own
			}
			require.NoError(t, filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
				return errors.Join(err, os.Chown(path, nobodyID, nobodyID))
			}))
			return dir
		},
		"missing": func(t *testing.T) string { return filepath.Join(t.TempDir(), "a", "b") },
		"a fresh mount": func(t *testing.T) string {
			dir := t.TempDir()
			require.NoError(t, os.Mkdir(filepath.Join(dir, "lost+found"), 0o700))
			return dir
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := make(t)
			for range 2 {
				require.NoError(t, proctest.Serve(t, []string{"--data", dir}, nil).Stop())
			}
			assert.Contains(t, proctest.Run(t, []string{"--data", dir}, "check"), "sound")
		})
	}
}
