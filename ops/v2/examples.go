package v2

import (
	"encoding/json"
	"errors"
	"fmt"
)

// example is a call of a method as the OpenRPC document shows it.
type example struct{ params, data string }

const exampleToken = `"access_token":"DX4UWOCBZGY3TL6ZHTVIFQKDWE"`

const exampleLimits = `"monthly_base_limit":1500.5,"monthly_base_notify_limit":1000,"monthly_base_notify_emails":["boss@romashka.example"],` +
	`"monthly_calls_limit":300,"monthly_calls_notify_limit":250,"monthly_calls_notify_emails":[],"daily_calls_limit":20,"daily_calls_notify_limit":null,"daily_calls_notify_emails":[]`

// examples of each method but rpc.discover, which shows them. Their numbers are
// those of the sample registers.
var examples = map[string]example{
	"get.customers": {`{` + exampleToken + `,"limit":100,"offset":0,"filter":{"filters":[{"field":"name","operator":"ilike","value":"%ромашка%"},{"field":"status","operator":"!=","value":"waiting"}],"condition":"and"},"fields":["id","name","status","ext_id"],"sort":[{"field":"creation_date_time","order":"desc"}]}`,
		`[{"id":100000,"name":"ООО «Ромашка»","status":"active","ext_id":"55188273-c1ad-4032-bc13-2821c556ccf3"}]`},
	"create.customers":             {`{` + exampleToken + `,"name":"ООО «Ромашка»","description":"Цветы","tariff_plan_id":100000,"email":"boss@romashka.example","password":"не-короче-8",` + exampleLimits + `}`, `{"id":100000}`},
	"update.customers":             {`{` + exampleToken + `,"id":100000,"name":"ООО «Ромашка и Ко»","description":null,` + exampleLimits + `}`, `{}`},
	"update.customer_status":       {`{` + exampleToken + `,"customer_id":100000,"status":"manual_lock"}`, `{}`},
	"update.customer_tariff_plans": {`{` + exampleToken + `,"customer_id":100000,"tariff_plan_id":100000}`, `{}`},
	"get.tariff_plans":             {`{` + exampleToken + `,"limit":100,"offset":0,"filter":{},"fields":[],"sort":[{"field":"name"}]}`, `[{"id":100000,"name":"Линия поддержки"}]`},
	"get.customer_users": {`{` + exampleToken + `,"limit":100,"offset":0,"filter":{"field":"customer_id","operator":"in","value":[100000,100001]},"fields":[],"sort":[{"field":"name","order":"asc"}]}`,
		`[{"id":100000,"name":"Пуговкин Геннадий Аркадьевич","description":null,"login":"boss@romashka.example","customer_id":100000}]`},
	"get.account": {`{` + exampleToken + `,"limit":1,"offset":0,"filter":{},"fields":[],"sort":[]}`, `[{"app_id":100000,"name":"Учёт & Порядок, ООО","timezone":"Europe/Moscow"}]`},
	"login.user":  {`{"login":"demo","password":"demo"}`, `{"access_token":"DX4UWOCBZGY3TL6ZHTVIFQKDWE","expire_at":1718445600,"app_id":100000}`},
	"logout.user": {`{` + exampleToken + `}`, `{}`},
}

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

// example is the method's example; its parameters stand in the order in which
// they are declared, as the document wants them. The error says that there is
// none, or that it does not name exactly the method's parameters.
func (m *Method) example(params []openRPCValue) ([]openRPCExample, error) {
	shown, found := examples[m.Name]
	if m.operation != nil {
		shown, found = m.operation.example(), true
	}
	if !found {
		return nil, errors.New("it has no example")
	}
	var values map[string]json.RawMessage
	if err := json.Unmarshal([]byte(shown.params), &values); err != nil {
		return nil, fmt.Errorf("its example: %w", err)
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
	case m.isList():
		head += `"total_items":1,`
	}
	e.Result = openRPCExampleValue{"result", json.RawMessage(`{` + head + `"version":null,` + exampleLimitsLeft + `}}`)}
	return []openRPCExample{e}, nil
}
