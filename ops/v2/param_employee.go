package v2

import (
	"slices"
	"strings"
	"unicode/utf8"

	"partnerapi/internal/jsonvalue"
	"partnerapi/internal/xmltext"
	"partnerapi/store"
)

// OneEmail is an optional address; null clears it.
type OneEmail struct{ Text }

func (p *OneEmail) take(v *jsonvalue.Value) bool { return p.Text.take(v) && isAddress(p.S) }
func (*OneEmail) schema() *schema                { return email() }

// Phones are the telephone numbers of an employee; an update replaces them whole.
type Phones struct {
	Given bool
	List  []string
	sent  *jsonvalue.Value
}

// maxPhones is how many telephone numbers an employee may have.
const maxPhones = 10

func (p *Phones) accepts(v *jsonvalue.Value) bool {
	return v.Kind == jsonvalue.Array && !slices.ContainsFunc(v.Items, func(item jsonvalue.Value) bool {
		number, found := item.Get("phone_number")
		return item.Kind != jsonvalue.Object || found && !isString(number)
	})
}

func (p *Phones) take(v *jsonvalue.Value) bool {
	p.Given, p.List, p.sent = true, []string{}, v
	for i := range v.Items {
		number, found := v.Items[i].Get("phone_number")
		if !found || len(v.Items[i].Members) > 1 {
			return false
		}
		text := strings.TrimSpace(number.Text)
		if text == "" || utf8.RuneCountInString(text) > store.Cuts["contact_view"] || xmltext.Check(text) != nil {
			return false
		}
		p.List = append(p.List, text)
	}
	return len(p.List) <= maxPhones
}

func (*Phones) schema() *schema {
	number := &schema{Type: "string", MinLength: new(1), MaxLength: new(store.Cuts["contact_view"])}
	return &schema{Type: "array", MaxItems: new(maxPhones), Items: object([]string{"phone_number"}, property{"phone_number", number})}
}
