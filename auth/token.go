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

// Refusals of Token and Login, as jsonrpc/README.md names them; ErrInactive is one
// of Key too.
var (
	ErrTokenInvalid = errors.New("access token is invalid")
	ErrTokenExpired = errors.New("access token has expired")
	ErrTokenBlocked = errors.New("access token was revoked")
	ErrAddress      = errors.New("the address is not among the token's")
	ErrInactive     = errors.New("the account is disabled")
	ErrLogin        = errors.New("login or password is wrong")
)

// NewToken makes a token: 52 letters and digits, 260 random bits.
func NewToken() string { return rand.Text() + rand.Text() }

// Session is who calls by a token.
type Session struct {
	ops.Caller
	// ReadOnly says that the token may not change anything.
	ReadOnly bool
}

// Token returns who calls from addr with a token. What the operator changes is
// seen within Options.Fresh. The refusals, in this order: ErrTokenInvalid,
// ErrTokenBlocked, ErrTokenExpired, ErrInactive, ErrAddress. A session that ran
// out has ended as one that was ended: ErrTokenInvalid.
func (a *Auth) Token(ctx context.Context, token string, addr netip.Addr) (Session, error) {
	now := a.opts.Now()
	hash := store.HashSecret(token)
	stands, err := a.tokens.read(hash, now, a.opts.Fresh, func() (access store.Access, err error) {
		err = a.lookUp(ctx, addr, a.tokens.has(hash), store.ErrNoToken, func() error {
			access, err = a.store.Operator().Access(ctx, hash)
			return err
		})
		return access, err
	})
	ended := stands.Until != nil && now.Unix() >= int64(*stands.Until)
	if stands.Token == 0 && stands.Until != nil {
		// One that ends long after a new one would was begun while the clock was ahead.
		ended = ended || int64(*stands.Until) > now.Add(2*sessionLasts).Unix()
	}
	switch {
	case errors.Is(err, store.ErrNoToken), err == nil && stands.Token == 0 && ended:
		return Session{}, ErrTokenInvalid
	case err != nil:
		return Session{}, ops.Outward(err)
	case stands.Revoked:
		return Session{}, ErrTokenBlocked
	case ended:
		return Session{}, ErrTokenExpired
	case stands.Disabled:
		return Session{}, ErrInactive
	case !mayComeFrom(stands.Addresses, addr):
		return Session{}, ErrAddress
	}
	caller := ops.Caller{Partner: stands.Partner, PartnerID: stands.PartnerID, Login: stands.Login}
	if stands.Token != 0 {
		caller.Login = fmt.Sprintf("token:%d", stands.Token) // no login holds a colon
	}
	return Session{Caller: caller, ReadOnly: stands.ReadOnly}, nil
}

// mayComeFrom reports whether an address is in one of the networks; none allow all.
func mayComeFrom(networks []netip.Prefix, addr netip.Addr) bool {
	addr = addr.Unmap().WithZone("")
	return len(networks) == 0 || slices.ContainsFunc(networks, func(network netip.Prefix) bool { return network.Contains(addr) })
}
