package holding

import (
	"context"
	"time"
)

// Answer is what one answer holds. Begin begins it; only large ones need to say what
// they hold. A nil Answer holds without bound: that of an operator's command. It is
// not safe for concurrent use.
type Answer struct {
	pool   *Pool
	write  Cutter
	buffer int64 // what it holds besides, once it holds anything
	owner  int64
	turn   bool
	large  bool      // it has asked for room
	held   int64     // guarded by the pool's mutex, like what follows
	since  time.Time // when the write began that is under way
	slow   bool      // it was cut off
}

// Cutter ends the write to a client that is under way, from another goroutine.
type Cutter interface{ Cut() }

// Begin begins an answer, which must be ended. buffer is how many bytes the wire itself
// needs for a large one: they are taken with the first that the answer holds, so that
// it does not stop half made to wait for them.
func (p *Pool) Begin(a *Answer, write Cutter, buffer int64) {
	*a = Answer{pool: p, write: write, buffer: buffer}
}

// Own says whose answer it is, such as a partner's: owners are served in turns, and
// none takes all the room.
func (a *Answer) Own(owner int64) {
	if a.held == 0 {
		a.owner = owner
	}
}

type contextKey struct{}

// With returns a context in which a is the answer that is being made.
func With(ctx context.Context, a *Answer) context.Context {
	return context.WithValue(ctx, contextKey{}, a)
}

// Of returns the answer that is being made; nil when it holds without bound.
func Of(ctx context.Context) *Answer {
	a, _ := ctx.Value(contextKey{}).(*Answer)
	return a
}

// Holds reports whether the answer holds anything.
func (a *Answer) Holds() bool { return a != nil && a.held > 0 }

// TryHold counts n more bytes that the answer holds; false means that there is no
// room now, and counts none.
func (a *Answer) TryHold(n int64) bool {
	if a == nil {
		return true
	}
	a.large = true
	_, ok := a.pool.take(a, a.with(n), false)
	return ok
}

// with returns n bytes with the buffer, if that is not counted yet.
func (a *Answer) with(n int64) int64 {
	if a.held == 0 {
		n += a.buffer
	}
	return n
}

// Hold is TryHold that waits for room. The error is
// ErrBusy or the context's cause.
func (a *Answer) Hold(ctx context.Context, n int64) error {
	if a == nil {
		return nil
	}
	n = a.with(n)
	switch {
	case n == 0:
		return nil
	case a.held+n > a.pool.opts.Bytes/2:
		return ErrBusy // there will never be room
	}
	a.large = true
	w, _ := a.pool.take(a, n, true)
	if w == nil {
		return nil
	}
	turn := a.turn
	a.Rest() // who waits for room must not keep others from making it
	err := a.pool.await(ctx, w)
	if err == nil && turn {
		err = a.Turn(ctx)
	}
	return err
}

// Drop counts n bytes less.
func (a *Answer) Drop(n int64) {
	if a == nil || n == 0 {
		return
	}
	p := a.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	n = min(n, a.held)
	a.held -= n
	p.free += n
	if p.owners[a.owner] -= n; p.owners[a.owner] <= 0 {
		delete(p.owners, a.owner)
	}
	p.serve()
}

// Turn waits for a turn at making the answer, unless it has one: so many large
// answers are made at once that a small one never waits long for a processor.
func (a *Answer) Turn(ctx context.Context) error {
	if a == nil || a.turn {
		return nil
	}
	_, err := a.pool.turns.Take(ctx, a.owner)
	a.turn = err == nil
	return err
}

// Rest gives the turn back.
func (a *Answer) Rest() {
	if a != nil && a.turn {
		a.turn = false
		a.pool.turns.Put(struct{}{})
	}
}

// Write runs write, which sends a piece to the client; its turn is another's in the
// meantime. The deadline of the write must be set before. The error is write's, or
// ErrSlow.
func (a *Answer) Write(ctx context.Context, write func() error) error {
	if a == nil || a.held == 0 { // a small one
		return write()
	}
	p, turn := a.pool, a.turn
	a.Rest()
	p.mu.Lock()
	if a.slow {
		p.mu.Unlock()
		return ErrSlow
	}
	a.since = time.Now()
	p.writing[a] = struct{}{}
	p.resign(a)
	p.mu.Unlock()
	err := write()
	p.mu.Lock()
	delete(p.writing, a)
	p.mu.Unlock()
	if err == nil && turn {
		err = a.Turn(ctx)
	}
	return err
}

// End gives back all that the answer holds.
func (a *Answer) End() {
	if a.large || a.turn {
		a.Rest()
		a.Drop(a.held)
		a.pool.mu.Lock()
		defer a.pool.mu.Unlock()
		a.pool.resign(a)
	}
}
