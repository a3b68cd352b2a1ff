package store

import (
	"strconv"
	"strings"
)

// ValidRegNumber reports whether a registration number is correct: a whole number
// from 500000 to 999999999999, or a text with the prefix ВО (the Latin look-alike
// BO too) or FR (S5).
func ValidRegNumber(text string) bool {
	for _, prefix := range []string{cyrillicVO, latinBO, "FR"} {
		if strings.HasPrefix(text, prefix) {
			return true
		}
	}
	n, err := strconv.ParseUint(text, 10, 64)
	return err == nil && n >= 500000 && n <= 999999999999
}

const (
	cyrillicVO = "ВО"
	latinBO    = "BO"
)

// normalRegNumber returns a number as the ITS register stores it, with the prefix in
// Cyrillic: people type it in either alphabet and mean the same number.
func normalRegNumber(text string) string {
	if rest, latin := strings.CutPrefix(text, latinBO); latin {
		return cyrillicVO + rest
	}
	return text
}
