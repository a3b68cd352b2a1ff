package ops

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"partnerapi/store"
	"partnerapi/wsdl"
)

// Table lists operations: what an interface can be asked.
type Table []Row

// Row is one operation of a table, not yet bound to its contract.
type Row struct {
	Name    string
	Kind    Kind
	aliases map[string]string
	hidden  []wsdl.Operand
	refuses []string
	operand reflect.Type
	zone    *time.Location // the deployment's (T1)
	// bind is given the operands that some operation of the same struct uses.
	bind func(op wsdl.Operation, row Row, used map[string]bool) (*Bound, error)
}

// Define makes a row. The operand struct I has a field for every operand of the
// operation, tagged op:"name"; structs are shared by families.
func Define[I any, O Output](name string, kind Kind, handler Handler[I, O], options ...func(*Row)) Row {
	row := Row{Name: name, Kind: kind, operand: reflect.TypeFor[I]()}
	row.bind = func(op wsdl.Operation, row Row, used map[string]bool) (*Bound, error) {
		return bind(op, row, used, handler)
	}
	for _, option := range options {
		option(&row)
	}
	return row
}

// Alias makes a row accept another name for an operand; it is not declared in
// the WSDL (W4, S2).
func Alias(operand string, aliases ...string) func(*Row) {
	return func(r *Row) {
		if r.aliases == nil {
			r.aliases = map[string]string{}
		}
		for _, alias := range aliases {
			r.aliases[alias] = operand
		}
	}
}

// Hidden makes a row accept an operand that its contract does not have: it may be
// left out, and the WSDL does not declare it (S14).
func Hidden(operand string, typ wsdl.Type) func(*Row) {
	return func(r *Row) {
		r.hidden = append(r.hidden, wsdl.Operand{Name: operand, Type: typ, Void: true})
	}
}

// Refuses names the codes of an operation's own refusals, which its types and
// references do not bring with them (see Bound.Codes).
func Refuses(codes ...string) func(*Row) {
	return func(r *Row) { r.refuses = append(r.refuses, codes...) }
}

// Bound is an operation that its contract and its body agree about.
type Bound struct {
	wsdl.Operation
	Kind     Kind
	operands *operandPlan
	columns  rowPlan
	refuses  []string
	call     func(ctx context.Context, set *Set, caller Caller, values []Value) (Answer, error)
}

// Set is a bound table over a store: the only way to its operations.
type Set struct {
	store      *store.Store
	byName     map[string]*Bound
	operations []*Bound
}

// Bind binds every row to one operation of the contract and every operation to
// one row; the error names what does not fit.
func Bind(contract *wsdl.Contract, table Table, st *store.Store) (*Set, error) {
	set := &Set{store: st, byName: map[string]*Bound{}}
	used := map[reflect.Type]map[string]bool{}
	var errs []error
	zone := store.Moscow
	if st != nil {
		zone = st.Zone()
	}
	for _, row := range table {
		row.zone = zone
		op, ok := contract.Operation(row.Name)
		if !ok {
			errs = append(errs, fmt.Errorf("operation %s is not in the contract", row.Name))
			continue
		}
		if set.byName[row.Name] != nil {
			errs = append(errs, fmt.Errorf("operation %s is defined twice", row.Name))
			continue
		}
		if used[row.operand] == nil {
			used[row.operand] = map[string]bool{}
		}
		bound, err := row.bind(op, row, used[row.operand])
		if err != nil {
			errs = append(errs, fmt.Errorf("operation %s: %w", row.Name, err))
			continue
		}
		set.byName[row.Name] = bound
	}
	for _, op := range contract.Operations {
		bound := set.byName[op.Name]
		if bound == nil {
			errs = append(errs, fmt.Errorf("operation %s of the contract has no body", op.Name))
		}
		set.operations = append(set.operations, bound)
	}
	for t, names := range used {
		for _, f := range reflect.VisibleFields(t) {
			name := strings.Split(f.Tag.Get("op"), ",")[0]
			if name != "" && !names[name] {
				errs = append(errs, fmt.Errorf("field %s of %s is an operand of no operation", name, t))
			}
		}
	}
	return set, errors.Join(errs...)
}

// Find returns the operation of that name.
func (s *Set) Find(name string) (*Bound, bool) {
	b, ok := s.byName[name]
	return b, ok
}

// Operations returns all operations, in the contract's order.
func (s *Set) Operations() []*Bound { return s.operations }

// Do runs an operation for a caller. The error is an *Error for what the caller
// may read; anything else is internal. An Answer's rows may still fail.
func (s *Set) Do(ctx context.Context, caller Caller, op *Bound, values []Value) (Answer, error) {
	answer, err := op.call(ctx, s, caller, values)
	err = Outward(err)
	if rows := answer.Rows; rows != nil {
		answer.Rows = func(yield func([]Cell) error) error { return Outward(rows(yield)) }
	}
	return answer, err
}

// Outcome names how a call ended, for logs and counts: "ok", or the code of its
// error.
func Outcome(err error) string {
	var refusal *Error
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &refusal):
		return refusal.Code
	}
	return "internal"
}

func bind[I any, O Output](op wsdl.Operation, row Row, used map[string]bool, handler Handler[I, O]) (*Bound, error) {
	operands, err := planOperands(slices.Concat(op.Operands, row.hidden), reflect.TypeFor[I](), row.aliases, row.zone, used)
	if err != nil {
		return nil, err
	}
	var zero O
	columns, err := zero.plan(op.Result)
	if err != nil {
		return nil, err
	}
	return &Bound{Operation: op, Kind: row.Kind, operands: operands, columns: columns, refuses: row.refuses, call: func(ctx context.Context, s *Set, caller Caller, values []Value) (answer Answer, err error) {
		defer func() { err = operands.asSent(err, values) }()
		var in I
		refused, waits := read(operands, &in, op.Name, values)
		if refused != nil {
			return Answer{}, refused
		}
		if waits != nil {
			// No transaction for a call that changes nothing.
			if err := operands.resolve(ctx, &in, s.store.As(caller.Partner)); err != nil {
				return Answer{}, err
			}
			return Answer{}, waits
		}
		err = Enter(ctx, s.store, caller, op.Name, row.Kind, func(ctx context.Context, c *Call) error {
			attempt := in // a transaction may run twice
			if err := operands.resolve(ctx, &attempt, c.Tenant); err != nil {
				return err
			}
			out, err := handler(ctx, c, &attempt)
			if err != nil {
				return err
			}
			answer = out.answer(columns)
			if row.Kind == Write {
				return answer.collect()
			}
			return nil
		})
		if err != nil {
			answer = Answer{}
		}
		return answer, err
	}}, nil
}

// Enter runs the body of an operation as its kind wants it: a Write within one
// transaction of the caller's partner, from which no row may be read later, the
// others without any.
func Enter(ctx context.Context, st *store.Store, caller Caller, operation string, kind Kind, body func(ctx context.Context, c *Call) error) error {
	tenant := st.As(caller.Partner)
	if kind != Write {
		return body(ctx, &Call{Caller: caller, Tenant: tenant, Now: st.Now(), Operation: operation})
	}
	return tenant.Write(ctx, func(tx *store.Tx) error {
		return body(context.WithoutCancel(ctx), &Call{Caller: caller, Tenant: tx.Tenant, Tx: tx, Now: tx.Now, Operation: operation})
	})
}

// read decodes and checks the operands. Whatever is wrong with them waits until the
// references among them are resolved (T3), but for what keeps them from being read
// at all, and for the documented texts of S4: those are refused at once.
func read[I any](operands *operandPlan, in *I, operation string, values []Value) (refused, waits *Error) {
	v := reflect.ValueOf(in).Elem()
	if err := operands.known(values); err != nil {
		return err, nil
	}
	unread := operands.decode(v, values)
	if checker, ok := any(in).(Checker); ok {
		// What could not be read is not missing.
		if err := checker.Check(operation); err != nil && (unread == nil || unread.Operand != err.Operand) {
			return err, nil
		}
	}
	if unread != nil {
		return nil, unread
	}
	return nil, operands.require(v)
}
