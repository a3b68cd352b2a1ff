package v2

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
)

// The OpenRPC document is made of the tables that check the calls, so it says
// what they do.

type openRPC struct {
	OpenRPC string          `json:"openrpc"`
	Info    openRPCInfo     `json:"info"`
	Methods []openRPCMethod `json:"methods"`
}

type openRPCInfo struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	Version     string `json:"version"`
}

type openRPCMethod struct {
	Name           string           `json:"name"`
	Summary        string           `json:"summary"`
	ParamStructure string           `json:"paramStructure"`
	Params         []openRPCValue   `json:"params"`
	Result         openRPCValue     `json:"result"`
	Errors         []openRPCError   `json:"errors"`
	Examples       []openRPCExample `json:"examples"`
}

type openRPCValue struct {
	Name     string          `json:"name"`
	Required bool            `json:"required,omitempty"`
	Schema   json.RawMessage `json:"schema"`
}

type openRPCError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

// Discover is the OpenRPC 1.2.6 document of the table (rpc.discover).
func (s *Set) Discover() ([]byte, error) {
	doc := openRPC{OpenRPC: "1.2.6", Info: openRPCInfo{Title: "Data API", Version: "v2.0",
		Description: "Customers of a partner. Every answer is HTTP 200; error.data.mnemonic tells errors of one code apart."}}
	for _, name := range s.names {
		m := s.methods[name]
		if m.Document {
			continue
		}
		method := openRPCMethod{Name: m.Name, Summary: m.Summary, ParamStructure: "by-name", Params: m.parameters(),
			Result: openRPCValue{Name: "result", Schema: json.RawMessage(m.resultSchema())}, Errors: describedErrors}
		var err error
		if method.Examples, err = m.example(method.Params); err != nil {
			return nil, err
		}
		doc.Methods = append(doc.Methods, method)
	}
	return json.Marshal(doc)
}

func (m *Method) parameters() []openRPCValue {
	values := []openRPCValue{}
	if !m.Open {
		values = append(values, openRPCValue{Name: tokenName, Required: true, Schema: json.RawMessage(`{"type":"string"}`)})
	}
	in := reflect.New(m.operands).Elem()
	for i := range m.params {
		p := &m.params[i]
		if p.name == tokenName {
			continue
		}
		values = append(values, openRPCValue{Name: p.name, Required: p.required, Schema: json.RawMessage(p.of(in).schema())})
	}
	return values
}

// resultSchema is the schema of a whole result: data and the metadata beside it.
func (m *Method) resultSchema() string {
	const number = `{"type":"integer"}`
	const limits = `{"type":"object","properties":{"day_limit":` + number + `,"day_remaining":` + number + `,"day_reset":` + number +
		`,"minute_limit":` + number + `,"minute_remaining":` + number + `,"minute_reset":` + number + `},"additionalProperties":false}`
	const metadata = `"metadata":{"type":"object","properties":{"total_items":` + number + `,"version":{"type":"null"},"limits":` + limits +
		`},"required":["version","limits"],"additionalProperties":false}`
	created := ""
	if m.Creates {
		created = `"id":{"type":"integer"},`
	}
	return `{"type":"object","properties":{` + created + `"data":` + m.Data + `,` + metadata + `},"required":["data","metadata"],"additionalProperties":false}`
}

// schema of the rows of a list.
func (l *list[R]) schema() string {
	text := `{"type":"array","items":{"type":"object","properties":{`
	for i := range l.columns {
		if i > 0 {
			text += ","
		}
		text += `"` + l.columns[i].name + `":` + l.columns[i].schema
	}
	return text + `},"additionalProperties":false}}`
}

// describedErrors are the errors that a method may answer, by code and message.
var describedErrors = func() []openRPCError {
	var list []openRPCError
	for _, m := range slices.Sorted(maps.Keys(errorTexts)) {
		list = append(list, openRPCError{errorTexts[m].code, errorTexts[m].message})
	}
	return list
}()
