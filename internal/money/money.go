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

// Parse reads an amount as USERSIDE's clients write it: an optional sign, one to
// ten digits and, after a point, one or two more.
func Parse(text string) (n int64, ok bool) {
	digits := strings.TrimPrefix(text, "-")
	if len(digits) == len(text) {
		digits = strings.TrimPrefix(text, "+")
	}
	whole, fraction, pointed := strings.Cut(digits, ".")
	if whole == "" || len(whole) > mostDigits || len(fraction) > 2 || pointed && fraction == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+(fraction + "00")[:2], 10, 64)
	if text[0] == '-' {
		n = -n
	}
	return n, err == nil
}
