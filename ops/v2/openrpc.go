package v2

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
)

// The OpenRPC document is made of the tables that check the calls, so it says
// what they do.

type openRPC struct {
	OpenRPC string          `json:"openrpc"`
	Info    openRPCInfo     `json:"info"`
	Servers []openRPCServer `json:"servers"`
	Methods []openRPCMethod `json:"methods"`
}

type openRPCInfo struct {
	Title string `json:"title"`
	described
	Version string `json:"version"`
}

type openRPCServer struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

type openRPCMethod struct {
	Name    string `json:"name"`
	Summary string `json:"summary"`
	described
	ParamStructure string           `json:"paramStructure"`
	Params         []openRPCValue   `json:"params"`
	Result         openRPCValue     `json:"result"`
	Errors         []openRPCError   `json:"errors"`
	Examples       []openRPCExample `json:"examples"`
}

type openRPCValue struct {
	Name string `json:"name"`
	described
	Required bool `json:"required,omitempty"`
	// Unless is the parameter without which this one is required, Instead the one that
	// this one may be given instead of.
	Unless  string  `json:"x-required-unless,omitempty"`
	Instead string  `json:"x-instead-of,omitempty"`
	Schema  *schema `json:"schema"`
}

type openRPCError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    struct {
		Mnemonic Mnemonic `json:"mnemonic"`
	} `json:"data"`
}

var aboutAPI = described{
	Ru: "Клиенты партнера. Ответ на любой вызов — HTTP 200; ошибки с одним кодом различаются по error.data.mnemonic.",
	En: "Customers of a partner. Every answer is HTTP 200; error.data.mnemonic tells errors of one code apart.",
}

// Discover returns the OpenRPC 1.2.6 document of the table (rpc.discover).
func (s *Set) Discover() []byte { return s.document }

// discoverable makes the document. The error names what a table lacks.
func (s *Set) discoverable() ([]byte, error) {
	doc := openRPC{OpenRPC: "1.2.6", Info: openRPCInfo{Title: "Data API", Version: "v2.0", described: aboutAPI}, Servers: []openRPCServer{{Name: "v2.0", URL: s.URL}}}
	for _, name := range s.names {
		m := s.methods[name]
		if m.Document {
			continue
		}
		method, err := m.openRPC()
		if err != nil {
			return nil, fmt.Errorf("method %s: %w", name, err)
		}
		doc.Methods = append(doc.Methods, method)
	}
	return json.Marshal(doc)
}

func (m *Method) openRPC() (openRPCMethod, error) {
	if m.Ru == "" || m.En == "" {
		return openRPCMethod{}, errors.New("it lacks Ru or En, which say what it does")
	}
	params, err := m.parameters()
	if err != nil {
		return openRPCMethod{}, err
	}
	result, err := m.value("result", m.resultSchema())
	if err != nil {
		return openRPCMethod{}, err
	}
	examples, err := m.examples(params)
	return openRPCMethod{
		Name: m.Name, Summary: m.Ru, described: described{m.Ru, m.En}, ParamStructure: "by-name",
		Params: params, Result: result, Errors: m.describedErrors(), Examples: examples,
	}, err
}

func (m *Method) parameters() ([]openRPCValue, error) {
	var values []openRPCValue
	if !m.Open {
		value, err := m.value(tokenName, text())
		if err != nil {
			return nil, err
		}
		value.Required = true
		values = append(values, value)
	}
	if m.operation != nil {
		for _, operand := range m.operation.Operands {
			value, err := m.value(operand.Name, operandSchema(operand))
			if err != nil {
				return nil, err
			}
			value.Required = !operand.Void
			values = append(values, value)
		}
		return values, nil
	}
	in := reflect.New(m.operands).Elem()
	for i := range m.params {
		p := &m.params[i]
		value, err := m.value(p.name, p.schema(p.of(in)))
		if err != nil {
			return nil, err
		}
		if p.required {
			value.Unless = cmp.Or(p.unless, p.other)
		}
		value.Required = p.required && value.Unless == ""
		value.Instead = p.instead
		values = append(values, value)
	}
	return values, nil
}

// value describes a parameter or the result, and every part of its schema.
func (m *Method) value(name string, s *schema) (openRPCValue, error) {
	d, err := m.describe(name)
	if err != nil {
		return openRPCValue{}, err
	}
	s = s.titled(pascal(m.Name) + pascal(name))
	s.Description = d.Ru
	return openRPCValue{Name: name, described: d, Schema: s}, m.describeProperties(s)
}

func (m *Method) describe(name string) (described, error) {
	if m.operation != nil {
		if d, found := m.operation.describeOperand(name); found {
			return d, nil
		}
	}
	d, found := m.texts[name]
	if !found {
		d = sharedTexts[name]
	}
	if d.Ru == "" || d.En == "" {
		return d, fmt.Errorf("%s is not described in both languages, neither in its texts nor in ops/v2/texts.go", name)
	}
	return d, nil
}

// describeAnswered describes what stands in a result: a column, or what is around the
// rows.
func (m *Method) describeAnswered(name string) (described, error) {
	if m.operation != nil {
		if d, found := m.operation.describeColumn(name); found {
			return d, nil
		}
	}
	return m.describe(name)
}

func (m *Method) describeProperties(s *schema) error {
	if s == nil {
		return nil
	}
	for _, p := range s.Properties {
		d, err := m.describeAnswered(p.name)
		if err != nil {
			return err
		}
		p.schema.Description = d.Ru
		if err := m.describeProperties(p.schema); err != nil {
			return err
		}
	}
	return m.describeProperties(s.Items)
}

// resultSchema is the schema of a whole result: data and the metadata beside it.
func (m *Method) resultSchema() *schema {
	limits := object(nil)
	for _, name := range []string{"day_limit", "day_remaining", "day_reset", "minute_limit", "minute_remaining", "minute_reset"} {
		limits.Properties = append(limits.Properties, property{name, integer()})
	}
	metadata := object([]string{"version", "limits"}, property{"version", &schema{Type: "null"}}, property{"limits", limits})
	if m.Columns != nil {
		metadata.Properties = append(properties{{"total_items", integer()}}, metadata.Properties...)
		metadata.Required = append(metadata.Required, "total_items")
	}
	result := object([]string{"data", "metadata"}, property{"data", m.data}, property{"metadata", metadata})
	if m.Creates {
		result.Properties = append(properties{{"id", integer()}}, result.Properties...)
		result.Required = append(result.Required, "id")
	}
	return result
}

func (m *Method) describedErrors() []openRPCError {
	var list []openRPCError
	for _, mnemonic := range m.mnemonics() {
		e := openRPCError{Code: errorTexts[mnemonic].code, Message: errorTexts[mnemonic].message}
		if e.Message == "" { // of an operation of PartnerAPI
			fault := faultTexts[mnemonic]
			e.Code, e.Message = faultCode(fault.kind), cmp.Or(fault.Ru, string(mnemonic))
		}
		e.Data.Mnemonic = mnemonic
		list = append(list, e)
	}
	return list
}
