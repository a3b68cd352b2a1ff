package crash

import (
	"testing"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/internal/money"
)

// books are what the database says of all writers' customers.
type books struct {
	bookings  map[string]entry // by request_id
	customers map[int64]state  // by number
}

// entry is a row of the ledger; customers are numbers.
type entry struct{ amount, first, client int64 }

// state is how a customer stands. Merged is the number of whom it was merged into.
type state struct{ status, merged, ips, messages, ledger, balance, booked int64 }

func readBooks(t *testing.T, place enginetest.Place) books {
	db := place.SQL(t)
	defer func() { require.NoError(t, db.Close()) }()
	b := books{map[string]entry{}, map[int64]state{}}
	rows, err := db.Query(`SELECT l.request_id, l.amount, f.number, c.number FROM ledger l JOIN client f ON f.id = l.first_client JOIN client c ON c.id = l.client
  WHERE l.request_id IS NOT NULL`) // the sample's opening balances have none
	require.NoError(t, err)
	for rows.Next() {
		var request string
		var e entry
		require.NoError(t, rows.Scan(&request, &e.amount, &e.first, &e.client))
		require.NotContains(t, b.bookings, request, "booked twice")
		b.bookings[request] = e
	}
	require.NoError(t, rows.Err())
	rows, err = db.Query(`SELECT c.number, c.status, coalesce((SELECT number FROM client WHERE id = d.merged_into), 0),
    (SELECT count(*) FROM customer_ip WHERE partner = c.partner AND client = c.id), (SELECT count(*) FROM customer_message WHERE partner = c.partner AND client = c.id),
    (SELECT count(*) FROM ledger WHERE partner = c.partner AND client = c.id), coalesce(d.balance, 0),
    coalesce((SELECT sum(amount) FROM ledger WHERE partner = c.partner AND client = c.id), 0)
  FROM client c LEFT JOIN customer_data d ON d.partner = c.partner AND d.client = c.id`)
	require.NoError(t, err)
	for rows.Next() {
		var number int64
		var s state
		require.NoError(t, rows.Scan(&number, &s.status, &s.merged, &s.ips, &s.messages, &s.ledger, &s.balance, &s.booked))
		require.Equal(t, s.booked, s.balance, "the balance of %d is not the sum of its ledger", number)
		b.customers[number] = s
	}
	require.NoError(t, rows.Err())
	return b
}

// check compares what the writer was told, and what it was not, with the database.
func (l *ledger) check(t *testing.T, b books) {
	for _, sent := range l.bookings {
		amount, ok := money.Parse(sent.amount)
		require.True(t, ok)
		e, booked := b.bookings[sent.request]
		require.False(t, sent.answered && !booked, "booking %s was acknowledged and is lost", sent.request)
		if booked {
			require.Equal(t, []int64{amount, sent.customer}, []int64{e.amount, e.first}, "booking %s", sent.request)
		}
	}
	for _, o := range l.others {
		o.check(t, b, l.main)
	}
}

// check looks whether the merge or delete of a customer was done as a whole or not
// at all.
func (o *other) check(t *testing.T, b books, into int64) {
	const deleted = 7
	s, found := b.customers[o.number]
	require.True(t, found, "customer %d was acknowledged and is lost", o.number)
	done := s.status == deleted
	require.False(t, o.ended && !done, "an acknowledged %s of %d is lost", o.end, o.number)
	require.False(t, done && o.end == "", "customer %d is gone and nobody asked for it", o.number)
	left := []int64{s.merged, s.ips, s.messages, s.ledger}
	switch {
	case !done:
		require.Zero(t, s.merged, "half a merge of %d", o.number)
		require.GreaterOrEqual(t, s.ips, int64(o.ips), "an acknowledged address of %d is lost, or half a %s is done", o.number, o.end)
		require.False(t, o.message && s.messages != 1, "an acknowledged message of %d is lost, or half a %s is done", o.number, o.end)
	case o.end == "merge":
		require.Equal(t, []int64{into, 0, 0, 0}, left, "half a merge of %d", o.number)
	default:
		require.Equal(t, []int64{0, 0, 1, bookingsOfOther}, left, "half a delete of %d", o.number)
	}
	for _, request := range o.requests {
		if e, booked := b.bookings[request]; booked && s.merged != 0 {
			require.Equal(t, into, e.client, "booking %s is not where its customer was merged", request)
		}
	}
}
