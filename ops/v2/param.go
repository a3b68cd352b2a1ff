package v2

import (
	"maps"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"partnerapi/internal/jsonvalue"
	"partnerapi/internal/xmltext"
	"partnerapi/store"
)

// parameter is a field of a method's parameter struct. What it accepts is said
// here once: the checks and the OpenRPC document both ask it.
type parameter interface {
	// accepts says whether a value has the right JSON type (data_type_error).
	accepts(v *jsonvalue.Value) bool
	// take keeps an accepted value, or says that it is none of those allowed
	// (invalid_parameter_value).
	take(v *jsonvalue.Value) bool
	// schema is the JSON Schema of what it takes, without null.
	schema() *schema
}

// clearable is a parameter that takes null in an update, which clears the stored
// value; elsewhere null is "not given".
type clearable interface {
	parameter
	clear()
}

// wholeNumber reads an id or a count, however it is written: 100, 100.0 or 1e2.
func wholeNumber(v *jsonvalue.Value) (int64, bool) {
	n, ok := v.Int()
	return n, ok && n >= -store.MaxNumber && n <= store.MaxNumber
}

// ID is the number of an entity.
type ID struct {
	Given bool
	N     int64
	sent  *jsonvalue.Value
}

func (p *ID) accepts(v *jsonvalue.Value) bool { _, ok := wholeNumber(v); return ok }
func (p *ID) take(v *jsonvalue.Value) bool {
	p.N, _ = wholeNumber(v)
	p.Given, p.sent = true, v
	return true
}
func (*ID) schema() *schema { return integer() }

// Name is the name of a customer: trimmed, not blank, at most 1,000 characters (O4).
type Name struct {
	Given bool
	S     string
}

func isString(v *jsonvalue.Value) bool { return v.Kind == jsonvalue.String }

// storable reports whether a text is not too long and every interface can carry it (O11).
func storable(text string) bool {
	return utf8.RuneCountInString(text) <= store.MaxText && xmltext.Check(text) == nil
}

func (p *Name) accepts(v *jsonvalue.Value) bool { return isString(v) }
func (p *Name) take(v *jsonvalue.Value) bool {
	p.Given, p.S = true, strings.TrimSpace(v.Text)
	return p.S != "" && storable(p.S)
}
func (*Name) schema() *schema {
	return &schema{Type: "string", MinLength: new(1), MaxLength: new(store.MaxText)}
}

// Text is an optional text; null clears it.
type Text struct {
	Given, Null bool
	S           string
}

func (p *Text) accepts(v *jsonvalue.Value) bool { return isString(v) }
func (p *Text) take(v *jsonvalue.Value) bool {
	p.Given, p.S = true, v.Text
	return storable(v.Text)
}
func (*Text) schema() *schema {
	return &schema{Type: "string", MaxLength: new(store.MaxText)}
}
func (p *Text) clear() { p.Given, p.Null = true, true }

// Password is a cabinet password of 8 to 1,000 characters. Its value stands in no
// error.
type Password struct {
	Given bool
	S     string
}

// minPassword is the fewest characters of a cabinet password.
const minPassword = 8

func (p *Password) accepts(v *jsonvalue.Value) bool { return isString(v) }
func (p *Password) take(v *jsonvalue.Value) bool {
	p.Given, p.S = true, v.Text
	return utf8.RuneCountInString(v.Text) >= minPassword && storable(v.Text)
}
func (*Password) schema() *schema {
	return &schema{Type: "string", MinLength: new(minPassword), MaxLength: new(store.MaxText)}
}

// Secret is a text that is compared and never shown: login and password.
type Secret struct{ S string }

func (p *Secret) accepts(v *jsonvalue.Value) bool { return isString(v) }
func (p *Secret) take(v *jsonvalue.Value) bool    { p.S = v.Text; return true }
func (*Secret) schema() *schema                   { return text() }

// Email is one address.
type Email struct {
	S    string
	sent *jsonvalue.Value
}

func (p *Email) accepts(v *jsonvalue.Value) bool { return isString(v) }
func (p *Email) take(v *jsonvalue.Value) bool    { p.S, p.sent = v.Text, v; return isAddress(v.Text) }
func (*Email) schema() *schema                   { return email() }

// isAddress reports whether a text is a bare mail address: no name, no list, and
// nothing that cannot be seen. Two addresses that look alike would be two customers.
func isAddress(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Address == text && len(text) <= 254 && !strings.ContainsFunc(text, unseen)
}

// unseen reports whether a character is a space or has no glyph of its own.
func unseen(r rune) bool { return r == ' ' || !unicode.IsPrint(r) }

// Emails are the addresses of a notification; an update replaces them whole.
type Emails struct {
	Given bool
	List  []string
}

// maxEmails is how many addresses a notification may have.
const maxEmails = 5

func (p *Emails) accepts(v *jsonvalue.Value) bool {
	if v.Kind != jsonvalue.Array {
		return false
	}
	for i := range v.Items {
		if !isString(&v.Items[i]) {
			return false
		}
	}
	return true
}

func (p *Emails) take(v *jsonvalue.Value) bool {
	p.Given, p.List = true, []string{}
	for _, item := range v.Items {
		if !isAddress(item.Text) {
			return false
		}
		p.List = append(p.List, item.Text)
	}
	return len(p.List) <= maxEmails
}

func (*Emails) schema() *schema {
	return &schema{Type: "array", Items: email(), MaxItems: new(maxEmails)}
}

// Money is an amount in minor units: a number of at least 0 with at most two
// decimals. null clears it.
type Money struct {
	Given, Null bool
	N           int64
}

// accepts reports whether the value is a number that a double can hold: a larger
// one has no type that anyone could read.
func (p *Money) accepts(v *jsonvalue.Value) bool {
	if v.Kind != jsonvalue.Number {
		return false
	}
	_, err := strconv.ParseFloat(v.Text, 64)
	return err == nil
}

func (p *Money) take(v *jsonvalue.Value) (ok bool) {
	p.Given = true
	p.N, ok = v.Scaled(2)
	return ok && p.N >= 0 && p.N <= store.MaxNumber
}

// schema says nothing of the two decimals: multipleOf 0.01 is false of 99.95 for
// who divides doubles.
func (*Money) schema() *schema { return &schema{Type: "number", Minimum: new(0)} }
func (p *Money) clear()        { p.Given, p.Null = true, true }

func (p *Money) change() store.Change { return change(p.Given, p.Null, &p.N) }
func (p *Count) change() store.Change { return change(p.Given, p.Null, &p.N) }

func change(given, null bool, n *int64) store.Change {
	if null {
		n = nil
	}
	if !given {
		return store.Change{}
	}
	return store.Change{Set: true, Value: n}
}

func (p *Emails) change() *[]string {
	if !p.Given {
		return nil
	}
	return &p.List
}

// Count is a number of calls, at least 0. null clears it.
type Count struct {
	Given, Null bool
	N           int64
}

func (p *Count) accepts(v *jsonvalue.Value) bool { _, ok := wholeNumber(v); return ok }
func (p *Count) take(v *jsonvalue.Value) bool {
	p.N, _ = wholeNumber(v)
	p.Given = true
	return p.N >= 0
}
func (*Count) schema() *schema { return &schema{Type: "integer", Minimum: new(0)} }
func (p *Count) clear()        { p.Given, p.Null = true, true }

// Limit is how many rows a get answers; 1,000 when not given.
type Limit struct {
	Given bool
	N     int64
}

// Bounds of paging.
const (
	defaultLimit = 1000
	maxLimit     = 10000
	maxOffset    = 100000
)

func (p *Limit) accepts(v *jsonvalue.Value) bool { _, ok := wholeNumber(v); return ok }
func (p *Limit) take(v *jsonvalue.Value) bool {
	p.N, _ = wholeNumber(v)
	p.Given = true
	return p.N >= 1 && p.N <= maxLimit
}
func (*Limit) schema() *schema {
	return &schema{Type: "integer", Minimum: new(1), Maximum: new(maxLimit), Default: new(defaultLimit)}
}

// Offset is how many rows a get passes over.
type Offset struct{ N int64 }

func (p *Offset) accepts(v *jsonvalue.Value) bool { _, ok := wholeNumber(v); return ok }
func (p *Offset) take(v *jsonvalue.Value) bool {
	p.N, _ = wholeNumber(v)
	return p.N >= 0 && p.N <= maxOffset
}
func (*Offset) schema() *schema {
	return &schema{Type: "integer", Minimum: new(0), Maximum: new(maxOffset), Default: new(0)}
}

// NewStatus is the status that update.customer_status may ask for.
type NewStatus struct {
	Status store.Status
	sent   *jsonvalue.Value
}

var newStatuses = map[string]store.Status{
	"active": store.StatusActive, "manual_lock": store.StatusManualLock, "archive": store.StatusArchive,
}

func (p *NewStatus) accepts(v *jsonvalue.Value) bool { return isString(v) }
func (p *NewStatus) take(v *jsonvalue.Value) (ok bool) {
	p.sent = v
	p.Status, ok = newStatuses[v.Text]
	return ok
}
func (*NewStatus) schema() *schema {
	return &schema{Type: "string", Enum: slices.Sorted(maps.Keys(newStatuses))}
}
