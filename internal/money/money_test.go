package money

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]int64{
		"1": 100, "+1": 100, "-1": -100, "0.05": 5, "-0.5": -50, "12.30": 1230, "0": 0, "-0.00": 0, "9999999999.99": 999999999999,
		"100.0000": 10000, "12.500": 1250, "5.00000000000000000000000000000000000000000001": 500, "0.30000000000000004": 30, "0.1499999999999999944": 15, "-19.989999999999998436": -1999,
	} {
		got, ok := Parse(text)
		assert.True(t, ok, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{
		"", "+", "-", ".", ".5", "5.", "1.234", "12.345", "0.30000004", "0.2999999", "1.005000000001", "0.300001000000", "0.2999990000000", "9999999999.999999999", "100.0000x", "1.0.0", "1,5", "1e2", "+-1", "--1", "12345678901", " 1", "1 ", "NaN", "Inf", "1e308", "0x10", "١", "1.-5",
	} {
		_, ok := Parse(text)
		assert.False(t, ok, text)
	}
}

// What is written is read back as it was.
func TestAppendAndParse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(-999999999999, 999999999999).Draw(t, "n")
		got, ok := Parse(string(Append(nil, n)))
		require.True(t, ok)
		require.Equal(t, n, got)
	})
}
