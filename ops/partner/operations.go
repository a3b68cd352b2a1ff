// Package partner is PartnerAPI 1.20: 71 operations, one file per noun. What the
// WSDL cannot say of an operand (cuts, aliases, defaults) stands here beside it.
package partner

import (
	"slices"

	"partnerapi/ops"
)

// Operations lists every operation of section 4.
var Operations = slices.Concat(
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
)

// refuse makes the refusal of a state that does not allow the call.
func conflict(code, operand, text string) *ops.Error {
	return &ops.Error{Kind: ops.Conflict, Code: code, Operand: operand, Text: text}
}
