// Package auth says who calls: logins of partners, verified through a
// short-lived cache, so that Basic on every call costs microseconds and not the
// 30 ms of argon2id; tokens and sessions of v2; keys of USERSIDE.
package auth

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"sync"
	"time"

	"partnerapi/internal/password"
	"partnerapi/ops"
	"partnerapi/store"
)

// Options of New; zero values mean the defaults named here.
type Options struct {
	// Lifetime is how long a verified password need not be verified again;
	// default a minute. A change of the login ends it within Fresh.
	Lifetime time.Duration
	// Fresh is how long a login, a token or a key is believed to be as it was read;
	// default 500 ms: what the commands change, the server sees within a second.
	Fresh time.Duration
	// Waiting is how many credentials may wait for a verification; default 64.
	// More are refused, for each costs 20 MB and 30 ms. Calls with the same
	// credentials wait for one verification together.
	Waiting int
	// Now is the clock; nil means time.Now.
	Now func() time.Time
}

// Auth verifies credentials against the store.
type Auth struct {
	store  *store.Store
	hasher *password.Hasher
	opts   Options
	key    [sha256.Size]byte
	slots  chan struct{}
	unused string // the hash that an unknown login is checked against

	mu    sync.RWMutex
	known map[mac]verified
	// underWay are the verifications that have begun and not ended.
	underWay map[mac]*verification

	tokens   recent[store.SecretHash, store.Access]
	keys     recent[store.SecretHash, store.KeyAccess]
	failures failures
}

// verification is one that is under way, for all calls that want it.
type verification struct {
	done chan struct{}
	verified
	err error
}

// mac stands for a login and a password together; it can be made only with the
// key of this process, so a dump of the cache gives neither away.
type mac [sha256.Size]byte

type verified struct {
	login   store.Login
	ok      bool
	until   time.Time // when the password must be verified again
	freshTo time.Time // when the login must be read again
}

// maxKnown bounds the cache: what an attacker makes it hold is forgotten.
const maxKnown = 10000

// wrongFor is how long a wrong password is remembered, for clients that repeat it.
const wrongFor = 10 * time.Second

// errCredentials is the one answer to an unknown login and to a wrong password.
var errCredentials = &ops.Error{Kind: ops.Unauthorised, Code: "unauthorised", Text: "Неверный логин или пароль"}

// New makes an Auth over a store.
func New(ctx context.Context, st *store.Store, hasher *password.Hasher, opts Options) (*Auth, error) {
	if opts.Lifetime == 0 {
		opts.Lifetime = time.Minute
	}
	if opts.Fresh == 0 {
		opts.Fresh = 500 * time.Millisecond
	}
	if opts.Waiting == 0 {
		opts.Waiting = 64
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	a := &Auth{store: st, hasher: hasher, opts: opts, slots: make(chan struct{}, opts.Waiting), known: map[mac]verified{}, underWay: map[mac]*verification{}}
	rand.Read(a.key[:]) // never fails: the runtime ends the program instead
	var err error
	a.unused, err = hasher.Hash(ctx, rand.Text())
	return a, err
}

// Basic answers the caller whose login and password these are. The error is an
// *ops.Error: Unauthorised, or Forbidden when the operator switched the partner
// off.
func (a *Auth) Basic(ctx context.Context, login, pass string) (ops.Caller, error) {
	known, err := a.verify(ctx, login, pass)
	switch {
	case err != nil:
		return ops.Caller{}, err
	case known.Disabled:
		return ops.Caller{}, &ops.Error{Kind: ops.Forbidden, Code: "partner_disabled", Text: "Доступ партнера к сервису отключен"}
	}
	return ops.Caller{Partner: known.Partner, PartnerID: known.PartnerID, Login: known.Login}, nil
}

// verify answers the login whose password this is, through the cache.
func (a *Auth) verify(ctx context.Context, login, pass string) (store.Login, error) {
	id := a.mac(login, pass)
	now := a.opts.Now()
	a.mu.RLock()
	v, found := a.known[id]
	a.mu.RUnlock()
	if !found || !now.Before(v.until) || !now.Before(v.freshTo) {
		var err error
		if v, err = a.together(ctx, id, func(ctx context.Context) (verified, error) { return a.check(ctx, login, pass, v, now) }); err != nil {
			return store.Login{}, err
		}
	}
	if !v.ok {
		return store.Login{}, errCredentials
	}
	return v.login, nil
}

// together lets the first of the calls that come with the same credentials check
// them, for all of them, and remembers what came out. The first one's leaving
// does not end it: others wait.
func (a *Auth) together(ctx context.Context, id mac, check func(ctx context.Context) (verified, error)) (verified, error) {
	a.mu.Lock()
	v, others := a.underWay[id]
	if !others {
		v = &verification{done: make(chan struct{}), err: errUnfinished}
		a.underWay[id] = v
	}
	a.mu.Unlock()
	if others {
		select {
		case <-v.done:
			return v.verified, v.err
		case <-ctx.Done():
			return verified{}, context.Cause(ctx)
		}
	}
	defer close(v.done)
	defer func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.underWay, id)
		if v.err == nil {
			a.remember(id, v.verified)
		}
	}()
	v.verified, v.err = check(context.WithoutCancel(ctx))
	return v.verified, v.err
}

// errUnfinished is what the others get when a check panics.
var errUnfinished = errors.New("the verification was broken off")

// check reads the login anew and verifies the password unless before did so
// against the same hash.
func (a *Auth) check(ctx context.Context, login, pass string, before verified, now time.Time) (verified, error) {
	stored, err := a.store.Operator().Login(ctx, login)
	if err != nil && !errors.Is(err, store.ErrNoLogin) {
		return verified{}, err
	}
	v := verified{login: stored, until: before.until, freshTo: now.Add(a.opts.Fresh)}
	if stored.PasswordHash == before.login.PasswordHash && now.Before(before.until) {
		v.ok = before.ok
		return v, nil
	}
	select {
	case a.slots <- struct{}{}:
		defer func() { <-a.slots }()
	default:
		return verified{}, &ops.Error{Kind: ops.Limit, Code: "busy", Text: "Слишком много одновременных проверок пароля, повторите вызов позже"}
	}
	hash := stored.PasswordHash
	if hash == "" {
		hash = a.unused // an unknown login takes as long as a wrong password
	}
	right, err := a.hasher.Verify(ctx, pass, hash)
	if err != nil {
		return verified{}, err
	}
	v.ok = right && stored.PasswordHash != ""
	v.until = now.Add(wrongFor)
	if v.ok {
		v.until = now.Add(a.opts.Lifetime)
	}
	return v, nil
}

// remember keeps a result; the caller holds the lock.
func (a *Auth) remember(id mac, v verified) {
	if len(a.known) >= maxKnown {
		clear(a.known)
	}
	a.known[id] = v
}

func (a *Auth) mac(login, pass string) (id mac) {
	h := hmac.New(sha256.New, a.key[:])
	h.Write([]byte(login))
	h.Write([]byte{0})
	h.Write([]byte(pass))
	h.Sum(id[:0])
	return id
}
