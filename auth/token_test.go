package auth_test

import (
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/auth"
	"partnerapi/internal/enginetest"
	"partnerapi/ops"
	"partnerapi/store"
)

func (r *rig) addToken(t *testing.T, n store.NewToken) string {
	t.Helper()
	n.Token = auth.NewToken()
	require.NoError(t, r.op.AddToken(t.Context(), partnerOne, n))
	return n.Token
}

// otherEnd is a token but for its last character.
func otherEnd(token string) string {
	last := "A"
	if strings.HasSuffix(token, last) {
		last = "B"
	}
	return token[:len(token)-1] + last
}

func TestTokens(t *testing.T) {
	r := newRig(t)
	token := r.addToken(t, store.NewToken{})
	readOnly := r.addToken(t, store.NewToken{ReadOnly: true})
	assert.Len(t, token, 52)
	assert.NotEqual(t, token, readOnly)
	s, err := r.Identify(t.Context(), ops.ByToken(token), here)
	require.NoError(t, err)
	assert.Equal(t, partnerOne, s.PartnerID)
	assert.Equal(t, "token:1", s.Login)
	assert.False(t, s.ReadOnly)
	account, err := r.store.As(s.Partner).Account(t.Context())
	require.NoError(t, err)
	assert.Equal(t, store.Account{Number: 1, Name: "Партнер"}, account)
	s, err = r.Identify(t.Context(), ops.ByToken(readOnly), here)
	require.NoError(t, err)
	assert.Equal(t, "token:2", s.Login)
	assert.True(t, s.ReadOnly)
	for _, wrong := range []string{"", token[1:], token + "A", otherEnd(readOnly), "\x00"} {
		_, err := r.Identify(t.Context(), ops.ByToken(wrong), here)
		assert.ErrorIs(t, err, ops.ErrTokenInvalid, wrong)
	}
}

// The refusals come in one order, and what the operator changes is seen within
// half a second.
func TestRefusalsOfTokens(t *testing.T) {
	r := newRig(t)
	until := store.Instant(r.now.Add(time.Hour).Unix())
	token := r.addToken(t, store.NewToken{Until: &until, Addresses: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
	elsewhere := netip.MustParseAddr("10.1.2.3")
	requireSays := func(want error) {
		t.Helper()
		_, err := r.Identify(t.Context(), ops.ByToken(token), here)
		assert.ErrorIs(t, err, want)
	}
	_, err := r.Identify(t.Context(), ops.ByToken(token), elsewhere)
	require.NoError(t, err)
	requireSays(ops.ErrAddress)

	require.NoError(t, r.op.SetPartnerDisabled(t.Context(), partnerOne, true))
	r.soon()
	requireSays(ops.ErrDisabled)

	r.now = time.Unix(int64(until), 0)
	requireSays(ops.ErrTokenExpired)

	require.NoError(t, r.op.RevokeToken(t.Context(), partnerOne, 1))
	require.NoError(t, r.op.RevokeToken(t.Context(), partnerOne, 1), "again")
	r.soon()
	requireSays(ops.ErrTokenRevoked)
	assert.ErrorIs(t, r.op.RevokeToken(t.Context(), partnerTwo, 1), store.ErrNoToken, "another partner's")
	assert.ErrorIs(t, r.op.RevokeToken(t.Context(), partnerOne, 2), store.ErrNoToken)

	list, err := r.op.Tokens(t.Context(), partnerOne)
	require.NoError(t, err)
	require.Len(t, list, 1)
	assert.NotNil(t, list[0].Revoked)
	list[0].Revoked = nil
	assert.Equal(t, store.Token{ID: 1, Beginning: token[:8], Created: until - 3600, Until: &until, Addresses: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}, list[0])
	list, err = r.op.Tokens(t.Context(), partnerTwo)
	require.NoError(t, err)
	assert.Empty(t, list)
}

func TestAddressesOfTokens(t *testing.T) {
	r := newRig(t)
	token := r.addToken(t, store.NewToken{Addresses: []netip.Prefix{
		netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.0.2.7/32"), netip.MustParsePrefix("2001:db8::/32"),
	}})
	for addr, may := range map[string]bool{
		"10.255.0.1": true, "192.0.2.7": true, "2001:db8::1": true, "::ffff:10.0.0.1": true, "2001:db8::1%eth0": true,
		"11.0.0.1": false, "192.0.2.8": false, "2001:db9::1": false, "::1": false,
	} {
		_, err := r.Identify(t.Context(), ops.ByToken(token), netip.MustParseAddr(addr))
		assert.Equal(t, may, err == nil, "%s: %v", addr, err)
	}
	_, err := r.Identify(t.Context(), ops.ByToken(token), netip.Addr{})
	assert.ErrorIs(t, err, ops.ErrAddress, "an address that nobody knows")
}

// Nothing in the store gives a token, a session or a key away.
func TestSecretsAreStoredHashed(t *testing.T) {
	r := newRig(t)
	tokens := []string{r.addToken(t, store.NewToken{}), r.addKey(t, store.NewKey{Scopes: store.ScopeRead})}
	session, _, err := r.Login(t.Context(), "demo", "secret", here, anybody)
	require.NoError(t, err)
	tokens = append(tokens, session)
	if !enginetest.OnPostgres() { // whose files are the server's
		files, err := filepath.Glob(filepath.Join(r.place.Store, "*"))
		require.NoError(t, err)
		for _, file := range files {
			bytes, err := os.ReadFile(file)
			require.NoError(t, err)
			for _, token := range tokens {
				assert.NotContains(t, string(bytes), token[10:], "%s", file)
			}
		}
	}
	db := r.place.SQL(t)
	for _, table := range enginetest.Tables(t, db) {
		for _, row := range enginetest.Rows(t, db, table) {
			for _, token := range tokens {
				assert.NotContains(t, row, token[10:], table)
			}
		}
	}
}
