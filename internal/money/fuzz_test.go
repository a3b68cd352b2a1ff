package money

import (
	"math/big"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

var form = regexp.MustCompile(`^[+-]?[0-9]{1,10}(\.[0-9]{1,2})?$`) // userside-contract.md, change_balance

// FuzzParse: exactly what has the form is taken, and it is worth what package big
// says.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"1", "-0", "+1.5", "0.05", "9999999999.99", "12345678901", "1.234", "1.", ".5", "1e308", "1e400", "NaN", "Inf", "--1", "١", "", "1\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, ok := Parse(text)
		require.Equal(t, form.MatchString(text), ok)
		if !ok {
			return
		}
		want, good := new(big.Rat).SetString(text)
		require.True(t, good)
		require.Zero(t, want.Cmp(big.NewRat(n, 100)), "%d hundredths", n)
	})
}
