package auth

import (
	"context"
	"errors"
	"net/netip"

	"partnerapi/internal/remote"
)

// lookUp calls read, which reads the access of a key or token and returns the error none if
// there is no such key. Those are counted by address as guesses. An address that guesses too
// often is not refused, because a valid key never is; its reads run one at a time with those
// of all such addresses, in fair turns. known is set for what was valid a moment ago, which is
// no guess.
func (a *Auth) lookUp(ctx context.Context, addr netip.Addr, known bool, none error, read func() error) error {
	if known {
		return read()
	}
	who := attempt{network: remote.Network(addr)}
	if !a.guesses.begin(who, a.opts.Now()) {
		turn, err := a.suspects.Take(ctx, who.network)
		if err != nil {
			return err
		}
		defer a.suspects.Put(turn)
		return read()
	}
	outcome := unfinished
	defer func() { a.guesses.settle(who, a.opts.Now(), outcome) }()
	err := read()
	if errors.Is(err, none) {
		outcome = wrong
	}
	return err
}
