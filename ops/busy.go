package ops

import (
	"errors"
	"net/http"

	"partnerapi/store"
)

// ErrBusy is the refusal of what would go beyond a budget of the service: nothing was
// wrong with the call, and a little later it may succeed.
var ErrBusy = &Error{Kind: Busy, Code: "busy", Text: "Сервис занят, повторите запрос позже"}

// retryAfter is the value of the header Retry-After, in seconds.
const retryAfter = "2"

// InviteRetry sets the header Retry-After of an answer that refuses a call as Busy or
// Unavailable.
func InviteRetry(header http.Header) { header.Set("Retry-After", retryAfter) }

// Uncertain reports whether nobody knows if the call was done that an error refuses:
// nothing may invite its client to repeat it.
func Uncertain(err error) bool { return errors.Is(err, store.ErrUnknown) }
