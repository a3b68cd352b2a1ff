package store

import (
	"errors"

	"partnerapi/store/internal/db"
)

// BookingEntry is a line of past bookings.
type BookingEntry struct {
	// ID is a UUID in lower case, or what the partner calls the booking.
	ID      string
	Client  Found
	Time    Instant
	Amount  int64 // in minor units, not 0
	Comment *string
	Typer   *string // what abon_hist calls it; nil and "": as any booking
}

// PutBooking books a past booking, once for its id. The same line again changes nothing;
// one with other values is refused, because rows of the ledger never change.
func (i *ImportTx) PutBooking(b BookingEntry) error {
	partner := b.Client.Partner
	if err := i.living("client_id", partner, b.Client.ID); err != nil {
		return err
	}
	id, err := i.imported("ledger", "booking_id", bookingUUIDs, partner, b.ID)
	if err != nil {
		return err
	}
	// For a booking that exists too: an older program stored the moment of the import.
	i.booked[bookedFor{Partner(partner), b.Client.ID}] = true
	if id != 0 {
		return i.sameBooking(id, &b)
	}
	_, err = i.forPartner(Partner(partner)).book(b.Client.ID, ledgerRow{
		time: int64(b.Time), amount: b.Amount, comment: text(b.Comment), booking: &b.ID, typer: unsetText(text(b.Typer)),
	})
	if errors.Is(err, ErrBalance) {
		err = refuse("amount", "the balance would be too large")
	}
	return err
}

// bookedFor is a customer of a partner.
type bookedFor struct {
	partner Partner
	client  int64
}

// positiveBalance computes from the whole ledger when a customer's balance was last above
// 0, because bookings are imported in any order. Opening balances count as before all
// others, and set no moment.
const positiveBalance = `UPDATE customer_data SET date_positive_balance = (
    SELECT max(CASE WHEN opening = 0 THEN time END) FROM (
      SELECT time, amount, opening, sum(amount) OVER (ORDER BY opening DESC, time, id) AS balance
      FROM (SELECT id, time, amount, CASE WHEN api_key IS NULL AND booking_id IS NULL THEN 1 ELSE 0 END AS opening FROM ledger WHERE partner = ?1 AND client = ?2) AS k
    ) AS l
    WHERE balance > 0 OR balance - amount > 0)
  WHERE partner = ?1 AND client = ?2`

// datePositiveBalances sets date_positive_balance of the customers with imported bookings.
// For bookings in the order of time addToBalance does so.
func (i *ImportTx) datePositiveBalances() error {
	for of := range i.booked {
		if _, err := i.tx.c.Exec(positiveBalance, int64(of.partner), of.client); err != nil {
			return err
		}
	}
	return nil
}

// sameBooking returns a Refusal for an entry that differs from the booking that exists.
// What the entry leaves out is not compared.
func (i *ImportTx) sameBooking(id int64, b *BookingEntry) error {
	differs := ""
	_, err := i.tx.c.One(`SELECT first_client, time, amount, comment, coalesce(typer, '') FROM ledger WHERE partner = ?1 AND id = ?2`, []any{b.Client.Partner, id}, func(r db.Row) {
		switch {
		case r.Int(0) != b.Client.ID:
			differs = "client_id"
		case Instant(r.Int(1)) != b.Time:
			differs = "time"
		case r.Int(2) != b.Amount:
			differs = "amount"
		case b.Comment != nil && r.Text(3) != *b.Comment:
			differs = "comment"
		case b.Typer != nil && r.Text(4) != *b.Typer:
			differs = "typer"
		}
	})
	if err == nil && differs != "" {
		err = refuse(differs, "is another than what is booked under this booking_id, and the ledger changes no row")
	}
	return err
}

// imported returns the key of the row with an id from outside, 0 for none. An id that is
// not a UUID is the partner's own. A UUID names one row in the whole store; that of another
// partner's row is refused.
func (i *ImportTx) imported(table, column string, uuids *db.Unique, partner int64, id string) (key int64, err error) {
	if _, isUUID := ParseUUID(id); !isUUID {
		key, _, err = i.tx.c.Int(`SELECT id FROM `+table+` WHERE partner = ?1 AND `+column+` = ?2`, partner, id)
		return key, err
	}
	owner, key, found, err := i.tx.c.Holder(uuids, id)
	if err == nil && found && owner != partner {
		err = refuse(column, "the row belongs to another partner already")
	}
	return key, err
}

// MessageEntry is a line of messages between a customer and the partner.
type MessageEntry struct {
	// ID is a UUID in lower case, or what the partner calls the message.
	ID     string
	Client Found
	Time   Instant
	NewMessage
}

// PutCustomerMessage writes a message.
func (i *ImportTx) PutCustomerMessage(m MessageEntry) error {
	partner := m.Client.Partner
	if err := i.living("client_id", partner, m.Client.ID); err != nil {
		return err
	}
	id, err := i.imported("customer_message", "message_id", messageUUIDs, partner, m.ID)
	if err != nil {
		return err
	}
	if id == 0 {
		_, err = i.forPartner(Partner(partner)).addMessage(m.Client.ID, m.Time, m.NewMessage, &m.ID)
		return err
	}
	_, err = i.tx.c.Exec(`UPDATE customer_message SET client = ?2, time = ?3, outgoing = ?4, employee = ?5, text = ?6 WHERE partner = ?7 AND id = ?1
    AND (client <> ?2 OR time <> ?3 OR outgoing <> ?4 OR employee IS DISTINCT FROM ?5 OR text <> ?6)`,
		id, m.Client.ID, m.Time, m.Outgoing, reference(m.Employee), m.Text, partner)
	return err
}

// PutMACHistory writes a MAC address that a customer had until a moment, at an IP address
// or, for nil, without one. The whole row is its key.
func (i *ImportTx) PutMACHistory(client Found, stop MACStop) error {
	if err := i.living("client_id", client.Partner, client.ID); err != nil {
		return err
	}
	_, there, err := i.tx.c.Int(`SELECT 1 FROM mac_history WHERE partner = ?1 AND client = ?2 AND date_stop = ?3 AND ip IS ?4 AND mac = ?5 LIMIT 1`,
		client.Partner, client.ID, stop.Stopped, stop.Addr.column(), stop.MAC)
	if err != nil || there {
		return err
	}
	return i.forPartner(Partner(client.Partner)).addMACHistory(client.ID, stop)
}

// CustomerServiceEntry is a line of additional services, as service_add attaches them. nil
// leaves a field as it is; a new row has price 0, no comment and begins now.
type CustomerServiceEntry struct {
	Client  Found
	Line    Found
	Price   *int64 // in minor units
	Comment *string
	Added   *Instant
}

// PutCustomerService writes an additional service of a customer (O5). Its line is the
// partner's own or an exported one; service_add need not accept it today.
func (i *ImportTx) PutCustomerService(s CustomerServiceEntry) error {
	partner := s.Client.Partner
	if err := i.living("client_id", partner, s.Client.ID); err != nil {
		return err
	}
	if err := i.mayShow("service_id", partner, s.Line); err != nil {
		return err
	}
	n, err := i.tx.c.Exec(`UPDATE customer_service SET price = coalesce(?4, price), comment = coalesce(?5, comment), added = coalesce(?6, added)
    WHERE partner = ?1 AND client = ?2 AND service_type = ?3`, partner, s.Client.ID, s.Line.ID, s.Price, s.Comment, s.Added)
	if err != nil || n > 0 {
		return err
	}
	price, added := int64(0), Instant(i.tx.Now.Unix())
	if s.Price != nil {
		price = *s.Price
	}
	if s.Added != nil {
		added = *s.Added
	}
	_, err = i.forPartner(Partner(partner)).addService(s.Client.ID, s.Line.ID, price, text(s.Comment), added)
	return err
}

// mayShow returns a Refusal for a line that another partner has and does not export.
func (i *ImportTx) mayShow(column string, partner int64, line Found) error {
	if line.Partner == partner {
		return nil
	}
	exported, _, err := i.tx.c.Int(`SELECT exported FROM service_type WHERE id = ?1`, line.ID)
	if err == nil && exported == 0 {
		err = refuse(column, "is a line that another partner does not export")
	}
	return err
}
