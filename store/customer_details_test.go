package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store/internal/db"
)

// However customers are read, their details are those that PartnerAPI shows of the client,
// and stay away unless they are asked for.
func TestCustomerDetails(t *testing.T) {
	w := newWorld(t)
	all := ClientUpdate{
		Region: ptr(int64(worldRegion)), Name: ptr("Все"), FullName: ptr("Всё полностью"), INN: ptr("7701234567"), KPP: ptr("770101001"),
		RegNum: ptr("900001"), PayMethod: ptr(int64(0)), Attribute: ptr("К-1"),
	}
	var set NewCustomer
	w.write(t, w.a, func(tx *Tx) (err error) {
		if set, err = tx.AddCustomer(CustomerAdd{ClientUpdate: all, WithoutUser: true}); err != nil {
			return err
		}
		_, err = tx.AddClient(ClientUpdate{Name: ptr("Ничего")})
		return err
	})
	for _, order := range []string{"by key", "by number"} {
		if order == "by number" {
			w.write(t, w.a, func(tx *Tx) error { return tx.c.Script(`INSERT INTO client_disorder VALUES (1)`) })
		}
		for name, filter := range map[string]CustomerFilter{"all": {}, "a page": {Page: Page{Limit: 10}}, "numbers": {Numbers: []int64{set.Number, set.Number + 1}}, "UUIDs": {UUIDs: []string{set.UUID}}} {
			plain, err := All(w.a.Customers(t.Context(), filter))
			require.NoError(t, err)
			filter.Details = true
			detailed, err := All(w.a.Customers(t.Context(), filter))
			require.NoError(t, err)
			require.Len(t, detailed, len(plain))
			for i, c := range detailed {
				assert.Zero(t, plain[i].ClientDetails, "%s, %s", order, name)
				client, err := w.a.Client(t.Context(), c.ID)
				require.NoError(t, err)
				assert.Equal(t, client.ClientDetails, c.ClientDetails, "%s, %s", order, name)
				c.ClientDetails = ClientDetails{}
				assert.Equal(t, plain[i], c, "%s, %s: the rest is the same", order, name)
			}
		}
	}
	client, err := w.a.ClientByUUID(t.Context(), set.UUID)
	require.NoError(t, err)
	want := ClientDetails{RegionUUID: "11111111-1111-4111-8111-111111111111", FullName: "Всё полностью", INN: "7701234567", KPP: "770101001", RegNum: "900001", PayMethod: ptr(int64(0)), Attribute: "К-1", region: worldRegion}
	assert.Equal(t, want, client.ClientDetails)
}

// Without a user there is none, nor an e-mail address that a second customer could not have.
func TestAddCustomerWithoutUser(t *testing.T) {
	w := newWorld(t)
	for range 2 {
		w.write(t, w.a, func(tx *Tx) error {
			_, err := tx.AddCustomer(CustomerAdd{ClientUpdate: ClientUpdate{Name: ptr("x")}, WithoutUser: true})
			return err
		})
	}
	assert.Empty(t, all(t, w.a.CustomerUsers(t.Context(), CustomerUserFilter{})))
	customers := all(t, w.a.Customers(t.Context(), CustomerFilter{Details: true}))
	require.Len(t, customers, 2)
	assert.EqualValues(t, PayMonthly, *customers[0].PayMethod)
	require.NoError(t, w.read(t.Context(), func(c *db.Conn) error {
		n, _, err := c.Int(`SELECT count(*) FROM client WHERE cabinet_password IS NULL AND created_email IS NULL`)
		assert.EqualValues(t, 2, n)
		return err
	}))
}

// A customer is found by its UUID as by its number: not in the archive, not another partner's.
func TestFindCustomerByUUID(t *testing.T) {
	w := newWorld(t)
	id := w.addClient(t, w.a, "x")
	client, err := w.a.Client(t.Context(), id)
	require.NoError(t, err)
	found, err := w.a.FindCustomerByUUID(t.Context(), client.UUID)
	require.NoError(t, err)
	assert.Equal(t, id, found)
	_, err = w.b.FindCustomerByUUID(t.Context(), client.UUID)
	require.ErrorIs(t, err, ErrNotFound)
	w.write(t, w.a, func(tx *Tx) error { return tx.ArchiveClient(id) })
	_, err = w.a.FindCustomerByUUID(t.Context(), client.UUID)
	require.ErrorIs(t, err, ErrNotFound)
}

// A region that the partner has lost stays the client's own.
func TestFindRegionFor(t *testing.T) {
	w := newWorld(t)
	var id int64
	w.write(t, w.a, func(tx *Tx) (err error) {
		id, err = tx.AddClient(ClientUpdate{Name: ptr("x"), Region: ptr(int64(2))})
		return err
	})
	client, err := w.a.Client(t.Context(), id)
	require.NoError(t, err)
	other, err := w.a.Client(t.Context(), w.addClient(t, w.a, "y"))
	require.NoError(t, err)
	const riga = "11111111-1111-4111-8111-111111111112"
	region, err := w.a.FindRegionFor(t.Context(), &client, riga)
	require.NoError(t, err)
	assert.EqualValues(t, 2, region)
	_, err = w.a.FindRegionFor(t.Context(), &other, riga)
	require.ErrorIs(t, err, ErrNotFound)
	region, err = w.a.FindRegionFor(t.Context(), &client, "11111111-1111-4111-8111-111111111111")
	require.NoError(t, err)
	assert.EqualValues(t, worldRegion, region)
}
