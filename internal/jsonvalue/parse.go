package jsonvalue

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"
)

// What a text may hold. A tree takes up to a hundred times the memory of its text,
// and the text may come from anybody: these limits, which a call of v2 stays far
// within, are checked while it is read.
const (
	// MaxDepth is how deep arrays and objects may stand in each other.
	MaxDepth = 32
	// MaxValues is how many values there may be, those in arrays and objects too.
	MaxValues = 20_000
	// MaxMembers is how many members an object may have.
	MaxMembers = 1_000
)

var (
	// ErrSyntax is every reason why a text is no JSON: RFC 8259, UTF-8, no lone
	// surrogates.
	ErrSyntax = errors.New("invalid JSON")
	// ErrLimit means that a text has more than MaxDepth, MaxValues or MaxMembers
	// allow.
	ErrLimit = errors.New("JSON over the limits")
)

// Cost is the most memory, in bytes, that a text takes with the tree that Parse makes
// of it.
func Cost(text []byte) int64 {
	const member = int64(unsafe.Sizeof(Member{}))
	values := 1 // each further one stands behind one of these
	for _, sign := range []string{",", "[", "{"} {
		values += bytes.Count(text, []byte(sign))
	}
	// A value is in the tree and, while that grows, in what the parser's stack is and
	// was.
	return 2*int64(len(text)) + int64(min(values, MaxValues))*3*member
}

// Parse reads a text that holds one value. The error is ErrSyntax or ErrLimit.
func Parse(text string) (Value, error) {
	if !utf8.ValidString(text) {
		return Value{}, ErrSyntax
	}
	var (
		v       Value
		items   [4]Value
		members [8]Member
	)
	p := parser{text: text, items: items[:0], members: members[:0]}
	p.space()
	ok := p.value(&v, 0)
	p.space()
	switch {
	case p.over:
		return Value{}, ErrLimit
	case !ok || p.at != len(p.text):
		return Value{}, ErrSyntax
	}
	return v, nil
}

type parser struct {
	text   string
	at     int
	values int
	over   bool // a limit; nothing is read after it
	// items and members are those of the arrays and objects that are not closed.
	// Once one closes its own are copied to where they fit exactly: a slice that is
	// appended to takes up to three times its size.
	items   []Value
	members []Member
}

// next returns the byte that stands next; 0, which JSON never allows there, at
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
	if p.values++; p.values > MaxValues {
		return p.limit()
	}
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

// limit ends the reading.
func (p *parser) limit() bool {
	p.over = true
	return false
}

func (p *parser) object(v *Value, depth int) bool {
	if depth > MaxDepth {
		return p.limit()
	}
	p.at++
	p.space()
	if p.take('}') {
		return true
	}
	first := len(p.members)
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
		if len(p.members)-first == MaxMembers {
			return p.limit()
		}
		p.members = append(roomy(p.members), m)
		p.space()
		if p.take('}') {
			v.Members = exactly(p.members[first:])
			p.members = p.members[:first]
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
		return p.limit()
	}
	p.at++
	p.space()
	if p.take(']') {
		return true
	}
	first := len(p.items)
	for {
		var item Value
		if !p.value(&item, depth) {
			return false
		}
		p.items = append(roomy(p.items), item)
		p.space()
		if p.take(']') {
			v.Items = exactly(p.items[first:])
			p.items = p.items[:first]
			return true
		}
		if !p.take(',') {
			return false
		}
		p.space()
	}
}

// roomy makes room for one more in a slice, which never grows beyond MaxValues.
func roomy[T any](list []T) []T {
	if len(list) < cap(list) {
		return list
	}
	return append(make([]T, 0, min(2*cap(list), MaxValues)), list...)
}

// exactly copies a slice to one without room for more.
func exactly[T any](list []T) []T { return append(make([]T, 0, len(list)), list...) }

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

// escaped reads on in a string at its first escape. What it makes is no longer than
// what is written.
func (p *parser) escaped(text *string, start int) bool {
	var b strings.Builder
	b.Grow(p.rest() + p.at - start)
	b.WriteString(p.text[start:p.at])
	for {
		c := p.next()
		if c < 0x20 {
			return false
		}
		p.at++
		switch c {
		case '"':
			*text = b.String()
			return true
		case '\\':
			r, ok := p.escape()
			if !ok {
				return false
			}
			b.WriteRune(r)
		default:
			b.WriteByte(c)
		}
	}
}

// rest is how many bytes there are up to the end of the string that is being read.
func (p *parser) rest() int {
	for i := p.at; i < len(p.text); i++ {
		switch p.text[i] {
		case '"':
			return i - p.at
		case '\\':
			i++
		}
	}
	return len(p.text) - p.at
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
