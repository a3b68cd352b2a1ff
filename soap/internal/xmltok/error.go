package xmltok

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Code says in what way a document is refused.
type Code int

// The codes. Which one wins: the first error that the reader meets, but a
// processing instruction is told only when the rest of the document is
// well-formed.
const (
	Malformed   Code = iota + 1 // not well-formed
	DTD                         // has a document type declaration, which SOAP forbids
	Instruction                 // has a processing instruction, which SOAP forbids
	LimitDepth                  // passed one of Limits, as the others below
	LimitElements
	LimitAttrs
	LimitName
	LimitAttrValue
)

// Limits bound what a document may ask of us. Zero means no limit.
type Limits struct {
	Depth     int // elements inside one another
	Elements  int // elements of the document
	Attrs     int // attributes on one element, namespace declarations included
	Name      int // bytes of a name, prefix included
	AttrValue int // bytes of an attribute's value
}

// DefaultLimits are those of W11.
var DefaultLimits = Limits{Depth: 32, Elements: 2000, Attrs: 32, Name: 128, AttrValue: 4 << 10}

// Error is a refusal. Reason is Russian: a fault shows it.
type Error struct {
	Code   Code
	Reason string
	Line   int // from 1
	Column int // in characters, from 1
}

// Error returns the reason with its place.
func (e *Error) Error() string {
	return fmt.Sprintf("строка %d, позиция %d: %s", e.Line, e.Column, e.Reason)
}

func (r *Reader) malformed(at int, reason string) error {
	return newError(r.s, at, Malformed, reason)
}

func (r *Reader) tooMany(at int, code Code, what string, limit int) error {
	return newError(r.s, at, code, fmt.Sprintf("%s больше %d", what, limit))
}

func newError(s string, at int, code Code, reason string) *Error {
	before := s[:min(at, len(s))]
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return &Error{
		Code:   code,
		Reason: reason,
		Line:   1 + strings.Count(before, "\n"),
		Column: 1 + utf8.RuneCountInString(line),
	}
}
