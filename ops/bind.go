package ops

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"partnerapi/store"
	"partnerapi/wsdl"
)

// operandSpec is an operand as the contract and the field's tag declare it.
type operandSpec struct {
	name     string
	typ      wsdl.Type
	required bool
	cut      int            // code points that are kept (T4), 0 for all
	zone     *time.Location // of a date that is sent as an instant (T1)
	field    []int
	ref      bool
	secret   bool // a password: no error shows its value
}

// operandPlan is how the operands of one operation get into its struct. Fields
// are reached by index; names are looked up once for each value of a call.
type operandPlan struct {
	specs  []operandSpec
	byName map[string]int // names and aliases
}

// Checker is an operand struct that has something to say before references are
// resolved: the documented texts of S4 come before all other refusals.
type Checker interface {
	Check(operation string) *Error
}

// Resolver is an operand struct with a reference that only other operands tell the
// meaning of: a region that the named client may have. It is asked after all other
// references are resolved and before any other check (T3).
type Resolver interface {
	Resolve(ctx context.Context, t *store.Tenant) error
}

// planOperands binds the operands of an operation to the fields of a struct.
// The tag is op:"name[,cut][,secret]"; cut is the length in store.Cuts.
func planOperands(operands []wsdl.Operand, t reflect.Type, aliases map[string]string, zone *time.Location, used map[string]bool) (*operandPlan, error) {
	fields := map[string]reflect.StructField{}
	for _, f := range reflect.VisibleFields(t) {
		if tag := f.Tag.Get("op"); tag != "" {
			fields[strings.Split(tag, ",")[0]] = f
		}
	}
	plan := &operandPlan{byName: map[string]int{}}
	for i, operand := range operands {
		f, ok := fields[operand.Name]
		if !ok {
			return nil, fmt.Errorf("operand %s has no field in %s", operand.Name, t)
		}
		used[operand.Name] = true
		field, ok := reflect.New(f.Type).Interface().(Operand)
		if !ok || !field.accepts(operand.Type) {
			return nil, fmt.Errorf("operand %s: the field's type %s does not fit the contract's", operand.Name, f.Type)
		}
		_, isRef := field.(reference)
		spec := operandSpec{name: operand.Name, typ: operand.Type, required: !operand.Void, zone: zone, field: f.Index, ref: isRef}
		if err := spec.readTag(f.Tag.Get("op")); err != nil {
			return nil, err
		}
		if _, twice := plan.byName[operand.Name]; twice {
			return nil, fmt.Errorf("operand %s: the contract has it, it cannot be hidden", operand.Name)
		}
		plan.specs = append(plan.specs, spec)
		plan.byName[operand.Name] = i
	}
	for alias, name := range aliases {
		i, ok := plan.byName[name]
		if _, taken := plan.byName[alias]; !ok || taken {
			return nil, fmt.Errorf("alias %s of %s does not fit the operands", alias, name)
		}
		plan.byName[alias] = i
	}
	return plan, nil
}

func (s *operandSpec) readTag(tag string) error {
	for _, option := range strings.Split(tag, ",")[1:] {
		cut, hasCut := store.Cuts[s.name]
		switch {
		case option == "secret":
			s.secret = true
		case option == "cut" && hasCut:
			s.cut = cut
		default:
			return fmt.Errorf("operand %s: the tag says %q", s.name, option)
		}
	}
	return nil
}

func (s *operandSpec) of(v reflect.Value) Operand {
	for _, n := range s.field {
		v = v.Field(n)
	}
	return v.Addr().Interface().(Operand)
}

// known refuses operands that the operation does not have, and what is given twice.
func (p *operandPlan) known(values []Value) *Error {
	seen := make([]bool, len(p.specs))
	for _, value := range values {
		i, ok := p.byName[value.Name]
		if !ok {
			return &Error{Kind: Invalid, Code: "unknown_operand", Operand: value.Name, Text: fmt.Sprintf("Неизвестный операнд %s", value.Name)}
		}
		if seen[i] {
			return &Error{Kind: Invalid, Code: "repeated_operand", Operand: value.Name, Text: fmt.Sprintf("Операнд %s указан дважды", p.specs[i].name)}
		}
		seen[i] = true
	}
	return nil
}

// decode fills the operand struct with what the wire read, as far as it can be
// read, and returns the first refusal.
func (p *operandPlan) decode(v reflect.Value, values []Value) (first *Error) {
	for _, value := range values {
		if value.Null {
			continue
		}
		spec := &p.specs[p.byName[value.Name]]
		var err *Error
		if field := spec.of(v); value.Composite && isText(field) {
			err = spec.notText()
		} else {
			err = field.set(value.Text, spec)
		}
		if err != nil && first == nil {
			first = err
		}
	}
	return first
}

// require refuses what is not void and not there (S1).
func (p *operandPlan) require(v reflect.Value) *Error {
	for i := range p.specs {
		if spec := &p.specs[i]; spec.required && spec.of(v).missing() {
			return &Error{Kind: Invalid, Code: "required", Operand: spec.name, Text: fmt.Sprintf("Не указан обязательный операнд %s", spec.name)}
		}
	}
	return nil
}

// resolve finds the rows that the references of an operand struct name, in the
// operands' order.
func (p *operandPlan) resolve(ctx context.Context, in any, t *store.Tenant) error {
	v := reflect.ValueOf(in).Elem()
	for i := range p.specs {
		if spec := &p.specs[i]; spec.ref {
			if err := spec.of(v).(reference).resolve(ctx, t, spec); err != nil {
				return err
			}
		}
	}
	if r, ok := in.(Resolver); ok {
		return r.Resolve(ctx, t)
	}
	return nil
}

// asSent makes a refusal name its operand as the caller did, where that was by an
// alias.
func (p *operandPlan) asSent(err error, values []Value) error {
	var refusal *Error
	if err == nil || !errors.As(err, &refusal) || refusal.Operand == "" {
		return err
	}
	alias := ""
	for _, value := range values {
		if value.Name == refusal.Operand {
			return err
		}
		if i, ok := p.byName[value.Name]; ok && p.specs[i].name == refusal.Operand {
			alias = value.Name
		}
	}
	if alias == "" {
		return err
	}
	named := *refusal
	named.Operand, named.Text = alias, strings.Replace(refusal.Text, refusal.Operand, alias, 1)
	return &named
}

func isText(field Operand) bool {
	_, ok := field.(*Text)
	return ok
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func contains[T comparable](list []T, one T) bool { return slices.Contains(list, one) }
