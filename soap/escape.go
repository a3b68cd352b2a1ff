package soap

import "strings"

// escapes are what stands in place of a byte in text and in attribute values;
// "" leaves it. 1C escapes ">" in text too and leaves quotes alone; a carriage
// return would become a line feed on its way if it were not escaped (W8).
type escapes [256]string

const replacement = "\uFFFD" // for what XML cannot carry; the store refuses it (O11)

var (
	textEscapes = newEscapes(map[byte]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '\r': "&#13;"})
	attrEscapes = newEscapes(map[byte]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '"': "&quot;", '\r': "&#13;", '\n': "&#10;", '\t': "&#9;"})
)

func newEscapes(named map[byte]string) *escapes {
	var e escapes
	for c := range 0x20 {
		if c != '\t' && c != '\n' {
			e[c] = replacement
		}
	}
	for c, text := range named {
		e[c] = text
	}
	e[0xEF] = replacement // U+FFFE and U+FFFF begin with it; others are let through
	return &e
}

// appendText appends text as character data.
func appendText(b []byte, text string) []byte { return textEscapes.append(b, text) }

// appendAttr appends a value that stands in double quotes.
func appendAttr(b []byte, value string) []byte { return attrEscapes.append(b, value) }

func (e *escapes) append(b []byte, s string) []byte {
	done := 0
	for i := 0; i < len(s); i++ {
		escaped := e[s[i]]
		if escaped == "" {
			continue
		}
		size := 1
		if s[i] == 0xEF {
			if !strings.HasPrefix(s[i:], "\uFFFE") && !strings.HasPrefix(s[i:], "\uFFFF") {
				continue
			}
			size = len("\uFFFE")
		}
		b = append(append(b, s[done:i]...), escaped...)
		done = i + size
		i = done - 1
	}
	return append(b, s[done:]...)
}
