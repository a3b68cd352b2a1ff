package v2

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"unicode/utf8"

	"partnerapi/internal/jsonvalue"
	"partnerapi/ops"
	"partnerapi/store"
)

// Error is a refusal of the v2 contract. Its code and message follow from the
// mnemonic.
type Error struct {
	Mnemonic Mnemonic
	// Field is the parameter that was wrong; "" is null in the answer, but for
	// Unexpected, whose parameter may be called so.
	Field string
	// Value is what was sent for it; nil is null in the answer.
	Value *jsonvalue.Value
	// Params fill the message and stand in the answer's params.
	Params []Param
	// Costs reports whether the refused call has done its work and costs its point.
	Costs bool
	// Cause is for the log alone.
	Cause error
	// Login is one that was refused, for the log.
	Login string
	// fault is the refusal of an operation of PartnerAPI, whose kind and text make the
	// code and the message; nil for v2's own errors.
	fault *ops.Error
}

// Param is a named value of an error's message; Number says that it stands in
// params without quotes.
type Param struct {
	Name, Value string
	Number      bool
}

// Mnemonic names an error of v2.
type Mnemonic string

// The errors of v2, word by word (jsonrpc/README.md).
const (
	ParseError              Mnemonic = "parse_error"
	InvalidRequest          Mnemonic = "invalid_request"
	MethodNotFound          Mnemonic = "method_not_found"
	DataTypeError           Mnemonic = "data_type_error"
	RequiredMissed          Mnemonic = "required_parameter_missed"
	InvalidValue            Mnemonic = "invalid_parameter_value"
	Unexpected              Mnemonic = "unexpected_parameters"
	InvalidCombination      Mnemonic = "invalid_parameters_combination"
	SortProhibited          Mnemonic = "sort_prohibited"
	FilterProhibited        Mnemonic = "filter_prohibited"
	EntityNotFound          Mnemonic = "entity_not_found"
	DuplicateEntity         Mnemonic = "duplicate_entity" // reserved
	AlreadyInUse            Mnemonic = "already_in_use"
	InvalidState            Mnemonic = "invalid_state"
	TokenInvalid            Mnemonic = "access_token_invalid"
	TokenExpired            Mnemonic = "access_token_expired"
	TokenBlocked            Mnemonic = "access_token_blocked"
	AuthError               Mnemonic = "auth_error"
	Forbidden               Mnemonic = "forbidden"
	NotWhitelisted          Mnemonic = "ip_not_whitelisted"
	AccountInactive         Mnemonic = "account_inactive"
	LimitExceeded           Mnemonic = "limit_exceeded"
	BatchNotSupported       Mnemonic = "batch_opreations_not_supported" // sic
	NotificationUnsupported Mnemonic = "notifications_not_supported"
	ServerBusy              Mnemonic = "server_busy"
	Unavailable             Mnemonic = "unavailable"
	InternalError           Mnemonic = "internal_error"
)

// errorTexts are code and message of each error; {x} stands for the param x.
var errorTexts = map[Mnemonic]struct {
	code    int
	message string
}{
	ParseError:              {-32700, "Invalid JSON was received by the server."},
	InvalidRequest:          {-32600, "Invalid Request The JSON sent is not a valid Request object"},
	MethodNotFound:          {-32601, "The method does not exist / is not available"},
	DataTypeError:           {-32602, "Data supplied is of wrong type"},
	RequiredMissed:          {-32602, "The required parameter has been missed"},
	InvalidValue:            {-32602, "Invalid parameter value"},
	Unexpected:              {-32602, "Unexpected method parameter(s)"},
	InvalidCombination:      {-32602, "The combination of parameters is not permitted"},
	SortProhibited:          {-32602, "Sort by parameter is prohibited"},
	FilterProhibited:        {-32602, "Filter by parameter is prohibited"},
	EntityNotFound:          {-32602, "Entity not found"},
	DuplicateEntity:         {-32602, "Duplicate entity"},
	AlreadyInUse:            {-32602, "This value is already used by another entity"},
	InvalidState:            {-32602, "An attempt was made to use a status that is not correct in this state"},
	TokenInvalid:            {-32001, "Access token is invalid"},
	TokenExpired:            {-32001, "Access token has been expired"},
	TokenBlocked:            {-32001, "Access token has been blocked"},
	AuthError:               {-32001, "Login or password is wrong"},
	Forbidden:               {-32003, "Permission denied"},
	NotWhitelisted:          {-32003, "Your IP {ip} is not whitelisted"},
	AccountInactive:         {-32009, "Your account has been disabled, contact the support service"},
	LimitExceeded:           {-32029, "Limit per {limit_type} has been exceeded. Value of current limit per {limit_type} is {limit_max_value}"},
	BatchNotSupported:       {-32099, "Batch operations not supported"},
	NotificationUnsupported: {-32099, "Notifications not supported"},
	ServerBusy:              {-32000, "Server is busy, try again later"},
	Unavailable:             {-32000, "Service is temporarily unavailable"},
	InternalError:           {-32603, "Internal error, contact the support service"},
}

// Outward gives refusals for reasons outside the call this contract's form, as
// ops.Outward does for all.
func Outward(err error) error {
	var refusal *ops.Error
	if !errors.As(ops.Outward(err), &refusal) {
		return err
	}
	switch refusal.Kind {
	case ops.Busy:
		return &Error{Mnemonic: ServerBusy, Cause: err}
	case ops.Unavailable:
		return &Error{Mnemonic: Unavailable, Cause: err}
	}
	return err
}

// refusals are the contract's names for the refusals of ops.Callers.
var refusals = map[error]Mnemonic{
	ops.ErrTokenInvalid: TokenInvalid,
	ops.ErrTokenExpired: TokenExpired,
	ops.ErrTokenRevoked: TokenBlocked,
	ops.ErrAddress:      NotWhitelisted,
	ops.ErrDisabled:     AccountInactive,
	ops.ErrLogin:        AuthError,
}

// Refused gives a refusal of ops.Callers, whom a call from address has asked, this
// contract's form; other errors as Outward does.
func Refused(err error, address netip.Addr) error {
	for known, mnemonic := range refusals {
		if !errors.Is(err, known) {
			continue
		}
		refused := &Error{Mnemonic: mnemonic}
		if mnemonic == NotWhitelisted {
			refused.Params = []Param{{Name: "ip", Value: address.String()}}
		}
		return refused
	}
	return Outward(err)
}

// Code is the number of the contract.
func (e *Error) Code() int {
	if e.fault != nil {
		return faultCode(e.fault.Kind)
	}
	return errorTexts[e.Mnemonic].code
}

// Passing reports whether the same call may succeed a little later.
func (e *Error) Passing() bool { return e.Code() == errorTexts[Unavailable].code }

// Message is the sentence of the contract.
func (e *Error) Message() string {
	if e.fault != nil {
		return e.fault.Text
	}
	text := errorTexts[e.Mnemonic].message
	if ops.Uncertain(e.Cause) {
		return text + "; the call may have been done, check before you repeat it"
	}
	for _, p := range e.Params {
		text = strings.ReplaceAll(text, "{"+p.Name+"}", p.Value)
	}
	return text
}

// Error returns the mnemonic, the field and the cause, for the log.
func (e *Error) Error() string {
	text := fmt.Sprintf("%s %s", e.Mnemonic, e.Field)
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// maxValue is how much of a refused value an error shows, in characters.
const maxValue = 200

// ShownValue is the refused value as a text: what was sent, arrays and objects
// as JSON. What may hold a password or a token is null.
func (e *Error) ShownValue() (text string, null bool) {
	if e.Value == nil || e.Value.Kind == jsonvalue.Null || secretName(e.Field) || holdsSecret(e.Value) {
		return "", true
	}
	text = e.Value.Text
	if e.Value.Kind != jsonvalue.String && e.Value.Kind != jsonvalue.Number {
		text = string(e.Value.Beginning(maxValue * utf8.UTFMax))
	}
	return store.FirstRunes(text, maxValue), false
}

// secretWords are parts of names that a parameter with a password or a token may
// have, misspelt or in another language.
var secretWords = []string{"pass", "pwd", "token", "secret", "парол", "токен"}

// secretName reports whether a parameter of this name may be a password or a token.
func secretName(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(secretWords, func(word string) bool { return strings.Contains(name, word) })
}

// holdsSecret reports whether a value has a member with such a name, at any depth.
func holdsSecret(v *jsonvalue.Value) bool {
	return slices.ContainsFunc(v.Items, func(item jsonvalue.Value) bool { return holdsSecret(&item) }) ||
		slices.ContainsFunc(v.Members, func(m jsonvalue.Member) bool { return secretName(m.Name) || holdsSecret(&m.Value) })
}
