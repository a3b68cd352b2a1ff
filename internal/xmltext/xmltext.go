// Package xmltext says which texts XML can carry.
package xmltext

import (
	"errors"
	"unicode/utf8"
)

// ErrCharacter says that a text holds a character that XML 1.0 cannot carry, or
// is no UTF-8. The store refuses it whichever interface brings it, so that what one
// interface stores every other can show (O11).
var ErrCharacter = errors.New("a text holds a character that XML cannot carry")

// Check returns ErrCharacter unless XML 1.0 can carry the text.
func Check(text string) error {
	for i, r := range text {
		if r >= 0x20 && r < 0xD800 || r == '\t' || r == '\n' || r == '\r' || r >= 0x10000 {
			continue
		}
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(text[i:]); size > 1 {
				continue // U+FFFD itself
			}
			return ErrCharacter
		}
		if r < 0xE000 || r > 0xFFFD {
			return ErrCharacter
		}
	}
	return nil
}
