package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store/internal/db"
)

// rival is one of several callers that change the same customers at the same time.
type rival struct {
	*rand.Rand
	as      *Tenant
	numbers []int64 // of the customers
	ids     []int64
}

// refusals are what rivals may be told.
var refusals = []error{ErrNotFound, ErrTaken, ErrOverlap, ErrCycle, ErrState, ErrMerged, ErrOtherRequest}

// change makes one change; the values are few, so that rivals meet.
func (r *rival) change(tx *Tx, pick int) error {
	n := r.IntN(len(r.ids))
	id, number := r.ids[n], r.numbers[n]
	ip := IPv4(r.IntN(8))
	switch pick {
	case 0:
		_, err := tx.Book(number, Booking{Amount: int64(1 + r.IntN(9)), Key: 1, RequestID: fmt.Sprint("r", r.IntN(40))})
		return err
	case 1:
		_, err := tx.Book(number, Booking{Amount: -3, Key: 1, Window: time.Hour})
		return err
	case 2:
		return tx.AddIP(id, &ip, "")
	case 3:
		return tx.RemoveIP(id, ip)
	case 4:
		first := ip &^ 3
		return tx.AddSubnet(id, Subnet{first, first + 3})
	case 5:
		return tx.EditAbonent(id, AbonentEdit{Parent: Change{Set: true, Value: &r.numbers[r.IntN(len(r.numbers))]}})
	case 6:
		return tx.EditAbonent(id, AbonentEdit{AccountNumber: ptr(fmt.Sprint("a", r.IntN(4)))})
	case 7:
		_, err := tx.AddAbonent(AbonentAdd{Name: "новый"})
		return err
	case 8:
		return tx.ArchiveAbonent(id)
	case 9:
		return tx.RestoreAbonent(id)
	}
	return tx.MergeAbonents(number, r.numbers[r.IntN(len(r.numbers))])
}

const kindsOfChange = 11

// Callers of one partner, on two stores over one place as two servers have it, break
// none of the rules that a single writer keeps.
func TestRivals(t *testing.T) {
	w := newAbonents(t)
	second, err := Open(w.place.Store, Options{KeyFile: w.place.KeyFile})
	require.NoError(t, err)
	defer func() { require.NoError(t, second.Close()) }()
	var numbers, ids []int64
	for range 6 {
		number, id := w.addAbonent(t, w.a, AbonentAdd{})
		numbers, ids = append(numbers, number), append(ids, id)
	}
	var done sync.WaitGroup
	for n := range 6 {
		as := w.a
		if n%2 == 1 {
			as = second.As(w.a.Partner())
		}
		done.Go(func() {
			r := &rival{rand.New(rand.NewPCG(uint64(n), 1)), as, numbers, ids}
			for range 60 {
				pick := r.IntN(kindsOfChange)
				err := as.Write(context.Background(), func(tx *Tx) error { return r.change(tx, pick) })
				if err != nil && !slices.ContainsFunc(refusals, func(refusal error) bool { return errors.Is(err, refusal) }) {
					assert.NoError(t, err, "change %d", pick)
				}
			}
		})
	}
	done.Wait()
	w.balanced(t)
	for rule, text := range map[string]string{
		"a request is booked once":                `SELECT count(*) FROM (SELECT request_id FROM ledger WHERE request_id IS NOT NULL GROUP BY partner, request_id HAVING count(*) > 1) AS x`,
		"a booking within the window stands once": `SELECT count(*) FROM (SELECT first_client FROM ledger WHERE request_id IS NULL GROUP BY first_client HAVING count(*) > 1) AS x`,
		"an address is one customer's":            `SELECT count(*) FROM (SELECT ip FROM customer_ip WHERE ip IS NOT NULL GROUP BY partner, ip HAVING count(*) > 1) AS x`,
		"no address lies in another's subnet":     `SELECT count(*) FROM customer_ip i JOIN customer_subnet s ON s.partner = i.partner AND i.ip BETWEEN s.first AND s.last AND s.client <> i.client`,
		"subnets do not overlap":                  `SELECT count(*) FROM customer_subnet a JOIN customer_subnet b ON a.partner = b.partner AND a.first < b.first AND a.last >= b.first`,
		"an account is one customer's":            `SELECT count(*) FROM (SELECT account_number FROM customer_data WHERE account_number IS NOT NULL GROUP BY partner, account_number, coalesce(billing, 0) HAVING count(*) > 1) AS x`,
		"nobody stands above itself":              `WITH RECURSIVE up (client, above) AS (SELECT client, parent FROM customer_data WHERE parent IS NOT NULL UNION SELECT up.client, d.parent FROM up JOIN customer_data d ON d.client = up.above WHERE d.parent IS NOT NULL) SELECT count(*) FROM up WHERE client = above`,
		"a number is one customer's":              `SELECT count(*) FROM (SELECT number FROM client GROUP BY number HAVING count(*) > 1) AS x`,
	} {
		require.NoError(t, w.read(t.Context(), func(c *db.Conn) error {
			broken, _, err := c.Int(text)
			assert.Zero(t, broken, rule)
			return err
		}), rule)
	}
}
