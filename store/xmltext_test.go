package store

import (
	"encoding/xml"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestValidText(t *testing.T) {
	for _, text := range []string{"", "Ромашка & Ко <1>", "a\tb\r\nc", "\u0085\uD7FF\uE000\uFFFD", "\U00010000\U0010FFFF", "é👩‍💻"} {
		assert.True(t, ValidText(text), "%q", text)
	}
	for _, text := range []string{"\x00", "a\x1fb", "я\x1f", "\x0b", "я\x00", "\uFFFE", "a\uFFFF", "\xff", "я\xd0", "\xed\xa0\x80"} {
		assert.False(t, ValidText(text), "%q", text)
	}
}

// encoding/xml replaces what XML cannot carry, so it knows the same characters.
func TestValidTextIsWhatXMLCarries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.OneOf(rapid.Int32Range(0, 0x200), rapid.Int32Range(0xD000, 0x10010), rapid.Int32Range(0, 0x10FFFF)).Draw(t, "rune")
		text := "я" + string(r)
		var out strings.Builder
		require.NoError(t, xml.EscapeText(&out, []byte(text)))
		lost := strings.Contains(out.String(), "\uFFFD") && !strings.Contains(text, "\uFFFD")
		if r >= 0xD800 && r < 0xE000 {
			return // string has made it U+FFFD already
		}
		assert.Equal(t, !lost, ValidText(text), "%q", text)
	})
}

// Whatever a caller forgot to check does not get into the store.
func TestStoreRefusesText(t *testing.T) {
	bad := "a\x1fb"
	for _, arg := range []any{bad, &bad} {
		_, err := driverValue(arg)
		require.ErrorIs(t, err, ErrText)
	}
}
