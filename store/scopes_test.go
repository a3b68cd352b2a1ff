package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestScopes(t *testing.T) {
	for text, want := range map[string]Scopes{
		"read": ScopeRead, "write": ScopeWrite, "finance": ScopeFinance, "read,write,finance": ScopeRead | ScopeWrite | ScopeFinance,
		" finance , read,read": ScopeRead | ScopeFinance,
	} {
		s, err := ParseScopes(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, s, text)
		again, err := ParseScopes(s.String())
		require.NoError(t, err)
		assert.Equal(t, s, again)
	}
	assert.Equal(t, "read,finance", (ScopeFinance | ScopeRead).String())
	assert.Empty(t, Scopes(0).String())
	for _, text := range []string{"", ",", "read,", "Read", "admin", "read;write", "7"} {
		_, err := ParseScopes(text)
		assert.ErrorContains(t, err, "is none of read, write, finance", "%q", text)
	}
	assert.True(t, (ScopeRead | ScopeWrite).Has(ScopeRead))
	assert.False(t, (ScopeRead | ScopeWrite).Has(ScopeFinance))
	assert.False(t, (ScopeRead | ScopeWrite).Has(ScopeRead|ScopeFinance), "all of them")
}
