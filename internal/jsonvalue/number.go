package jsonvalue

import (
	"strconv"
	"strings"
)

// Int returns the value of a whole number however it is written: 100, 100.0 and
// 1e2 are the same number, -0 is 0. It reports false for what is no number, has a
// fraction or does not fit into int64.
func (v *Value) Int() (int64, bool) { return v.Scaled(0) }

// Scaled returns a number multiplied by ten to the power of decimals, as hundredths
// for decimals 2. It reports false for what is no number, has more decimals that
// count, or does not fit into int64. Nothing is rounded.
func (v *Value) Scaled(decimals int) (int64, bool) {
	if v.Kind != Number {
		return 0, false
	}
	digits, point := decimal(v.Text)
	if digits == "" || digits == "-" {
		return 0, true // zero, whatever its exponent
	}
	unsigned := strings.TrimPrefix(digits, "-")
	zeros := point + decimals - len(unsigned)
	if zeros < 0 || zeros > maxDigits || len(unsigned) > maxDigits {
		return 0, false
	}
	n, err := strconv.ParseInt(digits+strings.Repeat("0", zeros), 10, 64)
	return n, err == nil
}

// maxDigits is how many digits an int64 can have.
const maxDigits = 19

// decimal takes a number apart: its digits with the sign, without zeros at either
// end, and where the point stands among them. -12.50e3 is -125 and 5. A number of
// nothing but zeros has no digits.
func decimal(text string) (digits string, point int) {
	sign := ""
	if text[0] == '-' {
		sign, text = "-", text[1:]
	}
	mantissa, exponent := text, ""
	if at := strings.IndexAny(text, "eE"); at >= 0 {
		mantissa, exponent = text[:at], text[at+1:]
	}
	whole, fraction, fractional := strings.Cut(mantissa, ".")
	point = len(whole)
	digits = whole
	if fractional {
		digits = whole + fraction
	}
	led := strings.TrimLeft(digits, "0")
	point -= len(digits) - len(led)
	digits = strings.TrimRight(led, "0")
	return sign + digits, point + clamped(exponent)
}

// clamped reads an exponent. One that is beyond all use counts as a million, either way.
func clamped(exponent string) int {
	const most = 1_000_000
	if exponent == "" {
		return 0
	}
	n, err := strconv.Atoi(exponent)
	switch {
	case err == nil:
		return max(-most, min(n, most))
	case exponent[0] == '-':
		return -most
	}
	return most
}
