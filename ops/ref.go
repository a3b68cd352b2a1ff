package ops

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"partnerapi/store"
	"partnerapi/wsdl"
)

// Finder is a kind of reference: how a UUID becomes a row that the caller can
// see. It is a type without fields, so that an operand's type says what it
// refers to.
type Finder interface {
	// Find answers the internal key, or store.ErrNotFound for what does not
	// exist and for what is not the caller's alike (T3).
	Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error)
	// Noun is the Russian name of what is referred to, for the fault's text.
	Noun() string
}

// Parser is a Finder whose ids are no UUIDs (role_id, T6): it answers the id in
// the form that Find takes.
type Parser interface {
	Parse(text string) (id string, ok bool)
}

// RefTo is a reference operand: a UUID on the wire, a row's key in the handler.
// What is blank, and 1C's empty reference, count as not given (T3).
type RefTo[F Finder] struct {
	Given bool
	// UUID is in lower case; of a Parser's kind it is what Parse answered.
	UUID string
	// ID is the row's internal key; 0 when not given.
	ID int64

	malformed bool
}

// Ptr returns nil when not given.
func (r RefTo[F]) Ptr() *int64 {
	if !r.Given {
		return nil
	}
	return &r.ID
}

// set leaves what is no UUID for resolve, which answers it as it answers a UUID
// that names nothing, after the texts of S4.
func (r *RefTo[F]) set(text string, _ *operandSpec) *Error {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	parse := store.ParseUUID
	var f F
	if parser, ok := any(f).(Parser); ok {
		parse = parser.Parse
	}
	id, ok := parse(text)
	if id == store.ZeroUUID {
		return nil
	}
	r.Given, r.UUID, r.malformed = true, id, !ok
	return nil
}

func (r *RefTo[F]) accepts(typ wsdl.Type) bool { return typ == wsdl.String }
func (r *RefTo[F]) missing() bool              { return !r.Given }

// resolve finds the row that the reference names.
func (r *RefTo[F]) resolve(ctx context.Context, t *store.Tenant, spec *operandSpec) error {
	if !r.Given {
		return nil
	}
	var f F
	if r.malformed {
		return NoSuch(spec.name, f)
	}
	id, err := f.Find(ctx, t, r.UUID)
	if errors.Is(err, store.ErrNotFound) {
		return NoSuch(spec.name, f)
	}
	r.ID = id
	return err
}

// Loader is a Finder that brings the row itself, for the price of finding it.
type Loader[R any] interface {
	Finder
	Load(ctx context.Context, t *store.Tenant, uuid string) (R, int64, error)
}

// RowOf is a reference operand of whose row the handler needs more than the key.
type RowOf[F Loader[R], R any] struct {
	RefTo[F]
	// Row is the zero value when not given.
	Row R
}

func (r *RowOf[F, R]) resolve(ctx context.Context, t *store.Tenant, spec *operandSpec) (err error) {
	if !r.Given {
		return nil
	}
	var f F
	if !r.malformed {
		r.Row, r.ID, err = f.Load(ctx, t, r.UUID)
	}
	if r.malformed || errors.Is(err, store.ErrNotFound) {
		return NoSuch(spec.name, f)
	}
	return err
}

// reference is an Operand that names a row.
type reference interface {
	Operand
	resolve(ctx context.Context, t *store.Tenant, spec *operandSpec) error
}

// NoSuch is how a reference that names nothing the caller can see is
// refused, for handlers that find out only with other operands at hand (T3).
func NoSuch(operand string, f Finder) *Error {
	return &Error{Kind: NotFound, Code: "not_found", Operand: operand,
		Text: fmt.Sprintf("Операнд %s: %s с указанным идентификатором не найден или недоступен", operand, f.Noun())}
}

func (s *operandSpec) invalid(code, text string) *Error {
	return &Error{Kind: Invalid, Code: code, Operand: s.name, Text: fmt.Sprintf("Операнд %s: %s", s.name, text)}
}
