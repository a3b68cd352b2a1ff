package auth

import (
	"net/netip"
	"sync"
	"time"
)

// The rule of jsonrpc/README.md (Tokens, sessions, points), which holds for every interface:
// after so many failures within that time, attempts are refused unchecked for a minute.
const (
	mostFailures  = 10
	failuresCount = 10 * time.Minute
	refusedFor    = time.Minute
)

// attempt is by what failures are counted: login and address. It is never the login alone,
// because anybody could then lock an integration out. Keys and tokens are counted by address,
// with login "". Without an address nothing is counted.
type attempt struct {
	login   string
	network netip.Addr
}

func (a attempt) counted() bool { return a.network.IsValid() }

// failures remembers the failures of attempts.
type failures struct {
	mu sync.Mutex
	of bounded[attempt, *failed]
}

type failed struct {
	times   []time.Time // at most mostFailures, the latest last
	pending int         // checks that are under way
	refused time.Time   // until then nothing is checked
}

// begin counts a check before it is made, so that many at once do not exceed the limit. It
// reports whether the check may be made; if so, settle must be called after it.
func (f *failures) begin(who attempt, now time.Time) bool {
	if !who.counted() {
		return true
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	known := f.entry(who)
	if now.Before(known.refused) || known.recent(now)+known.pending >= mostFailures {
		return false
	}
	known.pending++
	return true
}

// settle ends a check that has begun. A failure is counted; a success clears the failures
// before it; a check without a result does neither.
func (f *failures) settle(who attempt, now time.Time, result result) {
	if !who.counted() {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	known := f.entry(who)
	known.pending = max(0, known.pending-1) // 0: it was forgotten in between
	switch result {
	case wrong:
		known.add(now)
	case right:
		known.times, known.refused = nil, time.Time{}
	}
}

// result is how a check ended.
type result int

const (
	unfinished result = iota
	right
	wrong
)

// add counts a failure that needed no check.
func (f *failures) add(who attempt, now time.Time) {
	if !who.counted() {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.entry(who).add(now)
}

func (f *failures) entry(who attempt) *failed {
	known, ok := f.of.get(who)
	if !ok {
		known = new(failed)
		f.of.put(who, known)
	}
	return known
}

func (f *failed) add(now time.Time) {
	if now.Before(f.refused) {
		return
	}
	if len(f.times) == mostFailures {
		f.times = append(f.times[:0], f.times[1:]...)
	}
	f.times = append(f.times, now)
	if len(f.times) == mostFailures && now.Sub(f.times[0]) < failuresCount {
		f.refused = now.Add(refusedFor)
	}
}

// recent returns how many failures count. After the minute of refusals the next attempt is
// checked, and its failure begins another minute.
func (f *failed) recent(now time.Time) int {
	n := 0
	for _, at := range f.times {
		if now.Sub(at) < failuresCount {
			n++
		}
	}
	return min(n, mostFailures-1)
}
