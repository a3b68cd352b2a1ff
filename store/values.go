package store

import (
	"database/sql/driver"
	"time"

	"partnerapi/internal/onec"
)

// Date is a calendar date as "2012-09-14"; "" is no date: unset, or without end
// (T2). Dates compare as strings.
type Date string

// Value returns the date as the database has it: NULL for no date.
func (d Date) Value() (driver.Value, error) {
	if d == "" {
		return nil, nil
	}
	return string(d), nil
}

// Instant is a moment in Unix seconds, UTC.
type Instant int64

// firstInstant and lastInstant are before and after any moment that is stored.
const firstInstant, lastInstant Instant = -1 << 62, 1 << 62

// Value returns the moment as the database has it.
func (i Instant) Value() (driver.Value, error) { return int64(i), nil }

// Moscow is the zone of PartnerAPI (T1), in which the store's dates are.
var Moscow = onec.Moscow

// DateOf returns the Moscow date of a moment.
func DateOf(t time.Time) Date { return Date(t.In(Moscow).Format(time.DateOnly)) }
