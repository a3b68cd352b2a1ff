package db

import (
	"database/sql/driver"
	"slices"
	"strconv"
	"strings"
)

// Row reads the columns of one result row. It is valid for the time of the
// callback. A column of another type than asked for is a mistake of the query and
// panics.
type Row struct{ v []driver.Value }

// Len is how many columns there are.
func (r Row) Len() int { return len(r.v) }

// Values returns a copy of the row as Value would make its columns.
func (r Row) Values() []driver.Value { return slices.Clone(r.v) }

// Text returns "" for NULL.
func (r Row) Text(i int) string {
	s, _ := r.v[i].(string)
	return s
}

// Int returns 0 for NULL.
func (r Row) Int(i int) int64 {
	if r.v[i] == nil {
		return 0
	}
	return r.v[i].(int64)
}

// OptInt returns nil for NULL.
func (r Row) OptInt(i int) *int64 {
	if r.v[i] == nil {
		return nil
	}
	n := r.v[i].(int64)
	return &n
}

// Bool returns false for NULL and 0.
func (r Row) Bool(i int) bool { return r.Int(i) != 0 }

// Blob returns the bytes, which are the caller's; nil for NULL.
func (r Row) Blob(i int) []byte {
	b, _ := r.v[i].([]byte)
	return b
}

// Packed returns a column that concat_ws(char(31), …) packed.
func (r Row) Packed(i int) Packed { return Packed(r.Text(i)) }

// Unpack reads a column in which nothing but texts is packed.
func (r Row) Unpack(i int, texts ...*string) {
	p := r.Packed(i)
	p.Texts(texts...)
}

// Packed is what is left to read of a packed column. The separator is in no text:
// the store keeps none that XML cannot carry (O11).
type Packed string

// Text reads the next value as text.
func (p *Packed) Text() string {
	end := strings.IndexByte(string(*p), '\x1f')
	if end < 0 {
		end = len(*p)
	}
	text := string((*p)[:end])
	*p = (*p)[min(end+1, len(*p)):]
	return text
}

// Texts reads the next values as texts.
func (p *Packed) Texts(to ...*string) {
	for _, t := range to {
		*t = p.Text()
	}
}

// Int reads the next value, a number that SQLite wrote.
func (p *Packed) Int() int64 { return mustInt(p.Text()) }

// OptInt reads the next value, a number that is empty for NULL.
func (p *Packed) OptInt() *int64 {
	if strings.HasPrefix(string(*p), "\x1f") {
		p.Text()
		return nil
	}
	return shared(p.Int())
}

// OptionalInt reads a number that is empty for NULL.
func OptionalInt(digits string) *int64 {
	if digits == "" {
		return nil
	}
	n := mustInt(digits)
	return &n
}

// Optional returns the address of a number, or nil for -1, which stands for NULL.
func Optional(n int64) *int64 {
	if n < 0 {
		return nil
	}
	return shared(n)
}

func mustInt(digits string) int64 {
	n, err := strconv.Atoi(digits) // which has a shorter way for as many digits
	if err != nil {
		panic("a packed column holds " + strconv.Quote(digits) + " instead of a number")
	}
	return int64(n)
}

// shared returns the address of a number, without an allocation for codes of fixed
// lists and what partners number themselves, which are small. Nobody writes there.
func shared(n int64) *int64 {
	if n >= 0 && n < int64(len(smallInts)) {
		return &smallInts[n]
	}
	set := n // on the heap only here
	return &set
}

var smallInts = func() (n [64]int64) {
	for i := range n {
		n[i] = int64(i)
	}
	return n
}()
