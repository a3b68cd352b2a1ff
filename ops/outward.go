package ops

import (
	"errors"

	"partnerapi/internal/budget/holding"
	"partnerapi/internal/password"
	"partnerapi/store"
)

// Outward gives what the store, the password hashes and the budget of answers refuse
// for reasons outside the call its public form: Unavailable or ErrBusy. Other errors
// stay as they are.
func Outward(err error) error {
	var refusal *Error
	switch {
	case err == nil || errors.As(err, &refusal):
		return err
	case Uncertain(err):
		return &Error{Kind: Unavailable, Code: "unavailable", Text: "Связь с базой прервалась, и неизвестно, выполнен ли вызов: проверьте результат, прежде чем повторять его", Cause: err}
	case errors.Is(err, store.ErrUnavailable):
		return &Error{Kind: Unavailable, Code: "unavailable", Text: "Сервис временно недоступен, повторите вызов позже", Cause: err}
	case errors.Is(err, password.ErrBusy), errors.Is(err, holding.ErrBusy):
		return ErrBusy
	}
	return err
}
