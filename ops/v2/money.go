package v2

import (
	"strconv"
	"strings"
)

// overflows says that a JSON number is beyond what a double can hold: such a
// value has no type that anyone could read.
func overflows(digits string) bool {
	_, err := strconv.ParseFloat(digits, 64)
	return err != nil
}

// minorUnits reads a JSON number as hundredths: at least 0, at most two decimals
// that count, at most 2^53 hundredths. No rounding, no doubles.
func minorUnits(digits string) (int64, bool) {
	if strings.ContainsAny(digits, "eE-") && digits != "-0" {
		return exponentUnits(digits)
	}
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(digits, "-"), ".")
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > 2 {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+(fraction + "00")[:2], 10, 64)
	return n, err == nil && n <= maxNumber
}

// exponentUnits reads 1.5e2 and its like, by moving the point.
func exponentUnits(digits string) (int64, bool) {
	if strings.HasPrefix(digits, "-") {
		return 0, false
	}
	mantissa, exponent, _ := strings.Cut(strings.ToLower(digits), "e")
	shift, err := strconv.Atoi(exponent)
	if err != nil || shift > 400 || shift < -400 {
		return 0, false
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	if shift >= 0 {
		fraction += strings.Repeat("0", max(0, shift-len(fraction)))
		return minorUnits(whole + fraction[:shift] + "." + fraction[shift:])
	}
	whole = strings.Repeat("0", max(0, -shift-len(whole))) + whole
	at := len(whole) + shift
	return minorUnits("0" + whole[:at] + "." + whole[at:] + fraction)
}
