package userside

import (
	"errors"
	"fmt"

	"partnerapi/ops"
	"partnerapi/store"
)

// The error_code of an answer (userside-contract.md, Envelope).
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

func notFound(name string) *ops.Error {
	return &ops.Error{Kind: ops.NotFound, Code: CodeNotFound, Operand: name, Text: "Не найдено: " + nounOf(name) + " (параметр " + name + ")"}
}

func conflict(name, text string) *ops.Error {
	return &ops.Error{Kind: ops.Conflict, Code: CodeConflict, Operand: name, Text: text}
}

// nouns are what parameters name.
var nouns = map[string]string{
	"billing_id": "биллинг", "group_id": "группа", "house_id": "дом", "manager_id": "сотрудник", "employee_id": "сотрудник", "mark_id": "метка",
	"tarif": "тариф", "service_id": "услуга", "ip": "IP-адрес", "value": "IP-адрес",
}

func nounOf(parameter string) string {
	if noun, ok := nouns[parameter]; ok {
		return noun
	}
	return "абонент"
}

// conflicts are the texts of what the store does not allow.
var conflicts = []struct {
	err  error
	text string
}{
	{store.ErrTaken, "уже занято или уже есть"},
	{store.ErrOverlap, "пересекается с подсетью или адресом другого абонента"},
	{store.ErrState, "абонент находится среди бывших"},
	{store.ErrMerged, "абонент уже объединён с другим"},
	{store.ErrBalance, "баланс вышел бы за допустимые пределы"},
	{store.ErrOtherRequest, "с этим request_id уже проведена другая операция"},
	{store.ErrNoRegion, "у партнера нет ни одного региона"},
}

// refusal gives the store's refusals the form of this contract; other errors stay.
func refusal(err error) error {
	var known *ops.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	name := ""
	var field *store.FieldError
	if errors.As(err, &field) {
		name = field.Field
	}
	switch {
	case errors.Is(err, store.ErrCharacter):
		return &ops.Error{Kind: ops.Invalid, Code: CodeBadValue, Text: "Недопустимый символ в значении параметра"}
	case errors.Is(err, store.ErrNotFound) && name != "":
		return notFound(name)
	case errors.Is(err, store.ErrCycle):
		return Bad(name, "абонент оказался бы выше самого себя")
	}
	for _, c := range conflicts {
		if !errors.Is(err, c.err) {
			continue
		}
		text := "Конфликт: " + c.text
		if name != "" {
			text = fmt.Sprintf("Конфликт: %s (параметр %s)", c.text, name)
		}
		return conflict(name, text)
	}
	return err
}

// as names the parameter that a refusal of the store is about.
func as(name string, err error) error {
	var named *store.FieldError
	if err == nil || errors.As(err, &named) {
		return err
	}
	return &store.FieldError{Field: name, Err: err}
}
