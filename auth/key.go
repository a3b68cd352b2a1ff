package auth

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"partnerapi/ops"
	"partnerapi/store"
)

// ErrKey is the refusal of what never was a key and of what was revoked: USERSIDE
// has one code for both, bad_key (userside/README.md, Errors).
var ErrKey = errors.New("the key is not valid")

// NewKey makes a key of USERSIDE, as a token is made.
func NewKey() string { return NewToken() }

// KeyCaller is who calls by a key of USERSIDE, and what the key says of the calls.
type KeyCaller struct {
	ops.Caller
	// Key is the key's id, under which its bookings stand in the ledger.
	Key     int64
	Scopes  store.Scopes
	Dialect store.Dialect
	// DuplicateWindow is that of change_balance (docs/userside.md); 0: none.
	DuplicateWindow time.Duration
}

// Key returns who calls with a key from addr. What the operator changes is seen
// within Options.Fresh. The refusals, in this order: ErrKey, ErrInactive.
func (a *Auth) Key(ctx context.Context, key string, addr netip.Addr) (KeyCaller, error) {
	if key == "" {
		return KeyCaller{}, ErrKey
	}
	hash := store.HashSecret(key)
	stands, err := a.keys.read(hash, a.opts.Now(), a.opts.Fresh, func() (access store.KeyAccess, err error) {
		err = a.lookUp(ctx, addr, a.keys.has(hash), store.ErrNoKey, func() error {
			access, err = a.store.Operator().KeyAccess(ctx, hash)
			return err
		})
		return access, err
	})
	switch {
	case errors.Is(err, store.ErrNoKey):
		return KeyCaller{}, ErrKey
	case err != nil:
		return KeyCaller{}, ops.Outward(err)
	case stands.Revoked:
		return KeyCaller{}, ErrKey
	case stands.Disabled:
		return KeyCaller{}, ErrInactive
	}
	caller := ops.Caller{Partner: stands.Partner, PartnerID: stands.PartnerID, Login: fmt.Sprintf("key:%d", stands.Key)} // no login holds a colon
	return KeyCaller{caller, stands.Key, stands.Scopes, stands.Dialect, stands.DuplicateWindow}, nil
}
