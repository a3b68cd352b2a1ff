package store

import (
	"context"
	"sync"
	"time"

	"partnerapi/store/internal/db"
)

// counts remembers how many rows of a kind a partner has. A write of the partner in this
// process discards its counts, so that its effect is seen at once. What other processes
// write is seen within Fresh.
type counts struct {
	mu sync.Mutex
	of map[counted]*count
}

// counted is a query over the rows of a partner.
type counted struct {
	partner Partner
	text    string
}

type count struct {
	n       int64
	until   time.Time
	version int // of the partner's rows; a count of older ones is not kept
}

// get returns the remembered count if it is fresh, else what count returns, which it
// remembers.
func (s *counts) get(what counted, now time.Time, count func() (int64, error)) (int64, error) {
	n, version, ok := s.lookUp(what, now)
	if ok {
		return n, nil
	}
	n, err := count()
	if err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.of[what]; c.version == version {
		c.n, c.until = n, now.Add(Fresh)
	}
	return n, nil
}

func (s *counts) lookUp(what counted, now time.Time) (n int64, version int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.of[what]
	if c == nil {
		if s.of == nil {
			s.of = map[counted]*count{}
		}
		c = &count{}
		s.of[what] = c
	}
	return c.n, c.version, now.Before(c.until)
}

// forget discards the partner's counts. It is called after each write of the partner,
// before the call is answered.
func (s *counts) forget(partner Partner) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, text := range []string{countCustomers, countCustomerUsers} {
		if c := s.of[counted{partner, text}]; c != nil {
			c.version++
			c.until = time.Time{}
		}
	}
}

const (
	countCustomers     = `SELECT count(*) FROM client WHERE partner = ?1 AND ` + isLiving
	countCustomerUsers = `SELECT count(*)` + customerUsersFrom
)

// CountCustomers returns how many customers Customers reads without a filter.
func (t *Tenant) CountCustomers(ctx context.Context) (int64, error) {
	return t.count(ctx, countCustomers)
}

// CountCustomerUsers returns how many users CustomerUsers reads without a filter.
func (t *Tenant) CountCustomerUsers(ctx context.Context) (int64, error) {
	return t.count(ctx, countCustomerUsers)
}

func (t *Tenant) count(ctx context.Context, text string) (int64, error) {
	anew := func() (n int64, err error) {
		err = t.read(ctx, func(c *db.Conn) error {
			n, _, err = c.Int(text, int64(t.partner))
			return err
		})
		return n, err
	}
	if t.tx != nil {
		return anew()
	}
	return t.s.counts.get(counted{t.partner, text}, t.s.Now(), anew)
}
