package intake

import (
	"hash/maphash"
	"net/netip"
	"sync"
)

// addresses are those that have requests under way, spread over several maps so that
// requests rarely wait for each other.
type addresses struct {
	inFlight           int
	held, unknownLarge int64
	parts              [64]struct {
		sync.Mutex
		known map[netip.Addr]*address
	}
}

// address is what the requests of one address hold.
type address struct {
	addr               netip.Addr
	inFlight           int // guarded by its part
	held, unknownLarge share
}

func (a *address) all() *share {
	if a == nil {
		return nil
	}
	return &a.held
}

func (a *address) large() *share {
	if a == nil {
		return nil
	}
	return &a.unknownLarge
}

var seed = maphash.MakeSeed()

// enter counts a request, or returns nil when its address has as many as it may.
func (all *addresses) enter(addr netip.Addr) *address {
	part := &all.parts[maphash.Comparable(seed, addr)%uint64(len(all.parts))]
	part.Lock()
	defer part.Unlock()
	a := part.known[addr]
	if a == nil {
		if part.known == nil {
			part.known = map[netip.Addr]*address{}
		}
		a = &address{addr: addr}
		a.held.limit, a.unknownLarge.limit = all.held, all.unknownLarge
		part.known[addr] = a
	}
	if a.inFlight == all.inFlight {
		return nil
	}
	a.inFlight++
	return a
}

// leave counts a request no longer.
func (all *addresses) leave(a *address) {
	part := &all.parts[maphash.Comparable(seed, a.addr)%uint64(len(all.parts))]
	part.Lock()
	defer part.Unlock()
	if a.inFlight--; a.inFlight == 0 {
		delete(part.known, a.addr)
	}
}
