// Package jsonvalue reads JSON into a tree as it was written: members in their
// order and repeated ones too, numbers as their digits. encoding/json would take
// the last of repeated members, round numbers and mend broken Unicode.
package jsonvalue

import (
	"math"
	"strconv"
)

// Kind is the kind of a value.
type Kind uint8

// The kinds of RFC 8259.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// Value is a JSON value; the zero Value is null.
type Value struct {
	Kind Kind
	Bool bool
	// Text is a String's text or a Number's digits as they were written.
	Text    string
	Items   []Value  // of an Array
	Members []Member // of an Object, in order
}

// Member is a member of an object.
type Member struct {
	Name  string
	Value Value
}

// Get returns the first member of that exact name.
func (v *Value) Get(name string) (*Value, bool) {
	for i := range v.Members {
		if v.Members[i].Name == name {
			return &v.Members[i].Value, true
		}
	}
	return nil, false
}

// Repeated returns a name that an object has more than once.
func (v *Value) Repeated() (string, bool) {
	if len(v.Members) < 2 {
		return "", false
	}
	seen := make(map[string]bool, len(v.Members))
	for i := range v.Members {
		if name := v.Members[i].Name; seen[name] {
			return name, true
		} else {
			seen[name] = true
		}
	}
	return "", false
}

// Append appends the value as compact JSON, numbers as they were written.
func (v *Value) Append(b []byte) []byte { return v.appendSome(b, math.MaxInt) }

// Beginning returns at least the first bytes of the value's compact JSON, where it
// has as many. What follows them is left out, and need not be written.
func (v *Value) Beginning(bytes int) []byte { return v.appendSome(nil, bytes) }

// appendSome appends the value until b is that long, or a little longer.
func (v *Value) appendSome(b []byte, most int) []byte {
	switch v.Kind {
	case Bool:
		return strconv.AppendBool(b, v.Bool)
	case Number:
		return append(b, v.Text...)
	case String:
		return AppendString(b, v.Text)
	case Array:
		b = append(b, '[')
		for i := range v.Items {
			if len(b) >= most {
				return b
			}
			if i > 0 {
				b = append(b, ',')
			}
			b = v.Items[i].appendSome(b, most)
		}
		return append(b, ']')
	case Object:
		b = append(b, '{')
		for i := range v.Members {
			if len(b) >= most {
				return b
			}
			if i > 0 {
				b = append(b, ',')
			}
			b = append(AppendString(b, v.Members[i].Name), ':')
			b = v.Members[i].Value.appendSome(b, most)
		}
		return append(b, '}')
	}
	return append(b, "null"...)
}

const hex = "0123456789abcdef"

// AppendString appends a text as a JSON string. What JSON need not escape goes
// out as it is.
func AppendString(b []byte, text string) []byte {
	b = append(b, '"')
	done := 0
	for i := range len(text) {
		c := text[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		b = append(b, text[done:i]...)
		done = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\r':
			b = append(b, '\\', 'r')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	return append(append(b, text[done:]...), '"')
}
