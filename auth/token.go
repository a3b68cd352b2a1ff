package auth

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/netip"
	"slices"

	"partnerapi/ops"
	"partnerapi/store"
)

// NewToken makes a token: 52 letters and digits, 260 random bits.
func NewToken() string { return rand.Text() + rand.Text() }

// token returns the caller with a token, permanent or of a session. The refusals, in this
// order: ErrTokenInvalid, ErrTokenRevoked, ErrTokenExpired, ErrDisabled, ErrAddress. A session
// that has expired is ErrTokenInvalid, as one that was ended.
func (a *Auth) token(ctx context.Context, token string, addr netip.Addr) (ops.Caller, error) {
	now := a.opts.Now()
	hash := store.HashSecret(token)
	known, err := a.tokens.read(hash, now, a.opts.Fresh, func() (access store.Access, err error) {
		err = a.lookUp(ctx, addr, a.tokens.has(hash), store.ErrNoToken, func() error {
			access, err = a.store.Operator().Access(ctx, hash)
			return err
		})
		return access, err
	})
	ended := known.Until != nil && now.Unix() >= int64(*known.Until)
	if known.Token == 0 && known.Until != nil {
		// A session that ends long after a new one would was begun while the clock was ahead.
		ended = ended || int64(*known.Until) > now.Add(2*sessionLasts).Unix()
	}
	switch {
	case errors.Is(err, store.ErrNoToken), err == nil && known.Token == 0 && ended:
		return ops.Caller{}, ops.ErrTokenInvalid
	case err != nil:
		return ops.Caller{}, ops.Outward(err)
	case known.Revoked:
		return ops.Caller{}, ops.ErrTokenRevoked
	case ended:
		return ops.Caller{}, ops.ErrTokenExpired
	case known.Disabled:
		return ops.Caller{}, ops.ErrDisabled
	case !mayComeFrom(known.Addresses, addr):
		return ops.Caller{}, ops.ErrAddress
	}
	caller := ops.Caller{Partner: known.Partner, PartnerID: known.PartnerID, Login: known.Login, PointLimits: known.PointLimits, Rights: ops.Rights{ReadOnly: known.ReadOnly, Methods: known.Methods}}
	if known.Token != 0 {
		caller.Login = fmt.Sprintf("token:%d", known.Token) // no login holds a colon
	}
	return caller, nil
}

// mayComeFrom reports whether an address is in one of the networks, or there are none.
func mayComeFrom(networks []netip.Prefix, addr netip.Addr) bool {
	addr = addr.Unmap().WithZone("")
	return len(networks) == 0 || slices.ContainsFunc(networks, func(network netip.Prefix) bool { return network.Contains(addr) })
}
