package auth_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/ops"
	"partnerapi/store"
)

// anybody may have a session.
func anybody(ops.Caller) error { return nil }

func (r *rig) login(t *testing.T) string {
	t.Helper()
	token, _, err := r.Login(t.Context(), "demo", "secret", here, anybody)
	require.NoError(t, err)
	return token
}

func (r *rig) requireEnded(t *testing.T, token string) {
	t.Helper()
	_, err := r.Identify(t.Context(), ops.ByToken(token), here)
	require.ErrorIs(t, err, ops.ErrTokenInvalid)
}

func (r *rig) requireStands(t *testing.T, token string) {
	t.Helper()
	s, err := r.Identify(t.Context(), ops.ByToken(token), here)
	require.NoError(t, err)
	assert.Equal(t, "demo", s.Login)
	assert.Equal(t, partnerOne, s.PartnerID)
	assert.False(t, s.ReadOnly)
}

// A session lasts an hour, through a restart.
func TestSessionLastsAnHour(t *testing.T) {
	r := newRig(t)
	token, until, err := r.Login(t.Context(), "demo", "secret", here, anybody)
	require.NoError(t, err)
	assert.Equal(t, r.now.Add(time.Hour), until)
	r.requireStands(t, token)
	r.pass(30 * time.Minute)
	r.restart(t)
	r.requireStands(t, token)
	r.pass(30*time.Minute - time.Second)
	r.requireStands(t, token)
	r.pass(time.Second)
	r.requireEnded(t, token)
}

// A session that was begun while the clock was a year ahead is over once the clock is
// right again; a clock that is corrected a little ends none.
func TestSessionOfAClockThatWasAhead(t *testing.T) {
	r := newRig(t)
	r.pass(365 * 24 * time.Hour)
	token := r.login(t)
	r.pass(-time.Minute)
	r.requireStands(t, token)
	r.pass(-365 * 24 * time.Hour)
	r.requireEnded(t, token)
	r.requireStands(t, r.login(t))
}

// Who may have a session is asked about the caller of a right password alone, and
// a refusal begins none.
func TestLoginAsksBeforeItBegins(t *testing.T) {
	r := newRig(t)
	refused := errors.New("no points left")
	var asked []ops.Caller
	admit := func(caller ops.Caller) error {
		asked = append(asked, caller)
		return refused
	}
	_, _, err := r.Login(t.Context(), "demo", "wrong", here, admit)
	require.ErrorIs(t, err, ops.ErrLogin)
	assert.Empty(t, asked)
	token, _, err := r.Login(t.Context(), "demo", "secret", here, admit)
	require.ErrorIs(t, err, refused)
	assert.Empty(t, token)
	assert.Equal(t, []ops.Caller{{Partner: 1, PartnerID: partnerOne, Login: "demo"}}, asked)
}

func TestLogoutEndsOneSession(t *testing.T) {
	r := newRig(t)
	one, two := r.login(t), r.login(t)
	assert.NotEqual(t, one, two)
	permanent := r.addToken(t, store.NewToken{})
	r.requireStands(t, one)
	require.NoError(t, r.Logout(t.Context(), one))
	r.requireEnded(t, one)
	r.requireStands(t, two)
	require.NoError(t, r.Logout(t.Context(), one), "again")
	require.NoError(t, r.Logout(t.Context(), permanent))
	_, err := r.Identify(t.Context(), ops.ByToken(permanent), here)
	require.NoError(t, err, "only the operator revokes a permanent token")
}

// A login that is reset or removed takes its sessions along, also when one of the
// same name and password comes back.
func TestSessionsEndWithTheirLogin(t *testing.T) {
	r := newRig(t)
	reset := r.login(t)
	require.NoError(t, r.op.ResetLogin(t.Context(), "demo", r.hash(t, "secret")))
	r.soon()
	r.requireEnded(t, reset)

	removed := r.login(t)
	require.NoError(t, r.op.RemoveLogin(t.Context(), "demo"))
	r.soon()
	r.requireEnded(t, removed)
	require.NoError(t, r.op.AddLogin(t.Context(), partnerOne, "demo", r.hash(t, "secret")))
	r.soon()
	r.requireEnded(t, removed)
	r.requireStands(t, r.login(t))
}

// The operator switches a partner off: its sessions wait, they do not end.
func TestSessionsOfADisabledPartner(t *testing.T) {
	r := newRig(t)
	token := r.login(t)
	require.NoError(t, r.op.SetPartnerDisabled(t.Context(), partnerOne, true))
	r.soon()
	_, err := r.Identify(t.Context(), ops.ByToken(token), here)
	assert.ErrorIs(t, err, ops.ErrDisabled)
	_, _, err = r.Login(t.Context(), "demo", "secret", here, anybody)
	assert.ErrorIs(t, err, ops.ErrDisabled)
	_, _, err = r.Login(t.Context(), "demo", "wrong", here, anybody)
	assert.ErrorIs(t, err, ops.ErrLogin, "who does not know the password is told nothing else")
	require.NoError(t, r.op.SetPartnerDisabled(t.Context(), partnerOne, false))
	r.soon()
	r.requireStands(t, token)
}

// Ten failures in ten minutes of one login from one address: a minute without a
// check, for that pair alone.
func TestTooManyFailures(t *testing.T) {
	r := newRig(t)
	there := netip.MustParseAddr("192.0.2.2")
	try := func(pass string, addr netip.Addr) error {
		_, _, err := r.Login(t.Context(), "demo", pass, addr, anybody)
		return err
	}
	for range 10 {
		require.ErrorIs(t, try("wrong", here), ops.ErrLogin)
		r.pass(time.Second)
	}
	require.ErrorIs(t, try("secret", here), ops.ErrLogin, "unchecked")
	require.ErrorIs(t, try("secret", netip.MustParseAddr("::ffff:192.0.2.1")), ops.ErrLogin, "the same address")
	r.pass(58 * time.Second)
	require.ErrorIs(t, try("secret", here), ops.ErrLogin)
	r.pass(time.Second)
	require.ErrorIs(t, try("wrong", here), ops.ErrLogin)
	require.ErrorIs(t, try("secret", here), ops.ErrLogin, "the tenth of ten minutes again")
	r.pass(time.Minute)
	require.NoError(t, try("secret", here))
	for range 10 {
		require.ErrorIs(t, try("wrong", here), ops.ErrLogin)
	}
	require.NoError(t, try("secret", here), "what was right and is remembered is never throttled")
	require.NoError(t, try("secret", there))
}

// Nine failures are not too many, nor are nine of ten minutes ago with a new one.
func TestNineFailures(t *testing.T) {
	r := newRig(t)
	for _, wait := range []time.Duration{0, 10 * time.Minute} {
		r.restart(t)
		for range 9 {
			_, _, err := r.Login(t.Context(), "demo", "wrong", here, anybody)
			require.ErrorIs(t, err, ops.ErrLogin)
		}
		if r.pass(wait); wait > 0 {
			_, _, err := r.Login(t.Context(), "demo", "wrong", here, anybody)
			require.ErrorIs(t, err, ops.ErrLogin)
		}
		_, _, err := r.Login(t.Context(), "demo", "secret", here, anybody)
		require.NoError(t, err)
	}
}

func TestWhatCannotBeALogin(t *testing.T) {
	r := newRig(t)
	for _, login := range []string{"", "nobody", "de:mo", "\xff", "\x00", strings.Repeat("x", 1<<20)} {
		_, _, err := r.Login(t.Context(), login, "secret", here, anybody)
		assert.ErrorIs(t, err, ops.ErrLogin)
	}
}

// Sessions that are over do not stay in the store.
func TestSessionsAreCleanedUp(t *testing.T) {
	r := newRig(t)
	old, stands := r.login(t), ""
	r.pass(59 * time.Minute)
	stands = r.login(t)
	r.pass(time.Minute)
	require.NoError(t, r.op.RemoveSessions(t.Context()))
	r.pass(-10 * time.Minute) // the row itself is gone
	r.restart(t)
	r.requireEnded(t, old)
	r.requireStands(t, stands)
	require.NoError(t, r.op.RemoveSessions(t.Context()), "nothing to do")
}
