package store

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/store/internal/db"
)

// customerRows answers every row that a line of customer_data may change.
func customerRows(t *testing.T, c *db.Conn) (rows []string) {
	t.Helper()
	for _, table := range []string{"client", "customer_data", "customer_phone", "customer_mark", "customer_ip", "customer_subnet", "mac_history", "commutation", "ledger"} {
		require.NoError(t, c.Each("SELECT * FROM "+table, nil, func(r db.Row) error {
			rows = append(rows, fmt.Sprint(table, r.Values()))
			return nil
		}))
	}
	return rows
}

// nextIDs are the next values of the sequences that a line of customer_data takes from.
func nextIDs(t *testing.T, tx *ImportTx) (next []int64) {
	t.Helper()
	for _, name := range []string{"ledger", "customer_history", "customer_ip", "mac_history"} {
		value, err := tx.tx.ids.Peek(name)
		require.NoError(t, err)
		next = append(next, value)
	}
	return next
}

// addFound adds a client and answers it as a reference of an import does.
func (w *world) addFound(t *testing.T, as *Tenant, name string) Found {
	t.Helper()
	id := w.addClient(t, as, name)
	return Found{ID: id, Partner: int64(as.Partner()), Client: id}
}

// A refused line is undone whole, its ids are free again, and its neighbours in
// the transaction stay.
func TestRefusedCustomerIsUndone(t *testing.T) {
	w := newWorld(t)
	a, b := w.addFound(t, w.a, "a"), w.addFound(t, w.a, "b")
	amount, text := int64(500), "1"
	macs, net, address := []IP{{MAC: "001122334455"}}, []Subnet{{0, 255}}, IPv4(300)
	addresses := append(macs, IP{Addr: &address})
	w.imports(t, func(tx *ImportTx) error {
		require.NoError(t, tx.PutCustomerData(CustomerDataEntry{Client: a, Opening: &amount, IPs: &macs, Subnets: &net}))
		require.NoError(t, tx.PutCustomerData(CustomerDataEntry{Client: b, IPs: &macs}))
		rows, next := customerRows(t, tx.tx.c), nextIDs(t, tx)
		for column, change := range map[string]func(d *CustomerDataEntry){
			"subnets":         func(d *CustomerDataEntry) { d.Subnets = &net },
			"opening_balance": func(d *CustomerDataEntry) { tooMuch := int64(maxBalance + 1); d.Opening = &tooMuch },
			"parent_id":       func(d *CustomerDataEntry) { d.AbonentEdit.Parent = Change{Set: true, Value: &b.ID} },
		} {
			d := CustomerDataEntry{Client: b, AbonentEdit: AbonentEdit{Name: &text, Login: &text, Phones: [phoneSlots]*string{&text}}, IPs: &addresses, Opening: &amount}
			change(&d)
			var refused *Refusal
			require.ErrorAs(t, tx.PutCustomerData(d), &refused)
			assert.Equal(t, column, refused.Column)
			assert.Equal(t, rows, customerRows(t, tx.tx.c), column)
			if !enginetest.OnPostgres() { // whose sequences take nothing back
				assert.Equal(t, next, nextIDs(t, tx), column)
			}
		}
		return tx.PutCustomerData(CustomerDataEntry{Client: b, Opening: &amount, IPs: &addresses})
	})
	assert.Len(t, all(t, w.a.History(t.Context(), b.ID, HistoryFilter{})), 1)
	ip, err := w.a.NewestIP(t.Context(), b.ID)
	require.NoError(t, err)
	assert.Equal(t, address, ip)
}

// What one partner's customers have is free for another's, and the number that a
// partner gives names its own.
func TestImportedCustomersOfTwoPartners(t *testing.T) {
	w := newWorld(t)
	a, b := w.addFound(t, w.a, "a"), w.addFound(t, w.b, "b")
	billing, text, address := int64(1), "1", IPv4(300)
	w.imports(t, func(tx *ImportTx) error {
		for _, client := range []Found{a, b} {
			partner := client.Partner
			name := fmt.Sprint("Партнер ", partner)
			require.NoError(t, tx.PutBilling(partner, 1, name))
			require.NoError(t, tx.PutMark(partner, 1, name))
			require.NoError(t, tx.PutDevice(DeviceEntry{Partner: partner, ID: 1, Name: name}))
			require.NoError(t, tx.PutCustomerData(CustomerDataEntry{
				Client: client, AbonentEdit: AbonentEdit{Billing: Change{Set: true, Value: &billing}, BillingCustomerID: &text, AccountNumber: &text},
				IPs: &[]IP{{Addr: &address}}, Subnets: &[]Subnet{{256, 511}}, Marks: &[]int64{1},
			}))
			require.NoError(t, tx.PutCommutation(client, 1, 7))
		}
		_, ok, err := tx.Find(Billings, 3, "1")
		assert.False(t, ok)
		return err
	})
	for _, tenant := range []*Tenant{w.a, w.b} {
		numbers, err := tenant.AbonentsBy(t.Context(), ByIP, address, false)
		require.NoError(t, err)
		assert.Len(t, numbers, 1)
		assert.Len(t, all(t, tenant.Wired(t.Context())), 1)
	}
}

// A merge may leave a customer on several ports of a device; a line puts it on one.
func TestImportedCommutationIsTheOnlyOne(t *testing.T) {
	w := newWorld(t)
	a := w.addFound(t, w.a, "a")
	w.imports(t, func(tx *ImportTx) error { return tx.PutDevice(DeviceEntry{Partner: 1, ID: 5, Name: "SNR"}) })
	w.write(t, w.a, func(tx *Tx) error {
		_, err := tx.c.Exec(`INSERT INTO commutation (partner, client, device, port) VALUES (1, ?1, 5, 1), (1, ?1, 5, 2)`, a.ID)
		return err
	})
	for _, port := range []int64{2, 2, 0} {
		w.imports(t, func(tx *ImportTx) error { return tx.PutCommutation(a, 5, port) })
		assert.Equal(t, []int64{port}, portsOf(t, w, a.ID))
	}
}

func portsOf(t *testing.T, w *world, client int64) (ports []int64) {
	t.Helper()
	require.NoError(t, w.read(t.Context(), func(c *db.Conn) error {
		return c.Each(`SELECT port FROM commutation WHERE client = ?1`, []any{client}, func(r db.Row) error {
			ports = append(ports, r.Int(0))
			return nil
		})
	}))
	return ports
}

// What an import asks of each line is found by an index: a partner may have a
// hundred thousand customers.
func TestCustomersAreImportedByIndex(t *testing.T) {
	enginetest.SQLiteOnly(t, "its plans")
	w := newWorld(t)
	for text, want := range map[string]string{
		openingSum:      "INDEX ledger_opening",
		subnetsOfClient: "INDEX customer_subnet_client",
	} {
		plan := ""
		require.NoError(t, w.read(t.Context(), func(c *db.Conn) error {
			return c.Each("EXPLAIN QUERY PLAN "+text, []any{1, 1}, func(r db.Row) error {
				plan += r.Text(3) + "\n"
				return nil
			})
		}))
		assert.Contains(t, plan, want)
		assert.NotContains(t, plan, "(partner=?)")
	}
}
