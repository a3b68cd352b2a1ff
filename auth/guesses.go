package auth

import (
	"context"
	"errors"
	"net/netip"

	"partnerapi/internal/remote"
)

// lookUp runs read, which reads what a key or token stands for and returns none
// when it stands for nothing. Such guesses are counted by address. One that guesses
// too often is not refused, since a valid key never is: its reads go one at a time
// with those of all such addresses, in fair turns. What was valid a moment ago
// (known) is no guess.
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
