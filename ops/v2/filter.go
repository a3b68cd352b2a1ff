package v2

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"partnerapi/internal/jsonvalue"
)

// Filter selects rows of a list: {}, a condition, or a group of filters.
type Filter struct{ sent *jsonvalue.Value }

func (p *Filter) accepts(v *jsonvalue.Value) bool { return v.Kind == jsonvalue.Object }
func (p *Filter) take(v *jsonvalue.Value) bool    { p.sent = v; return true }
func (*Filter) schema() string                    { return `{"type":"object"}` }
func (*Filter) nullable() bool                    { return false }

// Limits of a filter.
const (
	maxFilterDepth = 10
	maxPattern     = 1000
	// patternBudget is how long the patterns of one call may take in all.
	patternBudget = 2 * time.Second
)

// predicate says whether a row matches.
type predicate[R any] func(r *R) (bool, error)

// filter compiles the filter; nil matches all. What the store can narrow by
// itself comes as bounds; the predicate holds beside them.
func (l *list[R]) filter(f *Filter) (predicate[R], bounds, error) {
	if f.sent == nil || len(f.sent.Members) == 0 {
		return nil, bounds{}, nil
	}
	c := compiler[R]{list: l, sent: f.sent}
	match, err := c.node(f.sent, 1)
	if err != nil {
		return nil, bounds{}, err
	}
	return match, c.bound, nil
}

type compiler[R any] struct {
	list  *list[R]
	sent  *jsonvalue.Value
	bound bounds
	spent time.Duration
}

func (c *compiler[R]) invalid() *Error {
	return &Error{Mnemonic: InvalidValue, Field: "filter", Value: c.sent}
}

// node compiles a condition or a group. depth counts groups.
func (c *compiler[R]) node(v *jsonvalue.Value, depth int) (predicate[R], error) {
	if v.Kind != jsonvalue.Object || depth > maxFilterDepth+1 {
		return nil, c.invalid()
	}
	if _, repeated := v.Repeated(); repeated {
		return nil, c.invalid()
	}
	if len(v.Members) == 0 {
		return func(*R) (bool, error) { return true, nil }, nil
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

func (c *compiler[R]) group(v *jsonvalue.Value, depth int) (predicate[R], error) {
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
				part, err := c.node(&m.Value.Items[j], depth+1)
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
	return func(r *R) (bool, error) {
		for _, part := range parts {
			if ok, err := part(r); err != nil || ok != all {
				return ok, err
			}
		}
		return all, nil
	}, nil
}

// condition compiles {field, operator, value}; alone says that every row has to
// match it, so that the store may narrow by it.
func (c *compiler[R]) condition(v *jsonvalue.Value, alone bool) (predicate[R], error) {
	var field, operator string
	var value *jsonvalue.Value
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
	text := strings.Contains(column.schema, "string")
	test, err := c.test(operator, value, text)
	if err != nil {
		return nil, err
	}
	if field == "ext_id" && operator != "=" && operator != "in" {
		return nil, c.invalid() // one-store O9
	}
	if alone {
		c.narrow(field, operator, value)
	}
	get := column.get
	return func(r *R) (bool, error) { return test(get(r)) }, nil
}

// narrow tells the store which ids alone can match.
func (c *compiler[R]) narrow(field, operator string, value *jsonvalue.Value) {
	var values []jsonvalue.Value
	switch operator {
	case "=":
		values = []jsonvalue.Value{*value}
	case "in":
		values = value.Items
	default:
		return
	}
	switch field {
	case "id":
		c.bound.ids = []int64{}
		for i := range values {
			if n, ok := wholeNumber(&values[i]); ok {
				c.bound.ids = append(c.bound.ids, n)
			}
		}
	case "ext_id":
		c.bound.extIDs = []string{}
		for i := range values {
			c.bound.extIDs = append(c.bound.extIDs, values[i].Text)
		}
	}
}

// test compiles an operator and its value for a column of texts or of numbers.
func (c *compiler[R]) test(operator string, value *jsonvalue.Value, text bool) (func(scalar) (bool, error), error) {
	if plain, negated := strings.CutPrefix(operator, "not_"); negated && slices.Contains([]string{"like", "ilike", "in"}, plain) {
		return negate(c.test(plain, value, text))
	}
	switch operator {
	case "!=":
		return negate(c.test("=", value, text))
	case "is_not_null":
		return negate(c.test("is_null", value, text))
	case "is_null":
		return func(s scalar) (bool, error) { return s.null, nil }, nil
	case "=":
		want, ok := operand(value, text)
		if !ok {
			return nil, c.invalid()
		}
		return func(s scalar) (bool, error) { return s.compare(want) == 0, nil }, nil
	case "in":
		return c.in(value, text)
	case "<", ">", "<=", ">=":
		want, ok := operand(value, text)
		if !ok || text || want.null {
			return nil, c.invalid()
		}
		return func(s scalar) (bool, error) { return !s.null && ordered(operator, s.compare(want)), nil }, nil
	case "like", "ilike", "regexp":
		if !text || value == nil || !isString(value) || utf8.RuneCountInString(value.Text) > maxPattern {
			return nil, c.invalid()
		}
		if operator == "regexp" {
			return c.regexp(value.Text)
		}
		return like(value.Text, operator == "ilike"), nil
	}
	return nil, c.invalid()
}

func negate(test func(scalar) (bool, error), err error) (func(scalar) (bool, error), error) {
	if err != nil {
		return nil, err
	}
	return func(s scalar) (bool, error) {
		ok, err := test(s)
		return !ok, err
	}, nil
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

// operand reads a value to compare with; null is one.
func operand(v *jsonvalue.Value, text bool) (scalar, bool) {
	switch {
	case v == nil:
		return scalar{}, false
	case v.Kind == jsonvalue.Null:
		return scalar{null: true}, true
	case text && isString(v):
		return textual(v.Text), true
	case text:
		return scalar{}, false
	}
	n, ok := wholeNumber(v)
	return number(n), ok
}

func (c *compiler[R]) in(v *jsonvalue.Value, text bool) (func(scalar) (bool, error), error) {
	if v == nil || v.Kind != jsonvalue.Array {
		return nil, c.invalid()
	}
	wanted := map[scalar]bool{}
	for i := range v.Items {
		want, ok := operand(&v.Items[i], text)
		if !ok {
			return nil, c.invalid()
		}
		wanted[want] = true
	}
	return func(s scalar) (bool, error) { return wanted[s], nil }, nil
}

// like matches a whole text; % stands for any run of characters and is the only
// wildcard. The i-form folds case, Cyrillic too.
func like(pattern string, fold bool) func(scalar) (bool, error) {
	if fold {
		pattern = strings.ToLower(pattern)
	}
	parts := strings.Split(pattern, "%")
	return func(s scalar) (bool, error) {
		if s.null {
			return false, nil
		}
		text := s.s
		if fold {
			text = strings.ToLower(text)
		}
		return matches(text, parts), nil
	}
}

func matches(text string, parts []string) bool {
	first, last := parts[0], parts[len(parts)-1]
	if len(parts) == 1 {
		return text == first
	}
	if len(text) < len(first)+len(last) || !strings.HasPrefix(text, first) || !strings.HasSuffix(text, last) {
		return false
	}
	text = text[len(first) : len(text)-len(last)]
	for _, part := range parts[1 : len(parts)-1] {
		at := strings.Index(text, part)
		if at < 0 {
			return false
		}
		text = text[at+len(part):]
	}
	return true
}

// regexp compiles a POSIX pattern; all patterns of a call share a budget of time.
func (c *compiler[R]) regexp(pattern string) (func(scalar) (bool, error), error) {
	re, err := regexp.CompilePOSIX(pattern)
	if err != nil {
		refusal := c.invalid()
		refusal.Cause = fmt.Errorf("regexp: %w", err)
		return nil, refusal
	}
	return func(s scalar) (bool, error) {
		if s.null {
			return false, nil
		}
		if c.spent > patternBudget {
			return false, c.invalid()
		}
		start := time.Now()
		ok := re.MatchString(s.s)
		c.spent += time.Since(start)
		return ok, nil
	}, nil
}
