package auth

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"partnerapi/ops"
	"partnerapi/store"
)

// sessionLasts is how long a session of login.user is valid.
const sessionLasts = time.Hour

// Login begins a session with a login of PartnerAPI and returns its token and the moment of
// its end. Only the hash of the token is stored. An error of admit, which is called before
// the session begins, refuses it. The other refusals are ops.ErrLogin, also after too many
// failures, ops.ErrDisabled, and ops.ErrBusy if too many passwords wait to be verified.
func (a *Auth) Login(ctx context.Context, login, pass string, addr netip.Addr, admit func(caller ops.Caller) error) (token string, until time.Time, err error) {
	stored, err := a.verify(ctx, login, pass, addr)
	switch {
	case errors.Is(err, ops.ErrThrottled):
		return "", until, ops.ErrLogin
	case err != nil:
		return "", until, err
	}
	if stored.Disabled {
		return "", until, ops.ErrDisabled
	}
	if err := admit(ops.Caller{Partner: stored.Partner, PartnerID: stored.PartnerID, Login: stored.Login, PointLimits: stored.PointLimits}); err != nil {
		return "", until, err
	}
	token, until = NewToken(), a.opts.Now().Add(sessionLasts)
	if err := a.store.Operator().AddSession(ctx, store.HashSecret(token), stored, store.Instant(until.Unix())); err != nil {
		return "", until, ops.Outward(err)
	}
	return token, until, nil
}

// Logout ends the session of a token. A permanent token stays: the operator alone
// revokes it.
func (a *Auth) Logout(ctx context.Context, token string) error {
	hash := store.HashSecret(token)
	err := a.store.Operator().EndSession(ctx, hash)
	a.tokens.forget(hash)
	return ops.Outward(err)
}
