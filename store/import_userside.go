package store

import (
	"fmt"
	"slices"

	"partnerapi/store/internal/db"
)

// PutBilling writes a billing. Its number is the partner's own, as are those of marks,
// groups, devices and houses (O8).
func (i *ImportTx) PutBilling(partner, id int64, name string) error {
	return i.putOwn("billing", partner, id, name)
}

// PutMark writes a mark.
func (i *ImportTx) PutMark(partner, id int64, name string) error {
	return i.putOwn("mark", partner, id, name)
}

// PutCustomerGroup writes a group of customers.
func (i *ImportTx) PutCustomerGroup(partner, id int64, name string) error {
	return i.putOwn("customer_group", partner, id, name)
}

// DeviceEntry is a line of the register of devices; what is not set stays.
type DeviceEntry struct {
	Partner int64
	ID      int64 // the partner's own number
	Name    string
	IP      Change // an IPv4 address
}

// PutDevice writes a device.
func (i *ImportTx) PutDevice(d DeviceEntry) error {
	if err := i.putOwn("device", d.Partner, d.ID, d.Name); err != nil || !d.IP.Set {
		return err
	}
	return i.setOwn("device", "device_ip", d.Partner, d.ID, d.IP.Value)
}

// HouseEntry is a line of the register of houses; what is not set stays.
type HouseEntry struct {
	Partner     int64
	ID          int64 // the partner's own number
	Name        string
	AddressUnit Change
}

// PutHouse writes a house.
func (i *ImportTx) PutHouse(h HouseEntry) error {
	if err := i.putOwn("house", h.Partner, h.ID, h.Name); err != nil || !h.AddressUnit.Set {
		return err
	}
	return i.setOwn("house", "address_unit_id", h.Partner, h.ID, h.AddressUnit.Value)
}

// putOwn writes the number and name of a row that its partner has numbered. The columns are
// named after the table. A row that would not change is not written.
func (i *ImportTx) putOwn(table string, partner, id int64, name string) error {
	if err := i.lock(partner); err != nil {
		return err
	}
	_, err := i.tx.c.Exec(fmt.Sprintf(`INSERT INTO %[1]s (partner, %[1]s_id, %[1]s_name) VALUES (?1, ?2, ?3)
    ON CONFLICT (partner, %[1]s_id) DO UPDATE SET %[1]s_name = excluded.%[1]s_name WHERE %[1]s.%[1]s_name <> excluded.%[1]s_name`, table), partner, id, name)
	return err
}

func (i *ImportTx) setOwn(table, column string, partner, id int64, value *int64) error {
	_, err := i.tx.c.Exec(fmt.Sprintf(`UPDATE %[1]s SET %[2]s = ?3 WHERE partner = ?1 AND %[1]s_id = ?2 AND %[2]s IS DISTINCT FROM ?3`, table, column), partner, id, value)
	return err
}

// PutCommutation connects a customer to a port of a device, and to no other port of it.
func (i *ImportTx) PutCommutation(client Found, device, port int64) error {
	if err := i.living("client_id", client.Partner, client.ID); err != nil {
		return err
	}
	var current []int64
	err := i.tx.c.Each(`SELECT port FROM commutation WHERE partner = ?1 AND client = ?2 AND device = ?3`, []any{client.Partner, client.ID, device}, func(r db.Row) error {
		current = append(current, r.Int(0))
		return nil
	})
	if err != nil || slices.Equal(current, []int64{port}) {
		return err
	}
	if _, err := i.tx.c.Exec(`DELETE FROM commutation WHERE partner = ?1 AND client = ?2 AND device = ?3`, client.Partner, client.ID, device); err != nil {
		return err
	}
	_, err = i.tx.c.Exec(`INSERT INTO commutation (partner, client, device, port) VALUES (?1, ?2, ?3, ?4)`, client.Partner, client.ID, device, port)
	return err
}

// living locks the partner, and returns a Refusal for a client that was deleted for good
// (O3). The client is 0 for a line about an employee or agent of the partner itself.
func (i *ImportTx) living(column string, partner, client int64) error {
	if err := i.lock(partner); err != nil {
		return err
	}
	if client == 0 {
		return nil
	}
	status, _, err := i.tx.c.Int(`SELECT status FROM client WHERE partner = ?1 AND id = ?2`, partner, client)
	if err == nil && Status(status) == StatusDeleted {
		err = refuse(column, "the client was deleted for good")
	}
	return err
}
