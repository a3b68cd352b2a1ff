// Package money writes and reads amounts, which are kept as whole minor units:
// hundredths. Nothing is rounded and no double is used.
package money

import (
	"strconv"
	"strings"
)

// Append appends an amount as a JSON number without needless zeros: 12.5, -0.05.
func Append(b []byte, n int64) []byte {
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	b = strconv.AppendInt(b, n/100, 10)
	switch cents := n % 100; {
	case cents == 0:
	case cents%10 == 0:
		b = append(b, '.', byte('0'+cents/10))
	default:
		b = append(b, '.', byte('0'+cents/10), byte('0'+cents%10))
	}
	return b
}

// mostDigits is how many digits an amount may have before the point.
const mostDigits = 10

// noisyDecimals is how many decimals only a program writes that kept the amount as
// a double.
const noisyDecimals = 8

// Parse reads an amount as USERSIDE's clients write it: an optional sign, one to
// ten digits and, after a point, decimals of which at most two count: 100.0000 is
// 100. A double's noise, more than eight decimals that are nearer than 10⁻⁶ to two,
// is those two: 0.30000000000000004 is 0.30 (docs/userside.md, Calling).
func Parse(text string) (n int64, ok bool) {
	digits := strings.TrimPrefix(text, "-")
	if len(digits) == len(text) {
		digits = strings.TrimPrefix(text, "+")
	}
	whole, fraction, pointed := strings.Cut(digits, ".")
	if whole == "" || len(whole) > mostDigits || pointed && fraction == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return 0, false
	}
	up, ok := noise(fraction)
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+(fraction + "00")[:2], 10, 64)
	if n += up; n >= largest {
		return 0, false
	}
	if text[0] == '-' {
		n = -n
	}
	return n, err == nil
}

// largest is the first amount, in minor units, that has too many digits.
const largest = 1_000_000_000_000

// noise reports whether the decimals behind the second one do not count, and what
// they add to the second one.
func noise(fraction string) (up int64, ok bool) {
	if len(fraction) <= 2 || strings.Trim(fraction[2:], "0") == "" {
		return 0, true
	}
	rest := fraction[2:]
	switch {
	case len(fraction) <= noisyDecimals:
		return 0, false
	case strings.HasPrefix(rest, "0000"):
		return 0, true
	case strings.HasPrefix(rest, "9999") && strings.Trim(rest[4:], "0") != "": // 0.009999 itself is 10⁻⁶ away
		return 1, true
	}
	return 0, false
}
