package money

import (
	"math/big"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var form = regexp.MustCompile(`^[+-]?[0-9]{1,10}(\.[0-9]+)?$`) // docs/userside.md, Calling

// FuzzParse: exactly what has the form is taken, and is an amount by what package
// big says: two decimals, or nearer to them than 10⁻⁶ where more than eight are
// written.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"1", "-0", "+1.5", "0.05", "9999999999.99", "12345678901", "1.234", "1.", ".5", "1e308", "1e400", "NaN", "Inf", "--1", "١", "", "1\n",
		"100.0000", "0.30000000000000004", "0.29999999999999999", "12.345", "0.300000001", "0.3000001", "0.299999000000", "9999999999.9999999999",
	} {
		f.Add(text)
	}
	near := big.NewRat(1, 1_000_000)
	f.Fuzz(func(t *testing.T, text string) {
		n, ok := Parse(text)
		if !form.MatchString(text) {
			require.False(t, ok)
			return
		}
		written, good := new(big.Rat).SetString(text)
		require.True(t, good)
		cents, good := new(big.Int).SetString(written.FloatString(2)[:len(written.FloatString(2))-3]+written.FloatString(2)[len(written.FloatString(2))-2:], 10)
		require.True(t, good)
		noise := new(big.Rat).Sub(written, new(big.Rat).SetFrac(cents, big.NewInt(100)))
		_, fraction, _ := strings.Cut(text, ".")
		want := noise.Sign() == 0 || len(fraction) > 8 && noise.Abs(noise).Cmp(near) < 0
		want = want && cents.CmpAbs(big.NewInt(largest)) < 0
		require.Equal(t, want, ok)
		if ok {
			require.Equal(t, cents.Int64(), n)
		}
	})
}
