package userside

import (
	"strings"
	"time"

	"partnerapi/store"
)

// parseMoment reads a day or a moment in a zone; whole says that it was a day.
func parseMoment(text string, zone *time.Location) (at time.Time, whole, ok bool) {
	text = strings.TrimSpace(text)
	layout := time.DateTime
	whole = len(text) == len(time.DateOnly)
	if whole {
		layout = time.DateOnly
	}
	// UTC has every hour of every day: what the zone skips is no mistake.
	at, err := time.Parse(layout, text)
	// Go would take an hour of one digit, a blank in its place and a fraction of a
	// second.
	if err != nil || at.Format(layout) != text || at.Year() < 1 {
		return at, whole, false
	}
	return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, zone), whole, true
}

// Date is a day, 2024-06-15; a time of day is left out. Where an empty value
// clears, "" does.
type Date struct {
	Given bool
	D     store.Date
}

func (p *Date) take(text string, zone *time.Location) bool {
	p.Given = true
	if text == "" {
		return true
	}
	_, _, ok := parseMoment(text, zone)
	if ok {
		p.D = store.Date(strings.TrimSpace(text)[:len(time.DateOnly)])
	}
	return ok
}
func (*Date) expected() string { return "ожидается дата вида 2024-06-15" }

func (p *Date) ptr() *store.Date {
	if !p.Given {
		return nil
	}
	return &p.D
}

// Moment is a day or a moment, 2024-06-15 12:00:00; a day is its beginning.
type Moment struct {
	Given bool
	T     *int64 // Unix seconds; nil clears

	day time.Time // of a day alone, its beginning
}

func (p *Moment) take(text string, zone *time.Location) bool {
	p.Given = true
	if text == "" {
		return true
	}
	at, whole, ok := parseMoment(text, zone)
	if whole {
		p.day = at
	}
	unix := at.Unix()
	p.T = &unix
	return ok
}
func (*Moment) expected() string {
	return "ожидается дата вида 2024-06-15 или 2024-06-15 12:00:00"
}

func (p *Moment) change() store.Change { return store.Change{Set: p.Given, Value: p.T} }

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
