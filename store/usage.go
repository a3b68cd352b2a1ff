package store

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"partnerapi/store/internal/db"
)

// OperationPrefix begins the name of the method of v2 that an operation of PartnerAPI is:
// partnerapi.client_read.
const OperationPrefix = "partnerapi."

// Usage counts calls by partner, login, interface, operation and day of the store's zone. It
// counts in memory; Flush writes the counts to the store.
type Usage struct {
	s  *Store
	mu sync.Mutex
	of map[usageKey]UsageCount

	day calendarDay
}

type usageKey struct {
	partner                Partner
	day                    Date
	login, door, operation string
}

// UsageCount is a number of calls, and how many of them were refused or failed.
type UsageCount struct {
	Calls   int64
	Refused int64 // for what the caller sent
	Failed  int64 // the service could not answer, or the client did not wait
}

func (c UsageCount) plus(d UsageCount) UsageCount {
	return UsageCount{c.Calls + d.Calls, c.Refused + d.Refused, c.Failed + d.Failed}
}

// Usage returns a counter of calls.
func (s *Store) Usage() *Usage { return &Usage{s: s, of: map[usageKey]UsageCount{}} }

// Count adds calls of a partner's login. door is the interface: "soap", "v2" or "userside".
// The operation must be one that exists, so that callers cannot fill the store with names.
func (u *Usage) Count(partner Partner, login, door, operation string, calls UsageCount) {
	now := u.s.Now()
	u.mu.Lock()
	defer u.mu.Unlock()
	if !u.day.holds(now) {
		u.day = calendarDayOf(now, u.s.Zone())
	}
	key := usageKey{partner, u.day.date, login, door, operation}
	u.of[key] = u.of[key].plus(calls)
}

// compare is the order in which all servers write the counts. Were it not the same, two
// servers could wait for each other's rows.
func (k usageKey) compare(other usageKey) int {
	return cmp.Or(cmp.Compare(k.partner, other.partner), cmp.Compare(k.day, other.day), cmp.Compare(k.login, other.login),
		cmp.Compare(k.door, other.door), cmp.Compare(k.operation, other.operation))
}

// Flush writes what was counted since the last Flush. After an ErrUnknown those counts may
// be lost; none is counted twice.
func (u *Usage) Flush(ctx context.Context) error {
	u.mu.Lock()
	news := u.of
	u.of = map[usageKey]UsageCount{}
	u.mu.Unlock()
	if len(news) == 0 {
		return nil
	}
	err := u.s.write(ctx, func(tx *Tx) error {
		for _, k := range slices.SortedFunc(maps.Keys(news), usageKey.compare) {
			calls := news[k]
			if _, err := tx.c.Exec(`INSERT INTO usage_count (partner, day, login, door, operation, calls, refused, failed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
  ON CONFLICT (partner, day, login, door, operation) DO UPDATE SET calls = usage_count.calls + excluded.calls,
    refused = usage_count.refused + excluded.refused, failed = usage_count.failed + excluded.failed`,
				int64(k.partner), k.day, k.login, k.door, k.operation, calls.Calls, calls.Refused, calls.Failed); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil && !errors.Is(err, ErrUnknown) {
		u.mu.Lock()
		defer u.mu.Unlock()
		for k, calls := range news {
			u.of[k] = u.of[k].plus(calls)
		}
	}
	return err
}

// UsageLine is a line of `partnerapi usage`: how often a login has called an operation of an
// interface, and on which days first and last.
type UsageLine struct {
	PartnerID              string // the partner's UUID
	Login, Door, Operation string
	UsageCount
	First, Last Date
}

// UsageLines returns the counts since a day, "" for all, of a partner by its UUID, "" for all
// partners. They are in order of partner, interface and number of calls. The refusal is
// ErrNoPartner.
func (o Operator) UsageLines(ctx context.Context, partnerUUID string, since Date) (list []UsageLine, err error) {
	err = o.s.read(ctx, func(c *db.Conn) error {
		var partner Partner
		if partnerUUID != "" {
			if partner, err = findPartner(c, partnerUUID); err != nil {
				return err
			}
		}
		return c.Each(`SELECT p.partner_id, u.login, u.door, u.operation, sum(u.calls), sum(u.refused), sum(u.failed), min(u.day), max(u.day)
  FROM usage_count u JOIN partner p ON p.id = u.partner WHERE (?1 = 0 OR u.partner = ?1) AND u.day >= ?2
  GROUP BY u.partner, p.partner_id, u.login, u.door, u.operation ORDER BY u.partner, u.door, sum(u.calls) DESC, u.operation, u.login`,
			[]any{int64(partner), string(since)}, func(r db.Row) error {
				list = append(list, UsageLine{r.Text(0), r.Text(1), r.Text(2), r.Text(3), UsageCount{r.Int(4), r.Int(5), r.Int(6)}, Date(r.Text(7)), Date(r.Text(8))})
				return nil
			})
	})
	return list, err
}
