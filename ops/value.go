// Package ops is the only way to what can be asked: operations are rows of a
// table, bound to their contract at start; wires decode into Values and encode
// Answers, and know no operation by name.
package ops

import (
	"slices"

	"partnerapi/store"
)

// Value is an operand as a wire read it, before it has a type. Absent operands
// are not listed at all; they mean the same as Null (W6).
type Value struct {
	// Name is the operand's local name as the caller wrote it; it may be an alias.
	Name string
	// Null is xsi:nil on SOAP.
	Null bool
	// Text is the character data, untrimmed. Empty and not Null is the empty string.
	Text string
	// Composite means that an array or an object of JSON stands in the operand's place.
	// Its Text is "[]" or "{}", which no type but text takes; text refuses it for this.
	Composite bool
}

// Cell is one value of a result row. The column's type says which field counts:
// Text for text and ids, Int for numbers, Bool for flags, Date and Time for
// dates and instants.
type Cell struct {
	// Null marks an unset reference or number (W7). Unset texts and dates are
	// never Null: they are "" and "".
	Null bool
	Text string
	Int  int64
	Bool bool
	Date store.Date
	Time store.Instant
}

// Answer is what an operation answered. Which field counts is the Result of
// its contract.
type Answer struct {
	Flag   bool
	Binary []byte
	// Rows hands the rows to yield one after another, cells in column order. The
	// slice is reused for the next row. It stops at yield's error, at the
	// context's end, or at an error of the store. Reads produce rows while they
	// are written, so an error can come after rows; nil means an empty table.
	Rows func(yield func([]Cell) error) error
}

// collect reads the rows now, so that the answer of a transaction can be given
// after it.
func (a *Answer) collect() error {
	if a.Rows == nil {
		return nil
	}
	var rows [][]Cell
	err := a.Rows(func(cells []Cell) error {
		rows = append(rows, slices.Clone(cells))
		return nil
	})
	a.Rows = func(yield func([]Cell) error) error {
		for _, cells := range rows {
			if err := yield(cells); err != nil {
				return err
			}
		}
		return nil
	}
	return err
}
