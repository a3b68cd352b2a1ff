package xmltok

import (
	"strconv"
	"strings"
)

// text reads character data up to the next "<" or the end.
func (r *Reader) text() (Token, error) {
	s, start, plain := r.s, r.pos, true
	i := start
scan:
	for ; i < len(s); i++ {
		if class[s[i]]&textStop == 0 {
			continue
		}
		switch c := s[i]; c {
		case '<':
			break scan
		case '&', '\r':
			plain = false
		case ']':
			if strings.HasPrefix(s[i:], "]]>") {
				return Token{}, r.malformed(i, "последовательность «]]>» в тексте должна быть записана как ]]&gt;")
			}
		default:
			if !charAt(s, i) {
				return Token{}, r.malformed(i, badChar)
			}
		}
	}
	r.pos = i
	if plain {
		return Token{Kind: Text, Text: s[start:i]}, nil
	}
	expanded, err := r.expand(start, i, false)
	return Token{Kind: Text, Text: expanded}, err
}

// expand replaces references and normalises line ends; in an attribute's value
// white space becomes blanks (XML 1.0, 2.11 and 3.3.3). The result is never
// longer than its source.
func (r *Reader) expand(from, to int, value bool) (string, error) {
	var b strings.Builder
	b.Grow(to - from)
	for i := from; i < to; {
		switch c := r.s[i]; {
		case c == '&':
			char, end, err := r.reference(i, to)
			if err != nil {
				return "", err
			}
			b.WriteRune(char)
			i = end
			continue
		case c == '\r' && i+1 < len(r.s) && r.s[i+1] == '\n':
			// The line feed stands for both.
		case value && class[c]&space != 0:
			b.WriteByte(' ')
		case c == '\r':
			b.WriteByte('\n')
		default:
			b.WriteByte(c)
		}
		i++
	}
	return b.String(), nil
}

// reference reads the reference at a place and answers its character and where
// it ends. Without a DTD there are five entities.
func (r *Reader) reference(at, to int) (char rune, end int, err error) {
	length := strings.IndexByte(r.s[at:to], ';')
	name := ""
	if length > 0 {
		name = r.s[at+1 : at+length]
	}
	end = at + length + 1
	if strings.HasPrefix(name, "#") {
		char, ok := charReference(name[1:])
		if !ok {
			return 0, 0, r.malformed(at, "ссылка на недопустимый в XML символ")
		}
		return char, end, nil
	}
	switch name {
	case "amp":
		return '&', end, nil
	case "lt":
		return '<', end, nil
	case "gt":
		return '>', end, nil
	case "quot":
		return '"', end, nil
	case "apos":
		return '\'', end, nil
	}
	if name == "" || ncname(name, 0) < len(name) {
		return 0, 0, r.malformed(at, "символ «&» должен быть записан как &amp;")
	}
	return 0, 0, r.malformed(at, "неизвестная ссылка на сущность: есть только &amp;, &lt;, &gt;, &quot; и &apos;")
}

// charReference reads "65" or "x41".
func charReference(digits string) (rune, bool) {
	base := 10
	if strings.HasPrefix(digits, "x") {
		base, digits = 16, digits[1:]
	}
	number, err := strconv.ParseUint(digits, base, 31)
	return rune(number), err == nil && isChar(rune(number))
}

// cdata reads a CDATA section.
func (r *Reader) cdata() (Token, error) {
	start := r.pos + len("<![CDATA[")
	length := strings.Index(r.s[start:], "]]>")
	if length < 0 {
		return Token{}, r.malformed(r.pos, "секция CDATA не закрыта")
	}
	if bad := checkChars(r.s, start, start+length); bad >= 0 {
		return Token{}, r.malformed(bad, badChar)
	}
	r.pos = start + length + len("]]>")
	return Token{Kind: Text, Text: unixLines(r.s[start : start+length])}, nil
}

func unixLines(s string) string {
	if strings.IndexByte(s, '\r') < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}
