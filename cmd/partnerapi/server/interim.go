package server

import (
	"slices"

	"partnerapi/ops"
	"partnerapi/wsdl"
)

// built leaves out of the contract the operations that have no body so far, so
// that the others can be called while they are being added. It goes with the
// last of them.
func built(contract *wsdl.Contract, table ops.Table) *wsdl.Contract {
	some := *contract
	some.Operations = slices.DeleteFunc(slices.Clone(contract.Operations), func(op wsdl.Operation) bool {
		return !slices.ContainsFunc(table, func(row ops.Row) bool { return row.Name == op.Name })
	})
	return &some
}
