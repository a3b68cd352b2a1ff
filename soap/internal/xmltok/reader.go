// Package xmltok reads a document without DTD token by token and refuses what
// XML 1.0 (fourth edition) and Namespaces in XML 1.0 call not well-formed:
// encoding/xml lets two thirds of the W3C suite's bad documents pass.
//
// It works on a string, so that names, attribute values and text are substrings
// of the document: nothing is copied but text with references or carriage
// returns, and nothing can change under the caller's hands.
package xmltok

import (
	"strings"
	"unicode/utf8"
)

// Kind tells the tokens apart.
type Kind int

// The kinds of token. Comments are skipped, CDATA sections are Text, an empty
// element gives a Start and an End.
const (
	Start Kind = iota + 1
	End
	Text
	EOF
)

// Token is one step through the document.
type Token struct {
	Kind Kind
	// Space and Local are the expanded name of a Start or an End; Space is "" for
	// a name in no namespace.
	Space, Local string
	// Text is a piece of character data: line ends are "\n", references are
	// replaced. Comments and CDATA sections part one text into several pieces.
	Text string
	// Attrs are a Start's attributes without its namespace declarations. The slice
	// is valid until the next call of Next.
	Attrs []Attr
}

// Attr is an attribute with its expanded name and normalised value. An
// attribute without prefix is in no namespace.
type Attr struct {
	Space, Local, Value string
}

// Reader reads one document. It can be used again after Reset, which keeps
// its stacks.
type Reader struct {
	s        string
	pos      int
	limits   Limits
	err      error
	pi       error // the first processing instruction, told when nothing worse follows
	elements int
	rooted   bool // the root has begun
	selfEnd  bool // the End of an empty element is due
	stack    []element
	bindings []binding
	attrs    []Attr
}

// element is an open element.
type element struct {
	raw          string // as written, for the end tag
	space, local string
	scope        int // bindings that stood before it
}

// Reset begins a document, UTF-8 without byte order mark.
func (r *Reader) Reset(document string, limits Limits) {
	clear(r.stack[:cap(r.stack)])
	clear(r.bindings[:cap(r.bindings)])
	clear(r.attrs[:cap(r.attrs)])
	*r = Reader{s: document, limits: limits, stack: r.stack[:0], bindings: r.bindings[:0], attrs: r.attrs[:0]}
	if document != "" {
		r.begin()
	}
}

func (r *Reader) begin() {
	if !utf8.ValidString(r.s) {
		r.err = r.malformed(invalidAt(r.s), "текст не является корректным UTF-8")
		return
	}
	_, end, err := parseDeclaration(r.s)
	if err != nil {
		r.err = err
		return
	}
	r.pos = end
}

// Next returns the next token. An error is an *Error and comes again with each
// further call; so does EOF.
func (r *Reader) Next() (Token, error) {
	if r.err != nil {
		return Token{}, r.err
	}
	token, err := r.next()
	if err != nil {
		r.err = err
		return Token{}, err
	}
	return token, nil
}

// Remaining is the number of bytes that have not been read yet.
func (r *Reader) Remaining() int { return len(r.s) - r.pos }

// Drain reads to the end of the document and answers what is wrong with it, if
// anything: a document that is not well-formed is refused as that, whatever
// else was found in it before.
func (r *Reader) Drain() error {
	for {
		token, err := r.Next()
		if err != nil {
			return err
		}
		if token.Kind == EOF {
			return nil
		}
	}
}

func (r *Reader) next() (Token, error) {
	if r.selfEnd {
		r.selfEnd = false
		return r.pop(), nil
	}
	for {
		if len(r.stack) == 0 {
			if done, err := r.outside(); done || err != nil {
				return Token{Kind: EOF}, err
			}
		} else if r.pos >= len(r.s) {
			return Token{}, r.malformed(r.pos, "элемент "+r.stack[len(r.stack)-1].raw+" не закрыт")
		} else if r.s[r.pos] != '<' {
			return r.text()
		}
		rest := r.s[r.pos+1:]
		switch {
		case rest == "":
			return Token{}, r.malformed(r.pos, "документ обрывается на «<»")
		case rest[0] == '/':
			return r.endTag()
		case rest[0] == '?':
			if err := r.instruction(); err != nil {
				return Token{}, err
			}
		case rest[0] != '!':
			return r.startTag()
		case strings.HasPrefix(rest, "!--"):
			if err := r.comment(); err != nil {
				return Token{}, err
			}
		case strings.HasPrefix(rest, "![CDATA[") && len(r.stack) > 0:
			return r.cdata()
		default:
			return Token{}, r.doctype()
		}
	}
}

// outside steps over white space before and after the root, up to a "<" or to
// the end (done).
func (r *Reader) outside() (done bool, err error) {
	r.pos = skipSpace(r.s, r.pos)
	switch {
	case r.pos < len(r.s) && r.s[r.pos] == '<':
		return false, nil
	case r.pos < len(r.s):
		return false, r.malformed(r.pos, "текст вне корневого элемента")
	case !r.rooted:
		return false, r.malformed(r.pos, "нет корневого элемента")
	}
	return true, r.pi
}

// pop closes the innermost element.
func (r *Reader) pop() Token {
	top := r.stack[len(r.stack)-1]
	r.stack = r.stack[:len(r.stack)-1]
	r.bindings = r.bindings[:top.scope]
	return Token{Kind: End, Space: top.space, Local: top.local}
}
