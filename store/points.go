package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"partnerapi/store/internal/db"
)

// PointLimits is how many calls a partner may make in a day and a minute; 0 is no limit.
type PointLimits struct{ Day, Minute int64 }

// OwnPointLimits are limits that the operator has given to one partner; nil is the limit that all
// partners have.
type OwnPointLimits struct{ Day, Minute *int64 }

// with returns the limits of a partner that has limits of its own.
func (l PointLimits) with(own OwnPointLimits) PointLimits {
	if own.Day != nil {
		l.Day = *own.Day
	}
	if own.Minute != nil {
		l.Minute = *own.Minute
	}
	return l
}

// Points counts the points that partners spend, by calendar minute and day of the store's
// zone. A data directory has one server, so its points are counted in memory and written
// with each Flush. A PostgreSQL database may have several, so each call is counted in the
// database, and the memory has what was last seen there.
type Points struct {
	s      *Store
	limits PointLimits // of partners without their own
	mu     sync.Mutex
	of     map[Partner]*spent
}

// spent is what a partner has spent in a day and a minute.
type spent struct {
	day       calendarDay
	minute    int64 // its start, in Unix seconds
	days      int64
	minutes   int64
	unflushed bool
}

// LimitError is the error of a partner that has reached a limit.
type LimitError struct {
	Type string // "day" or "minute"
	Most int64
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("the limit of %d calls a %s is used up", e.Most, e.Type)
}

// UnlimitedPoints is shown for a limit of 0.
const UnlimitedPoints = 1_000_000_000

// PointsLeft is what a partner may still spend. Resets are in seconds.
type PointsLeft struct {
	DayLimit, DayRemaining, DayReset          int64
	MinuteLimit, MinuteRemaining, MinuteReset int64
}

// Points returns the counter of points, with the counts of the last Flush. limits are those
// of partners that have none of their own.
func (s *Store) Points(ctx context.Context, limits PointLimits) (*Points, error) {
	p := &Points{s: s, limits: limits, of: map[Partner]*spent{}}
	err := s.read(ctx, func(c *db.Conn) error {
		return c.Each(`SELECT partner, day, day_spent, minute, minute_spent FROM points`, nil, func(r db.Row) error {
			p.of[Partner(r.Int(0))] = &spent{day: calendarDay{date: Date(r.Text(1))}, days: r.Int(2), minute: r.Int(3), minutes: r.Int(4)}
			return nil
		})
	})
	return p, err
}

// Take spends a point of a partner, or returns a *LimitError. A call that does not succeed
// calls GiveBack.
func (p *Points) Take(ctx context.Context, partner Partner, own OwnPointLimits) error {
	limits := p.limits.with(own)
	if p.s.shared() {
		return p.takeShared(ctx, partner, limits)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.now(partner, p.s.Now())
	if err := limits.allow(s.days, s.minutes); err != nil {
		return err
	}
	s.days++
	s.minutes++
	s.unflushed = true
	return nil
}

// allow returns a *LimitError if no points are left of the limits, else nil.
func (l PointLimits) allow(days, minutes int64) error {
	switch {
	case l.Day > 0 && days >= l.Day:
		return &LimitError{"day", l.Day}
	case l.Minute > 0 && minutes >= l.Minute:
		return &LimitError{"minute", l.Minute}
	}
	return nil
}

// GiveBack undoes a Take. A point that was taken in an earlier minute is given back to the
// present one, if anything was spent in it.
func (p *Points) GiveBack(ctx context.Context, partner Partner, own OwnPointLimits) error {
	if p.s.shared() {
		return p.giveBackShared(ctx, partner, p.limits.with(own))
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.now(partner, p.s.Now())
	s.days, s.minutes = max(0, s.days-1), max(0, s.minutes-1)
	s.unflushed = true
	return nil
}

// Left returns what a partner may still spend, as of its last Take or GiveBack here.
func (p *Points) Left(partner Partner, own OwnPointLimits) PointsLeft {
	limits := p.limits.with(own)
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.s.Now()
	s := p.now(partner, now)
	left := PointsLeft{DayReset: s.day.end - now.Unix(), MinuteReset: s.minute + 60 - now.Unix()}
	left.DayLimit, left.DayRemaining = shownLimit(limits.Day, s.days)
	left.MinuteLimit, left.MinuteRemaining = shownLimit(limits.Minute, s.minutes)
	return left
}

func shownLimit(limit, spent int64) (shown, remaining int64) {
	if limit == 0 {
		return UnlimitedPoints, UnlimitedPoints
	}
	return limit, max(0, limit-spent)
}

// now returns a partner's count. It starts again at 0 in a new minute or day.
func (p *Points) now(partner Partner, now time.Time) *spent {
	s := p.of[partner]
	if s == nil {
		s = &spent{}
		p.of[partner] = s
	}
	if !s.day.holds(now) {
		today := calendarDayOf(now, p.s.Zone())
		if s.day.date != today.date {
			s.days = 0
		}
		s.day = today
	}
	if this := minute(now); s.minute != this {
		s.minute, s.minutes = this, 0
	}
	return s
}

// minute returns the start of a moment's minute, which is the same in all zones: their
// offsets are whole minutes.
func minute(t time.Time) int64 { return t.Unix() - t.Unix()%60 }

// Flush writes what was spent since the last Flush to the store.
func (p *Points) Flush(ctx context.Context) error {
	p.mu.Lock()
	news := map[Partner]spent{}
	for partner, s := range p.of {
		if s.unflushed {
			news[partner] = *s
			s.unflushed = false
		}
	}
	p.mu.Unlock()
	if len(news) == 0 {
		return nil
	}
	err := p.s.write(ctx, func(tx *Tx) error {
		for _, partner := range slices.Sorted(maps.Keys(news)) { // in one order: see usageKey.compare
			s := news[partner]
			if _, err := tx.c.Exec(`INSERT INTO points (partner, day, day_spent, minute, minute_spent) VALUES (?1, ?2, ?3, ?4, ?5)
  ON CONFLICT (partner) DO UPDATE SET day = excluded.day, day_spent = excluded.day_spent, minute = excluded.minute, minute_spent = excluded.minute_spent`,
				int64(partner), s.day.date, s.days, s.minute, s.minutes); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		for partner := range news {
			p.of[partner].unflushed = true
		}
	}
	return err
}
