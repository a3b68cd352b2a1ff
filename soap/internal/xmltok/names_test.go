package xmltok

import (
	"encoding/xml"
	"strings"
	"testing"
)

// TestNames holds the table of names against encoding/xml's, which is of the
// fourth edition too.
func TestNames(t *testing.T) {
	for c := rune(0x80); c <= 0x10FFFF; c++ {
		if c == 0xD800 {
			c = 0xE000
		}
		if c == 0x10000 {
			c = 0x10FF00 // nothing beyond the basic plane is a name character
		}
		begins, continues := isLetter(c), isLetter(c) || isNameMore(c)
		if goAccepts("<"+string(c)+"/>") != begins || goAccepts("<a"+string(c)+"/>") != continues {
			t.Errorf("%U begins a name: %v, continues one: %v", c, begins, continues)
		}
	}
}

func goAccepts(document string) bool {
	_, err := xml.NewDecoder(strings.NewReader(document)).RawToken()
	return err == nil
}
