package v2

import "slices"

// Methods is the table of the v2 API (the page v2-customers; jsonrpc/README.md). The
// document and the reference have its order.
var Methods = slices.Concat(customerMethods, userMethods, employeeMethods, accountMethods)

// nothing is the data of an update.
func nothing() *schema { return object(nil) }

// updateErrors are those that every update may be answered with.
var updateErrors = []Mnemonic{EntityNotFound, InvalidCombination}

// mnemonics are the errors of a method, those of all methods first.
func (m *Method) mnemonics() []Mnemonic {
	list := []Mnemonic{DataTypeError, RequiredMissed, InvalidValue, Unexpected}
	if m.operation != nil {
		list = []Mnemonic{DataTypeError, RequiredMissed, Unexpected} // of access_token alone
	}
	if !m.Open {
		list = append(list, TokenInvalid, TokenExpired, TokenBlocked, AccountInactive, NotWhitelisted, LimitExceeded, Forbidden)
	}
	return append(append(list, m.Errors...), ServerBusy, Unavailable, InternalError)
}
