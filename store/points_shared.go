package store

import (
	"context"

	"partnerapi/store/internal/db"
)

// What has been spent by a row of points, for a server whose day is ?2 and whose minute is
// ?3. The row may be ahead by some minutes, because the clock of the server that wrote it
// is. The call then counts in the minute and day of the row; otherwise two servers in turn
// would start again at 0. A row that is further ahead was written before a clock was put
// back, and does not count.
const (
	pointsNow     = `points.minute BETWEEN ?3 AND ?3 + 300`
	spentToday    = `CASE WHEN ` + pointsNow + ` OR points.day = ?2 THEN points.day_spent ELSE 0 END`
	spentMinute   = `CASE WHEN ` + pointsNow + ` THEN points.minute_spent ELSE 0 END`
	readSpent     = `SELECT ` + spentToday + `, ` + spentMinute + ` FROM points WHERE partner = ?1`
	pointsAreLeft = `(?5 = 0 OR ` + spentToday + ` < ?5) AND (?6 = 0 OR ` + spentMinute + ` < ?6)`
)

// spendPoint adds ?4, 1 or -1, to what is spent, unless the limits allow no more. The call
// does not wait until that is on the disk: a crash of the database may lose the last points.
const spendPoint = `INSERT INTO points (partner, day, day_spent, minute, minute_spent)
  SELECT ?1, ?2, greatest(0, ?4), ?3, greatest(0, ?4) WHERE set_config('synchronous_commit', 'off', true) = 'off'
  ON CONFLICT (partner) DO UPDATE SET day_spent = greatest(0, ` + spentToday + ` + ?4), minute_spent = greatest(0, ` + spentMinute + ` + ?4),
    day = CASE WHEN ` + pointsNow + ` THEN points.day ELSE ?2 END, minute = CASE WHEN ` + pointsNow + ` THEN points.minute ELSE ?3 END
  WHERE ?4 < 0 OR ` + pointsAreLeft + ` RETURNING day_spent, minute_spent`

func (p *Points) takeShared(ctx context.Context, partner Partner, limits PointLimits) error {
	for {
		days, minutes, changed, err := p.spend(ctx, partner, limits, 1)
		if err != nil || changed {
			return err
		}
		if err := limits.allow(days, minutes); err != nil {
			return err
		} // else one was given back in between
	}
}

func (p *Points) giveBackShared(ctx context.Context, partner Partner, limits PointLimits) error {
	_, _, _, err := p.spend(context.WithoutCancel(ctx), partner, limits, -1)
	return err
}

// spend adds change to what a partner has spent, unless the limits forbid it, and returns
// what is then spent. changed reports whether it was added.
func (p *Points) spend(ctx context.Context, partner Partner, limits PointLimits, change int64) (days, minutes int64, changed bool, err error) {
	if limits == (PointLimits{}) {
		return 0, 0, true, nil // nobody asks how many there were
	}
	now := p.s.Now()
	err = p.s.db.Count(ctx, db.Asker(partner), func(c *db.Conn) error {
		read := func(r db.Row) error {
			days, minutes, changed = r.Int(0), r.Int(1), true
			return nil
		}
		day, minute := calendarDayOf(now, p.s.Zone()).date, minute(now)
		err := c.Each(spendPoint, []any{int64(partner), string(day), minute, change, limits.Day, limits.Minute}, read)
		if err != nil || changed {
			return err
		}
		err = c.Each(readSpent, []any{int64(partner), string(day), minute}, read)
		changed = false
		return err
	})
	if err != nil {
		return 0, 0, false, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	seen := p.now(partner, now)
	seen.days, seen.minutes = days, minutes
	return days, minutes, changed, nil
}
