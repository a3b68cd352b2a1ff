package onec

import (
	"strings"
	"time"
	"unicode/utf8"
)

// ParseDate reads a date in the forms of T1: 2012-09-14 or 2012-09-14T00:00:00
// with any number of fraction digits, with or without offset. The calendar date
// as written counts, except that a time of UTC other than midnight is an instant:
// its date in the zone counts. The date is written 2012-09-14, 1C's empty date "" (T2).
func ParseDate(text string, zone *time.Location) (date string, ok bool) {
	t, zoned, ok := parse(text)
	if !ok || isEmptyDate(t) {
		return "", ok
	}
	if _, offset := t.Zone(); zoned && offset == 0 && !isMidnight(t) {
		t = t.In(zone)
	}
	return dateOf(t)
}

// ParseTime reads a moment in the forms of T1, in Unix seconds: without an offset it
// is Moscow time. empty reports whether it is 1C's empty date (T2).
func ParseTime(text string) (unix int64, empty, ok bool) {
	t, zoned, ok := parse(text)
	if !ok || isEmptyDate(t) {
		return 0, ok, ok
	}
	if zoned {
		t = t.In(Moscow)
	} else {
		t = time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, Moscow)
	}
	day, ok := dateOf(t)
	if !ok || day == "" {
		return 0, ok, ok
	}
	return t.Unix(), false, true
}

// dateOf returns the calendar date of a time in its own zone. A conversion can
// lead out of the years that an answer can show.
func dateOf(t time.Time) (date string, ok bool) {
	switch {
	case t.Year() < 1 || t.Year() > 9999:
		return "", false
	case isEmptyDate(t):
		return "", true
	}
	return t.Format(time.DateOnly), true
}

func isEmptyDate(t time.Time) bool { return t.Year() == 1 && t.YearDay() == 1 }

func isMidnight(t time.Time) bool {
	return t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 && t.Nanosecond() == 0
}

// parse reads the forms of T1; zoned reports whether it had an offset. 24:00:00
// is refused, although XML Schema has it: the date as written is one day, the
// moment belongs to the next.
func parse(text string) (t time.Time, zoned, ok bool) {
	if len(text) < len(time.DateOnly) || !utf8.ValidString(text) {
		return t, false, false
	}
	rest := text[len(time.DateOnly):]
	layout := time.DateOnly
	if strings.HasPrefix(rest, "T") {
		layout = "2006-01-02T15:04:05"
		// Go takes an hour of one digit, and a comma for the fraction's point.
		if strings.IndexByte(rest, ':') != len("T15") || strings.ContainsRune(rest, ',') {
			return t, false, false
		}
	}
	for _, zone := range []string{"", "Z07:00"} {
		t, err := time.Parse(layout+zone, text)
		// XML Schema 1.0 has no year 0, so it could not be answered, and no offset
		// of more than 14 hours.
		if _, offset := t.Zone(); err == nil && t.Year() > 0 && max(offset, -offset) <= 14*60*60 {
			return t, zone != "", true
		}
	}
	return t, false, false
}
