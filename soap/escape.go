package soap

import "strings"

// escapes are what stands in place of a byte in text and in attribute values;
// "" leaves it. 1C escapes ">" in text too and leaves quotes alone; a carriage
// return would become a line feed on its way if it were not escaped (W8).
type escapes struct {
	text    [256]string
	escaped [256]bool // the text is not ""
}

const replacement = "\uFFFD" // for what XML cannot carry; the store refuses it (O11)

var (
	textEscapes = newEscapes(map[byte]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '\r': "&#13;"})
	attrEscapes = newEscapes(map[byte]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '"': "&quot;", '\r': "&#13;", '\n': "&#10;", '\t': "&#9;"})
)

func newEscapes(named map[byte]string) *escapes {
	var e escapes
	for c := range 0x20 {
		if c != '\t' && c != '\n' {
			e.set(byte(c), replacement)
		}
	}
	for c, text := range named {
		e.set(c, text)
	}
	e.set(0xEF, replacement) // U+FFFE and U+FFFF begin with it; others are let through
	return &e
}

// appendText appends text as character data.
func appendText(b []byte, text string) []byte { return textEscapes.append(b, text) }

// appendAttr appends a value that stands in double quotes.
func appendAttr(b []byte, value string) []byte { return attrEscapes.append(b, value) }

func (e *escapes) set(c byte, text string) { e.text[c], e.escaped[c] = text, true }

func (e *escapes) append(b []byte, s string) []byte {
	for {
		n := e.plain(s)
		b = append(b, s[:n]...)
		if n == len(s) {
			return b
		}
		text, size := e.text[s[n]], 1
		if s[n] == 0xEF {
			if strings.HasPrefix(s[n:], "\uFFFE") || strings.HasPrefix(s[n:], "\uFFFF") {
				size = len("\uFFFE")
			} else {
				text = s[n : n+1]
			}
		}
		b = append(b, text...)
		s = s[n+size:]
	}
}

// plain returns how many bytes s begins with that nothing stands in place of. It is a
// loop of its own because most texts are nothing else.
func (e *escapes) plain(s string) int {
	for i := range len(s) {
		if e.escaped[s[i]] {
			return i
		}
	}
	return len(s)
}
