package jsonvalue

import (
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What a number is worth does not depend on how it is written. math/big has the
// exact value.
func FuzzScaled(f *testing.F) {
	for _, seed := range []string{"100", "100.0", "1e2", "1E+2", "1.00e+2", "10000e-2", "-0", "-0.0e5", "0e400", "0e99999999999", "1.5", "15e-1", "150e-1", "1e400", "1e-400", "1e99999999999999999999", "1e-99999999999999999999",
		"9223372036854775807", "9223372036854775808", "-9223372036854775808", "922337203685477580700e-2", "0.0000000000000000000000001e25", "99.95", "1.005", "0.10", "123456789012345678901234567890"} {
		f.Add(seed, uint8(0))
		f.Add(seed, uint8(2))
	}
	f.Fuzz(func(t *testing.T, text string, decimals uint8) {
		v, err := Parse(text)
		if err != nil || v.Kind != Number || decimals > 4 || len(text) > 100 {
			return
		}
		got, ok := v.Scaled(int(decimals))
		if _, exponent, found := strings.Cut(strings.ToLower(v.Text), "e"); found && len(strings.TrimLeft(exponent, "+-0")) > 3 {
			// math/big would take gigabytes. Zero is zero, and of the others none is whole and small.
			if strings.Trim(strings.ToLower(v.Text)[:strings.IndexAny(v.Text, "eE")], "-0.") == "" {
				require.True(t, ok)
				require.Zero(t, got)
			} else {
				require.False(t, ok, text)
			}
			return
		}
		exact, parsed := new(big.Rat).SetString(v.Text)
		require.True(t, parsed, text)
		exact.Mul(exact, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)))
		if !exact.IsInt() || !exact.Num().IsInt64() {
			require.False(t, ok, "%s is taken for %d", text, got)
			return
		}
		require.True(t, ok, text)
		require.Equal(t, exact.Num().Int64(), got)
	})
}

// What is no number has no value.
func TestScaledOthers(t *testing.T) {
	for _, text := range []string{`"5"`, `null`, `true`, `[5]`, `{}`} {
		v, err := Parse(text)
		require.NoError(t, err)
		_, ok := v.Int()
		require.False(t, ok, text)
	}
}
