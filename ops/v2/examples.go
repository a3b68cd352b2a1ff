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
// none, or that it does not name exactly the method's parameters.
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
	if len(values) != len(params) {
		return nil, errors.New("its example has more parameters than the method, or fewer")
	}
	e := openRPCExample{Name: m.Name}
	for _, p := range params {
		value, found := values[p.Name]
		if !found {
			return nil, fmt.Errorf("its example has no %s", p.Name)
		}
		e.Params = append(e.Params, openRPCExampleValue{p.Name, value})
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
