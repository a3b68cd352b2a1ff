//go:build linux || darwin

// Package filelock excludes processes from each other with flock(2) on a file.
// The kernel lets go of a lock when its process dies, however it dies, so there
// is nothing stale to clean up; lock files stay and are never removed (removing
// one would let two processes hold "the" lock on two files of one name).
package filelock

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
)

// ErrLocked is what TryLock answers while another process, or another Lock of
// this one, holds the lock.
var ErrLocked = errors.New("locked by another process")

// Lock is one contender for the lock of a path. It is safe for concurrent use:
// goroutines exclude each other too.
//
// flock alone is unfair: who releases a lock and takes it again at once wins over
// the one it has just woken, so a busy server would starve an import. Therefore
// waiting is done in two steps, on two files: whoever wants the lock first takes
// the place next in line (path + ".next"), keeps it while waiting for the lock
// itself, and gives it up once it has that. The releaser cannot overtake: the
// place next in line is taken.
type Lock struct {
	held, next *os.File
	// turn is taken by the goroutine that holds the lock or waits for it:
	// flock belongs to the open file, not to a goroutine.
	turn chan struct{}
}

// Open prepares the lock of path, creating its files (mode 0600) where missing.
// It locks nothing yet.
func Open(path string) (*Lock, error) {
	held, err := open(path)
	if err != nil {
		return nil, err
	}
	next, err := open(path + ".next")
	if err != nil {
		return nil, errors.Join(err, held.Close())
	}
	return &Lock{held: held, next: next, turn: make(chan struct{}, 1)}, nil
}

func open(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock file: %w", err)
	}
	return f, nil
}

// TryLock takes the lock, or returns ErrLocked at once. It does not stand in
// line: it is for locks that are kept as long as the process lives.
func (l *Lock) TryLock() error {
	select {
	case l.turn <- struct{}{}:
	default:
		return fmt.Errorf("%s: %w", l.held.Name(), ErrLocked)
	}
	err := flock(l.held, syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return nil
	}
	<-l.turn
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return fmt.Errorf("%s: %w", l.held.Name(), ErrLocked)
	}
	return err
}

// Lock waits until it has the lock or ctx ends; then the error is ctx's.
func (l *Lock) Lock(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case l.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	inLine, err := l.lockNow()
	if !errors.Is(err, syscall.EWOULDBLOCK) {
		return l.endTurnOn(err)
	}
	locked := make(chan error)
	go func() {
		err := l.lockWaiting(inLine)
		select {
		case locked <- err:
		case <-ctx.Done():
			// A waiting flock cannot be called off, so one that nobody wants
			// any more ends here. Until then it keeps the turn, so that there
			// is never more than one.
			if err != nil {
				<-l.turn
			} else {
				_ = l.Unlock() // fails only for a closed Lock, which is unlocked
			}
		}
	}()
	select {
	case err := <-locked:
		return l.endTurnOn(err)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// endTurnOn ends the turn when there is an error, and answers it.
func (l *Lock) endTurnOn(err error) error {
	if err != nil {
		<-l.turn
	}
	return err
}

// lockNow takes the lock when nobody has it and nobody is next: the usual case,
// without a goroutine. EWOULDBLOCK says that it has to be waited for, inLine that
// the place next in line is ours already; given back, it would let the holder
// overtake.
func (l *Lock) lockNow() (inLine bool, err error) {
	if err := flock(l.next, syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return false, err
	}
	err = flock(l.held, syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return true, err
	}
	return false, errors.Join(err, flock(l.next, syscall.LOCK_UN))
}

func (l *Lock) lockWaiting(inLine bool) error {
	if !inLine {
		if err := flock(l.next, syscall.LOCK_EX); err != nil {
			return err
		}
	}
	err := flock(l.held, syscall.LOCK_EX)
	return errors.Join(err, flock(l.next, syscall.LOCK_UN))
}

// Unlock lets the next one have the lock. Call it only while holding it.
func (l *Lock) Unlock() error {
	err := flock(l.held, syscall.LOCK_UN)
	<-l.turn
	return err
}

// Close gives everything back, a held lock too. Nobody may be waiting in Lock.
func (l *Lock) Close() error { return errors.Join(l.held.Close(), l.next.Close()) }

// flock calls flock(2) again when a signal interrupts it. A blocking call takes
// an operating system thread, no processor.
func flock(f *os.File, how int) error {
	conn, err := f.SyscallConn()
	if err != nil {
		return fmt.Errorf("lock file: %w", err)
	}
	var failure error
	err = conn.Control(func(fd uintptr) {
		for {
			if failure = syscall.Flock(int(fd), how); failure != syscall.EINTR {
				return
			}
		}
	})
	if failure != nil {
		err = failure
	}
	if err != nil {
		return fmt.Errorf("lock file %s: %w", f.Name(), err)
	}
	return nil
}
