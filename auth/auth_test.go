package auth

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/importer"
	"partnerapi/internal/enginetest"
	"partnerapi/internal/password"
	"partnerapi/internal/remote"
	"partnerapi/ops"
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

func open(t *testing.T) *fixture {
	t.Helper()
	place := enginetest.New(t)
	st, err := store.Open(place.Store, store.Options{KeyFile: place.KeyFile})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	hasher, err := password.NewHasher(password.Params{Memory: 7168, Time: 5, Threads: 1})
	require.NoError(t, err)
	report, err := importer.Import(t.Context(), st, hasher, strings.NewReader(imported), importer.Options{})
	require.NoError(t, err)
	require.EqualValues(t, 3, report.Taken)
	c := &clock{now: time.Now()}
	a, err := New(t.Context(), st, hasher, Options{Now: c.read})
	require.NoError(t, err)
	return &fixture{a, c, st.Operator(), hasher}
}

// from is where calls come from.
var from = netip.MustParseAddr("192.0.2.1")

// requireHashes runs fn and requires that it computes so many hashes.
func (f *fixture) requireHashes(t *testing.T, want int64, fn func()) {
	t.Helper()
	_, before := f.hasher.Counts()
	fn()
	_, after := f.hasher.Counts()
	require.Equal(t, want, after-before, "hashes computed")
}

func (f *fixture) requireCode(t *testing.T, login, pass, code string) {
	t.Helper()
	caller, err := f.Identify(t.Context(), ops.ByLogin(login, pass), from)
	var refusal *ops.Error
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, code, refusal.Code)
	require.Zero(t, caller)
}

func TestBasic(t *testing.T) {
	f := open(t)
	caller, err := f.Identify(t.Context(), ops.ByLogin(login, pass), from)
	require.NoError(t, err)
	assert.Equal(t, login, caller.Login)
	assert.Equal(t, partnerID, caller.PartnerID)
	assert.NotZero(t, caller.Partner)
	for _, wrong := range [][2]string{{login, "wrong"}, {login, ""}, {"nobody", pass}, {"", ""}, {strings.ToLower(login), pass}, {login + "\x00", pass}} {
		f.requireCode(t, wrong[0], wrong[1], "unauthorised")
	}
}

// A verified password costs no second hash as long as the stored one is the same,
// however long nobody used it; a wrong one costs none for a while either.
func TestVerifiedOnce(t *testing.T) {
	f := open(t)
	passes := func() {
		t.Helper()
		caller, err := f.Identify(t.Context(), ops.ByLogin(login, pass), from)
		require.NoError(t, err)
		require.Equal(t, login, caller.Login)
	}
	f.requireHashes(t, 1, passes)
	f.requireHashes(t, 1, func() { f.requireCode(t, login, "wrong", "unauthorised") })
	f.requireHashes(t, 0, func() {
		passes()
		f.requireCode(t, login, "wrong", "unauthorised")
		f.clock.advance(f.opts.Fresh)
		passes()
		f.clock.advance(time.Minute)
		passes()
		f.clock.advance(365 * 24 * time.Hour)
		passes()
	})
	f.requireHashes(t, 1, func() { f.requireCode(t, login, "wrong", "unauthorised") })
	hash, err := f.hasher.Hash(t.Context(), pass)
	require.NoError(t, err)
	require.NoError(t, f.op.ResetLogin(t.Context(), login, hash))
	f.clock.advance(f.opts.Fresh)
	f.requireHashes(t, 1, passes) // the same password, stored anew
}

// What is remembered of a right password survives a flood of wrong ones, and is
// never throttled.
func TestFloodForgetsNoRightPassword(t *testing.T) {
	f := open(t)
	_, err := f.Identify(t.Context(), ops.ByLogin(login, pass), from)
	require.NoError(t, err)
	for n := range 3 * maxKnown {
		f.wrong.put(f.mac(login, fmt.Sprint(n)), verified{})
	}
	for n := range 30 {
		f.requireRefused(t, login, fmt.Sprint("wrong", n))
	}
	f.clock.advance(f.opts.Fresh)
	f.requireHashes(t, 0, func() {
		_, err = f.Identify(t.Context(), ops.ByLogin(login, pass), from)
		require.NoError(t, err)
	})
}

func (f *fixture) requireRefused(t *testing.T, login, pass string) {
	t.Helper()
	_, err := f.Identify(t.Context(), ops.ByLogin(login, pass), from)
	var refusal *ops.Error
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, ops.Unauthorised, refusal.Kind)
	require.Equal(t, "Неверный логин или пароль", refusal.Text)
}

// Guesses are counted before they are checked: of many at once no more are checked
// than of as many one after another.
func TestGuessesAreCountedBeforeTheyAreChecked(t *testing.T) {
	f := open(t)
	f.requireHashes(t, mostFailures, func() {
		var guesses sync.WaitGroup
		for n := range 59 {
			guesses.Go(func() { f.requireRefused(t, login, fmt.Sprint("guess", n)) })
		}
		guesses.Wait()
	})
	f.requireHashes(t, 0, func() { f.requireCode(t, login, pass, "throttled") })
	_, err := f.Identify(t.Context(), ops.ByLogin(login, pass), netip.MustParseAddr("192.0.2.2"))
	require.NoError(t, err, "another address")
	f.clock.advance(refusedFor)
	f.requireHashes(t, 0, func() {
		_, err = f.Identify(t.Context(), ops.ByLogin(login, pass), from)
		require.NoError(t, err, "it has become known")
	})
	f.requireHashes(t, 1, func() { f.requireCode(t, login, "one more", "unauthorised") })
	f.requireHashes(t, 0, func() { f.requireCode(t, login, "and another", "throttled") })
}

// One IPv6 network is one client, however many addresses it uses.
func TestFailuresOfANetwork(t *testing.T) {
	f := open(t)
	for n := range mostFailures {
		_, err := f.Identify(t.Context(), ops.ByLogin(login, fmt.Sprint(n)), netip.MustParseAddr(fmt.Sprintf("2001:db8::%x", n+1)))
		require.Error(t, err)
	}
	f.requireHashes(t, 0, func() {
		_, err := f.Identify(t.Context(), ops.ByLogin(login, pass), netip.MustParseAddr("2001:db8::ffff:1"))
		require.ErrorIs(t, err, ops.ErrThrottled)
	})
	_, err := f.Identify(t.Context(), ops.ByLogin(login, pass), netip.MustParseAddr("2001:db8:0:1::1"))
	require.NoError(t, err)
}

// One caller behind a proxy that forwards no address locks nobody else out: wrong
// passwords from there are counted for nobody. Those of an address that it forwards
// are.
func TestProxyThatForwardsNoAddress(t *testing.T) {
	f := open(t)
	proxy := netip.MustParseAddr("10.0.0.1")
	f.opts.Proxies = remote.Proxies{netip.MustParsePrefix("10.0.0.0/8")}
	fail := func(addr netip.Addr) {
		for n := range 2 * mostFailures {
			_, err := f.Identify(t.Context(), ops.ByLogin(login, fmt.Sprint("wrong", n)), addr)
			require.Error(t, err)
		}
	}
	fail(from)
	fail(proxy)
	f.requireHashes(t, 1, func() {
		_, err := f.Identify(t.Context(), ops.ByLogin(login, pass), proxy)
		require.NoError(t, err, "nobody knows whose the failures were")
	})
	f.requireHashes(t, 0, func() {
		_, err := f.Identify(t.Context(), ops.ByLogin(login, "another wrong one"), from)
		require.ErrorIs(t, err, ops.ErrThrottled)
	})
}

// A login that is not there costs what one that is there costs, whatever the
// settings were when its hash was made.
func TestUnknownLoginsCostWhatKnownOnesDo(t *testing.T) {
	f := open(t)
	dear, err := password.NewHasher(password.Params{Memory: 32 << 10, Time: 4, Threads: 1})
	require.NoError(t, err)
	a, err := New(t.Context(), f.store, dear, Options{Now: f.clock.read})
	require.NoError(t, err)
	decoy, err := a.decoys.hash(t.Context(), f.store, a.mac("nobody", ""), f.clock.read())
	require.NoError(t, err)
	assert.Contains(t, decoy, "m=7168,t=5,p=1")
	require.NoError(t, f.op.RemoveLogin(t.Context(), login))
	decoy, err = a.decoys.hash(t.Context(), f.store, a.mac("nobody", ""), f.clock.read().Add(decoysFor))
	require.NoError(t, err)
	assert.Contains(t, decoy, "m=32768,t=4,p=1", "what the next login will cost")
}

// What the commands change is seen after Fresh, whatever the cache holds.
func TestChangesAreSeen(t *testing.T) {
	f := open(t)
	ctx := t.Context()
	_, err := f.Identify(ctx, ops.ByLogin(login, pass), from)
	require.NoError(t, err)
	f.requireCode(t, login, "new", "unauthorised")

	require.NoError(t, f.op.SetPartnerDisabled(ctx, partnerID, true))
	f.clock.advance(f.opts.Fresh)
	f.requireCode(t, login, pass, "partner_disabled")
	f.requireCode(t, login, "new", "unauthorised")
	require.NoError(t, f.op.SetPartnerDisabled(ctx, partnerID, false))
	f.clock.advance(f.opts.Fresh)
	_, err = f.Identify(ctx, ops.ByLogin(login, pass), from)
	require.NoError(t, err)

	require.NoError(t, f.op.SetSOAPClosed(ctx, partnerID, true))
	f.clock.advance(f.opts.Fresh)
	f.requireCode(t, login, pass, "soap_closed")
	f.requireCode(t, login, "new", "unauthorised")
	_, _, err = f.Login(ctx, login, pass, from, func(ops.Caller) error { return nil })
	require.NoError(t, err, "sessions of v2 go on")
	require.NoError(t, f.op.SetPartnerDisabled(ctx, partnerID, true))
	f.clock.advance(f.opts.Fresh)
	f.requireCode(t, login, pass, "partner_disabled")
	require.NoError(t, f.op.SetPartnerDisabled(ctx, partnerID, false))
	require.NoError(t, f.op.SetSOAPClosed(ctx, partnerID, false))
	f.clock.advance(f.opts.Fresh)

	hash, err := f.hasher.Hash(ctx, "new")
	require.NoError(t, err)
	require.NoError(t, f.op.ResetLogin(ctx, login, hash))
	f.clock.advance(f.opts.Fresh)
	f.requireCode(t, login, pass, "unauthorised")
	_, err = f.Identify(ctx, ops.ByLogin(login, "new"), from)
	require.NoError(t, err, "although it was wrong a moment ago")

	require.NoError(t, f.op.RemoveLogin(ctx, login))
	f.clock.advance(f.opts.Fresh)
	f.requireCode(t, login, "new", "unauthorised")
}

// Many connections of one integration that come at once, as after a restart,
// wait for one verification: none is refused as one too many.
func TestOneVerificationForAll(t *testing.T) {
	f := open(t)
	errs := make(chan error, 100)
	for range cap(errs) {
		go func() {
			_, err := f.Identify(t.Context(), ops.ByLogin(login, pass), from)
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
	f := open(t)
	left, leave := context.WithCancel(t.Context())
	leave()
	_, err := f.Identify(left, ops.ByLogin(login, pass), from)
	require.NoError(t, err, "a check that has begun ends")

	var id verifying
	begun, end := make(chan struct{}), make(chan struct{})
	first := make(chan error)
	go func() {
		_, _, err := f.together(t.Context(), id, func(context.Context) (verified, error) {
			close(begun)
			<-end
			return verified{ok: true}, nil
		})
		first <- err
	}()
	<-begun
	_, shared, err := f.together(left, id, nil)
	require.ErrorIs(t, err, context.Canceled)
	assert.True(t, shared)
	close(end)
	require.NoError(t, <-first)
}

// The memory gives no credentials away.
func TestMemoryHoldsNoCredentials(t *testing.T) {
	f := open(t)
	_, err := f.Identify(t.Context(), ops.ByLogin(login, pass), from)
	require.NoError(t, err)
	assert.NotContains(t, fmt.Sprintf("%v", f.right.young), pass)
	assert.NotEqual(t, f.mac("ab", "c"), f.mac("a", "bc"))
}

// A memory that is full forgets what was not used for the longest.
func TestBounded(t *testing.T) {
	b := bounded[int, int]{size: 10}
	b.put(-1, 7)
	for n := range 1000 {
		b.put(n, n)
		v, ok := b.get(-1)
		require.True(t, ok, "in use")
		require.Equal(t, 7, v)
	}
	_, ok := b.get(0)
	assert.False(t, ok)
	assert.LessOrEqual(t, len(b.young)+len(b.old), 20)
	b.remove(-1)
	_, ok = b.get(-1)
	assert.False(t, ok)
}
