package store

import (
	"database/sql/driver"
	"time"
)

// Date is a calendar date as "2012-09-14"; "" is no date: unset, or without end
// (T2). Dates compare as strings.
type Date string

// Value is the date as the database has it: NULL is no date.
func (d Date) Value() (driver.Value, error) {
	if d == "" {
		return nil, nil
	}
	return string(d), nil
}

// Instant is a moment in Unix seconds, UTC.
type Instant int64

// Value is the moment as the database has it.
func (i Instant) Value() (driver.Value, error) { return int64(i), nil }

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

// EmptyDate is how 1C writes a date that is not set (T2).
const EmptyDate = "0001-01-01T00:00:00"

// Append appends the date as 1C writes it: 2012-09-14T00:00:00, or EmptyDate
// (W7, W9).
func (d Date) Append(b []byte) []byte {
	if d == "" {
		return append(b, EmptyDate...)
	}
	b = append(b, d...)
	return append(b, "T00:00:00"...)
}

// Append appends the moment as 1C writes it: Moscow time without zone and
// fraction (W9).
func (i Instant) Append(b []byte) []byte {
	t := time.Unix(int64(i), 0).In(Moscow)
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	if year < 0 || year > 9999 {
		return t.AppendFormat(b, "2006-01-02T15:04:05")
	}
	b = append(two(two(b, year/100), year%100), '-')
	b = append(two(b, int(month)), '-')
	b = append(two(b, day), 'T')
	b = append(two(b, hour), ':')
	b = append(two(b, minute), ':')
	return two(b, second)
}

func two(b []byte, n int) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }
