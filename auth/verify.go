package auth

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"partnerapi/internal/password"
	"partnerapi/ops"
	"partnerapi/store"
)

// wrongFor is how long a wrong password is remembered, for clients that repeat it.
const wrongFor = 10 * time.Second

// verified is what came out for a login and a password.
type verified struct {
	login   store.Login
	ok      bool
	freshTo time.Time // of a right one: when the login must be read again
	until   time.Time // of a wrong one: when it is forgotten
}

// verifying is who is being verified: the same password from another address is
// another attempt.
type verifying struct {
	mac
	addr netip.Addr
}

// verification is one that is under way, for all calls that want it.
type verification struct {
	done chan struct{}
	verified
	err error
}

// verify returns the login whose password this is. What was right before needs
// no hash and is never throttled, as long as the stored hash is the same.
func (a *Auth) verify(ctx context.Context, login, pass string, addr netip.Addr) (store.Login, error) {
	id := a.mac(login, pass)
	if v, known := a.right.get(id); known && a.opts.Now().Before(v.freshTo) {
		return v.login, nil
	}
	if store.CheckLogin(login) != nil {
		return store.Login{}, ops.ErrLogin // it cannot be one, and is not worth remembering
	}
	who := attempt{login, a.opts.Proxies.CountedAs(addr)}
	v, shared, err := a.together(ctx, verifying{id, addr}, func(ctx context.Context) (verified, error) {
		return a.check(ctx, id, pass, who)
	})
	switch {
	case err != nil:
		return store.Login{}, err
	case !v.ok && shared:
		a.failures.add(who, a.opts.Now()) // each failing call counts; check counted the first
	}
	if !v.ok {
		return store.Login{}, ops.ErrLogin
	}
	return v.login, nil
}

// together lets the first of the calls that come with the same credentials check
// them, for all of them; shared reports whether another call did. The first one's
// leaving does not end it: others wait.
func (a *Auth) together(ctx context.Context, id verifying, check func(ctx context.Context) (verified, error)) (result verified, shared bool, err error) {
	a.mu.Lock()
	v, shared := a.underWay[id]
	if !shared {
		v = &verification{done: make(chan struct{}), err: errUnfinished}
		a.underWay[id] = v
	}
	a.mu.Unlock()
	if shared {
		select {
		case <-v.done:
			return v.verified, true, v.err
		case <-ctx.Done():
			return verified{}, true, context.Cause(ctx)
		}
	}
	defer func() {
		a.mu.Lock()
		delete(a.underWay, id)
		a.mu.Unlock()
		close(v.done)
	}()
	v.verified, v.err = check(context.WithoutCancel(ctx))
	return v.verified, false, v.err
}

// errUnfinished is what the others get when a check panics.
var errUnfinished = errors.New("the verification was broken off")

// check reads the login anew and verifies the password, unless it was found right
// for the same hash before, however long ago, and remembers the result.
func (a *Auth) check(ctx context.Context, id mac, pass string, who attempt) (verified, error) {
	now := a.opts.Now()
	stored, err := a.store.Operator().Login(ctx, who.login)
	if err != nil && !errors.Is(err, store.ErrNoLogin) {
		return verified{}, ops.Outward(err)
	}
	if v, known := a.right.get(id); known && v.login.PasswordHash == stored.PasswordHash {
		return a.remember(id, verified{login: stored, ok: true}, now), nil
	}
	if v, known := a.wrong.get(id); known && v.login.PasswordHash == stored.PasswordHash && now.Before(v.until) {
		a.failures.add(who, now)
		return verified{}, nil
	}
	if !a.failures.begin(who, now) {
		return verified{}, ops.ErrThrottled
	}
	outcome := unfinished
	defer func() { a.failures.settle(who, a.opts.Now(), outcome) }()
	hash := stored.PasswordHash
	if hash == "" {
		if hash, err = a.decoys.hash(ctx, a.store, a.mac(who.login, ""), now); err != nil {
			return verified{}, ops.Outward(err)
		}
	}
	matches, err := a.hasher.For(password.Asker{Address: who.network, Partner: int64(stored.Partner)}).Verify(ctx, pass, hash)
	if err != nil {
		return verified{}, ops.Outward(err)
	}
	if outcome = wrong; matches && stored.PasswordHash != "" {
		outcome = right
	}
	return a.remember(id, verified{login: stored, ok: outcome == right}, now), nil
}

// remember keeps a result.
func (a *Auth) remember(id mac, v verified, now time.Time) verified {
	if v.ok {
		v.freshTo = now.Add(a.opts.Fresh)
		a.right.put(id, v)
		a.wrong.remove(id)
		return v
	}
	v.until = now.Add(wrongFor)
	a.wrong.put(id, v)
	a.right.remove(id)
	return v
}
