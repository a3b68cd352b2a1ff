package auth

import (
	"net/netip"
	"sync"
	"time"
)

// The rule of v2-contract.md: so many failures in that time answer without a
// check for a minute.
const (
	mostFailures  = 10
	failuresCount = 10 * time.Minute
	refusedFor    = time.Minute
)

// attempt is who tries to log in. It is never the login alone: anybody could lock
// an integration out.
type attempt struct {
	login string
	addr  netip.Addr
}

// failures remembers who failed to log in, and when.
type failures struct {
	mu sync.Mutex
	of map[attempt]*failed
}

type failed struct {
	times   []time.Time // at most mostFailures, the latest last
	refused time.Time   // until then nothing is checked
}

// maxFailed bounds the memory: a flood of logins makes it forget.
const maxFailed = 10000

// tooMany says that an attempt is refused unchecked.
func (f *failures) tooMany(who attempt, now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	known := f.of[who]
	return known != nil && now.Before(known.refused)
}

func (f *failures) add(who attempt, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	known := f.of[who]
	if known == nil {
		f.makeRoom(now)
		known = &failed{}
		f.of[who] = known
	}
	if len(known.times) == mostFailures {
		known.times = append(known.times[:0], known.times[1:]...)
	}
	known.times = append(known.times, now)
	if len(known.times) == mostFailures && now.Sub(known.times[0]) < failuresCount {
		known.refused = now.Add(refusedFor)
	}
}

// makeRoom forgets what no longer counts, and when that is not enough,
// everything.
func (f *failures) makeRoom(now time.Time) {
	if f.of == nil {
		f.of = map[attempt]*failed{}
	}
	if len(f.of) < maxFailed {
		return
	}
	for who, known := range f.of {
		if now.Sub(known.times[len(known.times)-1]) >= failuresCount {
			delete(f.of, who)
		}
	}
	if len(f.of) >= maxFailed {
		clear(f.of)
	}
}

func (f *failures) clear(who attempt) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.of, who)
}
