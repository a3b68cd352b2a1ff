// Package localtime writes moments in a time zone, many at a time.
package localtime

import "time"

// Clock writes moments as v2 and USERSIDE do, YYYY-MM-DD hh:mm:ss in the
// deployment's zone (O10), and remembers the zone's offset as long as it
// holds: package time would look it up for each. It serves one goroutine.
type Clock struct {
	zone       *time.Location
	from, to   int64 // when the offset holds, in Unix seconds
	offset     int64
	day        int64 // of date, in days since 1970 by the zone's calendar
	date       [10]byte
	knowsRange bool
}

// New makes a clock of a zone.
func New(zone *time.Location) Clock { return Clock{zone: zone} }

const daySeconds = 24 * 60 * 60

// Append appends a moment in Unix seconds as a JSON string.
func (c *Clock) Append(b []byte, unix int64) []byte {
	day := c.turn(unix)
	second := unix + c.offset - day*daySeconds
	b = append(append(b, '"'), c.date[:]...)
	b = appendTwo(append(b, ' '), second/3600)
	b = appendTwo(append(b, ':'), second/60%60)
	b = appendTwo(append(b, ':'), second%60)
	return append(b, '"')
}

// AppendDate appends the day of a moment in Unix seconds as a JSON string.
func (c *Clock) AppendDate(b []byte, unix int64) []byte {
	c.turn(unix)
	return append(append(append(b, '"'), c.date[:]...), '"')
}

// turn makes date the day of a moment, and returns its number.
func (c *Clock) turn(unix int64) (day int64) {
	if !c.knowsRange || unix < c.from || unix >= c.to {
		c.look(unix)
	}
	local := unix + c.offset
	day = local / daySeconds
	if local%daySeconds < 0 {
		day--
	}
	if day != c.day || c.date[0] == 0 {
		c.day = day
		time.Unix(day*daySeconds, 0).UTC().AppendFormat(c.date[:0], time.DateOnly)
	}
	return day
}

func appendTwo(b []byte, n int64) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }

// look finds the offset of a moment and how long it holds.
func (c *Clock) look(unix int64) {
	at := time.Unix(unix, 0).In(c.zone)
	_, offset := at.Zone()
	start, end := at.ZoneBounds()
	c.from, c.to = start.Unix(), end.Unix()
	if start.IsZero() {
		c.from = unix
	}
	if end.IsZero() {
		c.to = unix + daySeconds*365
	}
	c.offset, c.knowsRange = int64(offset), true
}
