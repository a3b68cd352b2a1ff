package store

import (
	"errors"
	"unicode/utf8"
)

// ErrText says that a text holds a character that XML 1.0 cannot carry. The
// store keeps none, whichever door brings it, so that every door can show what
// another stored (O11).
var ErrText = errors.New("the text holds a character that XML cannot carry")

// ValidText says whether every door can carry a text: UTF-8 without control
// characters (but tab and line ends), surrogates, U+FFFE and U+FFFF (O11).
func ValidText(text string) bool {
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c >= utf8.RuneSelf {
			return validRunes(text[i:])
		}
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return false
		}
	}
	return true
}

func validRunes(text string) bool {
	for i, r := range text {
		switch {
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0xFFFE, r == 0xFFFF:
			return false
		case r == utf8.RuneError:
			if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
				return false // not UTF-8, surrogates among it
			}
		}
	}
	return true
}
