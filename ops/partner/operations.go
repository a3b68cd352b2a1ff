// Package partner is PartnerAPI 1.20: 71 operations, one file per noun. What the
// WSDL cannot say of an operand (cuts, aliases, defaults) stands here beside it.
package partner

import (
	"slices"

	"partnerapi/ops"
)

// Config is what the operations need besides the store.
type Config struct {
	// Mail is for account_access_email_notify; the zero one sends nothing.
	Mail Mail
}

// Operations lists every operation of section 4.
func Operations(cfg Config) ops.Table {
	return slices.Concat(
		clientOperations,
		itsOperations,
		contactOperations,
		partnerContactOperations,
		agentPartnerOperations,
		agentUserOperations,
		partnerUserOperations,
		clientUserOperations,
		statisticsOperations,
		partnerOperations,
		listOperations,
		contractOperations,
		serviceOperations,
		competenceOperations,
		vendorOperations,
		chatOperations,
		serviceTypeOperations,
		cfg.Mail.operations(),
	)
}

// conflict makes the refusal of a state that does not allow the call.
func conflict(code, operand, text string) *ops.Error {
	return &ops.Error{Kind: ops.Conflict, Code: code, Operand: operand, Text: text}
}
