package ops

// ErrBusy is the refusal of what would go beyond a budget of the service: nothing was
// wrong with the call, and a little later it may succeed.
var ErrBusy = &Error{Kind: Busy, Code: "busy", Text: "Сервис занят, повторите запрос позже"}

// RetryAfter is the value of the header Retry-After, in seconds, that goes with what
// is refused as Busy or Unavailable.
const RetryAfter = "2"
