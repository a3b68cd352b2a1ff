package v2

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"partnerapi/internal/budget/holding"
	"partnerapi/internal/jsonvalue"
	"partnerapi/internal/localtime"
	"partnerapi/internal/money"
	"partnerapi/ops"
	"partnerapi/store"
)

// listParams are the parameters that every get has.
type listParams struct {
	Limit  Limit  `v2:"limit"`
	Offset Offset `v2:"offset"`
	Filter Filter `v2:"filter"`
	Fields Fields `v2:"fields"`
	Sort   Sort   `v2:"sort"`
}

// column is a field of a list's rows. It has a kind and get, or, where its values
// are no scalars, a schema and append.
type column[R any] struct {
	name string
	// kind is what get answers; null says that it may be null too.
	kind kind
	null bool
	get  func(r *R) scalar

	schema *schema
	append func(b []byte, r *R) []byte
	// parts are further names by which fields may ask for the column, as the names
	// of its members.
	parts []string

	// shown are the only texts that get answers, values the only ones that a filter
	// may compare it with; nil: any.
	shown, values []string
	// filter and sort say what may be asked of it. hidden ones are answered only
	// when they are named.
	filter, sort, hidden bool
	// key says that the store finds rows by the column: list.rows heeds its bounds.
	key bool
	// detail says that the store reads it only if bounds.details asks for it.
	detail bool

	member string // the name as it begins a member: "id":
}

// scalar is a value that can be compared: a number or a text.
type scalar struct {
	null bool
	text bool
	n    int64
	s    string
}

func number(n int64) scalar { return scalar{n: n} }
func textual(s string) scalar {
	return scalar{text: true, s: s}
}
func optional(n *int64) scalar {
	if n == nil {
		return scalar{null: true}
	}
	return scalar{n: *n}
}

func (s scalar) appendJSON(b []byte) []byte {
	switch {
	case s.null:
		return append(b, "null"...)
	case s.text:
		return jsonvalue.AppendString(b, s.s)
	}
	return strconv.AppendInt(b, s.n, 10)
}

// compare orders nulls first, numbers by size and texts by code point.
func (s scalar) compare(o scalar) int {
	switch {
	case s.null || o.null:
		return cmp.Compare(b2i(o.null), b2i(s.null))
	case s.text:
		return strings.Compare(s.s, o.s) // UTF-8 orders as code points do
	}
	return cmp.Compare(s.n, o.n)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// list is a get method's table.
type list[R any] struct {
	columns []column[R]
	id      func(r *R) int64
	// rows answers the caller's rows by id; bounds narrow them where they can.
	rows func(ctx context.Context, c *Call, bounds bounds) store.Seq[R]
	// count is how many rows there are without a filter; nil where they are few
	// and rows answers all of them, whatever the page.
	count func(ctx context.Context, c *Call) (int64, error)
}

// table completes a list that is written down; a column that lacks something stops
// the program.
func table[R any](l list[R]) *list[R] {
	for i := range l.columns {
		c := &l.columns[i]
		isScalar := c.kind != 0 && c.get != nil
		isOther := c.schema != nil && c.append != nil
		switch {
		case isScalar == isOther:
			panic("column " + c.name + " wants a kind and get, or a schema and append")
		case c.sort && !isScalar, c.filter && !c.kind.filtered(), c.key && !c.filter, c.sort && c.detail:
			panic("column " + c.name + " holds nothing that a filter or sort can compare, or not whenever it must")
		}
		if isScalar {
			c.schema = c.kind.schema()
			c.schema.Enum = c.shown
			if c.null {
				c.schema = orNull(c.schema)
			}
		}
		c.member = string(append(jsonvalue.AppendString(nil, c.name), ':'))
	}
	return &l
}

// Column is a field of a list's rows, as the document and the checks of names see it.
type Column struct {
	Name string
	// Parts are further names by which fields may ask for it.
	Parts []string
	// Text says that it holds texts; else a filter compares numbers.
	Text bool
	// Filter and Sort say whether a filter or an order may name it.
	Filter, Sort bool

	schema *schema
}

// listing makes the row of a method that answers a list.
func listing[R any](m Method, l *list[R]) Method {
	m.Kind = ops.Read
	m.Errors = []Mnemonic{InvalidCombination, SortProhibited, FilterProhibited}
	row := object(nil)
	var hidden []string
	for i := range l.columns {
		c := &l.columns[i]
		if c.hidden {
			hidden = append(hidden, c.name)
		}
		m.Columns = append(m.Columns, Column{c.name, c.parts, c.kind.text(), c.filter, c.sort, c.schema})
		row.Properties = append(row.Properties, property{c.name, c.schema})
	}
	m.texts = withFields(m.texts, hidden)
	return Define(m, arrayOf(row), func(ctx context.Context, c *Call, in *listParams) (Result, error) { return l.run(ctx, c, in) }, nil)
}

// withFields adds to a list's texts what its parameter fields is.
func withFields(texts map[string]described, hidden []string) map[string]described {
	but, butRu := "", ""
	if len(hidden) > 0 {
		names := strings.Join(hidden, ", ")
		but, butRu = " but "+names, ", кроме "+names
	}
	all := maps.Clone(texts)
	if all == nil {
		all = map[string]described{}
	}
	all["fields"] = described{"Названия возвращаемых полей; не задано или пусто: все" + butRu, "Names of the fields to answer; none: all" + but}
	return all
}

// bounds are what the store can do of a list: keys that alone can match, and,
// without a filter, the page.
type bounds struct {
	ids           []int64  // nil: all
	extIDs        []string // nil: all
	details       bool     // the call needs a column that is a detail
	limit, offset int64    // limit 0: all
}

func (l *list[R]) column(name string) *column[R] {
	for i := range l.columns {
		if c := &l.columns[i]; c.called(name) {
			return c
		}
	}
	return nil
}

// called reports whether a name is the column's or that of one of its parts.
func (c *column[R]) called(name string) bool { return c.name == name || slices.Contains(c.parts, name) }

// appendValue appends a row's value as an answer shows it.
func (c *column[R]) appendValue(b []byte, r *R, clock *localtime.Clock) []byte {
	if c.append != nil {
		return c.append(b, r)
	}
	v := c.get(r)
	switch {
	case v.null:
		return append(b, "null"...)
	case c.kind == kindTime:
		return clock.Append(b, v.n)
	case c.kind == kindMoney:
		return money.Append(b, v.n)
	}
	return v.appendJSON(b)
}

// run returns a page of the list.
func (l *list[R]) run(ctx context.Context, c *Call, in *listParams) (Result, error) {
	match, wrongFilter := l.filter(&in.Filter)
	shown, wrongFields := l.shown(&in.Fields)
	order, wrongSort := l.order(&in.Sort)
	if err := earliest(wrongFilter, wrongFields, wrongSort); err != nil {
		return Result{}, err
	}
	match.bound.details = match.bound.details || slices.ContainsFunc(shown, func(c *column[R]) bool { return c.detail })
	var err error
	limit := int64(defaultLimit)
	if in.Limit.Given {
		limit = in.Limit.N
	}
	out := page[R]{columns: shown, limit: limit, skip: in.Offset.N, data: append(c.Caller.Into, '['), flush: c.Caller.Flush, clock: localtime.New(c.Set.Zone)}
	switch {
	case match.holds == nil && order == nil && l.count != nil:
		return l.plain(ctx, c, match.bound, &out)
	case order == nil:
		err = l.rows(ctx, c, match.bound)(func(r *R) error {
			ok, err := match.row(r)
			if err != nil || !ok {
				return err
			}
			return out.add(r)
		})
	default:
		err = l.sorted(ctx, c, match, order, &out)
	}
	return out.result(), err
}

// earliest returns the refusal of the earliest phase: a wrong value, then what may
// not be combined. Of one phase the first is meant.
func earliest(refusals ...*Error) (err error) {
	for _, refusal := range refusals {
		switch {
		case refusal == nil:
		case refusal.Mnemonic != InvalidCombination:
			return refusal
		case err == nil:
			err = refusal
		}
	}
	return err
}

// plain returns a page in the store's own order: the store counts and cuts.
func (l *list[R]) plain(ctx context.Context, c *Call, b bounds, out *page[R]) (Result, error) {
	total, err := l.count(ctx, c)
	if err != nil {
		return Result{}, err
	}
	b.limit, b.offset = out.limit, out.skip
	out.skip = 0
	err = l.rows(ctx, c, b)(out.add)
	out.total = total
	return out.result(), err
}

// Rows that are sorted are held at once, which is counted for so many at a time,
// with so many bytes for the texts of each.
const (
	sortedAtOnce = 512
	sortedTexts  = 1 << 10
)

func (l *list[R]) sorted(ctx context.Context, c *Call, match *match[R], order func(a, b *R) int, out *page[R]) error {
	answer, held := holding.Of(ctx), sortedAtOnce
	first := firstRows[R]{most: int(out.skip + out.limit), order: order}
	err := l.rows(ctx, c, match.bound)(func(r *R) error {
		ok, err := match.row(r)
		if ok {
			if first.add(r); len(first.rows) > held {
				held += sortedAtOnce
				if err := answer.Hold(ctx, sortedAtOnce*(int64(unsafe.Sizeof(*r))+sortedTexts)); err != nil {
					return err
				}
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	first.sort()
	for i := range first.rows {
		if err := out.add(&first.rows[i]); err != nil {
			return err
		}
	}
	out.total = first.seen
	return nil
}

// firstRows keeps the first rows in an order, as many as a page needs, however
// many there are.
type firstRows[R any] struct {
	most  int
	order func(a, b *R) int
	rows  []R
	seen  int64
}

func (f *firstRows[R]) add(r *R) {
	f.seen++
	if f.rows = append(f.rows, *r); len(f.rows) >= 2*f.most {
		f.sort()
	}
}

// sort sorts what is there and lets go of what no page shows.
func (f *firstRows[R]) sort() {
	slices.SortFunc(f.rows, func(a, b R) int { return f.order(&a, &b) })
	if len(f.rows) > f.most {
		clear(f.rows[f.most:])
		f.rows = f.rows[:f.most]
	}
}

// page collects the rows that a page shows and counts the others.
type page[R any] struct {
	columns     []*column[R]
	limit, skip int64
	total       int64
	shown       int64
	data        []byte
	flush       func(b []byte) ([]byte, error)
	clock       localtime.Clock
}

func (p *page[R]) add(r *R) (err error) {
	p.total++
	if p.total <= p.skip || p.shown == p.limit {
		return nil
	}
	if p.shown++; p.shown > 1 {
		p.data = append(p.data, ',')
	}
	p.data = append(p.data, '{')
	for i, c := range p.columns {
		if i > 0 {
			p.data = append(p.data, ',')
		}
		p.data = append(p.data, c.member...)
		p.data = c.appendValue(p.data, r, &p.clock)
	}
	p.data = append(p.data, '}')
	if p.flush != nil {
		p.data, err = p.flush(p.data)
	}
	return err
}

func (p *page[R]) result() Result {
	return Result{Data: append(p.data, ']'), Whole: true, Total: &p.total}
}

// Limits of what a get may name.
const (
	maxFields = 100
	maxSort   = 10
)

// Fields are the names of what is answered; none: everything that is not hidden.
type Fields struct {
	names []string
	sent  *jsonvalue.Value
}

func (p *Fields) accepts(v *jsonvalue.Value) bool {
	return v.Kind == jsonvalue.Array && !slices.ContainsFunc(v.Items, func(i jsonvalue.Value) bool { return !isString(&i) })
}

func (p *Fields) take(v *jsonvalue.Value) bool {
	p.sent = v
	for _, item := range v.Items {
		p.names = append(p.names, item.Text)
	}
	return true
}
func (*Fields) schema() *schema { return arrayOf(text()) }

func (l *list[R]) shown(f *Fields) ([]*column[R], *Error) {
	if len(f.names) > maxFields {
		return nil, &Error{Mnemonic: InvalidValue, Field: "fields", Value: f.sent}
	}
	shown := make([]*column[R], 0, len(l.columns))
	for i := range l.columns {
		c := &l.columns[i]
		if len(f.names) == 0 && !c.hidden || slices.ContainsFunc(f.names, c.called) {
			shown = append(shown, c)
		}
	}
	return shown, nil
}

// Sort is the order of a list: by one field after another, ties by id.
type Sort struct {
	by   []sortBy
	sent *jsonvalue.Value
}

type sortBy struct {
	field string
	desc  bool
}

func (p *Sort) accepts(v *jsonvalue.Value) bool {
	return v.Kind == jsonvalue.Array && !slices.ContainsFunc(v.Items, func(i jsonvalue.Value) bool { return i.Kind != jsonvalue.Object })
}

func (p *Sort) take(v *jsonvalue.Value) bool { p.sent = v; return true }

// read reads the items; false means that one of them says no order.
func (p *Sort) read() bool {
	if p.sent == nil {
		return true
	}
	for i := range p.sent.Items {
		item := &p.sent.Items[i]
		if _, repeated := item.Repeated(); repeated {
			return false
		}
		by := sortBy{}
		for _, m := range item.Members {
			switch {
			case m.Name == "field" && isString(&m.Value):
				by.field = m.Value.Text
			case m.Name == "order" && isString(&m.Value) && (m.Value.Text == "asc" || m.Value.Text == "desc"):
				by.desc = m.Value.Text == "desc"
			case m.Name == "order" && m.Value.Kind == jsonvalue.Null:
			default:
				return false
			}
		}
		if by.field == "" {
			return false
		}
		p.by = append(p.by, by)
	}
	return len(p.by) <= maxSort
}

func (*Sort) schema() *schema {
	return &schema{Type: "array", MaxItems: new(maxSort), Items: object([]string{"field"}, property{"field", text()}, property{"order", &schema{Type: "string", Enum: []string{"asc", "desc"}}})}
}

// order returns nil for the store's own order.
func (l *list[R]) order(s *Sort) (func(a, b *R) int, *Error) {
	if !s.read() {
		return nil, &Error{Mnemonic: InvalidValue, Field: "sort", Value: s.sent}
	}
	var columns []*column[R]
	for _, by := range s.by {
		c := l.column(by.field)
		switch {
		case c == nil:
			return nil, &Error{Mnemonic: Unexpected, Field: by.field, Value: s.sent}
		case !c.sort:
			return nil, &Error{Mnemonic: SortProhibited, Field: by.field, Value: s.sent}
		}
		columns = append(columns, c)
	}
	if len(columns) == 0 {
		return nil, nil
	}
	return func(a, b *R) int {
		for i, c := range columns {
			if n := c.get(a).compare(c.get(b)); n != 0 {
				if s.by[i].desc {
					return -n
				}
				return n
			}
		}
		return cmp.Compare(l.id(a), l.id(b))
	}, nil
}
