package usersidehttp_test

import (
	"encoding/json"
	"net/http"
	"strings"
)

// expectation is an answer in no dialect yet: of the zero one OK and no more.
type expectation struct {
	status          int
	id, data, count string
	code, text      string // of a refusal
}

// expected is how a refusal ends that says what kind of value is wanted.
var expected = map[string]string{
	"number":        "ожидается целое число от 0",
	"numbers":       "ожидается целое число или не более 10000 чисел через запятую",
	"text":          "ожидается текст не длиннее 1000 символов, без управляющих символов",
	"name":          "ожидается непустой текст не длиннее 1000 символов",
	"message":       "ожидается текст не длиннее 10000 символов, без управляющих символов",
	"flag":          "ожидается 1 или 0",
	"request":       "ожидается непустой текст не длиннее 1000 символов",
	"date":          "ожидается дата вида 2024-06-15 или 15.06.2024",
	"moment":        "ожидается дата вида 2024-06-15, 15.06.2024 или 2024-06-15 12:00:00",
	"sum":           "ожидается сумма вида -1234.56: до 10 цифр и не более двух знаков после точки",
	"booking":       "ожидается ненулевая сумма вида -1234.56: до 10 цифр и не более двух знаков после точки",
	"price":         "ожидается неотрицательная сумма вида 1234.56: до 10 цифр и не более двух знаков после точки",
	"ip":            "ожидается адрес IPv4 вида 192.168.0.1",
	"ip or -1":      "ожидается адрес IPv4 вида 192.168.0.1 или -1",
	"ip, -1 or all": "ожидается адрес IPv4 вида 192.168.0.1, -1 или all",
	"mac":           "ожидается MAC-адрес вида 00:11:22:33:44:55",
	"mask":          "ожидается маска вида 255.255.255.0 или длина префикса от 0 до 32",
	"state":         "ожидается 0, 1 или 2",
	"typer":         "ожидается account, billing_uid, codeti, billing_customer_id, dognumber, agreement_number, ip, login, mac, mail или phone",
	"counter":       "ожидается net, internet или personal_area",
	"boundary":      "подсеть /24 не начинается с этого адреса",
	"cycle":         "абонент не может быть вышестоящим сам для себя",
	"itself":        "нельзя объединить абонента с самим собой",
}

// in is the answer in a dialect: the examples of docs/userside.md, Envelope,
// with the keys in their order.
func (e expectation) in(dialect string) string {
	modern, legacy := dialect != "legacy", dialect != "modern"
	var members []string
	add := func(when bool, name, value string) {
		if when && value != "" {
			members = append(members, `"`+name+`":`+value)
		}
	}
	result := `"OK"`
	if e.status != http.StatusOK {
		result = `"ERROR"`
	}
	text, code := "", ""
	if e.code != "" {
		text, code = quoted(e.text), quoted(e.code)
	}
	add(modern, "result", result)
	add(!modern, "Result", result)
	add(modern, "error", text)
	add(modern, "data", e.data)
	add(modern, "count", e.count)
	add(legacy, "Data", e.data)
	add(!modern, "data", e.data)
	add(!modern, "count", e.count)
	add(true, "Id", e.id)
	add(modern, "error_code", code)
	add(modern && legacy, "Result", result)
	add(legacy, "ErrorText", text)
	add(!modern, "error_code", code)
	return "{" + strings.Join(members, ",") + "}"
}

func quoted(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		panic(err) // a string can be encoded
	}
	return strings.TrimSuffix(b.String(), "\n")
}
