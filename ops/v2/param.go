package v2

import (
	"net/mail"
	"strings"
	"unicode/utf8"

	"partnerapi/internal/jsonvalue"
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
	// schema is the parameter's JSON Schema.
	schema() string
	// nullable says that null may be given where the parameter is optional and
	// clears the stored value in an update.
	nullable() bool
}

// maxNumber bounds ids and counts: every integer below it is exact in JSON's
// usual readers.
const maxNumber = 1<<53 - 1

func wholeNumber(v *jsonvalue.Value) (int64, bool) {
	n, ok := v.Int()
	return n, ok && n >= -maxNumber && n <= maxNumber && !strings.HasPrefix(v.Text, "-0")
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
func (*ID) schema() string { return `{"type":"integer"}` }
func (*ID) nullable() bool { return false }

// Name is the name of a customer: trimmed, not blank, at most 1,000 characters (O4).
type Name struct {
	Given bool
	S     string
}

// maxText is the most characters of a name or a text (O4, T4).
const maxText = 1000

func isString(v *jsonvalue.Value) bool { return v.Kind == jsonvalue.String }

// storable says that a text is not too long and that every door can carry it (O11).
func storable(text string) bool {
	return utf8.RuneCountInString(text) <= maxText && store.CheckText(text) == nil
}

func (p *Name) accepts(v *jsonvalue.Value) bool { return isString(v) }
func (p *Name) take(v *jsonvalue.Value) bool {
	p.Given, p.S = true, strings.TrimSpace(v.Text)
	return p.S != "" && storable(p.S)
}
func (*Name) schema() string { return `{"type":"string","minLength":1,"maxLength":1000}` }
func (*Name) nullable() bool { return false }

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
func (*Text) schema() string { return `{"type":["string","null"],"maxLength":1000}` }
func (*Text) nullable() bool { return true }

// Password is a cabinet password of 8 to 1,000 characters. Its value stands in no
// error.
type Password struct{ S string }

func (p *Password) accepts(v *jsonvalue.Value) bool { return isString(v) }
func (p *Password) take(v *jsonvalue.Value) bool {
	p.S = v.Text
	return utf8.RuneCountInString(v.Text) >= 8 && storable(v.Text)
}
func (*Password) schema() string { return `{"type":"string","minLength":8,"maxLength":1000}` }
func (*Password) nullable() bool { return false }

// Secret is a text that is compared and never shown: login and password.
type Secret struct{ S string }

func (p *Secret) accepts(v *jsonvalue.Value) bool { return isString(v) }
func (p *Secret) take(v *jsonvalue.Value) bool    { p.S = v.Text; return true }
func (*Secret) schema() string                    { return `{"type":"string"}` }
func (*Secret) nullable() bool                    { return false }

// Email is one address.
type Email struct{ S string }

func (p *Email) accepts(v *jsonvalue.Value) bool { return isString(v) }
func (p *Email) take(v *jsonvalue.Value) bool    { p.S = v.Text; return isAddress(v.Text) }
func (*Email) schema() string                    { return `{"type":"string","format":"email"}` }
func (*Email) nullable() bool                    { return false }

// isAddress says whether a text is a bare mail address: no name, no list.
func isAddress(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Address == text && len(text) <= 254 && store.CheckText(text) == nil
}

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

func (*Emails) schema() string {
	return `{"type":"array","items":{"type":"string","format":"email"},"maxItems":5}`
}
func (*Emails) nullable() bool { return false }

// Money is an amount in minor units: a number of at least 0 with at most two
// decimals. null clears it.
type Money struct {
	Given, Null bool
	N           int64
}

func (p *Money) accepts(v *jsonvalue.Value) bool {
	return v.Kind == jsonvalue.Number && !overflows(v.Text)
}
func (p *Money) take(v *jsonvalue.Value) (ok bool) {
	p.Given = true
	p.N, ok = minorUnits(v.Text)
	return ok
}
func (*Money) schema() string { return `{"type":["number","null"],"minimum":0,"multipleOf":0.01}` }
func (*Money) nullable() bool { return true }

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
func (*Count) schema() string { return `{"type":["integer","null"],"minimum":0}` }
func (*Count) nullable() bool { return true }

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
func (*Limit) schema() string { return `{"type":"integer","minimum":1,"maximum":10000,"default":1000}` }
func (*Limit) nullable() bool { return false }

// Offset is how many rows a get passes over.
type Offset struct{ N int64 }

func (p *Offset) accepts(v *jsonvalue.Value) bool { _, ok := wholeNumber(v); return ok }
func (p *Offset) take(v *jsonvalue.Value) bool {
	p.N, _ = wholeNumber(v)
	return p.N >= 0 && p.N <= maxOffset
}
func (*Offset) schema() string { return `{"type":"integer","minimum":0,"maximum":100000,"default":0}` }
func (*Offset) nullable() bool { return false }

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
func (*NewStatus) schema() string {
	return `{"type":"string","enum":["active","archive","manual_lock"]}`
}
func (*NewStatus) nullable() bool { return false }
