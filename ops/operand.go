package ops

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"partnerapi/internal/onec"
	"partnerapi/internal/xmltext"
	"partnerapi/store"
	"partnerapi/wsdl"
)

// Operand is a field of an operand struct. Null, empty and given are three
// things: Given is false for null; an empty text or date is Given.
type Operand interface {
	// set takes what the wire read, white space and all; it is not called for null.
	set(text string, spec *operandSpec) *Error
	// accepts says which types of the contract the field can hold.
	accepts(t wsdl.Type) bool
	// missing says that a required operand is not there.
	missing() bool
}

// Text is a text operand. White space is kept (W6).
type Text struct {
	Given bool
	S     string
}

// Int is a whole number.
type Int struct {
	Given bool
	N     int64
}

// Bool is a flag.
type Bool struct {
	Given bool
	B     bool
}

// Date is a calendar date; D is "" for 1C's empty date, which is given and empty
// (T2). An empty element is no date (W6).
type Date struct {
	Given bool
	D     store.Date
}

// Time is a moment; the empty date counts as not given (T2: statistics bounds).
type Time struct {
	Given bool
	T     store.Instant
}

// Ptr returns nil for null: how updates say "leave alone" (S25).
func (t Text) Ptr() *string {
	if !t.Given {
		return nil
	}
	return &t.S
}

// Ptr returns nil for null.
func (n Int) Ptr() *int64 {
	if !n.Given {
		return nil
	}
	return &n.N
}

// Ptr returns nil for null.
func (b Bool) Ptr() *bool {
	if !b.Given {
		return nil
	}
	return &b.B
}

// Ptr returns nil for null.
func (d Date) Ptr() *store.Date {
	if !d.Given {
		return nil
	}
	return &d.D
}

// Ptr returns nil for null and for the empty date.
func (m Time) Ptr() *store.Instant {
	if !m.Given {
		return nil
	}
	return &m.T
}

// Blank says that the text is null, empty or white space.
func (t Text) Blank() bool { return strings.TrimSpace(t.S) == "" }

// notText is the refusal of an array or an object in the place of a text.
func (s *operandSpec) notText() *Error {
	return s.invalid("bad_value", "ожидается строка")
}

func (t *Text) set(text string, spec *operandSpec) *Error {
	if xmltext.Check(text) != nil {
		return spec.invalid("bad_character", "значение содержит символ, который нельзя передать в XML")
	}
	t.Given = true
	limit := store.MaxText
	if spec.cut > 0 {
		limit = spec.cut
	}
	t.S = store.FirstRunes(text, limit)
	if spec.cut == 0 && len(t.S) < len(text) {
		return spec.invalid("too_long", fmt.Sprintf("длина значения больше %d символов", store.MaxText))
	}
	return nil
}

func (n *Int) set(text string, spec *operandSpec) *Error {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	bits := 64
	if spec.typ == wsdl.Int {
		bits = 32
	}
	v, err := strconv.ParseInt(text, 10, bits)
	if errors.Is(err, strconv.ErrRange) {
		highest := int64(math.MaxInt64) >> (64 - bits)
		return spec.invalid("bad_value", fmt.Sprintf("значение вне диапазона %s: от %d до %d", spec.typ, -highest-1, highest))
	}
	if err != nil {
		return spec.invalid("bad_value", "ожидается целое число")
	}
	n.Given, n.N = true, v
	return nil
}

func (b *Bool) set(text string, spec *operandSpec) *Error {
	switch strings.TrimSpace(text) {
	case "":
		return nil
	case "true", "1":
		b.Given, b.B = true, true
	case "false", "0":
		b.Given, b.B = true, false
	default:
		return spec.invalid("bad_value", "ожидается true, false, 1 или 0")
	}
	return nil
}

func (d *Date) set(text string, spec *operandSpec) *Error {
	day, ok := onec.ParseDate(strings.TrimSpace(text), spec.zone)
	if !ok {
		return spec.invalid("bad_value", dateFormat)
	}
	d.Given, d.D = true, store.Date(day)
	return nil
}

func (m *Time) set(text string, spec *operandSpec) *Error {
	moment, empty, ok := onec.ParseTime(strings.TrimSpace(text))
	if !ok {
		return spec.invalid("bad_value", dateFormat)
	}
	if !empty {
		m.Given, m.T = true, store.Instant(moment)
	}
	return nil
}

const dateFormat = "ожидается дата вида 2012-09-14 или 2012-09-14T00:00:00"

func (t *Text) accepts(typ wsdl.Type) bool { return typ == wsdl.String }
func (n *Int) accepts(typ wsdl.Type) bool  { return typ == wsdl.Int || typ == wsdl.Integer }
func (b *Bool) accepts(typ wsdl.Type) bool { return typ == wsdl.Boolean }
func (d *Date) accepts(typ wsdl.Type) bool { return typ == wsdl.Date }
func (m *Time) accepts(typ wsdl.Type) bool { return typ == wsdl.DateTime }

func (t *Text) missing() bool { return !t.Given }
func (n *Int) missing() bool  { return !n.Given }
func (b *Bool) missing() bool { return !b.Given }
func (d *Date) missing() bool { return !d.Given }
func (m *Time) missing() bool { return !m.Given }
