//go:build linux || darwin

package filelock

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func openLock(t *testing.T, path string) *Lock {
	l, err := Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, l.Close()) })
	return l
}

func TestASecondProcessIsRefusedUntilTheFirstDies(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	holder := startChild(t, "hold", path)
	holder.expect(t, "held")
	l := openLock(t, path)
	err := l.TryLock()
	require.ErrorIs(t, err, ErrLocked)
	require.ErrorContains(t, err, path)

	require.NoError(t, holder.cmd.Process.Signal(syscall.SIGKILL))
	holder.wait()
	require.NoError(t, l.TryLock(), "the kernel let go")
	require.ErrorIs(t, l.TryLock(), ErrLocked, "not twice in one process either")
	require.NoError(t, l.Unlock())
	require.NoError(t, l.TryLock())
}

func TestWaitingEndsWhenTheHolderDies(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	holder := startChild(t, "hold", path)
	holder.expect(t, "held")
	l := openLock(t, path)
	got := make(chan error)
	go func() { got <- l.Lock(t.Context()) }()
	waitForNextInLine(t, path)
	require.NoError(t, holder.cmd.Process.Signal(syscall.SIGKILL))
	holder.wait()
	require.NoError(t, <-got)
}

// The one who waits comes next, even when the holder takes the lock again at
// once. With flock alone the holder would win nearly always.
func TestTheHolderCannotOvertakeTheOneWhoWaits(t *testing.T) {
	dir := t.TempDir()
	path, marks := filepath.Join(dir, "lock"), filepath.Join(dir, "marks")
	l := openLock(t, path)
	waiter := startChild(t, "mark", path, marks)
	require.NoError(t, l.Lock(t.Context()))
	for n := 1; n <= 100; n++ {
		waiter.say(t, "go")
		waitForNextInLine(t, path)
		require.NoError(t, l.Unlock())
		require.NoError(t, l.Lock(t.Context()))
		content, err := os.ReadFile(marks)
		require.NoError(t, err, "round %d: the waiter was overtaken", n)
		require.Len(t, content, n, "round %d: the waiter was overtaken", n)
		waiter.expect(t, "done")
	}
}

// waitForNextInLine returns when somebody waits for the lock of path.
func waitForNextInLine(t *testing.T, path string) {
	next, err := open(path + ".next")
	require.NoError(t, err)
	defer next.Close()
	require.Eventually(t, func() bool {
		err := flock(next, syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			require.NoError(t, flock(next, syscall.LOCK_UN))
		}
		return errors.Is(err, syscall.EWOULDBLOCK)
	}, time.Minute, 200*time.Microsecond)
}

func TestProcessesAndGoroutinesExcludeEachOther(t *testing.T) {
	dir := t.TempDir()
	path, number := filepath.Join(dir, "lock"), filepath.Join(dir, "number")
	require.NoError(t, os.WriteFile(number, []byte("0"), 0o600))
	const each = 200
	var children []*child
	for range 3 {
		children = append(children, startChild(t, "count", path, number, strconv.Itoa(each)))
	}
	l := openLock(t, path)
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() { assert.NoError(t, count(l, number, each)) })
	}
	group.Wait()
	for _, c := range children {
		c.expect(t, "counted")
	}
	content, err := os.ReadFile(number)
	require.NoError(t, err)
	require.Equal(t, strconv.Itoa(6*each), string(content), "no increment got lost")
}

// count adds 1 to the number in a file, so often, each time under the lock.
func count(l *Lock, file string, times int) error {
	for range times {
		if err := l.Lock(context.Background()); err != nil {
			return err
		}
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		n, err := strconv.Atoi(strings.TrimSpace(string(content)))
		if err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(strconv.Itoa(n+1)), 0o600); err != nil {
			return err
		}
		if err := l.Unlock(); err != nil {
			return err
		}
	}
	return nil
}

func TestWaitingEndsWithTheContextAndLeavesNothingLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	holder, impatient, third := openLock(t, path), openLock(t, path), openLock(t, path)
	require.NoError(t, holder.Lock(t.Context()))

	ctx, cancel := context.WithCancel(t.Context())
	got := make(chan error)
	go func() { got <- impatient.Lock(ctx) }()
	waitForNextInLine(t, path)
	cancel()
	require.ErrorIs(t, <-got, context.Canceled)
	require.ErrorIs(t, impatient.Lock(ctx), context.Canceled, "not even tried")
	require.ErrorIs(t, impatient.TryLock(), ErrLocked)

	// One more wait of the same Lock, called off before its turn.
	ctx, cancel = context.WithCancel(t.Context())
	go func() { got <- impatient.Lock(ctx) }()
	cancel()
	require.ErrorIs(t, <-got, context.Canceled)

	require.NoError(t, holder.Unlock())
	require.NoError(t, third.Lock(t.Context()), "the wait that was called off let go")
	require.NoError(t, third.Unlock())
	require.NoError(t, impatient.Lock(t.Context()), "and its Lock works on")
	require.NoError(t, impatient.Unlock())
}

func TestOpenSaysWhatFails(t *testing.T) {
	_, err := Open(filepath.Join(t.TempDir(), "missing", "lock"))
	require.ErrorIs(t, err, os.ErrNotExist)
	require.ErrorContains(t, err, "lock file")

	l, err := Open(filepath.Join(t.TempDir(), "lock"))
	require.NoError(t, err)
	require.NoError(t, l.Close())
	require.ErrorContains(t, l.TryLock(), "closed")
	require.ErrorContains(t, l.Lock(t.Context()), "closed")
	require.ErrorContains(t, l.Lock(t.Context()), "closed", "a failure ends the turn")
}
