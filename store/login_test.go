package store_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store"
)

func TestCheckLogin(t *testing.T) {
	for _, login := range []string{"demo", "Демо", "a b", "user@example.com", strings.Repeat("я", 200)} {
		assert.NoError(t, store.CheckLogin(login), login)
	}
	for login, says := range map[string]string{
		"": "empty", "a:b": "colon", "a\nb": "control", "a\x7fb": "control", " a": "white space", "a ": "white space",
		"\xff": "UTF-8", strings.Repeat("я", 201): "200", "a\u0085b": "control", "\ufeffa": "invisible", "a\u200bb": "invisible", "a\ufffeb": "invisible",
		"a\u2028b": "invisible", "\u00a0a": "white space",
	} {
		assert.ErrorContains(t, store.CheckLogin(login), says, "%q", login)
	}
	st, err := store.Open(t.TempDir(), store.Options{})
	require.NoError(t, err)
	err = st.Operator().AddLogin(t.Context(), "67a9b05c-7dfb-47e8-9775-f593ce3ad2b2", "a:b", "hash")
	assert.ErrorContains(t, err, "colon")
	require.NoError(t, st.Close())
}

func TestCheckLoginPassword(t *testing.T) {
	for _, password := range []string{"x", "пароль с пробелом", " x ", strings.Repeat("я", 1000)} {
		assert.NoError(t, store.CheckLoginPassword(password), password)
	}
	for password, says := range map[string]string{
		"": "blank", " ": "blank", "\xff": "UTF-8", "a\tb": "control", "a\x7fb": "control", strings.Repeat("я", 1001): "1000",
	} {
		assert.ErrorContains(t, store.CheckLoginPassword(password), says, "%q", password)
	}
}
