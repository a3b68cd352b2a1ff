package v2

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"partnerapi/internal/jsonvalue"
	"partnerapi/store"
)

// Filter selects rows of a list: {}, a condition, or a group of filters.
type Filter struct{ sent *jsonvalue.Value }

func (p *Filter) accepts(v *jsonvalue.Value) bool {
	return v.Kind == jsonvalue.Object || isEmptyArray(v)
}
func (p *Filter) take(v *jsonvalue.Value) bool { p.sent = v; return true }
func (*Filter) schema() *schema                { return &schema{Type: "object"} }

// isEmptyArray: PHP writes an empty object so.
func isEmptyArray(v *jsonvalue.Value) bool { return v.Kind == jsonvalue.Array && len(v.Items) == 0 }

// Limits of a filter. They hold before anything of it is compiled.
const (
	maxFilterDepth = 10
	// maxFilterParts is how many conditions and groups a filter may have.
	maxFilterParts = 500
	// maxFilterValues is how many values its in lists may have together.
	maxFilterValues = 10000
	// maxPattern is the longest pattern, in characters.
	maxPattern = 1000
	// filterBudget is how long the rows of one call may be held against its filter.
	filterBudget = 500 * time.Millisecond
)

// predicate reports whether a row matches.
type predicate[R any] func(r *R) bool

// match is a filter ready for rows.
type match[R any] struct {
	compiler[R]
	holds predicate[R] // nil: all rows
	spent time.Duration
}

// row reports whether a row matches. The error says that the filter has used up
// its time.
func (m *match[R]) row(r *R) (bool, error) {
	if m.holds == nil {
		return true, nil
	}
	start := time.Now()
	ok := m.holds(r)
	if m.spent += time.Since(start); m.spent > filterBudget {
		refusal := m.invalid()
		refusal.Costs = true
		return false, refusal
	}
	return ok, nil
}

// filter compiles the filter. What the store can narrow by itself stands in
// bound; the rows are held against the whole filter all the same.
func (l *list[R]) filter(f *Filter) (*match[R], *Error) {
	m := &match[R]{compiler: compiler[R]{list: l, sent: f.sent}}
	if f.sent == nil || len(f.sent.Members) == 0 {
		return m, nil
	}
	holds, err := m.part(f.sent, 1)
	if err != nil {
		return nil, err
	}
	// Only now: a filter that is refused anyway compiles no pattern.
	compiled, ok := compilePatterns(m.patterns)
	if !ok {
		return nil, m.invalid()
	}
	m.holds, m.compiled = holds, compiled
	return m, nil
}

// compiler makes predicates of a filter's parts.
type compiler[R any] struct {
	list          *list[R]
	sent          *jsonvalue.Value
	bound         bounds
	parts, values int
	folders       map[string]*folder // by column
	patterns      []string
	compiled      []*regexp.Regexp // of the patterns, once the whole filter is known to be good
}

func (c *compiler[R]) invalid() *Error {
	return &Error{Mnemonic: InvalidValue, Field: "filter", Value: c.sent}
}

// part compiles a condition or a group. depth counts groups.
func (c *compiler[R]) part(v *jsonvalue.Value, depth int) (predicate[R], *Error) {
	if c.parts++; c.parts > maxFilterParts || depth > maxFilterDepth+1 {
		return nil, c.invalid()
	}
	if isEmptyArray(v) {
		return func(*R) bool { return true }, nil
	}
	if v.Kind != jsonvalue.Object {
		return nil, c.invalid()
	}
	if _, repeated := v.Repeated(); repeated {
		return nil, c.invalid()
	}
	if len(v.Members) == 0 {
		return func(*R) bool { return true }, nil
	}
	_, isGroup := v.Get("filters")
	_, isCondition := v.Get("field")
	switch {
	case isGroup && isCondition:
		return nil, &Error{Mnemonic: InvalidCombination, Field: "filter", Value: c.sent}
	case isGroup:
		return c.group(v, depth)
	}
	return c.condition(v, depth == 1)
}

func (c *compiler[R]) group(v *jsonvalue.Value, depth int) (predicate[R], *Error) {
	if depth > maxFilterDepth {
		return nil, c.invalid()
	}
	all := true
	var parts []predicate[R]
	for i := range v.Members {
		m := &v.Members[i]
		switch {
		case m.Name == "condition" && isString(&m.Value) && (m.Value.Text == "and" || m.Value.Text == "or"):
			all = m.Value.Text == "and"
		case m.Name == "filters" && m.Value.Kind == jsonvalue.Array:
			for j := range m.Value.Items {
				part, err := c.part(&m.Value.Items[j], depth+1)
				if err != nil {
					return nil, err
				}
				parts = append(parts, part)
			}
		default:
			return nil, c.invalid()
		}
	}
	if len(parts) == 0 {
		all = true // an empty group matches all, as {} does
	}
	return func(r *R) bool {
		for _, part := range parts {
			if part(r) != all {
				return !all
			}
		}
		return all
	}, nil
}

// absent is the value of a condition that has none.
var absent = jsonvalue.Value{Kind: jsonvalue.Null}

// condition compiles {field, operator, value}; alone says that every row has to
// match it, so that the store may narrow by it.
func (c *compiler[R]) condition(v *jsonvalue.Value, alone bool) (predicate[R], *Error) {
	var field, operator string
	value := &absent
	for i := range v.Members {
		m := &v.Members[i]
		switch {
		case m.Name == "field" && isString(&m.Value):
			field = m.Value.Text
		case m.Name == "operator" && isString(&m.Value):
			operator = m.Value.Text
		case m.Name == "value":
			value = &m.Value
		default:
			return nil, c.invalid()
		}
	}
	if field == "" || operator == "" {
		return nil, c.invalid()
	}
	column := c.list.column(field)
	switch {
	case column == nil:
		return nil, &Error{Mnemonic: Unexpected, Field: field, Value: c.sent}
	case !column.filter:
		return nil, &Error{Mnemonic: FilterProhibited, Field: field, Value: c.sent}
	}
	test, err := c.test(operator, value, column)
	if err != nil {
		return nil, err
	}
	if column.kind == kindUUID && operator != "=" && operator != "in" {
		return nil, c.invalid() // one-store O9
	}
	c.bound.details = c.bound.details || column.detail
	if alone && column.key {
		c.narrow(operator, value, column)
	}
	get := column.get
	return func(r *R) bool { return test(get(r)) }, nil
}

// narrow tells the store which values of a key alone can match.
func (c *compiler[R]) narrow(operator string, value *jsonvalue.Value, column *column[R]) {
	var values []jsonvalue.Value
	switch operator {
	case "=":
		values = []jsonvalue.Value{*value}
	case "in":
		values = value.Items
	default:
		return
	}
	if column.kind.text() {
		c.bound.extIDs = []string{}
	} else {
		c.bound.ids = []int64{}
	}
	for i := range values {
		switch want, _ := column.operand(&values[i]); {
		case want.null:
		case want.text:
			c.bound.extIDs = append(c.bound.extIDs, want.s)
		default:
			c.bound.ids = append(c.bound.ids, want.n)
		}
	}
}

// test compiles an operator and its value for a column.
func (c *compiler[R]) test(operator string, value *jsonvalue.Value, column *column[R]) (func(scalar) bool, *Error) {
	if plain, negated := strings.CutPrefix(operator, "not_"); negated && slices.Contains([]string{"like", "ilike", "in"}, plain) {
		return negate(c.test(plain, value, column))
	}
	switch operator {
	case "!=":
		return negate(c.test("=", value, column))
	case "is_not_null":
		return negate(c.test("is_null", value, column))
	case "is_null":
		return func(s scalar) bool { return s.null }, nil
	case "=":
		want, ok := column.operand(value)
		if !ok {
			return nil, c.invalid()
		}
		return func(s scalar) bool { return s.compare(want) == 0 }, nil
	case "in":
		return c.in(value, column)
	case "<", ">", "<=", ">=":
		want, ok := column.operand(value)
		if !ok || column.kind.text() || want.null {
			return nil, c.invalid()
		}
		return func(s scalar) bool { return !s.null && ordered(operator, s.compare(want)) }, nil
	case "like", "ilike", "regexp":
		if !column.kind.text() || !isString(value) || utf8.RuneCountInString(value.Text) > maxPattern {
			return nil, c.invalid()
		}
		return c.pattern(operator, value.Text, column.name), nil
	}
	return nil, c.invalid()
}

func negate(test func(scalar) bool, err *Error) (func(scalar) bool, *Error) {
	if err != nil {
		return nil, err
	}
	return func(s scalar) bool { return !test(s) }, nil
}

func ordered(operator string, n int) bool {
	switch operator {
	case "<":
		return n < 0
	case ">":
		return n > 0
	case "<=":
		return n <= 0
	}
	return n >= 0
}

// operand reads a value to compare the column with; null is one.
func (c *column[R]) operand(v *jsonvalue.Value) (scalar, bool) {
	switch {
	case v.Kind == jsonvalue.Null:
		return scalar{null: true}, true
	case c.kind == kindUUID && isString(v):
		if id, ok := store.ParseUUID(v.Text); ok {
			return textual(id), true
		}
		return textual(v.Text), true // which no row has
	case c.kind.text():
		return textual(v.Text), isString(v) && (c.values == nil || slices.Contains(c.values, v.Text))
	}
	n, ok := wholeNumber(v)
	return number(n), ok
}

func (c *compiler[R]) in(v *jsonvalue.Value, column *column[R]) (func(scalar) bool, *Error) {
	if c.values += len(v.Items); v.Kind != jsonvalue.Array || c.values > maxFilterValues {
		return nil, c.invalid()
	}
	wanted := map[scalar]bool{}
	for i := range v.Items {
		want, ok := column.operand(&v.Items[i])
		if !ok {
			return nil, c.invalid()
		}
		wanted[want] = true
	}
	return func(s scalar) bool { return wanted[s] }, nil
}

// pattern compiles like and ilike, and keeps a regexp for the time when the whole
// filter is known to be good.
func (c *compiler[R]) pattern(operator, pattern, column string) func(scalar) bool {
	switch operator {
	case "like":
		parts := newLike(pattern)
		return func(s scalar) bool { return !s.null && parts.match(s.s) }
	case "ilike":
		parts := newLike(strings.ToLower(pattern))
		if c.folders == nil {
			c.folders = map[string]*folder{}
		}
		if c.folders[column] == nil {
			c.folders[column] = &folder{}
		}
		fold := c.folders[column].fold
		return func(s scalar) bool { return !s.null && parts.match(fold(s.s)) }
	}
	at := len(c.patterns)
	c.patterns = append(c.patterns, pattern)
	return func(s scalar) bool { return !s.null && c.compiled[at].MatchString(s.s) }
}
