package xmltok

import (
	"strings"
	"unicode/utf8"
)

// Classes of bytes; a byte can be in several.
const (
	nameStart = 1 << iota // begins a name (the colon is dealt with apart)
	nameChar              // continues a name
	space                 // S: blank, tab, line ends
	textStop              // needs a look in character data
	valueStop             // needs a look in an attribute's value
	charStop              // needs a look anywhere: may be no character of XML
)

var class = classes()

func classes() (table [256]uint8) {
	for c := 'a'; c <= 'z'; c++ {
		table[c] |= nameStart | nameChar
		table[c-'a'+'A'] |= nameStart | nameChar
	}
	table['_'] |= nameStart | nameChar
	for _, c := range "0123456789-." {
		table[c] |= nameChar
	}
	for c := range 0x20 {
		table[c] |= textStop | valueStop | charStop
	}
	table['\t'] = space | valueStop
	table['\n'] = space | valueStop
	table['\r'] = space | valueStop | textStop
	table[' '] = space
	for _, c := range "<&]" {
		table[c] |= textStop
	}
	for _, c := range `<&"'` {
		table[c] |= valueStop
	}
	table[0xEF] |= textStop | valueStop | charStop // U+FFFE and U+FFFF begin with it
	return table
}

func skipSpace(s string, at int) int {
	for at < len(s) && class[s[at]]&space != 0 {
		at++
	}
	return at
}

// ncname returns where the name without colon that begins at a place ends; the
// place itself when there is none.
func ncname(s string, at int) int {
	end := at
	for end < len(s) {
		c := s[end]
		if class[c]&nameChar != 0 && (end > at || class[c]&nameStart != 0) {
			end++
			continue
		}
		if c < utf8.RuneSelf {
			break
		}
		char, size := utf8.DecodeRuneInString(s[end:])
		if !isLetter(char) && (end == at || !isNameMore(char)) {
			break
		}
		end += size
	}
	return end
}

// continuesName reports whether the character at a place belongs to a name that
// began before it.
func continuesName(s string, at int) bool {
	char, _ := utf8.DecodeRuneInString(s[at:])
	return char < utf8.RuneSelf && class[s[at]]&nameChar != 0 || char >= utf8.RuneSelf && (isLetter(char) || isNameMore(char))
}

// isChar reports whether XML 1.0 can carry the character (production 2).
func isChar(c rune) bool {
	switch {
	case c < 0x20:
		return c == '\t' || c == '\n' || c == '\r'
	case c < 0xD800:
		return true
	}
	return c >= 0xE000 && c <= 0xFFFD || c >= 0x10000 && c <= utf8.MaxRune
}

// charAt reports whether a character of XML begins at a place of valid UTF-8 where
// a byte of class charStop stands.
func charAt(s string, at int) bool {
	return s[at] == 0xEF && !strings.HasPrefix(s[at:], "\uFFFE") && !strings.HasPrefix(s[at:], "\uFFFF")
}

// checkChars returns the place of the first thing that is no character of XML,
// or -1.
func checkChars(s string, from, to int) int {
	for i := from; i < to; i++ {
		if class[s[i]]&charStop != 0 && !charAt(s, i) {
			return i
		}
	}
	return -1
}

// invalidAt returns the place of the first byte that is no UTF-8.
func invalidAt(s string) int {
	for i, c := range s {
		if c == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return i
			}
		}
	}
	return len(s)
}

const (
	badChar = "недопустимый в XML символ"
	badName = "недопустимое имя"
)
