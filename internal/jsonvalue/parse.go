package jsonvalue

import (
	"errors"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxDepth is how deep arrays and objects may stand in each other.
const MaxDepth = 1000

// ErrSyntax is every reason why a text is no JSON: RFC 8259, UTF-8, no lone
// surrogates, no deeper than MaxDepth.
var ErrSyntax = errors.New("invalid JSON")

// Parse reads a text that holds one value.
func Parse(text string) (Value, error) {
	if !utf8.ValidString(text) {
		return Value{}, ErrSyntax
	}
	p := parser{text: text}
	var v Value
	p.space()
	if !p.value(&v, 0) {
		return Value{}, ErrSyntax
	}
	p.space()
	if p.at != len(p.text) {
		return Value{}, ErrSyntax
	}
	return v, nil
}

type parser struct {
	text string
	at   int
}

// next answers the byte that stands next; 0, which JSON never allows there, at
// the end.
func (p *parser) next() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

func (p *parser) take(c byte) bool {
	if p.next() != c {
		return false
	}
	p.at++
	return true
}

func (p *parser) space() {
	for {
		switch p.next() {
		case ' ', '\t', '\r', '\n':
			p.at++
		default:
			return
		}
	}
}

func (p *parser) word(word string) bool {
	if !strings.HasPrefix(p.text[p.at:], word) {
		return false
	}
	p.at += len(word)
	return true
}

// value reads a value; false means that there is none.
func (p *parser) value(v *Value, depth int) bool {
	switch c := p.next(); {
	case c == '{':
		v.Kind = Object
		return p.object(v, depth+1)
	case c == '[':
		v.Kind = Array
		return p.array(v, depth+1)
	case c == '"':
		v.Kind = String
		return p.string(&v.Text)
	case c == '-' || c >= '0' && c <= '9':
		v.Kind = Number
		return p.number(&v.Text)
	case c == 't':
		v.Kind, v.Bool = Bool, true
		return p.word("true")
	case c == 'f':
		v.Kind = Bool
		return p.word("false")
	}
	return p.word("null")
}

func (p *parser) object(v *Value, depth int) bool {
	if depth > MaxDepth {
		return false
	}
	p.at++
	p.space()
	if p.take('}') {
		return true
	}
	for {
		var m Member
		if p.next() != '"' || !p.string(&m.Name) {
			return false
		}
		p.space()
		if !p.take(':') {
			return false
		}
		p.space()
		if !p.value(&m.Value, depth) {
			return false
		}
		v.Members = append(v.Members, m)
		p.space()
		if p.take('}') {
			return true
		}
		if !p.take(',') {
			return false
		}
		p.space()
	}
}

func (p *parser) array(v *Value, depth int) bool {
	if depth > MaxDepth {
		return false
	}
	p.at++
	p.space()
	if p.take(']') {
		return true
	}
	for {
		var item Value
		if !p.value(&item, depth) {
			return false
		}
		v.Items = append(v.Items, item)
		p.space()
		if p.take(']') {
			return true
		}
		if !p.take(',') {
			return false
		}
		p.space()
	}
}

func (p *parser) number(text *string) bool {
	start := p.at
	p.take('-')
	if !p.take('0') && !p.digits() {
		return false
	}
	if p.take('.') && !p.digits() {
		return false
	}
	if c := p.next(); c == 'e' || c == 'E' {
		p.at++
		if !p.take('+') {
			p.take('-')
		}
		if !p.digits() {
			return false
		}
	}
	*text = p.text[start:p.at]
	return true
}

func (p *parser) digits() bool {
	start := p.at
	for c := p.next(); c >= '0' && c <= '9'; c = p.next() {
		p.at++
	}
	return p.at > start
}

// string reads a string; a part of the document serves where nothing is escaped.
func (p *parser) string(text *string) bool {
	p.at++
	start := p.at
	for {
		switch c := p.next(); {
		case c == '"':
			*text = p.text[start:p.at]
			p.at++
			return true
		case c == '\\':
			return p.escaped(text, start)
		case c < 0x20:
			return false
		}
		p.at++
	}
}

func (p *parser) escaped(text *string, start int) bool {
	b := []byte(p.text[start:p.at])
	for {
		c := p.next()
		if c < 0x20 {
			return false
		}
		p.at++
		switch c {
		case '"':
			*text = string(b)
			return true
		case '\\':
			r, ok := p.escape()
			if !ok {
				return false
			}
			b = utf8.AppendRune(b, r)
		default:
			b = append(b, c)
		}
	}
}

func (p *parser) escape() (rune, bool) {
	c := p.next()
	p.at++
	switch c {
	case '"', '\\', '/':
		return rune(c), true
	case 'b':
		return '\b', true
	case 'f':
		return '\f', true
	case 'n':
		return '\n', true
	case 'r':
		return '\r', true
	case 't':
		return '\t', true
	case 'u':
		r, ok := p.unit()
		if !ok || !utf16.IsSurrogate(r) {
			return r, ok
		}
		if !p.take('\\') || !p.take('u') {
			return 0, false
		}
		low, ok := p.unit()
		pair := utf16.DecodeRune(r, low)
		return pair, ok && pair != utf8.RuneError
	}
	return 0, false
}

// unit reads the four hex digits of a UTF-16 code unit.
func (p *parser) unit() (r rune, ok bool) {
	for range 4 {
		c := p.next()
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
		p.at++
	}
	return r, true
}
