package partner

import (
	"context"

	"partnerapi/ops"
	"partnerapi/store"
)

var itsOperations = ops.Table{
	ops.Define("client_ITS_status_For_INN", ops.Read, readITSStatus),
}

// Levels of the answer besides the contract's own 1, 2 and 4 (S7).
const (
	itsAbsent   = 0
	itsBasic    = 3
	itsOtherINN = 10
)

type itsStatusOperands struct {
	RegNumber ops.Text `op:"RegNumberPP1C"`
	INN       ops.Text `op:"INN"`
}

type itsStatusRow struct {
	Level    int64      `col:"ITSLevel"`
	DateFrom store.Date `col:"DateFrom"`
	DateTo   store.Date `col:"DateTo"`
}

// PartnerAPI 1.20 §4 client_ITS_status_For_INN (S7).
func readITSStatus(ctx context.Context, c *ops.Call, in *itsStatusOperands) (ops.Rows[itsStatusRow], error) {
	if !store.ValidRegNumber(in.RegNumber.S) {
		return ops.Slice(itsStatusRow{Level: itsAbsent}), nil
	}
	contract, err := c.ITSContract(ctx, in.RegNumber.S, c.Today())
	switch {
	case err != nil:
		return nil, err
	case contract == nil:
		return ops.Slice(itsStatusRow{Level: itsBasic}), nil
	case contract.INN != in.INN.S:
		return ops.Slice(itsStatusRow{Level: itsOtherINN}), nil
	}
	return ops.Slice(itsStatusRow{Level: contract.Level, DateFrom: contract.DateFrom, DateTo: contract.DateTo}), nil
}
