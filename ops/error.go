package ops

import "fmt"

// ErrorKind classifies an error for the wires: each maps kinds to its own codes in
// one file.
type ErrorKind int

// The kinds of error.
const (
	Invalid      ErrorKind = iota + 1 // an operand is missing, malformed or out of range
	Unauthorised                      // no valid credentials
	Forbidden                         // known caller, not allowed
	NotFound                          // a reference names nothing the caller can see (T3)
	Conflict                          // the state of the store does not allow it
	Limit                             // a limit on what comes from outside was passed
	Unavailable                       // the store cannot answer now; try again
	Busy                              // too much is under way; try again
	Internal                          // a fault of ours: details go to the log alone
)

// Error is a refusal that may be shown to the caller. Anything that is not an
// *Error is internal: the wires answer a fixed text and log it.
type Error struct {
	Kind ErrorKind
	// Code is machine-readable and stable: "required", "not_found", …
	Code string
	// Operand names the operand that was wrong, empty when none was.
	Operand string
	// Text is what the caller reads, in Russian (W10).
	Text string
	// Cause is for the log alone; nil for most refusals.
	Cause error
}

// Error returns the text, with code, operand and cause for the log.
func (e *Error) Error() string {
	text := fmt.Sprintf("%s (%s %s)", e.Text, e.Code, e.Operand)
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }
