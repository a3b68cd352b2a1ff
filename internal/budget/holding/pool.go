// Package holding bounds what large answers hold in memory while they are made and
// until their clients have taken them, and lets partners take turns at making them.
package holding

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"

	"partnerapi/internal/budget/fair"
)

// Errors of an answer.
var (
	// ErrBusy means that there was no room for the answer in all the time that it may
	// wait. Who waits a little may succeed.
	ErrBusy = errors.New("too much is being answered")
	// ErrSlow means that the client took too long over a piece of its answer while
	// others had no room for theirs.
	ErrSlow = errors.New("the client reads too slowly")
)

// LeastCounted is the size, in bytes, from which an answer's memory is charged to the
// budget: smaller ones are not worth the count.
const LeastCounted = 64 << 10

// Options of New; zero values mean the defaults named here.
type Options struct {
	// Bytes is how much all answers together may hold; default 256 MiB. One owner's
	// may hold half of it. Answers that hold nothing yet leave a quarter, of the whole
	// and of their owner's half, to those that grow.
	Bytes int64
	// Wait is how long an answer waits for room; default 10 seconds.
	Wait time.Duration
	// Stall is how long a client may take for a piece of its answer while others wait
	// for room; default 2 seconds. The client that has not moved for longest makes room
	// first.
	Stall time.Duration
	// Turns is how many answers are made at once; default one more than the processors.
	Turns int
}

// Pool is what all answers of a process may hold. New makes one.
type Pool struct {
	opts  Options
	turns fair.Stack[int64, struct{}]

	mu       sync.Mutex
	free     int64
	owners   map[int64]int64            // what each holds
	stuck    map[int64]int64            // what each owner's growing answers hold
	growing  fair.Queue[int64, *waiter] // answers that hold something
	starting fair.Queue[int64, *waiter] // those that do not
	writing  map[*Answer]struct{}       // whose clients are being waited for
	leader   *Answer                    // may grow beyond what there is
}

// waiter is an answer that waits for n bytes.
type waiter struct {
	answer *Answer
	n      int64
	served chan struct{}
}

// New makes a pool.
func New(o Options) *Pool {
	if o.Bytes == 0 {
		o.Bytes = 256 << 20
	}
	if o.Wait == 0 {
		o.Wait = 10 * time.Second
	}
	if o.Stall == 0 {
		o.Stall = 2 * time.Second
	}
	if o.Turns == 0 {
		o.Turns = runtime.GOMAXPROCS(0) + 1
	}
	p := &Pool{opts: o, free: o.Bytes, owners: map[int64]int64{}, stuck: map[int64]int64{}, writing: map[*Answer]struct{}{}}
	for range o.Turns {
		p.turns.Put(struct{}{})
	}
	return p
}

// Held returns how many bytes answers hold now.
func (p *Pool) Held() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.opts.Bytes - p.free
}

// Waiting returns how many answers wait for room.
func (p *Pool) Waiting() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.growing.Len() + p.starting.Len()
}

// fits reports whether there is room for w now.
func (p *Pool) fits(w *waiter) bool {
	if w.answer == p.leader {
		return p.fitsLeader(w)
	}
	left := p.free - w.n
	if w.answer.held == 0 {
		left -= p.opts.Bytes / 4
		if p.owners[w.answer.owner] > 0 && p.owners[w.answer.owner]+w.n > p.opts.Bytes/2/4*3 {
			return false
		}
	}
	return left >= 0 && p.withinShare(w)
}

// fitsLeader reports whether there is room for w as the leader, who may go beyond what
// there is by half.
func (p *Pool) fitsLeader(w *waiter) bool { return p.free-w.n >= -p.opts.Bytes/2 }

// mayLead reports whether w is to be the leader. When all that an owner holds is held by
// answers that wait for more, none of them would ever end: so one at a time goes on. As
// long as another is being made or sent there will be room without that.
func (p *Pool) mayLead(w *waiter) bool {
	owner := w.answer.owner
	return p.stuck[owner] == p.owners[owner] && p.fitsLeader(w)
}

// withinShare reports whether an owner would hold no more than it may.
func (p *Pool) withinShare(w *waiter) bool { return p.owners[w.answer.owner]+w.n <= p.opts.Bytes/2 }

func (p *Pool) grant(w *waiter) {
	p.free -= w.n
	p.owners[w.answer.owner] += w.n
	w.answer.held += w.n
}

// serve gives what is free to those whose turn it is.
func (p *Pool) serve() {
	for _, queue := range []*fair.Queue[int64, *waiter]{&p.growing, &p.starting} {
		for w, ok := queue.PopFit(p.fits); ok; w, ok = queue.PopFit(p.fits) {
			p.end(w)
		}
	}
	if p.leader != nil {
		return
	}
	if w, ok := p.growing.PopFit(p.mayLead); ok {
		p.leader = w.answer
		p.end(w)
	}
}

// end gives w, who is out of its queue, what it has waited for.
func (p *Pool) end(w *waiter) {
	p.addStuck(w, -w.answer.held)
	p.grant(w)
	close(w.served)
}

// addStuck counts what a waiter's answer holds while it waits.
func (p *Pool) addStuck(w *waiter, n int64) {
	owner := w.answer.owner
	if p.stuck[owner] += n; p.stuck[owner] == 0 {
		delete(p.stuck, owner)
	}
}

// resign lets another answer lead.
func (p *Pool) resign(a *Answer) {
	if p.leader == a {
		p.leader = nil
		p.serve()
	}
}

// take takes n bytes for an answer if there is room; otherwise, when queued is asked
// for, it returns who waits.
func (p *Pool) take(a *Answer, n int64, queued bool) (*waiter, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w := &waiter{answer: a, n: n}
	if (p.growing.Len()+p.starting.Len() == 0 || a == p.leader) && p.fits(w) {
		p.grant(w)
		return nil, true
	}
	if !queued {
		return nil, false
	}
	w.served = make(chan struct{})
	p.queue(w).Push(a.owner, w)
	p.addStuck(w, a.held)
	p.serve()
	return w, true
}

// queue is where w waits; who waits holds what it held when it came.
func (p *Pool) queue(w *waiter) *fair.Queue[int64, *waiter] {
	if w.answer.held > 0 {
		return &p.growing
	}
	return &p.starting
}

// await waits until w is served.
func (p *Pool) await(ctx context.Context, w *waiter) error {
	end := time.NewTimer(p.opts.Wait)
	defer end.Stop()
	look := time.NewTicker(max(p.opts.Stall/8, time.Millisecond))
	defer look.Stop()
	for {
		select {
		case <-w.served:
			return nil
		case <-look.C:
			p.cutSlowest(w)
		case <-end.C:
			return p.leave(w, ErrBusy)
		case <-ctx.Done():
			return p.leave(w, context.Cause(ctx))
		}
	}
}

// leave takes w out of its queue, unless it was served just now.
func (p *Pool) leave(w *waiter, err error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.queue(w).Remove(w.answer.owner, func(other *waiter) bool { return other == w }) {
		p.addStuck(w, -w.answer.held)
		p.serve()
		return err
	}
	<-w.served
	return nil
}

// cutSlowest makes room for w: it cuts off the client that has taken longest over a
// piece, and too long. One who waits for its own share alone does so at the cost of
// its own.
func (p *Pool) cutSlowest(w *waiter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var slowest *Answer
	for a := range p.writing {
		mine := a.owner == w.answer.owner || p.withinShare(w)
		if mine && !a.slow && (slowest == nil || a.since.Before(slowest.since)) {
			slowest = a
		}
	}
	if slowest != nil && time.Since(slowest.since) >= p.opts.Stall {
		slowest.slow = true
		slowest.write.Cut()
	}
}
