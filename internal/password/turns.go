package password

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"sync"

	"partnerapi/internal/budget/fair"
)

// atOnce is how many hashes are computed at the same time. Each takes tens of
// megabytes and a core: more at once would be slower for everybody, and a flood
// of wrong logins must not take the memory.
const atOnce = 2

// mostWaiting is how many hashes may wait for one asker. While mostInAll wait, each
// asker may have one waiting: a flood from many networks keeps nobody out.
const (
	mostWaiting = 64
	mostInAll   = 4096
)

// ErrBusy is returned when too many hashes wait already.
var ErrBusy = errors.New("too many password hashes are waiting")

// Asker is for whom a hash is computed. Turns go round-robin between addresses,
// and between the partners that call from one address, so that nobody's flood
// keeps others waiting.
type Asker struct {
	Address netip.Addr
	Partner int64 // 0: not known
}

// turns lets atOnce computations run at a time.
type turns struct {
	mu        sync.Mutex
	running   int
	computed  int64
	addresses fair.Queue[netip.Addr, netip.Addr] // an item for each that waits
	partners  map[netip.Addr]*fair.Queue[int64, chan struct{}]
}

// enter waits for a turn; leave must be called after it. The error is ErrBusy, or
// wraps ctx's.
func (t *turns) enter(ctx context.Context, who Asker) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("password hash: %w", err)
	}
	t.mu.Lock()
	if t.running < atOnce {
		t.running++
		t.mu.Unlock()
		return nil
	}
	line := t.partners[who.Address]
	if line == nil {
		line = new(fair.Queue[int64, chan struct{}])
	}
	if mine := line.LenOf(who.Partner); mine >= mostWaiting || mine > 0 && t.addresses.Len() >= mostInAll {
		t.mu.Unlock()
		return ErrBusy
	}
	turn := make(chan struct{})
	if t.partners == nil {
		t.partners = map[netip.Addr]*fair.Queue[int64, chan struct{}]{}
	}
	t.partners[who.Address] = line
	line.Push(who.Partner, turn)
	t.addresses.Push(who.Address, who.Address)
	t.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
		t.giveUp(who, turn)
		return fmt.Errorf("password hash: %w", ctx.Err())
	}
}

// giveUp takes a turn out of its line, or passes it on when it came just now.
func (t *turns) giveUp(who Asker, turn chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	line := t.partners[who.Address]
	if line == nil || !line.Remove(who.Partner, func(other chan struct{}) bool { return other == turn }) {
		t.next()
		return
	}
	t.addresses.Remove(who.Address, func(netip.Addr) bool { return true })
	t.forgetEmpty(who.Address)
}

// leave ends a turn in which a hash was computed.
func (t *turns) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.computed++
	t.next()
}

// next hands a turn that has ended to the asker whose turn it is; t.mu is held.
func (t *turns) next() {
	address, waits := t.addresses.Pop()
	if !waits {
		t.running--
		return
	}
	turn, _ := t.partners[address].Pop()
	t.forgetEmpty(address)
	close(turn)
}

func (t *turns) forgetEmpty(address netip.Addr) {
	if t.partners[address].Len() == 0 {
		delete(t.partners, address)
	}
}

func (t *turns) counts() (waiting int, computed int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.addresses.Len(), t.computed
}
