package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
)

// secretOf makes a text as long as a key.
func secretOf(letter string) string { return strings.Repeat(letter, 52) }

const allScopes = ScopeRead | ScopeWrite | ScopeFinance

// Each partner has keys of its own.
func TestKeys(t *testing.T) {
	c := newClocked(t, "Europe/Moscow", "2024-06-15 12:00:00")
	o := c.Operator()
	made := Instant(c.now.Unix())
	require.NoError(t, o.AddKey(t.Context(), oneUUID, NewKey{Key: secretOf("A"), Scopes: allScopes}))
	require.NoError(t, o.AddKey(t.Context(), twoUUID, NewKey{Key: secretOf("B"), Scopes: ScopeRead, Dialect: "legacy", DuplicateWindow: 24 * time.Hour}))
	require.NoError(t, o.AddKey(t.Context(), oneUUID, NewKey{Key: secretOf("C"), Scopes: ScopeRead | ScopeFinance, Dialect: "modern", DuplicateWindow: 2 * time.Minute}))
	keys := func(partner string) []Key {
		list, err := o.Keys(t.Context(), partner)
		require.NoError(t, err)
		return list
	}
	first := Key{ID: 1, Beginning: "AAAAAAAA", Created: made, Scopes: allScopes}
	second := Key{ID: 2, Beginning: "BBBBBBBB", Created: made, Scopes: ScopeRead, Dialect: "legacy", DuplicateWindow: 24 * time.Hour}
	third := Key{ID: 3, Beginning: "CCCCCCCC", Created: made, Scopes: ScopeRead | ScopeFinance, Dialect: "modern", DuplicateWindow: 2 * time.Minute}
	assert.Equal(t, []Key{first, third}, keys(oneUUID))
	assert.Equal(t, []Key{second}, keys(twoUUID))

	access := func(letter string) KeyAccess {
		a, err := o.KeyAccess(t.Context(), HashSecret(secretOf(letter)))
		require.NoError(t, err)
		return a
	}
	assert.Equal(t, KeyAccess{Partner: 1, PartnerID: oneUUID, Key: 1, Scopes: allScopes}, access("A"))
	theirs := KeyAccess{Partner: 2, PartnerID: twoUUID, Key: 2, Scopes: ScopeRead, Dialect: "legacy", DuplicateWindow: 24 * time.Hour}
	assert.Equal(t, theirs, access("B"))

	c.now = c.now.Add(time.Minute)
	revoked := Instant(c.now.Unix())
	require.NoError(t, o.RevokeKey(t.Context(), oneUUID, 3))
	c.now = c.now.Add(time.Minute)
	require.NoError(t, o.RevokeKey(t.Context(), oneUUID, 3), "again")
	third.Revoked = &revoked
	assert.Equal(t, []Key{first, third}, keys(oneUUID))
	assert.True(t, access("C").Revoked)
	assert.False(t, access("A").Revoked)

	require.NoError(t, o.SetPartnerDisabled(t.Context(), twoUUID, true))
	theirs.Disabled = true
	assert.Equal(t, theirs, access("B"))
	assert.False(t, access("A").Disabled)
}

func TestRefusalsOfKeys(t *testing.T) {
	c := newClocked(t, "Europe/Moscow", "2024-06-15 12:00:00")
	o := c.Operator()
	const nobody = "21111111-1111-4111-8111-111111111119"
	require.NoError(t, o.AddKey(t.Context(), oneUUID, NewKey{Key: secretOf("A"), Scopes: allScopes}))
	assert.ErrorIs(t, o.AddKey(t.Context(), nobody, NewKey{Key: secretOf("B"), Scopes: allScopes}), ErrNoPartner)
	assert.ErrorContains(t, o.AddKey(t.Context(), oneUUID, NewKey{Key: secretOf("B")}), "no scope")
	for _, window := range []time.Duration{-time.Second, time.Second / 2, 24*time.Hour + time.Second} {
		assert.ErrorContains(t, o.AddKey(t.Context(), oneUUID, NewKey{Key: secretOf("B"), Scopes: allScopes, DuplicateWindow: window}), "whole seconds up to 24 hours")
	}
	assert.Error(t, o.AddKey(t.Context(), twoUUID, NewKey{Key: secretOf("A"), Scopes: allScopes}), "no key stands for two partners")

	assert.ErrorIs(t, o.RevokeKey(t.Context(), twoUUID, 1), ErrNoKey, "another partner's")
	assert.ErrorIs(t, o.RevokeKey(t.Context(), oneUUID, 2), ErrNoKey)
	assert.ErrorIs(t, o.RevokeKey(t.Context(), nobody, 1), ErrNoPartner)
	_, err := o.Keys(t.Context(), nobody)
	assert.ErrorIs(t, err, ErrNoPartner)
	for _, text := range []string{"", "A", secretOf("B"), "AAAAAAAA"} {
		_, err = o.KeyAccess(t.Context(), HashSecret(text))
		assert.ErrorIs(t, err, ErrNoKey, text)
	}
	list, err := o.Keys(t.Context(), oneUUID)
	require.NoError(t, err)
	require.Len(t, list, 1, "what was refused left nothing")
	assert.Nil(t, list[0].Revoked)
}

// What the database says of a key is believed only when it can be read: no key is
// worth more than it was given.
func TestKeysThatCannotBeRead(t *testing.T) {
	c := newClocked(t, "Europe/Moscow", "2024-06-15 12:00:00")
	o := c.Operator()
	require.NoError(t, o.AddKey(t.Context(), oneUUID, NewKey{Key: secretOf("A"), Scopes: ScopeRead}))
	for _, broken := range []string{"scopes = 'read,everything'", "scopes = ''"} {
		runScript(t, c.Store, "UPDATE api_key SET scopes = 'read', dialect = 'both'; UPDATE api_key SET "+broken)
		_, err := o.KeyAccess(t.Context(), HashSecret(secretOf("A")))
		assert.ErrorContains(t, err, "a key of the database", broken)
		_, err = o.Keys(t.Context(), oneUUID)
		assert.ErrorContains(t, err, "a key of the database", broken)
	}
}

// Nothing in the data directory gives a key away.
func TestKeysAreStoredHashed(t *testing.T) {
	enginetest.SQLiteOnly(t, "its files")
	c := newClocked(t, "Europe/Moscow", "2024-06-15 12:00:00")
	require.NoError(t, c.Operator().AddKey(t.Context(), oneUUID, NewKey{Key: "BEGINNING" + secretOf("Q"), Scopes: allScopes}))
	files, err := filepath.Glob(filepath.Join(c.place.Store, "*"))
	require.NoError(t, err)
	found := false
	for _, file := range files {
		bytes, err := os.ReadFile(file)
		require.NoError(t, err)
		found = found || strings.Contains(string(bytes), "BEGINNIN")
		assert.NotContains(t, string(bytes), "BEGINNING", "%s", file)
		assert.NotContains(t, string(bytes), "QQQQ", "%s", file)
	}
	assert.True(t, found, "the beginning is there")
}
