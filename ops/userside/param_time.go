package userside

import (
	"strings"
	"time"

	"partnerapi/store"
)

// moment is a day or a moment as a call wrote it.
type moment struct {
	at  time.Time  // of a day its beginning
	day store.Date // the day in the deployment's zone
	// whole says that a day was written.
	whole bool
}

// layouts are the forms of days and moments by their lengths, 2024-06-15 and
// 15.06.2024.
var layouts = map[int][]string{
	len(time.DateOnly): {time.DateOnly, "02.01.2006"},
	len(time.DateTime): {time.DateTime, "02.01.2006 15:04:05"},
}

// parseMoment reads a day or a moment in a zone. Behind a time of day there may be
// a fraction of a second, which counts for nothing, and an offset. The other form is
// that of Java's Date, Thu Nov 26 15:04:44 UTC 2026.
func parseMoment(text string, zone *time.Location) (m moment, ok bool) {
	text = strings.TrimSpace(text)
	if fields := strings.Fields(text); len(fields) == 6 {
		return parseJava(fields, zone)
	}
	if len(text) > len(time.DateOnly) && text[len(time.DateOnly)] == 'T' {
		text = text[:len(time.DateOnly)] + " " + text[len(time.DateOnly)+1:]
	}
	written := zone
	if len(text) > len(time.DateTime) {
		var offset bool
		if text, written, offset, ok = cutFraction(text); !ok {
			return m, false
		}
		if !offset {
			written = zone
		}
	}
	for _, layout := range layouts[len(text)] {
		// UTC has every hour of every day: what the zone skips is no mistake.
		at, err := time.Parse(layout, text)
		// Go would take an hour of one digit and a blank in its place.
		if err != nil || at.Format(layout) != text || at.Year() < 1 {
			continue
		}
		m = moment{day: store.Date(at.Format(time.DateOnly)), whole: len(text) == len(time.DateOnly)}
		m.at = time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, written)
		if written != zone {
			m.day = dayIn(m.at, zone)
		}
		return m, true
	}
	return m, false
}

func dayIn(at time.Time, zone *time.Location) store.Date {
	return store.Date(at.In(zone).Format(time.DateOnly))
}

// cutFraction takes a fraction and an offset from the end of a moment.
func cutFraction(text string) (moment string, zone *time.Location, offset, ok bool) {
	moment, rest := text[:len(time.DateTime)], text[len(time.DateTime):]
	if strings.HasPrefix(rest, ".") {
		digits := strings.TrimLeft(rest[1:], "0123456789")
		if len(digits) == len(rest)-1 {
			return "", nil, false, false // a point and no digit
		}
		rest = digits
	}
	if rest == "" {
		return moment, nil, false, true
	}
	zone, ok = parseOffset(rest)
	return moment, zone, true, ok
}

// parseOffset reads Z, +03:00 and +0300.
func parseOffset(text string) (*time.Location, bool) {
	for _, layout := range []string{"Z07:00", "Z0700"} {
		if at, err := time.Parse(layout, text); err == nil {
			_, seconds := at.Zone()
			return time.FixedZone("", seconds), true
		}
	}
	return nil, false
}

// parseJava reads what Java's Date writes, given as its six words. Its zone is UTC,
// GMT, MSK, an abbreviation of the deployment's zone, or GMT with an offset.
func parseJava(fields []string, zone *time.Location) (m moment, ok bool) {
	name := fields[4]
	written := zone
	switch offset := strings.TrimPrefix(strings.TrimPrefix(name, "GMT"), "UTC"); {
	case offset == "":
		written = time.UTC
	case strings.ContainsAny(offset[:1], "+-"):
		if written, ok = parseOffset(offset); !ok {
			return m, false
		}
	case name == "MSK" || name == "MSD":
		written = store.Moscow
	default:
		at, err := time.ParseInLocation(time.UnixDate, strings.Join(fields, " "), zone)
		if err != nil || at.Location() != zone { // Go makes up a zone for what it does not know
			return m, false
		}
	}
	at, err := time.ParseInLocation("Mon Jan 2 15:04:05 2006", strings.Join(append(fields[:4:4], fields[5]), " "), written)
	if err != nil || at.Year() < 1 || len(fields[3]) != len("15:04:05") {
		return m, false
	}
	if at.Format("Mon") != fields[0] { // package time does not compare; nobody knows which of the two is meant
		return m, false
	}
	return moment{at: at, day: dayIn(at, zone)}, true
}

// Date is a day; a time of day is left out. Where an empty value clears, "" does.
type Date struct {
	Given bool
	D     store.Date
}

func (p *Date) take(text string, zone *time.Location) bool {
	p.Given = true
	if text == "" {
		return true
	}
	m, ok := parseMoment(text, zone)
	p.D = m.day
	return ok
}
func (*Date) expected() string {
	return "ожидается дата вида 2024-06-15 или 15.06.2024"
}

// ptr is what the parameter sets; nil when it was not given. What get_data shows of a
// day that is not set, sent back, sets none.
func (p *Date) ptr() *store.Date {
	switch {
	case !p.Given:
		return nil
	case p.D == unsetDay:
		return new(store.Date)
	}
	return &p.D
}

// Moment is a day or a moment, 2024-06-15 12:00:00; a day is its beginning.
type Moment struct {
	Given bool
	T     *int64 // Unix seconds; nil clears

	day   time.Time // of a day alone, its beginning
	unset bool      // it is what get_data shows of a moment that is not set
}

func (p *Moment) take(text string, zone *time.Location) bool {
	p.Given = true
	if text == "" {
		return true
	}
	m, ok := parseMoment(text, zone)
	if m.whole {
		p.day = m.at
	}
	unix := m.at.Unix()
	p.T = &unix
	p.unset = m.day == unsetDay && m.at.Equal(time.Date(1970, 1, 1, 0, 0, 0, 0, zone))
	return ok
}
func (*Moment) expected() string {
	return "ожидается дата вида 2024-06-15, 15.06.2024 или 2024-06-15 12:00:00"
}

// change is what the parameter sets; see Date.ptr.
func (p *Moment) change() store.Change {
	if p.unset {
		return store.Change{Set: true}
	}
	return store.Change{Set: p.Given, Value: p.T}
}

// from is the moment as a lower bound; nil when not given.
func (p *Moment) from() *store.Instant { return (*store.Instant)(p.T) }

// to is the moment as an upper bound: a day alone is its last second.
func (p *Moment) to() *store.Instant {
	if p.T == nil || p.day.IsZero() {
		return p.from()
	}
	last := store.Instant(p.day.AddDate(0, 0, 1).Unix() - 1)
	return &last
}
