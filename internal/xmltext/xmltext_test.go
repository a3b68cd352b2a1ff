package xmltext

import (
	"encoding/xml"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What Check lets through, encoding/xml carries, and the other way round.
func TestCheckAgreesWithXML(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.RuneFrom([]rune{0, 1, 8, 9, 10, 13, 31, 32, 0xD7FF, 0xE000, 0xFFFD, 0xFFFE, 0xFFFF, 0x10000}), 0, 8, -1),
			rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "text")
		var carried struct{}
		err := xml.Unmarshal([]byte("<t>"+strings.NewReplacer("<", "", "&", "", "]]>", "").Replace(text)+"</t>"), &carried)
		require.Equal(t, err == nil, Check(text) == nil, "%q: %v", text, err)
	})
	for _, text := range []string{"", "a\tb\r\n", "Привет", "😀", "\uFFFD", "\uE000"} {
		require.NoError(t, Check(text), "%q", text)
	}
	for _, text := range []string{"\x00", "\x1f", "a\x0b", "\uFFFE", "\uFFFF", "\xff", "\xed\xa0\x80"} {
		require.ErrorIs(t, Check(text), ErrCharacter, "%q", text)
	}
}
