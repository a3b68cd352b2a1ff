package v2

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode"
)

// schema is the part of JSON Schema that the OpenRPC document and docs/v2.md need.
// It has no keywords of its own: strict validators refuse what they do not know.
type schema struct {
	Title                string     `json:"title,omitempty"`
	Description          string     `json:"description,omitempty"` // in Russian
	Type                 string     `json:"type,omitempty"`
	OneOf                []*schema  `json:"oneOf,omitempty"`
	Enum                 []string   `json:"enum,omitempty"`
	Format               string     `json:"format,omitempty"`
	Pattern              string     `json:"pattern,omitempty"`
	MinLength            *int       `json:"minLength,omitempty"`
	MaxLength            *int       `json:"maxLength,omitempty"`
	Minimum              *int       `json:"minimum,omitempty"`
	Maximum              *int       `json:"maximum,omitempty"`
	MultipleOf           float64    `json:"multipleOf,omitempty"`
	Default              *int       `json:"default,omitempty"`
	Items                *schema    `json:"items,omitempty"`
	MaxItems             *int       `json:"maxItems,omitempty"`
	Properties           properties `json:"properties,omitempty"`
	Required             []string   `json:"required,omitempty"`
	AdditionalProperties *bool      `json:"additionalProperties,omitempty"`

	// called is what docs/v2.md calls it, where that is not its type.
	called described
}

// described is what people read of a parameter, a result or a column, in Russian
// and in English.
type described struct {
	Ru string `json:"description,omitempty"`
	En string `json:"x-description-en,omitempty"`
}

type property struct {
	name   string
	schema *schema
}

// properties of an object, in their order.
type properties []property

// MarshalJSON writes an object whose members are in the order of the properties.
func (p properties) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	for i, property := range p {
		b.WriteByte("{,"[min(i, 1)])
		name, err := json.Marshal(property.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(property.schema)
		if err != nil {
			return nil, err
		}
		b.Write(append(append(name, ':'), value...))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func integer() *schema { return &schema{Type: "integer"} }
func text() *schema    { return &schema{Type: "string"} }
func email() *schema {
	return &schema{Type: "string", Format: "email", called: described{"адрес электронной почты", "e-mail address"}}
}
func uuid() *schema {
	return &schema{Type: "string", Pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", called: described{"UUID", "UUID"}}
}
func date() *schema {
	const form = "YYYY-MM-DD"
	return &schema{Type: "string", Pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", called: described{form, form}}
}
func dateTime() *schema {
	const form = "YYYY-MM-DD hh:mm:ss"
	return &schema{Type: "string", Pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$", called: described{form, form}}
}
func arrayOf(items *schema) *schema { return &schema{Type: "array", Items: items} }

// object has these properties and no others.
func object(required []string, p ...property) *schema {
	return &schema{Type: "object", Properties: p, Required: required, AdditionalProperties: new(bool)}
}

// orNull is the schema of what may be null too.
func orNull(s *schema) *schema { return &schema{OneOf: []*schema{s, {Type: "null"}}} }

// plain is the schema without null.
func (s *schema) plain() *schema {
	if len(s.OneOf) > 0 {
		return s.OneOf[0]
	}
	return s
}

// titled returns a copy whose every part has a title: the name of a type for who
// generates types from the document, made of the path to the part.
func (s *schema) titled(path string) *schema {
	if s == nil {
		return nil
	}
	c := *s
	c.Title = path
	c.OneOf = nil
	for _, alternative := range s.OneOf {
		name := path + "Null"
		if alternative.Type != "null" {
			name = path + "Value"
		}
		c.OneOf = append(c.OneOf, alternative.titled(name))
	}
	c.Items = s.Items.titled(path + "Item")
	c.Properties = nil
	for _, p := range s.Properties {
		c.Properties = append(c.Properties, property{p.name, p.schema.titled(path + pascal(p.name))})
	}
	return &c
}

// pascal writes create.customers and tariff_plan_id as CreateCustomers and
// TariffPlanId.
func pascal(name string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return r == '.' || r == '_' }) {
		first := []rune(word)
		first[0] = unicode.ToUpper(first[0])
		b.WriteString(string(first))
	}
	return b.String()
}
