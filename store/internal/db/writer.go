package db

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"partnerapi/internal/budget/fair"
	"partnerapi/internal/filelock"
)

// maxBatch is how many calls may share a transaction, and so one sync of the disk.
const maxBatch = 256

// errNeighbours says that a batch was lost for the sake of another call in it.
var errNeighbours = errors.New("the shared transaction was rolled back")

// errExited says that a call ended its goroutine with runtime.Goexit.
var errExited = errors.New("the call ended its goroutine")

// writer is the one goroutine that writes. Calls that wait share a transaction
// (group commit), each within a savepoint of its own, and each is answered only
// after the commit, refusals too: a refusal may rest on a neighbour's row.
type writer struct {
	c       *Conn
	lock    *filelock.Lock
	now     func() time.Time
	batched func(calls int, err error) // is told of every transaction
	stopped chan struct{}

	mu     sync.Mutex
	queue  fair.Queue[Asker, *job]
	wake   *sync.Cond // there is something in the queue, or it is closed
	closed bool
}

type job struct {
	ctx    context.Context
	fn     func(tx *Tx) error
	err    error
	exited bool // fn called runtime.Goexit, as a test's FailNow does
	done   chan struct{}
}

// undoInMemory keeps what savepoints may have to undo in memory: more than 64 KiB,
// which create.customers has, SQLite would write to a file that it makes anew for
// each transaction. No crash needs it. Migrations do without: they may sort more
// than the memory holds.
const undoInMemory = `PRAGMA temp_store = MEMORY`

func startWriter(c *Conn, lock *filelock.Lock, opts Options) *writer {
	w := &writer{c: c, lock: lock, now: opts.Now, batched: opts.Batch, stopped: make(chan struct{})}
	w.wake = sync.NewCond(&w.mu)
	go w.run()
	return w
}

// do is DB.Write of SQLite: a call may run again if the transaction that it shared was
// lost.
func (w *writer) do(ctx context.Context, by Asker, fn func(tx *Tx) error) error {
	j := &job{ctx: ctx, fn: fn, done: make(chan struct{})}
	if err := w.enqueue(by, j); err != nil {
		return err
	}
	select {
	case <-j.done:
	case <-ctx.Done():
		if w.leave(by, j) {
			return context.Cause(ctx)
		}
		<-j.done
	}
	if j.exited {
		runtime.Goexit()
	}
	return unavailable(j.err)
}

func (w *writer) enqueue(by Asker, j *job) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return fmt.Errorf("%w: closing", ErrUnavailable)
	}
	w.queue.Push(by, j)
	w.wake.Signal()
	return nil
}

// leave takes out a job whose caller has left; false means that it has begun.
func (w *writer) leave(by Asker, j *job) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.queue.Remove(by, func(other *job) bool { return other == j })
}

// waiting is how many jobs wait for a transaction.
func (w *writer) waiting() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.queue.Len()
}

// stop lets what is queued end and closes the connection.
func (w *writer) stop() error {
	w.mu.Lock()
	w.closed = true
	w.wake.Signal()
	w.mu.Unlock()
	<-w.stopped
	return errors.Join(w.c.engine.close(), w.lock.Close())
}

func (w *writer) run() {
	defer close(w.stopped)
	for jobs := w.collect(); len(jobs) > 0; jobs = w.collect() {
		w.batch(jobs)
	}
}

// collect waits for jobs and takes those of the next transaction; none are left
// once the writer is stopped.
func (w *writer) collect() []*job {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.queue.Len() == 0 && !w.closed {
		w.wake.Wait()
	}
	jobs := make([]*job, 0, min(w.queue.Len(), maxBatch))
	for len(jobs) < cap(jobs) {
		j, _ := w.queue.Pop()
		jobs = append(jobs, j)
	}
	return jobs
}

// batch runs the jobs in one transaction; if that is lost, each alone.
func (w *writer) batch(jobs []*job) {
	live := jobs[:0]
	for _, j := range jobs {
		if j.err = context.Cause(j.ctx); j.err != nil {
			close(j.done) // the caller left before it began
			continue
		}
		live = append(live, j)
	}
	if len(live) == 0 {
		return
	}
	if err := w.transaction(live); err != nil {
		w.eachAlone(live, err)
	}
	for _, j := range live {
		close(j.done)
	}
}

// eachAlone gives each call of a lost transaction one of its own.
func (w *writer) eachAlone(jobs []*job, lost error) {
	for _, j := range jobs {
		if j.exited {
			continue // it has run
		}
		if len(jobs) > 1 {
			j.err = nil
			lost = w.transaction([]*job{j})
		}
		if j.err == nil {
			j.err = lost
		}
	}
}

// transaction runs the jobs in a transaction and a goroutine of its own, so that
// a job which ends its goroutine does not end the writer. An error means that
// nothing was kept; the jobs' own errors say which of them were refused.
func (w *writer) transaction(jobs []*job) error {
	err := errExited
	done := make(chan struct{})
	go func() {
		defer close(done)
		err = w.transact(jobs)
	}()
	<-done
	w.batched(len(jobs), err)
	return err
}

// transact runs the jobs between BEGIN and COMMIT. What it defers also holds when
// a job ends the goroutine.
func (w *writer) transact(jobs []*job) (err error) {
	if err := w.lock.Lock(context.Background()); err != nil {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	defer func() { err = errors.Join(err, w.lock.Unlock()) }()
	if _, err := w.c.Exec(`BEGIN IMMEDIATE`); err != nil {
		return err
	}
	defer func() {
		if w.c.engine.inTransaction() {
			_, rollback := w.c.Exec(`ROLLBACK`)
			err = errors.Join(err, rollback)
		}
	}()
	ids := &counterTable{c: w.c}
	for _, j := range jobs {
		if j.err = w.savepoint(j, ids); errors.Is(j.err, errNeighbours) {
			return j.err
		}
	}
	if err := ids.save(); err != nil {
		return err
	}
	_, err = w.c.Exec(`COMMIT`)
	return err
}

// savepoint runs one job so that its failure leaves its neighbours alone.
func (w *writer) savepoint(j *job, ids *counterTable) error {
	if _, err := w.c.Exec(`SAVEPOINT call`); err != nil {
		return fmt.Errorf("%w: %w", errNeighbours, err)
	}
	err := j.run(&Tx{Conn: w.c, Now: w.now(), Counters: ids})
	if err == nil {
		if _, err := w.c.Exec(`RELEASE call`); err != nil {
			return fmt.Errorf("%w: %w", errNeighbours, err)
		}
		return nil
	}
	// A full disk and its like take the whole transaction away: the next
	// statement would then commit by itself.
	if !w.c.engine.inTransaction() {
		return fmt.Errorf("%w: %w", errNeighbours, err)
	}
	for _, text := range []string{`ROLLBACK TO call`, `RELEASE call`} {
		if _, failed := w.c.Exec(text); failed != nil {
			return fmt.Errorf("%w: %w: %w", errNeighbours, failed, err)
		}
	}
	return err
}

// run turns a panic into an error, so that one call's mistake does not take the
// program down, and notes a Goexit, which cannot be stopped.
func (j *job) run(tx *Tx) (err error) {
	j.exited = true
	defer func() {
		if p := recover(); p != nil {
			j.exited = false
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	err = j.fn(tx)
	j.exited = false
	return err
}
