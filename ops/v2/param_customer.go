package v2

import (
	"partnerapi/internal/jsonvalue"
	"partnerapi/internal/xmltext"
	"partnerapi/store"
)

// The parameters of what PartnerAPI keeps of a client. Their rules are PartnerAPI's.

// change is what a text sets, "" to clear; nil if it is not given.
func (p *Text) change() *string {
	if !p.Given {
		return nil
	}
	return &p.S
}

// cut keeps the beginning of a text, as PartnerAPI does of the operand (T4).
func (p *Text) cut(v *jsonvalue.Value, operand string) bool {
	p.Given, p.S = true, store.FirstRunes(v.Text, store.Cuts[operand])
	return xmltext.Check(v.Text) == nil
}

// INN is PartnerAPI's client_inn.
type INN struct{ Text }

func (p *INN) take(v *jsonvalue.Value) bool { return p.cut(v, "client_inn") }
func (*INN) schema() *schema                { return text() }

// KPP is PartnerAPI's client_kpp.
type KPP struct{ Text }

func (p *KPP) take(v *jsonvalue.Value) bool { return p.cut(v, "client_kpp") }
func (*KPP) schema() *schema                { return text() }

// FullName is PartnerAPI's client_full_name.
type FullName struct{ Text }

func (p *FullName) take(v *jsonvalue.Value) bool { return p.cut(v, "client_full_name") }
func (*FullName) schema() *schema                { return text() }

// RegNumber is PartnerAPI's client_reg_num (S5).
type RegNumber struct{ Text }

func (p *RegNumber) take(v *jsonvalue.Value) bool {
	return p.Text.take(v) && (p.S == "" || store.ValidRegNumber(p.S))
}

// PayMethod is a code of PartnerAPI's pay_method_type_read (S6).
type PayMethod struct {
	Given bool
	N     int64
}

func (p *PayMethod) accepts(v *jsonvalue.Value) bool { _, ok := wholeNumber(v); return ok }
func (p *PayMethod) take(v *jsonvalue.Value) bool {
	p.N, _ = wholeNumber(v)
	p.Given = true
	return store.ValidPayMethod(p.N)
}
func (*PayMethod) schema() *schema {
	return &schema{Type: "integer", Minimum: new(0), Maximum: new(store.PayTwelveMonths)}
}

func (p *PayMethod) change() *int64 {
	if !p.Given {
		return nil
	}
	return &p.N
}

// ExtID is the UUID of a row (O9). Upper case and braces are the same one (T5).
type ExtID struct {
	Given bool
	UUID  string
	sent  *jsonvalue.Value
}

func (p *ExtID) accepts(v *jsonvalue.Value) bool { return isString(v) }
func (p *ExtID) take(v *jsonvalue.Value) (ok bool) {
	p.Given, p.sent = true, v
	p.UUID, ok = store.ParseUUID(v.Text)
	return ok
}
func (*ExtID) schema() *schema { return uuid() }

// Flag is true or false, which is also what it is when not given.
type Flag struct{ B bool }

func (p *Flag) accepts(v *jsonvalue.Value) bool { return v.Kind == jsonvalue.Bool }
func (p *Flag) take(v *jsonvalue.Value) bool    { p.B = v.Bool; return true }
func (*Flag) schema() *schema                   { return &schema{Type: "boolean"} }
