package v2

import (
	"math/big"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"partnerapi/internal/jsonvalue"
	"partnerapi/internal/money"
)

// % is any run of characters and nothing else is a wildcard: what a regular
// expression made of the pattern says.
func TestLike(t *testing.T) {
	letters := rapid.StringOfN(rapid.RuneFrom([]rune("аАб%_\\.Ёё")), 0, 8, -1)
	rapid.Check(t, func(t *rapid.T) {
		text, pattern, fold := letters.Draw(t, "text"), letters.Draw(t, "pattern"), rapid.Bool().Draw(t, "fold")
		flags := "(?s)"
		if fold {
			flags = "(?si)"
		}
		want := regexp.MustCompile(flags + "^" + strings.ReplaceAll(regexp.QuoteMeta(pattern), "%", ".*") + "$").MatchString(text)
		got, err := like(pattern, fold)(textual(text))
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

// Patterns that have used up their time refuse the filter (contract: time-bounded).
func TestPatternBudget(t *testing.T) {
	sent := jsonvalue.Value{Kind: jsonvalue.Object}
	c := &compiler[int]{sent: &sent}
	match, err := c.regexp("a")
	require.NoError(t, err)
	ok, err := match(textual("cab"))
	require.NoError(t, err)
	assert.True(t, ok)
	c.spent = patternBudget + 1
	_, err = match(textual("cab"))
	var refusal *Error
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, InvalidValue, refusal.Mnemonic)
	assert.Equal(t, "filter", refusal.Field)
}

// Amounts are exact: hundredths of what was written, or refused.
func TestMinorUnits(t *testing.T) {
	number := rapid.StringMatching(`-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,4})?([eE][+-]?[0-9]{1,2})?`)
	limit := new(big.Rat).SetInt64(maxNumber)
	rapid.Check(t, func(t *rapid.T) {
		digits := number.Draw(t, "digits")
		exact, ok := new(big.Rat).SetString(digits)
		require.True(t, ok)
		cents := exact.Mul(exact, big.NewRat(100, 1))
		got, taken := minorUnits(digits)
		if cents.Sign() < 0 || !cents.IsInt() || cents.Cmp(limit) > 0 {
			require.False(t, taken, "%s is taken for %d", digits, got)
			return
		}
		if cents.Sign() == 0 && strings.HasPrefix(digits, "-") {
			return // minus nothing, either way
		}
		require.True(t, taken, digits)
		require.Equal(t, cents.Num().Int64(), got)
		shown, ok := new(big.Rat).SetString(string(money.Append(nil, got)))
		require.True(t, ok)
		require.Zero(t, shown.Mul(shown, big.NewRat(100, 1)).Cmp(cents))
	})
}
