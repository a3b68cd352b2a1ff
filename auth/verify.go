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

// verified is the result for a login and a password.
type verified struct {
	login   store.Login
	ok      bool
	freshTo time.Time // of a right one: when the login must be read again
	until   time.Time // of a wrong one: when it is forgotten
}

// verifying identifies a verification: the same password from another address is another
// attempt.
type verifying struct {
	mac
	addr netip.Addr
}

// verification is a verification in progress, shared by all calls with the same credentials.
type verification struct {
	done chan struct{}
	verified
	err error
}

// verify returns the login if the password is right. A password that was right before is
// neither hashed nor throttled, as long as the stored hash is the same.
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

// together lets the first of several calls with the same credentials check them for all;
// shared reports whether another call did. The check goes on if the first call's client
// leaves, because others wait for it.
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

// errUnfinished is the error of the other calls if a check panics.
var errUnfinished = errors.New("the verification was broken off")

// check reads the login again, verifies the password and remembers the result. It hashes
// nothing if the password was right before for the same stored hash, however long ago.
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

// remember stores a result.
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
