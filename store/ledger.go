package store

import (
	"context"
	"time"
)

// maxBalance bounds what a customer may have or owe, in minor units: JSON's usual
// readers keep numbers below it exact.
const maxBalance = 1<<53 - 1

// Booking is what change_balance is given.
type Booking struct {
	Amount   int64 // in minor units, not 0
	Comment  string
	Employee *int64 // the number of a partner's employee
	// Key is the key that books.
	Key int64
	// RequestID makes the booking happen once; "" is none.
	RequestID string
	// Window is how long an equal booking by the same key without a request_id
	// counts as a repetition, from the first one on; 0: never.
	Window time.Duration
}

// Book books an amount for the customer of a number. What has been booked under
// the same request_id, or within the window, is not booked again: the answer is
// that of the first time, whatever has become of the customer. The refusals are
// ErrNotFound for the customer and, as a FieldError, for the employee;
// ErrOtherRequest and ErrBalance.
func (tx *Tx) Book(number int64, b Booking) error {
	if b.RequestID != "" {
		if booked, err := tx.bookedBefore(number, b); booked || err != nil {
			return err
		}
	}
	client, err := tx.FindAbonent(context.Background(), number)
	if err != nil {
		return err
	}
	var employee *int64
	if b.Employee != nil {
		id, err := tx.FindWorkingPartnerUser(context.Background(), *b.Employee)
		if err != nil {
			return about("employee_id", err)
		}
		employee = &id
	}
	if b.RequestID == "" && b.Window > 0 {
		_, repeated, err := tx.c.int(`SELECT 1 FROM ledger WHERE partner = ?1 AND client = ?2 AND first_client = ?2 AND amount = ?3 AND comment = ?4 AND employee IS ?5 AND api_key = ?6
    AND request_id IS NULL AND time > ?7 LIMIT 1`,
			int64(tx.partner), client, b.Amount, b.Comment, employee, b.Key, tx.Now.Add(-b.Window).Unix())
		if repeated || err != nil {
			return err
		}
	}
	return tx.book(client, b.Amount, b.Comment, employee, reference(b.Key), unsetText(b.RequestID))
}

// bookedBefore says whether the request_id has booked just that.
func (tx *Tx) bookedBefore(number int64, b Booking) (booked bool, err error) {
	var same bool
	booked, err = tx.c.one(`SELECT c.number, l.amount, l.comment, e.number FROM ledger l JOIN client c ON c.id = l.first_client LEFT JOIN employee e ON e.id = l.employee
  WHERE l.partner = ?1 AND l.request_id = ?2`, []any{int64(tx.partner), b.RequestID}, func(r row) {
		employee := r.optInt(3)
		same = r.int(0) == number && r.int(1) == b.Amount && r.text(2) == b.Comment &&
			(employee == nil) == (b.Employee == nil) && (employee == nil || *employee == *b.Employee)
	})
	if err == nil && booked && !same {
		err = ErrOtherRequest
	}
	return booked, err
}

// book adds a row to the ledger and its amount to the balance.
func (tx *Tx) book(client, amount int64, comment string, employee, key *int64, request *string) error {
	id, err := tx.ids.take("ledger")
	if err != nil {
		return err
	}
	if err := tx.addToBalance(client, amount); err != nil {
		return err
	}
	_, err = tx.c.exec(`INSERT INTO ledger (partner, id, client, first_client, time, amount, comment, employee, api_key, request_id) VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`,
		int64(tx.partner), id, client, tx.Now.Unix(), amount, comment, employee, key, request)
	return err
}

// addToBalance changes the balance by what the ledger's rows of the customer have
// changed by in the same transaction. The balance is remembered as positive when
// it is so before or after.
func (tx *Tx) addToBalance(client, amount int64) error {
	before, _, err := tx.c.int(`SELECT balance FROM customer_data WHERE partner = ?1 AND client = ?2`, int64(tx.partner), client)
	if err != nil {
		return err
	}
	after := before + amount // both are far from the ends of int64
	if after > maxBalance || after < -maxBalance {
		return ErrBalance
	}
	var positive *int64
	if before > 0 || after > 0 {
		now := tx.Now.Unix()
		positive = &now
	}
	_, err = tx.c.exec(`INSERT INTO customer_data (partner, client, balance, date_positive_balance) VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT (partner, client) DO UPDATE SET balance = excluded.balance, date_positive_balance = coalesce(excluded.date_positive_balance, customer_data.date_positive_balance)`,
		int64(tx.partner), client, after, positive)
	return err
}

// Entry is a row of the ledger.
type Entry struct {
	ID       int64
	Time     Instant
	Amount   int64 // in minor units
	Comment  string
	Employee *int64 // the number of a partner's employee
}

// History answers what was booked for a customer, and for those merged into it,
// oldest first.
func (t *Tenant) History(ctx context.Context, client int64) Seq[Entry] {
	s := t.selectRows(`SELECT l.id, l.time, l.amount, l.comment, e.number FROM ledger l LEFT JOIN employee e ON e.id = l.employee WHERE l.partner = ?1 AND l.client = ?2`, client)
	return streamSelection(ctx, t, s, "l.id", func(e *Entry) int64 { return e.ID }, func(_ *conn, r row) (Entry, error) {
		return Entry{ID: r.int(0), Time: r.instant(1), Amount: r.int(2), Comment: r.text(3), Employee: r.optInt(4)}, nil
	})
}
