package importer

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/internal/proctest"
)

// bad are lines of which two are wrong, in their form and in what they refer to.
func bad(t *testing.T) []string {
	return append(sample(t), `{"kind":"region"}`, line(firstOf(t, "call"), map[string]any{"call_id": newID(), "client_id": newID()}), calls(t, 1)[0])
}

// A dry run reports what an import reports and keeps nothing; a strict import
// with one bad line says what is wrong with all of them and keeps nothing.
func TestNothingIsKept(t *testing.T) {
	for name, d := range map[string]*data{"new": newData(t), "filled": newSample(t)} {
		before, lines := d.hash(), bad(t)
		dry, problems := d.load(text(lines...), Options{DryRun: true})
		assert.Equal(t, before, d.hash(), name)
		strict, strictProblems := d.load(text(lines...), Options{Strict: true})
		assert.Equal(t, before, d.hash(), name)
		both, bothProblems := d.load(text(lines...), Options{Strict: true, DryRun: true})
		assert.Equal(t, before, d.hash(), name)
		assert.Empty(t, leftovers(t, d.Place.Store))

		real, realProblems := d.load(text(lines...), Options{})
		assert.Equal(t, real, dry)
		assert.Equal(t, real, both)
		assert.Equal(t, Report{Lines: real.Lines, Refused: 2}, strict, "strict takes nothing")
		assert.Equal(t, int64(len(lines)-2), real.Taken)
		assert.Len(t, realProblems, 4)
		for _, other := range [][]string{problems, strictProblems, bothProblems} {
			assert.Equal(t, realProblems, other)
		}
	}
}

// What a killed rehearsal has left behind goes with the next one.
func TestKilledCopyIsRemoved(t *testing.T) {
	enginetest.SQLiteOnly(t, "a rehearsal in a copy")
	d := newSample(t)
	require.NoError(t, os.Mkdir(filepath.Join(d.Place.Store, "copy"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(d.Place.Store, "copy", "partnerapi.db"), []byte("half a database"), 0o600))
	_, problems := d.load(text(sample(t)...), Options{DryRun: true})
	assert.Empty(t, problems)
	assert.Empty(t, leftovers(t, d.Place.Store))
}

// Strict and not, good lines make the same store.
func TestStrictTakesAll(t *testing.T) {
	want, d := newSample(t).content(), newData(t)
	lines := sample(t)
	report, problems := d.load(text(lines...), Options{Strict: true})
	require.Empty(t, problems)
	assert.Equal(t, Report{Lines: int64(len(lines)), Taken: int64(len(lines))}, report)
	assert.Equal(t, want, d.content())
	before := d.hash()
	d.load(text(lines...), Options{Strict: true})
	assert.Equal(t, before, d.hash())
}

// What changed between the rehearsal and the merge spoils the merge, whole.
func TestStrictIsSpoiled(t *testing.T) {
	enginetest.SQLiteOnly(t, "a rehearsal before the transaction that keeps")
	d := newSample(t)
	client := firstOf(t, "client")
	rival, err := Import(t.Context(), d.Store, cheap(t), text(line(client, map[string]any{"number": 7000})), Options{})
	require.NoError(t, err)
	require.Equal(t, int64(1), rival.Taken)
	lines := []string{calls(t, 1)[0], line(other(t, client, "client_id"), map[string]any{"number": 8000})}
	var before string
	report, problems := d.load(text(lines...), Options{Strict: true, Progress: func(p Progress) {
		if p.Stage == Rehearsing && p.Done == p.Total {
			_, err := Import(t.Context(), d.Store, cheap(t), text(line(client, map[string]any{"number": 8000})), Options{})
			require.NoError(t, err)
			before = d.hash()
		}
	}})
	assert.Equal(t, []string{"line 2: client.number: 8000 is another row's"}, problems)
	assert.Equal(t, Report{Lines: 2, Refused: 1}, report)
	assert.Equal(t, before, d.hash())
}

// Stopped in the middle of its one transaction, a strict import has taken nothing.
func TestStrictStopped(t *testing.T) {
	d := newSample(t)
	before := d.content()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	report, err := Import(ctx, d.Store, cheap(t), text(calls(t, 3*batchSize)...), Options{Strict: true, Progress: func(p Progress) {
		if p.Stage == Taking {
			cancel()
		}
	}})
	require.ErrorIs(t, err, context.Canceled)
	assert.Zero(t, report.Taken)
	assert.Equal(t, before, d.content())
}

// While a strict import is in its transaction, another process that wants to
// write waits, and succeeds when it ends.
func TestAnotherProcessWaitsForStrict(t *testing.T) {
	enginetest.SQLiteOnly(t, "a lock of files")
	d := newSample(t)
	partner := idOf(t, firstOf(t, "partner"), "partner_id")
	binary := proctest.Binary(t)
	var command *exec.Cmd
	report, problems := d.load(text(calls(t, 3*batchSize)...), Options{Strict: true, Progress: func(p Progress) {
		if p.Stage != Taking || command != nil {
			return
		}
		command = exec.Command(binary, "partner", "disable", partner, "--data", d.Place.Store)
		command.Stderr = t.Output()
		require.NoError(t, command.Start())
		require.Eventually(t, func() bool { return standsInLine(t, d.Place.Store) }, time.Minute, time.Millisecond)
		assert.Equal(t, []string{"0"}, d.query(`SELECT disabled FROM partner WHERE partner_id = ?1`, partner))
	}})
	require.Empty(t, problems)
	require.Equal(t, report.Lines, report.Taken)
	require.NotNil(t, command)
	require.NoError(t, command.Wait())
	assert.Equal(t, []string{"1"}, d.query(`SELECT disabled FROM partner WHERE partner_id = ?1`, partner))
}

// standsInLine says that a process waits for the write lock.
func standsInLine(t *testing.T, dir string) bool {
	return locked(t, filepath.Join(dir, "write.lock.next"))
}

func locked(t *testing.T, file string) bool {
	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		require.ErrorIs(t, err, syscall.EWOULDBLOCK)
		return true
	}
	return false
}

// An import that is not strict lets other processes write between its
// transactions.
func TestAnotherProcessWritesMeanwhile(t *testing.T) {
	enginetest.SQLiteOnly(t, "the command is given a directory")
	d := newSample(t)
	partner := idOf(t, firstOf(t, "partner"), "partner_id")
	others := 0
	report, problems := d.load(text(calls(t, 3*batchSize)...), Options{Progress: func(p Progress) {
		if p.Stage == Taking && p.Done < p.Total && others == 0 {
			others++
			proctest.Run(t, []string{"--data", d.Place.Store}, "partner", "disable", partner)
		}
	}})
	require.Empty(t, problems)
	require.Equal(t, report.Lines, report.Taken)
	require.Equal(t, 1, others)
	assert.Equal(t, []string{"1"}, d.query(`SELECT disabled FROM partner WHERE partner_id = ?1`, partner))
}
