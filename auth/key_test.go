package auth_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/auth"
	"partnerapi/ops"
	"partnerapi/store"
)

func (r *rig) addKey(t *testing.T, n store.NewKey) string {
	t.Helper()
	n.Key = auth.NewKey()
	require.NoError(t, r.op.AddKey(t.Context(), partnerOne, n))
	return n.Key
}

func TestKeys(t *testing.T) {
	r := newRig(t)
	const all = store.ScopeRead | store.ScopeWrite | store.ScopeFinance
	key := r.addKey(t, store.NewKey{Scopes: all, Dialect: "both"})
	legacy := r.addKey(t, store.NewKey{Scopes: store.ScopeRead, Dialect: "legacy", DuplicateWindow: 2 * time.Minute})
	assert.Len(t, key, 52)
	assert.NotEqual(t, key, legacy)
	for range 2 { // read, and remembered
		k, err := r.Identify(t.Context(), ops.ByKey(key), here)
		require.NoError(t, err)
		assert.Equal(t, partnerOne, k.PartnerID)
		assert.Equal(t, "key:1", k.Login)
		assert.EqualValues(t, 1, k.Key)
		assert.Equal(t, all, k.Scopes)
		assert.Equal(t, "both", k.Dialect)
		assert.Zero(t, k.DuplicateWindow)
		account, err := r.store.As(k.Partner).Account(t.Context())
		require.NoError(t, err)
		assert.Equal(t, store.Account{Number: 1, Name: "Партнер"}, account)
	}
	k, err := r.Identify(t.Context(), ops.ByKey(legacy), here)
	require.NoError(t, err)
	assert.Equal(t, "key:2", k.Login)
	assert.Equal(t, store.ScopeRead, k.Scopes)
	assert.Equal(t, "legacy", k.Dialect)
	assert.Equal(t, 2*time.Minute, k.DuplicateWindow)
	for _, wrong := range []string{"", key[1:], key + "A", otherEnd(legacy), "\x00", "key:1", key[:8]} {
		_, err := r.Identify(t.Context(), ops.ByKey(wrong), here)
		assert.ErrorIs(t, err, ops.ErrKey, wrong)
	}
}

// Keys open USERSIDE alone, tokens and sessions v2 alone.
func TestKeysAreNoTokens(t *testing.T) {
	r := newRig(t)
	key := r.addKey(t, store.NewKey{Scopes: store.ScopeRead})
	_, err := r.Identify(t.Context(), ops.ByToken(key), here)
	assert.ErrorIs(t, err, ops.ErrTokenInvalid)
	for _, token := range []string{r.addToken(t, store.NewToken{}), r.login(t)} {
		_, err = r.Identify(t.Context(), ops.ByKey(token), here)
		assert.ErrorIs(t, err, ops.ErrKey)
	}
}

// What the operator changes is seen after half a second, not before; a new key
// works at once, whoever has tried it before.
func TestKeysAreRememberedForAMoment(t *testing.T) {
	r := newRig(t)
	key := auth.NewKey()
	requireSays := func(want error) {
		t.Helper()
		_, err := r.Identify(t.Context(), ops.ByKey(key), here)
		require.ErrorIs(t, err, want)
	}
	requireSays(ops.ErrKey)
	require.NoError(t, r.op.AddKey(t.Context(), partnerOne, store.NewKey{Key: key, Scopes: store.ScopeRead}))
	requireSays(nil)

	require.NoError(t, r.op.SetPartnerDisabled(t.Context(), partnerOne, true))
	r.pass(499 * time.Millisecond)
	requireSays(nil)
	r.pass(time.Millisecond)
	requireSays(ops.ErrDisabled)
	require.NoError(t, r.op.SetPartnerDisabled(t.Context(), partnerOne, false))
	r.soon()
	requireSays(nil)

	require.NoError(t, r.op.RevokeKey(t.Context(), partnerOne, 1))
	r.pass(499 * time.Millisecond)
	requireSays(nil)
	r.pass(time.Millisecond)
	requireSays(ops.ErrKey)
	require.NoError(t, r.op.SetPartnerDisabled(t.Context(), partnerOne, true))
	r.soon()
	requireSays(ops.ErrKey)
	r.restart(t)
	requireSays(ops.ErrKey)
}

// An address that guesses keys or tokens is not believed to have run out of
// valid ones: those are never throttled, and one without a key is no guess.
func TestValidKeysAreNeverThrottled(t *testing.T) {
	r := newRig(t)
	key, token := r.addKey(t, store.NewKey{Scopes: store.ScopeRead}), r.addToken(t, store.NewToken{})
	for range 50 {
		_, err := r.Identify(t.Context(), ops.ByKey(""), here)
		require.ErrorIs(t, err, ops.ErrKey)
		_, err = r.Identify(t.Context(), ops.ByKey(auth.NewKey()), here)
		require.ErrorIs(t, err, ops.ErrKey)
		_, err = r.Identify(t.Context(), ops.ByToken(auth.NewToken()), here)
		require.ErrorIs(t, err, ops.ErrTokenInvalid)
	}
	_, err := r.Identify(t.Context(), ops.ByKey(key), here)
	require.NoError(t, err)
	_, err = r.Identify(t.Context(), ops.ByToken(token), here)
	require.NoError(t, err)
}
