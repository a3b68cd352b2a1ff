// Package auth identifies callers: logins of partners, verified through a memory
// of what was verified before, so that Basic on every call costs microseconds and
// not the 30 ms of argon2id; tokens and sessions of v2; keys of USERSIDE.
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
	// Fresh is how long a login, a token or a key is believed to be as it was read;
	// default 500 ms: what the commands change, the server sees within a second.
	Fresh time.Duration
	// Proxies are those that say for whom they ask. What fails at one that does not
	// is counted for nobody: the next caller behind it may be another.
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

	// Right and wrong passwords are remembered apart: a flood of wrong ones must not
	// make it forget the right ones.
	right, wrong bounded[mac, verified]
	decoys       decoys

	mu sync.Mutex
	// underWay are the verifications that have begun and not ended.
	underWay map[verifying]*verification

	tokens recent[store.SecretHash, store.Access]
	keys   recent[store.SecretHash, store.KeyAccess]
	// failures are of logins, guesses of keys and tokens.
	failures, guesses failures
	suspects          fair.Stack[netip.Addr, struct{}]
}

// mac stands for a login and a password together; it can be made only with the
// key of this process, so a dump of the memory gives neither away.
type mac [sha256.Size]byte

// New makes an Auth over a store.
func New(ctx context.Context, st *store.Store, hasher *password.Hasher, opts Options) (*Auth, error) {
	if opts.Fresh == 0 {
		opts.Fresh = 500 * time.Millisecond
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

// Identify returns who calls, as ops.Callers says. What the operator changes is seen
// within Options.Fresh.
func (a *Auth) Identify(ctx context.Context, c ops.Credentials, addr netip.Addr) (ops.Caller, error) {
	switch c.Scheme {
	case ops.Token:
		return a.token(ctx, c.Secret, addr)
	case ops.Key:
		return a.usersideKey(ctx, c.Secret, addr)
	}
	return a.login(ctx, c.Login, c.Secret, addr)
}

// login returns whose login and password these are. The refusals, in this order:
// ErrLogin or ErrThrottled, ErrDisabled, ErrBusy when too many passwords wait to be
// verified.
func (a *Auth) login(ctx context.Context, login, pass string, addr netip.Addr) (ops.Caller, error) {
	known, err := a.verify(ctx, login, pass, addr)
	switch {
	case err != nil:
		return ops.Caller{}, err
	case known.Disabled:
		return ops.Caller{}, ops.ErrDisabled
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
