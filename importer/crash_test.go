package importer

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/internal/proctest"
	"partnerapi/store"
)

// Killed in the middle, an import leaves a store that is sound and holds only
// whole transactions, and the same import completes it.
func TestKilled(t *testing.T) {
	enginetest.SQLiteOnly(t, "the write lock and the checks of a file")
	lines := append(sample(t), calls(t, 15*batchSize)...)
	file := filepath.Join(t.TempDir(), "registers.jsonl")
	require.NoError(t, os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600))
	all := lineCount(lines, "call")
	for _, c := range []struct {
		name, flag string
		underWay   func(d *data) bool
		left       []int // calls that may be left, besides any number where it is empty
	}{
		{"in short transactions", "--dry-run=false", func(d *data) bool { return len(d.query(`SELECT 1 FROM call LIMIT 1`)) > 0 }, nil},
		{"in one transaction", "--strict", func(d *data) bool { return holdsLock(t, d.Place.Store) }, []int{0, all}},
		{"in a rehearsal", "--dry-run", func(d *data) bool { return true }, []int{0}},
	} {
		st, err := store.Open(t.TempDir(), store.Options{Readers: 1})
		require.NoError(t, err)
		d := &data{t: t, Place: enginetest.Place{Store: st.Dir()}, Store: st}
		command := exec.Command(proctest.Binary(t), "import", "--data", d.Place.Store, file, c.flag)
		command.Stdout, command.Stderr = t.Output(), t.Output()
		require.NoError(t, command.Start())
		require.Eventually(t, func() bool { return c.underWay(d) }, time.Minute, time.Millisecond, c.name)
		require.NoError(t, command.Process.Kill())
		require.Error(t, command.Wait(), "%s: it was in the middle", c.name)

		assert.Equal(t, []string{"ok"}, d.query(`PRAGMA integrity_check`), c.name)
		assert.Empty(t, d.query(`PRAGMA foreign_key_check`), c.name)
		if count := len(d.query(`SELECT id FROM call`)); c.left != nil {
			assert.Contains(t, c.left, count, c.name)
		} else {
			assert.Less(t, count, all, c.name)
		}
		d.take(lines...)
		assert.Len(t, d.query(`SELECT id FROM call`), all, c.name)
		require.NoError(t, st.Close())
	}
}

// holdsLock says that a process has held the write lock for a while, as only a
// long transaction does.
func holdsLock(t *testing.T, dir string) bool {
	for range 10 {
		if !locked(t, filepath.Join(dir, "write.lock")) {
			return false
		}
		time.Sleep(5 * time.Millisecond)
	}
	return true
}

func lineCount(lines []string, kind string) (n int) {
	for _, line := range lines {
		if kindIn(line) == kind {
			n++
		}
	}
	return n
}
