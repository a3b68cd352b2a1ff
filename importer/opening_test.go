package importer

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store"
)

// digits is a number as it is written.
func digits(digits string) json.Number { return json.Number(digits) }

// An opening balance is booked once; another one books the difference, and the
// balance is the ledger's sum all the while.
func TestOpeningBalance(t *testing.T) {
	d := newSample(t)
	like := customer(t, nil)
	_, _, client := d.tenant(like)
	booked := func() []string {
		t.Helper()
		assert.Empty(t, d.query(`SELECT client FROM customer_data c WHERE balance <> (SELECT coalesce(sum(amount), 0) FROM ledger l WHERE l.client = c.client)`))
		return d.query(`SELECT amount, comment, employee, api_key FROM ledger WHERE client = ?1 ORDER BY id`, client)
	}
	var want []string
	for _, c := range []struct {
		value  any
		booked string
	}{
		{0, ""}, {digits("100.50"), "10050"}, {"100.5", ""}, {" -0.05 ", "-10055"}, {digits("-0.05"), ""}, {nil, ""},
		{"9999999999.99", "1000000000004"}, {null, "-999999999999"}, {null, ""}, {"-0", ""},
	} {
		line := customer(t, map[string]any{"opening_balance": c.value})
		d.take(line, line)
		if c.booked != "" {
			want = append(want, c.booked+"|Входящий остаток|<nil>|<nil>")
		}
		assert.Equal(t, want, booked(), c.value)
	}
}

// What was booked by a key is no part of the opening balance, nor is what a merge
// brings, and a merged customer is deleted for good.
func TestOpeningBalanceBesideBookings(t *testing.T) {
	d := newSample(t)
	partner := firstOf(t, "client")
	require.NoError(t, d.Operator().AddKey(t.Context(), idOf(t, partner, "partner_id"), store.NewKey{Key: "sale-of-cables", Scopes: store.ScopeFinance}))
	key := d.query(`SELECT id FROM api_key`)
	require.Equal(t, []string{"1"}, key)
	mine, theirs := customer(t, map[string]any{"opening_balance": 100}), neighbour(t, map[string]any{"opening_balance": digits("7.77")})
	d.take(mine, theirs)
	tenant, number, _ := d.tenant(mine)
	_, other, _ := d.tenant(theirs)
	require.NoError(t, tenant.Write(t.Context(), func(tx *store.Tx) error {
		if _, err := tx.Book(number, store.Booking{Amount: -3000, Comment: "Списание", Key: 1}); err != nil {
			return err
		}
		return tx.MergeAbonents(number, other)
	}))
	assert.Equal(t, int64(10000-3000+777), d.abonent(mine).Balance)
	before := d.hash()
	d.take(mine)
	assert.Equal(t, []string{"line 1: customer_data.client_id: the client was deleted for good"}, d.refused(theirs))
	assert.Equal(t, before, d.hash())
	d.take(customer(t, map[string]any{"opening_balance": 50}))
	assert.Equal(t, int64(5000-3000+777), d.abonent(mine).Balance)
}

// A balance that JSON's readers could not keep exact is refused.
func TestOpeningBalanceTooLarge(t *testing.T) {
	d := newSample(t)
	like := customer(t, nil)
	tenant, number, _ := d.tenant(like)
	require.NoError(t, d.Operator().AddKey(t.Context(), idOf(t, firstOf(t, "client"), "partner_id"), store.NewKey{Key: "sale-of-cables", Scopes: store.ScopeFinance}))
	require.NoError(t, tenant.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Book(number, store.Booking{Amount: 1<<53 - 100, Comment: "Много", Key: 1})
		return err
	}))
	before := d.hash()
	assert.Equal(t, []string{"line 1: customer_data.opening_balance: the balance would be too large"},
		d.refused(customer(t, map[string]any{"opening_balance": 1, "phone0": "+7 900 555-00-00", "ips": ipLines([2]string{"10.9.7.1", ""})})))
	assert.Equal(t, before, d.hash())
}
