package store

import "context"

// Pay methods of a client that a rule names; pay_method_type_read has all of them.
const (
	// PayMonthly is that of a client of whom nothing else is known (S6).
	PayMonthly = 2
	// PayTwelveMonths is the last code.
	PayTwelveMonths = 4
)

// ValidPayMethod reports whether there is a pay method of this code (S6).
func ValidPayMethod(code int64) bool { return code >= 0 && code <= PayTwelveMonths }

// DefaultPayMethod returns the pay method of a client that is added without one: that of
// twelve months if an ITS contract is in force today for its registration number, which may
// be "", else the monthly one (S6).
func (t *Tenant) DefaultPayMethod(ctx context.Context, regNumber string, today Date) (int64, error) {
	if regNumber == "" {
		return PayMonthly, nil
	}
	contract, err := t.ITSContract(ctx, regNumber, today)
	if err != nil || contract == nil || !contract.InForce(today) {
		return PayMonthly, err
	}
	return PayTwelveMonths, nil
}
