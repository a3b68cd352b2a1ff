package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"partnerapi/store"
)

// integrity checks the database in the background after a server that was not
// stopped in order. A file in the data directory tells: it is made at the start
// and removed by an orderly stop, unless a check has not ended well by then.
type integrity struct {
	file    string
	log     *slog.Logger
	examine examine
	damaged atomic.Bool
	cancel  context.CancelFunc
	done    chan struct{}
}

// examine is store.Check, but for tests that hold it up.
type examine func(ctx context.Context, dir string, full bool) (problems []string, err error)

// watchIntegrity marks the directory as one with a running server, and begins the
// check when the last one left its mark. It does not wait for the check.
func watchIntegrity(dir string, log *slog.Logger, examine examine) (*integrity, error) {
	i := &integrity{file: filepath.Join(dir, store.RunningFile), log: log, examine: examine, done: make(chan struct{})}
	_, err := os.Stat(i.file)
	unclean := err == nil
	if !unclean {
		if err := makeDurable(i.file); err != nil {
			return nil, fmt.Errorf("data directory: %w", err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	i.cancel = cancel
	if !unclean {
		close(i.done)
		return i, nil
	}
	log.Warn("the last server on this directory was not stopped in order: checking the database")
	go func() {
		defer close(i.done)
		i.check(ctx, dir)
	}()
	return i, nil
}

func (i *integrity) check(ctx context.Context, dir string) {
	problems, err := i.examine(ctx, dir, false)
	switch {
	case ctx.Err() != nil:
		return // the next start checks again
	case err != nil:
		i.log.Error("the database could not be checked", "error", err)
	case len(problems) > 0:
		i.log.Error("the database is damaged: stop the server and restore the backup", "problems", len(problems), "first", strings.TrimSpace(problems[0]))
	default:
		i.log.Info("the database is sound")
		return
	}
	i.damaged.Store(true)
}

// checking reports whether the check still runs.
func (i *integrity) checking() bool {
	select {
	case <-i.done:
		return false
	default:
		return true
	}
}

// stop ends the check. The mark goes only when the database is known to be sound,
// so that the next start checks it otherwise.
func (i *integrity) stop() error {
	unfinished := i.checking()
	i.cancel()
	<-i.done
	if unfinished || i.damaged.Load() {
		return nil
	}
	return os.Remove(i.file)
}

// makeDurable makes an empty file that a power loss does not take away.
func makeDurable(file string) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(file))
	if err != nil {
		return errors.Join(err, f.Close())
	}
	return errors.Join(dir.Sync(), dir.Close(), f.Close())
}
