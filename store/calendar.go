package store

import "time"

// calendarDay is a day in a zone, with its first and last moment. A counter keeps the
// present one, so that the calendar is computed once a day and not for each call. A moment
// before it counts as another day too: a clock may be set back.
type calendarDay struct {
	date       Date
	start, end int64 // Unix seconds; the end is the next day's start
}

func (d *calendarDay) holds(t time.Time) bool { return d.start <= t.Unix() && t.Unix() < d.end }

func calendarDayOf(t time.Time, zone *time.Location) calendarDay {
	t = t.In(zone)
	year, month, day := t.Date()
	return calendarDay{
		date:  Date(t.Format(time.DateOnly)),
		start: min(t.Unix(), time.Date(year, month, day, 0, 0, 0, 0, zone).Unix()),
		end:   time.Date(year, month, day+1, 0, 0, 0, 0, zone).Unix(),
	}
}
