// Package onec reads and writes dates and times as 1C spells them in SOAP, where a
// date has a time, a time has no zone, and one that is not set is the first day of the
// year 1.
package onec

import "time"

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

// emptyDate is how 1C writes a date that is not set (T2).
const emptyDate = "0001-01-01T00:00:00"

// AppendDate appends a date, given as 2012-09-14, as 1C writes it:
// 2012-09-14T00:00:00; "" is the empty date (W7, W9).
func AppendDate(b []byte, date string) []byte {
	if date == "" {
		return append(b, emptyDate...)
	}
	b = append(b, date...)
	return append(b, "T00:00:00"...)
}

// AppendTime appends a moment in Unix seconds as 1C writes it: Moscow time without
// zone and fraction (W9).
func AppendTime(b []byte, unix int64) []byte {
	t := time.Unix(unix, 0).In(Moscow)
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

// emptyTime is 1C's empty date as a moment, in Unix seconds.
var emptyTime = time.Date(1, 1, 1, 0, 0, 0, 0, Moscow).Unix()

// IsEmptyTime reports whether a moment in Unix seconds is 1C's empty date.
func IsEmptyTime(unix int64) bool { return unix == emptyTime }

func two(b []byte, n int) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }
