package ops

import (
	"fmt"
	"reflect"
	"strings"

	"partnerapi/store"
	"partnerapi/wsdl"
)

// Output is what a handler answers: Rows, Flag or Binary. answer may be called
// once only.
type Output interface {
	answer(plan rowPlan) Answer
	plan(result wsdl.Result) (rowPlan, error)
}

// Flag is the answer of an operation that says yes or no.
type Flag bool

// Binary is the answer of an operation that gives a file; nil is an empty one.
type Binary []byte

// Rows is a table: it hands its rows to yield, one after another, each for the time
// of the call. R is a struct whose fields carry a col tag with a column of the
// contract. nil is an empty table.
type Rows[R any] func(yield func(*R) error) error

// Slice returns rows that are at hand, as a Write does.
func Slice[R any](rows ...R) Rows[R] {
	return func(yield func(*R) error) error {
		for i := range rows {
			if err := yield(&rows[i]); err != nil {
				return err
			}
		}
		return nil
	}
}

// Map turns a sequence of the store into rows.
func Map[T, R any](seq store.Seq[T], row func(*T) (R, error)) Rows[R] {
	return func(yield func(*R) error) error {
		var r R // once for all rows
		return seq(func(t *T) (err error) {
			if r, err = row(t); err != nil {
				return err
			}
			return yield(&r)
		})
	}
}

func (f Flag) answer(rowPlan) Answer { return Answer{Flag: bool(f)} }
func (Flag) plan(r wsdl.Result) (rowPlan, error) {
	return nil, wantKind(r, wsdl.Flag, "a flag")
}

func (b Binary) answer(rowPlan) Answer { return Answer{Binary: b} }
func (Binary) plan(r wsdl.Result) (rowPlan, error) {
	return nil, wantKind(r, wsdl.Binary, "a file")
}

func wantKind(r wsdl.Result, kind wsdl.ResultKind, what string) error {
	if r.Kind != kind {
		return fmt.Errorf("answers %s, the contract says otherwise", what)
	}
	return nil
}

func (rows Rows[R]) answer(plan rowPlan) Answer {
	if rows == nil {
		return Answer{}
	}
	return Answer{Rows: func(yield func([]Cell) error) error {
		cells := make([]Cell, len(plan))
		return rows(func(r *R) error {
			plan.fill(cells, reflect.ValueOf(r).Elem())
			return yield(cells)
		})
	}}
}

func (Rows[R]) plan(result wsdl.Result) (rowPlan, error) {
	if err := wantKind(result, wsdl.Table, "a table"); err != nil {
		return nil, err
	}
	return planRow(reflect.TypeFor[R](), result.Columns)
}

// rowPlan says for each column which field of the row struct fills it, so that
// no name is looked up while rows go out.
type rowPlan []cellPlan

type cellPlan struct {
	field    []int
	set      func(cell *Cell, v reflect.Value)
	nullable bool // an unset value is null, or the empty date
}

func (p rowPlan) fill(cells []Cell, v reflect.Value) {
	for i := range p {
		f := v
		for _, n := range p[i].field {
			f = f.Field(n)
		}
		p[i].set(&cells[i], f)
	}
}

// Ref is a column that refers to another row by its UUID or number: null when
// unset, where a text would be empty (W7).
type Ref string

var cellTypes = map[reflect.Type]struct {
	types    []wsdl.Type
	set      func(cell *Cell, v reflect.Value)
	nullable bool
}{
	reflect.TypeFor[string](): {[]wsdl.Type{wsdl.String}, func(c *Cell, v reflect.Value) { c.Text = v.String() }, false},
	reflect.TypeFor[Ref](): {[]wsdl.Type{wsdl.String}, func(c *Cell, v reflect.Value) {
		c.Text = v.String()
		c.Null = c.Text == ""
	}, true},
	reflect.TypeFor[int64](): {[]wsdl.Type{wsdl.Int, wsdl.Integer}, func(c *Cell, v reflect.Value) { c.Int = v.Int() }, false},
	reflect.TypeFor[*int64](): {[]wsdl.Type{wsdl.Int, wsdl.Integer}, func(c *Cell, v reflect.Value) {
		if c.Null = v.IsNil(); !c.Null {
			c.Int = v.Elem().Int()
		}
	}, true},
	reflect.TypeFor[bool]():          {[]wsdl.Type{wsdl.Boolean}, func(c *Cell, v reflect.Value) { c.Bool = v.Bool() }, false},
	reflect.TypeFor[store.Date]():    {[]wsdl.Type{wsdl.Date}, func(c *Cell, v reflect.Value) { c.Date = store.Date(v.String()) }, true},
	reflect.TypeFor[store.Instant](): {[]wsdl.Type{wsdl.DateTime}, func(c *Cell, v reflect.Value) { c.Time = store.Instant(v.Int()) }, true},
}

// planRow binds the columns of a result to the fields of a row struct; embedded
// structs count as if their fields stood in it.
func planRow(t reflect.Type, columns []wsdl.Column) (rowPlan, error) {
	fields := map[string]reflect.StructField{}
	for _, f := range reflect.VisibleFields(t) {
		if name := f.Tag.Get("col"); name != "" {
			fields[name] = f
		}
	}
	plan := make(rowPlan, 0, len(columns))
	for _, col := range columns {
		f, ok := fields[col.Name]
		if !ok {
			return nil, fmt.Errorf("column %s has no field in %s", col.Name, t)
		}
		delete(fields, col.Name)
		kind, ok := cellTypes[f.Type]
		if !ok || !contains(kind.types, col.Type) {
			return nil, fmt.Errorf("column %s: the field's type %s does not fit the contract's", col.Name, f.Type)
		}
		plan = append(plan, cellPlan{field: f.Index, set: kind.set, nullable: kind.nullable})
	}
	if len(fields) > 0 {
		return nil, fmt.Errorf("%s has fields that are no columns: %s", t, strings.Join(sortedKeys(fields), ", "))
	}
	return plan, nil
}
