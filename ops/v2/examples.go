package v2

import (
	"encoding/json"
	"errors"
	"fmt"
)

// example is a call of a method as the OpenRPC document shows it: its parameters
// but for the token, and the data of its answer. The numbers are those of the sample
// registers.
type example struct{ params, data string }

const exampleToken = `"DX4UWOCBZGY3TL6ZHTVIFQKDWE"`

const exampleLimits = `"monthly_base_limit":1500.5,"monthly_base_notify_limit":1000,"monthly_base_notify_emails":["boss@romashka.example"],` +
	`"monthly_calls_limit":300,"monthly_calls_notify_limit":250,"monthly_calls_notify_emails":[],"daily_calls_limit":20,"daily_calls_notify_limit":null,"daily_calls_notify_emails":[]`

const exampleDetails = `"inn":"7701234567","kpp":"770101001","full_name":"Общество с ограниченной ответственностью «Ромашка»","reg_number":"900001",` +
	`"region_id":"a6838df2-5251-44af-88aa-57cf8b7840fc","pay_method_id":2,"attribute":"К-000123"`

const exampleLimitsLeft = `"limits":{"day_limit":3000,"day_remaining":2999,"day_reset":43200,"minute_limit":200,"minute_remaining":199,"minute_reset":60}`

type openRPCExample struct {
	Name   string                `json:"name"`
	Params []openRPCExampleValue `json:"params"`
	Result openRPCExampleValue   `json:"result"`
}

type openRPCExampleValue struct {
	Name  string          `json:"name"`
	Value json.RawMessage `json:"value"`
}

// examples are the method's example; its parameters stand in the order in which
// they are declared, as the document wants them. The error says that there is
// none, or that it does not name exactly the method's parameters, but for those that may
// be given instead of others.
func (m *Method) examples(params []openRPCValue) ([]openRPCExample, error) {
	shown := m.example
	if shown == (example{}) {
		return nil, errors.New("it has no example")
	}
	var values map[string]json.RawMessage
	if err := json.Unmarshal([]byte(shown.params), &values); err != nil {
		return nil, fmt.Errorf("its example: %w", err)
	}
	if !m.Open {
		values[tokenName] = json.RawMessage(exampleToken)
	}
	e := openRPCExample{Name: m.Name}
	for _, p := range params {
		value, found := values[p.Name]
		if !found && p.Instead != "" {
			continue
		}
		if !found {
			return nil, fmt.Errorf("its example has no %s", p.Name)
		}
		e.Params = append(e.Params, openRPCExampleValue{p.Name, value})
	}
	if len(values) != len(e.Params) {
		return nil, errors.New("its example has parameters that the method has not")
	}
	head := `"data":` + shown.data + `,"metadata":{`
	switch {
	case m.Creates:
		head = `"id":100000,` + head
	case m.Columns != nil:
		head += `"total_items":1,`
	}
	e.Result = openRPCExampleValue{"result", json.RawMessage(`{` + head + `"version":null,` + exampleLimitsLeft + `}}`)}
	return []openRPCExample{e}, nil
}
