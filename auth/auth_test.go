package auth

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/password"
	"partnerapi/ops"
	"partnerapi/registers"
	"partnerapi/store"
)

const (
	partnerID = "67a9b05c-7dfb-47e8-9775-f593ce3ad2b2"
	imported  = `{"kind":"region","region_id":"c963cfe0-afae-4a3b-b909-6a04e7d80068","region_name":"Москва","region_time_zone":3}
{"kind":"role","role_id":1,"role_name":"Франчайзи"}
{"kind":"partner","partner_id":"` + partnerID + `","partner_name":"Партнер","regions":["c963cfe0-afae-4a3b-b909-6a04e7d80068"],"roles":[1],"logins":[{"login":"Логин","password":"Пароль: с двоеточием"}]}
`
	login, pass = "Логин", "Пароль: с двоеточием"
)

// clock is a time that stands until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

type fixture struct {
	*Auth
	clock  *clock
	op     store.Operator
	hasher *password.Hasher
}

func open(t *testing.T, waiting int) *fixture {
	t.Helper()
	st, err := store.Open(t.TempDir(), store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	hasher, err := password.NewHasher(password.Params{Memory: 7168, Time: 5, Threads: 1})
	require.NoError(t, err)
	report, err := registers.Import(t.Context(), st, hasher, strings.NewReader(imported), registers.Options{})
	require.NoError(t, err)
	require.EqualValues(t, 3, report.Taken)
	c := &clock{now: time.Now()}
	a, err := New(t.Context(), st, hasher, Options{Now: c.read, Waiting: waiting})
	require.NoError(t, err)
	return &fixture{a, c, st.Operator(), hasher}
}

// noVerification makes every verification fail as one too many, until the
// function it answers is called: what then succeeds came from the cache.
func (f *fixture) noVerification() (undo func()) {
	for range cap(f.slots) {
		f.slots <- struct{}{}
	}
	return func() {
		for range cap(f.slots) {
			<-f.slots
		}
	}
}

func (f *fixture) requireCode(t *testing.T, login, pass, code string) {
	t.Helper()
	caller, err := f.Basic(t.Context(), login, pass)
	var refusal *ops.Error
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, code, refusal.Code)
	require.Zero(t, caller)
}

func TestBasic(t *testing.T) {
	f := open(t, 0)
	caller, err := f.Basic(t.Context(), login, pass)
	require.NoError(t, err)
	assert.Equal(t, login, caller.Login)
	assert.Equal(t, partnerID, caller.PartnerID)
	assert.NotZero(t, caller.Partner)
	for _, wrong := range [][2]string{{login, "wrong"}, {login, ""}, {"nobody", pass}, {"", ""}, {strings.ToLower(login), pass}, {login + "\x00", pass}} {
		f.requireCode(t, wrong[0], wrong[1], "unauthorised")
	}
}

// A verified password costs no second hash until its lifetime ends; a wrong one
// costs none for a while either.
func TestVerifiedOnce(t *testing.T) {
	f := open(t, 0)
	_, err := f.Basic(t.Context(), login, pass)
	require.NoError(t, err)
	f.requireCode(t, login, "wrong", "unauthorised")
	undo := f.noVerification()
	_, err = f.Basic(t.Context(), login, pass)
	require.NoError(t, err)
	f.requireCode(t, login, "wrong", "unauthorised")
	f.requireCode(t, login, "other", "busy")
	f.clock.advance(f.opts.Fresh)
	_, err = f.Basic(t.Context(), login, pass)
	require.NoError(t, err, "the login is read again, its hash is the same")
	f.clock.advance(wrongFor)
	f.requireCode(t, login, "wrong", "busy")
	_, err = f.Basic(t.Context(), login, pass)
	require.NoError(t, err)
	f.clock.advance(f.opts.Lifetime)
	f.requireCode(t, login, pass, "busy")
	undo()
	_, err = f.Basic(t.Context(), login, pass)
	require.NoError(t, err)
}

// What the commands change is seen after Fresh, whatever the cache holds.
func TestChangesAreSeen(t *testing.T) {
	f := open(t, 0)
	ctx := t.Context()
	_, err := f.Basic(ctx, login, pass)
	require.NoError(t, err)
	f.requireCode(t, login, "new", "unauthorised")

	require.NoError(t, f.op.SetPartnerDisabled(ctx, partnerID, true))
	f.clock.advance(f.opts.Fresh)
	f.requireCode(t, login, pass, "partner_disabled")
	f.requireCode(t, login, "new", "unauthorised")
	require.NoError(t, f.op.SetPartnerDisabled(ctx, partnerID, false))
	f.clock.advance(f.opts.Fresh)
	_, err = f.Basic(ctx, login, pass)
	require.NoError(t, err)

	hash, err := f.hasher.Hash(ctx, "new")
	require.NoError(t, err)
	require.NoError(t, f.op.ResetLogin(ctx, login, hash))
	f.clock.advance(f.opts.Fresh)
	f.requireCode(t, login, pass, "unauthorised")
	_, err = f.Basic(ctx, login, "new")
	require.NoError(t, err, "although it was wrong a moment ago")

	require.NoError(t, f.op.RemoveLogin(ctx, login))
	f.clock.advance(f.opts.Fresh)
	f.requireCode(t, login, "new", "unauthorised")
}

// Many connections of one integration that come at once, as after a restart,
// wait for one verification: none is refused as one too many.
func TestOneVerificationForAll(t *testing.T) {
	f := open(t, 1)
	errs := make(chan error, 100)
	for range cap(errs) {
		go func() {
			_, err := f.Basic(t.Context(), login, pass)
			errs <- err
		}()
	}
	for range cap(errs) {
		assert.NoError(t, <-errs)
	}
	assert.Empty(t, f.underWay)
}

// The first caller's leaving fails nobody else, and who waits may leave.
func TestLeaving(t *testing.T) {
	f := open(t, 0)
	left, leave := context.WithCancel(t.Context())
	leave()
	_, err := f.Basic(left, login, pass)
	require.NoError(t, err, "a check that has begun ends")

	var id mac
	begun, end := make(chan struct{}), make(chan struct{})
	first := make(chan error)
	go func() {
		_, err := f.together(t.Context(), id, func(context.Context) (verified, error) {
			close(begun)
			<-end
			return verified{ok: true}, nil
		})
		first <- err
	}()
	<-begun
	_, err = f.together(left, id, nil)
	require.ErrorIs(t, err, context.Canceled)
	close(end)
	require.NoError(t, <-first)
	assert.True(t, f.known[id].ok)
}

// The cache gives no credentials away and does not grow without bound.
func TestCache(t *testing.T) {
	f := open(t, 0)
	_, err := f.Basic(t.Context(), login, pass)
	require.NoError(t, err)
	assert.NotContains(t, fmt.Sprintf("%v", f.known), pass)
	assert.NotEqual(t, f.mac("ab", "c"), f.mac("a", "bc"))
	for n := range maxKnown + 10 {
		f.remember(f.mac(fmt.Sprint(n), ""), verified{})
	}
	assert.LessOrEqual(t, len(f.known), maxKnown)
}
