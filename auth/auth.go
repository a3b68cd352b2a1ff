// Package auth identifies callers: by logins of partners, by tokens and sessions of v2, and
// by keys of USERSIDE. It remembers which passwords were verified, so that HTTP Basic on every
// call costs microseconds and not the 30 ms of argon2id.
package auth

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"net/netip"
	"sync"
	"time"

	"partnerapi/internal/budget/fair"
	"partnerapi/internal/password"
	"partnerapi/internal/remote"
	"partnerapi/ops"
	"partnerapi/store"
)

// Options of New; zero values mean the defaults named here.
type Options struct {
	// Fresh is how long a login, a token or a key is used as it was read, without reading
	// it again; default store.Fresh. What the commands change holds after that time.
	Fresh time.Duration
	// Proxies are the trusted proxies. A failure that comes through one without the
	// caller's address is not counted, because others call through it too.
	Proxies remote.Proxies
	// Now is the clock; nil means time.Now.
	Now func() time.Time
}

// Auth verifies credentials against the store.
type Auth struct {
	store  *store.Store
	hasher *password.Hasher
	opts   Options
	key    [sha256.Size]byte

	// Right and wrong passwords are remembered in two memories, so that a flood of wrong
	// ones cannot displace the right ones.
	right, wrong bounded[mac, verified]
	decoys       decoys

	mu sync.Mutex
	// underWay are the verifications in progress.
	underWay map[verifying]*verification

	tokens recent[store.SecretHash, store.Access]
	keys   recent[store.SecretHash, store.KeyAccess]
	// failures counts failed logins, guesses unknown keys and tokens.
	failures, guesses failures
	suspects          fair.Stack[netip.Addr, struct{}]
}

// mac is a keyed hash of a login and a password together. The key is this process's own, so
// that the memory of passwords reveals neither.
type mac [sha256.Size]byte

// New makes an Auth over a store.
func New(ctx context.Context, st *store.Store, hasher *password.Hasher, opts Options) (*Auth, error) {
	if opts.Fresh == 0 {
		opts.Fresh = store.Fresh
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	a := &Auth{store: st, hasher: hasher, opts: opts, underWay: map[verifying]*verification{}}
	rand.Read(a.key[:]) // never fails: the runtime ends the program instead
	a.suspects.Put(struct{}{})
	var err error
	a.decoys.own, err = hasher.Hash(ctx, rand.Text())
	return a, err
}

// Identify returns the caller with some credentials; see ops.Callers. What the operator
// changes holds within Options.Fresh.
func (a *Auth) Identify(ctx context.Context, c ops.Credentials, addr netip.Addr) (ops.Caller, error) {
	switch c.Scheme {
	case ops.Token:
		return a.token(ctx, c.Secret, addr)
	case ops.Key:
		return a.usersideKey(ctx, c.Secret, addr)
	}
	return a.login(ctx, c.Login, c.Secret, addr)
}

// login returns the caller with a login and a password, which calls by SOAP. The refusals,
// in this order: ErrLogin or ErrThrottled, ErrDisabled, ErrSOAPClosed; and ErrBusy if too
// many passwords wait to be verified.
func (a *Auth) login(ctx context.Context, login, pass string, addr netip.Addr) (ops.Caller, error) {
	known, err := a.verify(ctx, login, pass, addr)
	switch {
	case err != nil:
		return ops.Caller{}, err
	case known.Disabled:
		return ops.Caller{}, ops.ErrDisabled
	case known.SOAPClosed:
		return ops.Caller{}, ops.ErrSOAPClosed
	}
	return ops.Caller{Partner: known.Partner, PartnerID: known.PartnerID, Login: known.Login}, nil
}

func (a *Auth) mac(login, pass string) (id mac) {
	h := hmac.New(sha256.New, a.key[:])
	h.Write([]byte(login))
	h.Write([]byte{0})
	h.Write([]byte(pass))
	h.Sum(id[:0])
	return id
}
