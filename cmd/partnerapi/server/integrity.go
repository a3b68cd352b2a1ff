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

// integrity checks the database in the background, if the server before was not stopped in
// order. A file in the data directory shows that: it is made at the start, and removed by an
// orderly stop unless the check has not succeeded by then.
type integrity struct {
	file    string
	log     *slog.Logger
	examine examine
	damaged atomic.Bool
	cancel  context.CancelFunc
	done    chan struct{}
}

// examine is store.Check, or a test's function that waits.
type examine func(ctx context.Context, dir string, full bool) (problems []string, err error)

// watchIntegrity makes the file of a running server, and starts the check if the server
// before has left it. It does not wait for the check.
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

// stop ends the check. It removes the file only if the database is known to be sound;
// otherwise the next start checks it.
func (i *integrity) stop() error {
	unfinished := i.checking()
	i.cancel()
	<-i.done
	if unfinished || i.damaged.Load() {
		return nil
	}
	return os.Remove(i.file)
}

// makeDurable makes an empty file that survives a power failure.
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
