package userside

import (
	"errors"

	"partnerapi/internal/xmltext"
	"partnerapi/ops"
	"partnerapi/store"
)

// The error_code of an answer (usersidehttp/README.md, Errors).
const (
	CodeMissing          = "missing_parameter"
	CodeBadValue         = "bad_value"
	CodeUnknownAction    = "unknown_action"
	CodeBadKey           = "bad_key"
	CodeScope            = "scope"
	CodeNotFound         = "not_found"
	CodeConflict         = "conflict"
	CodeMethodNotAllowed = "method_not_allowed"
	CodeInternal         = "internal"
)

// Missing is the refusal of a call without a required parameter.
func Missing(name string) *ops.Error {
	return &ops.Error{Kind: ops.Invalid, Code: CodeMissing, Operand: name, Text: "Не указан обязательный параметр " + name}
}

// noCondition is the refusal of a search for everything.
func noCondition() *ops.Error {
	return &ops.Error{Kind: ops.Invalid, Code: CodeMissing, Text: "Не указано ни одного условия"}
}

// Bad is the refusal of a value; what is expected of it continues the sentence.
func Bad(name, expected string) *ops.Error {
	return &ops.Error{Kind: ops.Invalid, Code: CodeBadValue, Operand: name, Text: "Недопустимое значение параметра " + name + ": " + expected}
}

func conflict(name, text string) *ops.Error {
	return &ops.Error{Kind: ops.Conflict, Code: CodeConflict, Operand: name, Text: text}
}

// unknown says of parameters what the number that they hold does not name.
var unknown = map[string]string{
	"billing_id": "Биллинг не найден", "group_id": "Группа не найдена", "house_id": "Дом не найден", "manager_id": "Сотрудник не найден", "employee_id": "Сотрудник не найден",
	"mark_id": "Метка не найдена", "tarif": "Тариф не найден", "service_id": "Услуга не найдена", "ip": "IP-адрес не найден", "value": "IP-адрес не найден",
}

// unknownOf is unknown for any parameter: most name a customer.
func unknownOf(parameter string) string {
	if text, ok := unknown[parameter]; ok {
		return text
	}
	return "Абонент не найден"
}

// conflicts are the texts of what the store does not allow.
var conflicts = []struct {
	err  error
	text string
}{
	{store.ErrOwnIP, "Этот адрес у абонента уже есть"},
	{store.ErrTaken, "Значение уже занято"},
	{store.ErrOwnSubnet, "Подсеть пересекается с другой подсетью этого же абонента"},
	{store.ErrOverlap, "Адрес или подсеть пересекается с подсетью или адресом другого абонента"},
	{store.ErrState, "Абонент в категории «Бывшие абоненты»"},
	{store.ErrMerged, "Абонент уже объединен с другим"},
	{store.ErrBalance, "Баланс выйдет за допустимые пределы"},
	{store.ErrOtherRequest, "С этим request_id уже выполнен другой запрос"},
	{store.ErrNoRegion, "У партнера нет ни одного региона"},
}

// refusal gives the store's refusals the form of this contract; other errors stay.
// sentAs is the name under which the call sent a parameter.
func refusal(err error, sentAs func(name string) string) error {
	var known *ops.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	name, sent, of := "", "", ""
	var field *store.FieldError
	if errors.As(err, &field) {
		name, sent = field.Field, sentAs(field.Field)
		of = " (параметр " + sent + ")"
	}
	switch {
	case errors.Is(err, xmltext.ErrCharacter):
		return &ops.Error{Kind: ops.Invalid, Code: CodeBadValue, Text: "Недопустимый символ в значении параметра"}
	case errors.Is(err, store.ErrNotFound) && name != "":
		return &ops.Error{Kind: ops.NotFound, Code: CodeNotFound, Operand: sent, Text: unknownOf(name) + of}
	case errors.Is(err, store.ErrCycle):
		return Bad(sent, "абонент не может быть вышестоящим сам для себя")
	case errors.Is(err, store.ErrTaken) && name == "service_id":
		return conflict(sent, "Услуга уже подключена"+of)
	}
	for _, c := range conflicts {
		if errors.Is(err, c.err) {
			return conflict(sent, c.text+of)
		}
	}
	return err
}

// about names the parameter that a refusal of the store is about.
func about(name string, err error) error {
	var named *store.FieldError
	if err == nil || errors.As(err, &named) {
		return err
	}
	return &store.FieldError{Field: name, Err: err}
}
