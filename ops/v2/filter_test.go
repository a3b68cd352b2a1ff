package v2

import (
	"math/big"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"partnerapi/internal/jsonvalue"
	"partnerapi/internal/money"
	"partnerapi/store"
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
		c := compiler[int]{}
		operator := "like"
		if fold {
			operator = "ilike"
		}
		require.Equal(t, want, c.pattern(operator, pattern, "name")(textual(text)))
	})
}

// A filter that has used up its time refuses the call, which has cost its point
// (contract: time-bounded).
func TestFilterBudget(t *testing.T) {
	sent := jsonvalue.Value{Kind: jsonvalue.Object}
	m := match[int]{compiler: compiler[int]{sent: &sent}, holds: func(*int) bool { return true }}
	ok, err := m.row(new(1))
	require.NoError(t, err)
	assert.True(t, ok)
	m.spent = filterBudget
	_, err = m.row(new(2))
	var refusal *Error
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, InvalidValue, refusal.Mnemonic)
	assert.Equal(t, "filter", refusal.Field)
	assert.True(t, refusal.Costs)
}

// parsedFilter is a filter as a call brings it.
func parsedFilter(t *testing.T, text string) *Filter {
	t.Helper()
	v, err := jsonvalue.Parse(text)
	require.NoError(t, err)
	f := &Filter{}
	require.True(t, f.accepts(&v))
	require.True(t, f.take(&v))
	return f
}

func repeated(part string, n int) string {
	return `{"condition":"or","filters":[` + strings.TrimSuffix(strings.Repeat(part+",", n), ",") + `]}`
}

// The limits of a filter hold before any of its patterns is compiled.
func TestFilterLimits(t *testing.T) {
	pattern := func(p string) string { return `{"field":"name","operator":"regexp","value":"` + p + `"}` }
	const equal = `{"field":"id","operator":"=","value":1}`
	numbers := func(n int) string {
		return `{"field":"id","operator":"in","value":[` + strings.TrimSuffix(strings.Repeat("1,", n), ",") + `]}`
	}
	for what, filter := range map[string]string{
		"conditions":  repeated(equal, maxFilterParts),
		"groups":      repeated(`{"filters":[]}`, maxFilterParts),
		"empty parts": repeated(`{}`, maxFilterParts), "empty lists": repeated(`[]`, maxFilterParts),
		"patterns": repeated(pattern("x"), maxFilterParts), "programs": repeated(pattern("x{1000}"), 6), "a program": pattern("(" + strings.Repeat("я", 900) + "){1000}"),
		"values": numbers(maxFilterValues + 1), "values of two lists": repeated(numbers(maxFilterValues/2+1), 2),
		"a good pattern beside a wrong condition": repeated(pattern("x")+`,{"field":"id","operator":"like","value":"x"}`, 1),
	} {
		m, refusal := customers.filter(parsedFilter(t, filter))
		require.NotNil(t, refusal, what)
		assert.Equal(t, InvalidValue, refusal.Mnemonic, what)
		assert.Equal(t, "filter", refusal.Field, what)
		assert.False(t, refusal.Costs, what)
		assert.Nil(t, m, what)
	}
	for what, filter := range map[string]string{
		"conditions": repeated(equal, maxFilterParts-1), "groups": repeated(`{"filters":[]}`, maxFilterParts-1),
		"patterns": repeated(pattern("x"), maxFilterParts-1), "a program": pattern(".{1,1000}"),
		"values": numbers(maxFilterValues), "values of two lists": repeated(numbers(maxFilterValues/2), 2),
	} {
		_, refusal := customers.filter(parsedFilter(t, filter))
		require.Nil(t, refusal, what)
	}
}

// Amounts are exact: hundredths of what was written, or refused.
func TestMinorUnits(t *testing.T) {
	number := rapid.StringMatching(`-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,4})?([eE][+-]?[0-9]{1,2})?`)
	limit := new(big.Rat).SetInt64(store.MaxNumber)
	rapid.Check(t, func(t *rapid.T) {
		digits := number.Draw(t, "digits")
		exact, ok := new(big.Rat).SetString(digits)
		require.True(t, ok)
		cents := exact.Mul(exact, big.NewRat(100, 1))
		amount := Money{}
		taken := amount.take(&jsonvalue.Value{Kind: jsonvalue.Number, Text: digits})
		got := amount.N
		if cents.Sign() < 0 || !cents.IsInt() || cents.Cmp(limit) > 0 {
			require.False(t, taken, "%s is taken for %d", digits, got)
			return
		}
		require.True(t, taken, digits)
		require.Equal(t, cents.Num().Int64(), got)
		shown, ok := new(big.Rat).SetString(string(money.Append(nil, got)))
		require.True(t, ok)
		require.Zero(t, shown.Mul(shown, big.NewRat(100, 1)).Cmp(cents))
	})
}

// What a filter allocates stays small, whether it is refused or just taken: a
// pattern's text says nothing of its program's size.
func TestFilterMemory(t *testing.T) {
	pattern := func(p string) string { return `{"field":"name","operator":"regexp","value":"` + p + `"}` }
	for what, filter := range map[string]string{
		"huge programs":     repeated(pattern("("+strings.Repeat("a", 900)+"){1000}"), 65),
		"many patterns":     repeated(pattern("(a|b)*"), 4000),
		"the largest taken": repeated(pattern("(a{1,250}|b{1,245})"), 5),
	} {
		f := parsedFilter(t, filter)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _ = customers.filter(f)
		runtime.ReadMemStats(&after)
		assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(4<<20), what)
	}
}
