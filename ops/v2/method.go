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
	// Document is rpc.discover, which takes no point and describes the others; what it
	// answers is the whole result.
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

	data      *schema    // of the result's data
	operation *operation // of PartnerAPI, which the method is; nil for v2's own
	params    []spec
	operands  reflect.Type
	call      func(ctx context.Context, s *Set, caller Caller, params *jsonvalue.Value) (Result, error)
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

// flush hands on what has been appended to Into, if Flush wants it.
func (c *Caller) flush(b []byte) ([]byte, error) {
	if c.Flush == nil {
		return b, nil
	}
	return c.Flush(b)
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
}

// spec is a parameter as its tag declares it, v2:"name[,option]…":
//
//	required      it must be given
//	created       so in a method that creates, not in one that updates
//	unless=FLAG   but not where the parameter FLAG is true
//	instead=OTHER it may be given instead of the required OTHER, and not beside it
type spec struct {
	name     string
	required bool
	unless   string
	instead  string
	other    string // the parameter that may be given instead of this one
	update   bool   // of a method that updates
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
		s := spec{name: parts[0], update: update, field: f.Index}
		for _, option := range parts[1:] {
			option, of, _ := strings.Cut(option, "=")
			switch option {
			case "required":
				s.required = true
			case "created":
				s.required = !update
			case "unless":
				s.unless = of
			case "instead":
				s.instead = of
			default:
				panic(fmt.Sprintf("%s.%s has the option %q", t, f.Name, option))
			}
		}
		if names, ok := p.(columnNames); ok {
			s.columns = names.columns
		}
		specs = append(specs, s)
	}
	named := func(name string) *spec {
		at := slices.IndexFunc(specs, func(s spec) bool { return s.name == name })
		if at < 0 {
			panic(fmt.Sprintf("%s names no parameter %s", t, name))
		}
		return &specs[at]
	}
	for _, s := range specs {
		if s.instead != "" {
			named(s.instead).other = s.name
		}
		if s.unless != "" && !update {
			named(s.unless)
		}
	}
	return specs
}

// wanted reports whether the parameter is missed if params do not have it.
func (s *spec) wanted(params *jsonvalue.Value) bool {
	if !s.required {
		return false
	}
	if flag, found := params.Get(s.unless); s.unless != "" && found && flag.Kind == jsonvalue.Bool && flag.Bool {
		return false
	}
	other, found := params.Get(s.other)
	return s.other == "" || !found || other.Kind == jsonvalue.Null
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
		wanted := s.wanted(params)
		if found && v.Kind == jsonvalue.Null && !wanted && !s.update {
			found = false // null is "not given" in get and create
		}
		if !found && wanted {
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
		{InvalidCombination, func(s *spec, _ parameter, _ *jsonvalue.Value) bool {
			_, both := params.Get(s.instead)
			return s.instead == "" || !both
		}},
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

// orNotFound gives the store's refusal of what names nothing of the partner's its form.
func orNotFound(err error, field string, sent *jsonvalue.Value) error {
	if errors.Is(err, store.ErrNotFound) {
		return &Error{Mnemonic: EntityNotFound, Field: field, Value: sent}
	}
	return err
}
