package ops

import (
	"maps"
	"slices"

	"partnerapi/wsdl"
)

// Accepted is an operand that an operation takes, declared by its contract or not.
type Accepted struct {
	// Name is that of the contract, also for an alias.
	Name string
	Type wsdl.Type
	// Secret operands are passwords: no error shows their value.
	Secret bool
}

// Operand returns the operand that a caller means by a name, which may be an alias
// or that of a hidden operand.
func (b *Bound) Operand(name string) (Accepted, bool) {
	i, found := b.operands.byName[name]
	if !found {
		return Accepted{}, false
	}
	spec := &b.operands.specs[i]
	return Accepted{Name: spec.name, Type: spec.typ, Secret: spec.secret}, true
}

// HasSecret reports whether any operand is a password.
func (b *Bound) HasSecret() bool {
	return slices.ContainsFunc(b.operands.specs, func(s operandSpec) bool { return s.secret })
}

// Nullable reports whether the column may be unset as a null or an empty date; an
// unset text is "" (W7).
func (b *Bound) Nullable(column int) bool { return b.columns[column].nullable }

// Codes returns the codes with which a call may be refused for what it brings, in
// alphabetical order: those of its operands' types and the operation's own.
func (b *Bound) Codes() []string {
	codes := map[string]bool{"unknown_operand": true, "repeated_operand": true}
	for i := range b.operands.specs {
		spec := &b.operands.specs[i]
		codes["required"] = codes["required"] || spec.required
		switch {
		case spec.ref:
			codes["not_found"] = true
		case spec.typ == wsdl.String:
			codes["bad_character"] = true
			codes["bad_value"] = true
			codes["too_long"] = codes["too_long"] || spec.cut == 0
		default:
			codes["bad_value"] = true
		}
	}
	for _, code := range b.refuses {
		codes[code] = true
	}
	maps.DeleteFunc(codes, func(_ string, possible bool) bool { return !possible })
	return sortedKeys(codes)
}
