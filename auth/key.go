package auth

import (
	"context"
	"errors"
	"fmt"
	"net/netip"

	"partnerapi/ops"
	"partnerapi/store"
)

// NewKey makes a key of USERSIDE, as a token is made.
func NewKey() string { return NewToken() }

// usersideKey returns the caller with a key. The refusals, in this order: ErrKey, ErrDisabled.
func (a *Auth) usersideKey(ctx context.Context, key string, addr netip.Addr) (ops.Caller, error) {
	if key == "" {
		return ops.Caller{}, ops.ErrKey
	}
	hash := store.HashSecret(key)
	known, err := a.keys.read(hash, a.opts.Now(), a.opts.Fresh, func() (access store.KeyAccess, err error) {
		err = a.lookUp(ctx, addr, a.keys.has(hash), store.ErrNoKey, func() error {
			access, err = a.store.Operator().KeyAccess(ctx, hash)
			return err
		})
		return access, err
	})
	switch {
	case errors.Is(err, store.ErrNoKey):
		return ops.Caller{}, ops.ErrKey
	case err != nil:
		return ops.Caller{}, ops.Outward(err)
	case known.Revoked:
		return ops.Caller{}, ops.ErrKey
	case known.Disabled:
		return ops.Caller{}, ops.ErrDisabled
	}
	return ops.Caller{
		Partner: known.Partner, PartnerID: known.PartnerID,
		Login:  fmt.Sprintf("key:%d", known.Key), // no login holds a colon
		Rights: ops.Rights{Key: known.Key, Scopes: known.Scopes, Dialect: known.Dialect, DuplicateWindow: known.DuplicateWindow},
	}, nil
}
