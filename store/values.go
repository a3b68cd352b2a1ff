package store

import "time"

// Date is a calendar date as "2012-09-14"; "" is no date: unset, or without end
// (T2). Dates compare as strings.
type Date string

// Instant is a moment in Unix seconds, UTC.
type Instant int64

// Moscow is the zone of PartnerAPI (T1): offsets are converted to it, times
// without an offset are in it. The binary carries the tz database.
var Moscow = mustZone("Europe/Moscow")

func mustZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic("time zone " + name + ": " + err.Error())
	}
	return zone
}

// DateOf answers the Moscow date of a moment.
func DateOf(t time.Time) Date { return Date(t.In(Moscow).Format(time.DateOnly)) }
