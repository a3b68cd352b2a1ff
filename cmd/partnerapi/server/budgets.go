package server

import (
	"runtime/debug"

	"partnerapi/internal/budget/holding"
	"partnerapi/internal/budget/intake"
	"partnerapi/internal/config"
)

// The garbage collector lets the heap grow to twice what is in use. The defaults leave room
// for that.

// newIntake returns the budget of requests. The memory limit is the process's (GOMEMLIMIT or
// what serve has set).
func newIntake(c *config.Config) *intake.Intake {
	// A body may take several times its size, and must find room in the share of
	// unknown callers.
	least := 64 * c.Limits.Body
	return intake.New(intake.Options{
		Budget:   max(share(c.Budgets.Requests, 16, 64<<20, 128<<20), least),
		InFlight: c.Budgets.InFlight,
	})
}

// newHolding returns the budget of large answers.
func newHolding(c *config.Config) *holding.Pool {
	return holding.New(holding.Options{Bytes: share(c.Budgets.Answers, 16, 64<<20, 128<<20)})
}

// share returns the setting or, if it is not set, a part of the memory limit between two
// bounds.
func share(setting, part, least, most int64) int64 {
	if setting != 0 {
		return setting
	}
	return min(max(debug.SetMemoryLimit(-1)/part, least), most)
}
