// Package intake bounds what requests may hold in memory, from their first byte to
// the end of their answer: one budget for all, shares of it for callers whom nobody
// knows yet, and a number of requests under way for each address. It also reads the
// bodies of all interfaces.
package intake

import (
	"errors"
	"net/http"
	"net/netip"
	"sync/atomic"
)

// ErrBusy means that the budget, a share of it or an address's requests are used up.
// Who waits a little may succeed.
var ErrBusy = errors.New("too much is being read")

// Options of New; zero values mean the defaults named here.
type Options struct {
	// Budget is how many bytes all requests together may hold; default 128 MiB. An
	// address may hold half of it. Callers whom nobody knows yet may hold a quarter
	// with large requests and a quarter with small ones; of the large ones' quarter,
	// an address may hold half. Large headers that have not ended may take a quarter
	// more.
	Budget int64
	// InFlight is how many requests an address may have under way; default 512.
	InFlight int
}

// small is the most bytes that a small request holds.
const small = 16 << 10

// Intake is the budget of one process. New makes one.
type Intake struct {
	all, unknownSmall, unknownLarge share
	headers                         share // large ones that have not ended
	addresses                       addresses
}

// New makes an intake.
func New(o Options) *Intake {
	if o.Budget == 0 {
		o.Budget = 128 << 20
	}
	if o.InFlight == 0 {
		o.InFlight = 512
	}
	in := &Intake{addresses: addresses{inFlight: o.InFlight, held: o.Budget / 2, unknownLarge: o.Budget / 8}}
	in.all.limit = o.Budget
	in.unknownSmall.limit = o.Budget / 4
	in.unknownLarge.limit = o.Budget / 4
	in.headers.limit = o.Budget / 4
	return in
}

// Held returns how many bytes requests hold now.
func (in *Intake) Held() int64 { return in.all.used.Load() }

// Request is a request that is being read or answered. Begin begins it; its caller
// is unknown until Known. It is not safe for concurrent use.
type Request struct {
	in    *Intake
	from  *address // nil: not counted
	held  int64
	large bool // it has held more than a small one
	known bool
}

// Begin begins a request that counts for an address (remote.Proxies.Counted); for
// the zero Addr, a trusted proxy's that does not say for whom it asks, any number may
// be under way. The error is ErrBusy. End must be called whatever it is.
func (in *Intake) Begin(q *Request, r *http.Request, from netip.Addr) error {
	*q = Request{in: in}
	if from.IsValid() {
		if q.from = in.addresses.enter(from); q.from == nil {
			return ErrBusy
		}
	}
	n := len(r.RequestURI)
	for _, values := range r.Header {
		n += headerCost
		for _, value := range values {
			n += valueCost + len(value)
		}
	}
	return q.Hold(int64(n))
}

// What a header takes besides its values' bytes: for each name, and for each value,
// in a list that doubles as it grows.
const (
	headerCost = 128
	valueCost  = 32
)

// Known says that the caller has shown a valid credential: what the request holds no
// longer counts as an unknown caller's.
func (q *Request) Known() {
	if !q.known {
		for _, c := range q.unknown(0) {
			c.share.add(c.n)
		}
		q.known = true
	}
}

// Hold counts n more bytes that the request holds, or fewer when n is below zero. The
// error is ErrBusy: nothing was counted.
func (q *Request) Hold(n int64) error {
	changes := [5]change{{&q.in.all, n}, {q.from.all(), n}}
	if !q.known {
		unknown := q.unknown(q.held + n)
		copy(changes[2:], unknown[:])
	}
	for i, c := range changes {
		if c.share.add(c.n) {
			continue
		}
		for _, done := range changes[:i] {
			done.share.add(-done.n)
		}
		return ErrBusy
	}
	q.held += n
	q.large = q.large || q.held > small
	return nil
}

// End gives back what the request holds.
func (q *Request) End() {
	if q.in == nil {
		return
	}
	_ = q.Hold(-q.held) // giving back never fails
	if q.from != nil {
		q.in.addresses.leave(q.from)
	}
	q.in = nil
}

// unknown is what changes in the shares of unknown callers when the request holds a
// number of bytes. One that was large stays with the large ones.
func (q *Request) unknown(held int64) [3]change {
	switch {
	case q.large:
		return [3]change{{&q.in.unknownLarge, held - q.held}, {q.from.large(), held - q.held}}
	case held > small:
		return [3]change{{&q.in.unknownLarge, held}, {q.from.large(), held}, {&q.in.unknownSmall, -q.held}}
	}
	return [3]change{{&q.in.unknownSmall, held - q.held}}
}

type change struct {
	share *share
	n     int64
}

// share counts bytes up to a limit; nil counts none.
type share struct {
	used  atomic.Int64
	limit int64
}

// add takes n bytes; false means that there are not as many, and none was taken.
// Giving back, when n is below zero, never fails.
func (s *share) add(n int64) bool {
	if s == nil || n == 0 || s.used.Add(n) <= s.limit || n < 0 {
		return true
	}
	s.used.Add(-n)
	return false
}
