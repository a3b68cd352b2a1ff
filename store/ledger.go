package store

import (
	"context"
	"errors"
	"time"

	"partnerapi/store/internal/db"
)

// maxBalance is the largest balance, and the largest debt, in minor units: the usual readers
// of JSON keep numbers up to it exact.
const maxBalance = MaxNumber

// Booking is the input of change_balance.
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

// Book books an amount for the customer with a number and returns the booking's id. For a
// repetition, by the same request_id or within the window, it books nothing and returns the
// id of the first booking. That holds if the customer was deleted since, and if it was merged
// into another one. The refusals are ErrNotFound for the customer and, as a FieldError, for
// the employee; ErrOtherRequest and ErrBalance.
func (tx *Tx) Book(number int64, b Booking) (id int64, err error) {
	if b.RequestID != "" {
		if id, booked, err := tx.bookedBefore(number, b); booked || err != nil {
			return id, err
		}
	}
	client, err := tx.FindAbonent(context.Background(), number)
	gone := errors.Is(err, ErrNotFound) && b.RequestID == "" && b.Window > 0
	if gone {
		client, err = tx.survivor(number) // it may have been merged since it was booked for
	}
	if err != nil {
		return 0, err
	}
	var employee *int64
	if b.Employee != nil {
		id, err := tx.FindWorkingPartnerUser(context.Background(), *b.Employee)
		if err != nil {
			return 0, about("employee_id", err)
		}
		employee = &id
	}
	if b.RequestID == "" && b.Window > 0 {
		id, repeated, err := tx.c.Int(`SELECT id FROM ledger WHERE partner = ?1 AND client = ?2 AND time > ?7 AND amount = ?3 AND comment = ?4 AND employee IS ?5 AND api_key = ?6
    AND request_id IS NULL ORDER BY time, id LIMIT 1`,
			int64(tx.partner), client, b.Amount, b.Comment, employee, b.Key, tx.Now.Add(-b.Window).Unix())
		if repeated || err != nil {
			return id, err
		}
	}
	if gone {
		return 0, ErrNotFound
	}
	return tx.book(client, ledgerRow{
		time: tx.Now.Unix(), amount: b.Amount, comment: b.Comment, employee: employee, key: reference(b.Key), request: unsetText(b.RequestID),
	})
}

// bookedBefore returns the booking of a request_id, if there is one.
func (tx *Tx) bookedBefore(number int64, b Booking) (id int64, booked bool, err error) {
	var client int64
	var same bool
	booked, err = tx.c.One(`SELECT l.id, l.client, l.amount, l.comment, e.number FROM ledger l LEFT JOIN employee e ON e.partner = l.partner AND e.id = l.employee
  WHERE l.partner = ?1 AND l.request_id = ?2`, []any{int64(tx.partner), b.RequestID}, func(r db.Row) {
		employee := r.OptInt(4)
		id, client = r.Int(0), r.Int(1)
		same = r.Int(2) == b.Amount && r.Text(3) == b.Comment && (employee == nil) == (b.Employee == nil) && (employee == nil || *employee == *b.Employee)
	})
	if err != nil || !booked {
		return 0, booked, err
	}
	if same {
		same, err = tx.isCustomer(&client, &number)
	}
	if err == nil && !same {
		err = ErrOtherRequest
	}
	return id, true, err
}

// ledgerRow is a row to be added to the ledger.
type ledgerRow struct {
	time          int64 // Unix seconds
	amount        int64 // in minor units, not 0
	comment       string
	employee, key *int64 // internal keys; nil is none
	request       *string
	// Of an imported booking: its id from outside, and its typer in abon_hist.
	booking, typer *string
}

// book adds a row to the ledger and its amount to the balance, and returns the row's id.
// All bookings are made here.
func (tx *Tx) book(client int64, l ledgerRow) (id int64, err error) {
	before, err := tx.addToBalance(client, l.amount, l.time)
	if err != nil {
		return 0, err
	}
	if l.key == nil {
		before = 0 // an import may bring earlier bookings later: History counts it
	}
	if id, err = tx.ids.Take("ledger"); err != nil {
		return 0, err
	}
	_, err = tx.c.Exec(`INSERT INTO ledger (partner, id, client, first_client, time, amount, balance, comment, employee, api_key, request_id, booking_id, typer)
  VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)`,
		int64(tx.partner), id, client, l.time, l.amount, before, l.comment, l.employee, l.key, l.request, l.booking, l.typer)
	return id, err
}

// addToBalance adds an amount to the customer's balance and returns the balance before. The
// caller adds the row of the ledger in the same transaction. If the balance is above 0
// before or after, the moment at becomes that of the last positive balance.
func (tx *Tx) addToBalance(client, amount, at int64) (before int64, err error) {
	before, _, err = tx.c.Int(`SELECT balance FROM customer_data WHERE partner = ?1 AND client = ?2`, int64(tx.partner), client)
	if err != nil {
		return 0, err
	}
	after := before + amount // both are far from the ends of int64
	if after > maxBalance || after < -maxBalance {
		return 0, ErrBalance
	}
	var positive *int64
	if before > 0 || after > 0 {
		positive = &at
	}
	_, err = tx.c.Exec(`INSERT INTO customer_data (partner, client, balance, date_positive_balance) VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT (partner, client) DO UPDATE SET balance = excluded.balance, date_positive_balance = coalesce(max(excluded.date_positive_balance, customer_data.date_positive_balance), excluded.date_positive_balance, customer_data.date_positive_balance)`,
		int64(tx.partner), client, after, positive)
	return before, err
}
