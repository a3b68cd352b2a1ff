// Package v2 is the JSON-RPC API beside PartnerAPI: methods are rows of a table,
// their parameters are declared once, in the struct that the method takes, and
// checks, error data and the OpenRPC document come from that.
package v2

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"partnerapi/internal/jsonvalue"
	"partnerapi/ops"
	"partnerapi/store"
)

// Method is a row of the table.
type Method struct {
	Name string
	// Ru and En say what it does.
	Ru, En string
	Kind   ops.Kind
	// Aliases are further names that are not described.
	Aliases []string
	// Open methods need no access_token.
	Open bool
	// Secret is login.user: no error shows what was sent to it, where a parameter of
	// any name may be a password.
	Secret bool
	// Document is rpc.discover, which takes no point and describes the others.
	Document bool
	// Creates says that the result carries the new number twice.
	Creates bool
	// Updates says that null clears an optional value; elsewhere null is "not given".
	Updates bool
	// Errors are those that a call may be answered with besides what every method
	// answers (see Method.mnemonics).
	Errors []Mnemonic

	// texts say what a parameter or a column is where the shared ones of texts.go do
	// not fit.
	texts map[string]described
	// example is what the OpenRPC document shows.
	example example

	// Columns are those of a list's rows; nil where data is no list.
	Columns []Column

	data     *schema // of the result's data
	params   []spec
	operands reflect.Type
	call     func(ctx context.Context, s *Set, caller Caller, params *jsonvalue.Value) (Result, error)
}

// Caller is who calls, as its token says.
type Caller struct {
	ops.Caller
	// Token is the token itself, for logout.user.
	Token string
	// Admit is how an open method says who has logged in, before it does anything
	// for the caller; the error says that the caller's limits are used up.
	Admit func(caller ops.Caller) error
	// Into is what a list appends its rows to, so that they need no copy.
	Into []byte
	// Flush is given what a list has appended to Into, row by row, and answers what
	// to append to next: so a long list is sent while it is read. nil keeps all.
	Flush func(b []byte) ([]byte, error)
}

// Call is a call as its method sees it.
type Call struct {
	*ops.Call
	Set    *Set
	Caller Caller
}

// Result is what a method answered: the JSON of data, and what the envelope
// wants beside it.
type Result struct {
	Data []byte
	// Whole says that Data begins with what stood in Caller.Into, or is what
	// Caller.Flush has left of it.
	Whole bool
	// Total is metadata.total_items; nil leaves it out.
	Total *int64
	// Created is the number of a new entity: it stands beside data too.
	Created *int64
	// Document is the whole result of rpc.discover.
	Document []byte
}

// spec is a parameter as its tag declares it: v2:"name[,required]", or
// created for what a create method requires and an update does not.
type spec struct {
	name     string
	required bool
	update   bool // of a method that updates
	// columns appends the names of columns in the parameter's value; nil where it
	// names none.
	columns func(v *jsonvalue.Value, names []string) []string
	field   []int
}

// Define makes a row. P is a struct whose fields carry a v2 tag; prepare, which
// may be nil, does before the transaction what is slow.
func Define[P any](m Method, data *schema, handler func(ctx context.Context, c *Call, in *P) (Result, error), prepare func(ctx context.Context, s *Set, caller Caller, in *P) error) Method {
	m.data, m.operands = data, reflect.TypeFor[P]()
	m.params = plan(m.operands, m.Updates)
	m.call = func(ctx context.Context, s *Set, caller Caller, params *jsonvalue.Value) (result Result, err error) {
		var in P
		if err := m.read(reflect.ValueOf(&in).Elem(), params); err != nil {
			if m.Secret {
				err.Value = nil
			}
			return Result{}, err
		}
		if prepare != nil {
			if err := prepare(ctx, s, caller, &in); err != nil {
				return Result{}, err
			}
		}
		err = ops.Enter(ctx, s.Store, caller.Caller, m.Name, m.Kind, func(ctx context.Context, c *ops.Call) error {
			attempt := in // a transaction may run twice
			result, err = handler(ctx, &Call{Call: c, Set: s, Caller: caller}, &attempt)
			return err
		})
		return result, err
	}
	return m
}

// plan reads the tags; a struct that does not fit stops the program.
func plan(t reflect.Type, update bool) []spec {
	var specs []spec
	for _, f := range reflect.VisibleFields(t) {
		tag := f.Tag.Get("v2")
		if tag == "" {
			continue
		}
		p, ok := reflect.New(f.Type).Interface().(parameter)
		if !ok {
			panic(fmt.Sprintf("%s.%s is no parameter", t, f.Name))
		}
		parts := strings.Split(tag, ",")
		s := spec{name: parts[0], required: slices.Contains(parts, "required") || !update && slices.Contains(parts, "created"), update: update, field: f.Index}
		if names, ok := p.(columnNames); ok {
			s.columns = names.columns
		}
		specs = append(specs, s)
	}
	return specs
}

func (s *spec) of(v reflect.Value) parameter {
	return v.FieldByIndex(s.field).Addr().Interface().(parameter)
}

// tokenName is the parameter that every method but the open ones has.
const tokenName = "access_token"

// read fills a parameter struct. Each phase runs over all parameters before the
// next, so that the first wrong one of the earliest phase is reported.
func (m *Method) read(in reflect.Value, params *jsonvalue.Value) *Error {
	if err := m.unexpected(params); err != nil {
		return err
	}
	specs := m.params
	sent := make([]*jsonvalue.Value, len(specs))
	for i := range specs {
		s := &specs[i]
		v, found := params.Get(s.name)
		if found && v.Kind == jsonvalue.Null && !s.required && !s.update {
			found = false // null is "not given" in get and create
		}
		if !found && s.required {
			return &Error{Mnemonic: RequiredMissed, Field: s.name}
		}
		if found {
			sent[i] = v
		}
	}
	for _, wrong := range []struct {
		mnemonic Mnemonic
		ok       func(s *spec, p parameter, v *jsonvalue.Value) bool
	}{
		{DataTypeError, accepts},
		{InvalidValue, take},
	} {
		for i, v := range sent {
			if v != nil && !wrong.ok(&specs[i], specs[i].of(in), v) {
				return specs[i].wrong(wrong.mnemonic, v)
			}
		}
	}
	return nil
}

// cleared returns the parameter if null has been sent to clear the stored value.
func (s *spec) cleared(p parameter, v *jsonvalue.Value) (clearable, bool) {
	if v.Kind != jsonvalue.Null || !s.update {
		return nil, false
	}
	c, ok := p.(clearable)
	return c, ok
}

func accepts(s *spec, p parameter, v *jsonvalue.Value) bool {
	_, cleared := s.cleared(p, v)
	return cleared || p.accepts(v)
}

func take(s *spec, p parameter, v *jsonvalue.Value) bool {
	if c, cleared := s.cleared(p, v); cleared {
		c.clear()
		return true
	}
	return p.take(v)
}

// schema is the parameter's JSON Schema; null may be sent for an optional one that
// an update clears.
func (s *spec) schema(p parameter) *schema {
	if _, ok := p.(clearable); ok {
		return orNull(p.schema())
	}
	return p.schema()
}

func (s *spec) wrong(m Mnemonic, v *jsonvalue.Value) *Error {
	return &Error{Mnemonic: m, Field: s.name, Value: v}
}

// notFound is the refusal of a number that names nothing of the partner's.
func notFound(field string, id ID) error {
	return &Error{Mnemonic: EntityNotFound, Field: field, Value: id.sent}
}

// orNotFound gives the store's refusal its form.
func orNotFound(err error, field string, id ID) error {
	if errors.Is(err, store.ErrNotFound) {
		return notFound(field, id)
	}
	return err
}
