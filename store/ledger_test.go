package store

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/store/internal/db"
)

// The ledger only grows, whatever SQL a mistake would run.
func TestLedgerOnlyGrows(t *testing.T) {
	w := newAbonents(t)
	number, id := w.addAbonent(t, w.a, AbonentAdd{})
	_, other := w.addAbonent(t, w.a, AbonentAdd{})
	w.book(t, number, Booking{Amount: 100, Key: 1, RequestID: "r"})
	before := w.rows(t, "ledger")
	const into = ` INTO ledger (partner, id, client, first_client, time, amount, balance, comment, request_id) VALUES `
	for text, why := range map[string]string{
		`DELETE FROM ledger`:                                          "keeps its rows",
		`UPDATE ledger SET amount = 5`:                                "changes no row",
		`UPDATE OR REPLACE ledger SET amount = 5`:                     "changes no row",
		`UPDATE ledger SET partner = 2`:                               "changes no row",
		`UPDATE ledger SET id = 9`:                                    "changes no row",
		`UPDATE ledger SET first_client = 2`:                          "changes no row",
		`UPDATE ledger SET time = 0`:                                  "changes no row",
		`UPDATE ledger SET balance = 7`:                               "changes no row",
		`UPDATE ledger SET comment = 'x'`:                             "changes no row",
		`UPDATE ledger SET employee = NULL`:                           "changes no row",
		`UPDATE ledger SET api_key = 2`:                               "changes no row",
		`UPDATE ledger SET request_id = NULL`:                         "changes no row",
		`UPDATE ledger SET client = 2`:                                "a merge alone",
		`REPLACE` + into + `(1, 1, 1, 1, 0, 5, 0, '', NULL)`:          "replaces no row",
		`REPLACE` + into + `(2, 1, 1, 1, 0, 5, 0, '', NULL)`:          "replaces no row",
		`INSERT OR REPLACE` + into + `(1, 9, 1, 1, 0, 5, 0, '', 'r')`: "replaces no row",
		`INSERT` + into + `(1, 1, 1, 1, 0, 5, 0, '', NULL) ON CONFLICT (id) DO UPDATE SET amount = 5`: "replaces no row",
		`INSERT` + into + `(1, 9, 1, 1, 0, 0, 0, '', NULL)`:                                           "CHECK",
	} {
		if enginetest.OnPostgres() {
			if strings.Contains(text, "REPLACE") {
				continue // SQLite's own
			}
			text = strings.ReplaceAll(text, "ON CONFLICT (id)", "ON CONFLICT (partner, id)")
			why = strings.NewReplacer("replaces no row", "changes no row", "CHECK", "check constraint").Replace(why)
		}
		assert.ErrorContains(t, w.refused(t, w.a, func(tx *Tx) error {
			_, err := tx.c.Exec(text)
			return err
		}), why, text)
		assert.Equal(t, before, w.rows(t, "ledger"), text)
	}
	assert.ErrorContains(t, w.refused(t, w.a, func(tx *Tx) error {
		if _, err := tx.c.Exec(`UPDATE customer_data SET merged_into = ?1 WHERE client = ?2`, other, id); err != nil {
			return err
		}
		_, err := tx.c.Exec(`UPDATE ledger SET client = 3`)
		return err
	}), "a merge alone", "to another than the one merged into")
}

func TestBook(t *testing.T) {
	w := newAbonents(t)
	number, id := w.addAbonent(t, w.a, AbonentAdd{})
	clerk := w.addPartnerUser(t, w.a, "Касса")
	var clerkNumber int64
	require.NoError(t, w.read(t.Context(), func(c *db.Conn) (err error) {
		clerkNumber, _, err = c.Int(`SELECT number FROM employee WHERE id = ?1`, clerk)
		return err
	}))
	w.book(t, number, Booking{Amount: 15050, Comment: "Оплата", Employee: &clerkNumber, Key: 1})
	w.book(t, number, Booking{Amount: -50, Comment: "Оплата", Key: 1})
	assert.EqualValues(t, 15000, w.abonent(t, w.a, number).Balance)
	entries := all(t, w.a.History(t.Context(), id, HistoryFilter{}))
	require.Len(t, entries, 2)
	assert.Equal(t, Entry{ID: 1, Typer: EntryBooking, Time: entries[0].Time, Amount: 15050, Comment: "Оплата", Employee: &clerkNumber}, entries[0])
	assert.InDelta(t, w.Now().Unix(), int64(entries[0].Time), 60)
	assert.Nil(t, entries[1].Employee)

	w.refusedAs(t, ErrNotFound, "", func(tx *Tx) error { _, err := tx.Book(999, Booking{Amount: 1, Key: 1}); return err })
	w.refusedAs(t, ErrNotFound, "employee_id", func(tx *Tx) error {
		_, err := tx.Book(number, Booking{Amount: 1, Key: 1, Employee: ptr(int64(999))})
		return err
	})
	w.write(t, w.a, func(tx *Tx) error { return tx.DeleteEmployee(clerk) })
	w.refusedAs(t, ErrNotFound, "employee_id", func(tx *Tx) error {
		_, err := tx.Book(number, Booking{Amount: 1, Key: 1, Employee: &clerkNumber})
		return err
	})

	w.write(t, w.a, func(tx *Tx) error { return tx.ArchiveAbonent(id) })
	w.book(t, number, Booking{Amount: 1, Key: 1})
	assert.EqualValues(t, 15001, w.abonent(t, w.a, number).Balance, "who has left can still pay")
	w.write(t, w.a, func(tx *Tx) error { return tx.DeleteAbonent(id) })
	w.refusedAs(t, ErrNotFound, "", func(tx *Tx) error { _, err := tx.Book(number, Booking{Amount: 1, Key: 1}); return err })
}

// A request_id books once, for good and for the partner, whatever becomes of the
// customer and by whichever key; with other values it is refused.
func TestRequestsBookOnce(t *testing.T) {
	w := newAbonents(t)
	number, _ := w.addAbonent(t, w.a, AbonentAdd{})
	other, otherID := w.addAbonent(t, w.a, AbonentAdd{})
	booking := Booking{Amount: 100, Comment: "x", Key: 1, RequestID: "r"}
	w.book(t, number, booking)
	once := w.dump(t)
	w.book(t, number, booking)
	byOther := booking
	byOther.Key = 2
	w.book(t, number, byOther)
	assert.Equal(t, once, w.dump(t))

	changed := func(change func(b *Booking)) Booking {
		b := booking
		change(&b)
		return b
	}
	for what, b := range map[string]Booking{
		"amount":   changed(func(b *Booking) { b.Amount = 101 }),
		"comment":  changed(func(b *Booking) { b.Comment = "y" }),
		"employee": changed(func(b *Booking) { b.Employee = ptr(int64(1)) }),
	} {
		t.Run(what, func(t *testing.T) {
			w.refusedAs(t, ErrOtherRequest, "", func(tx *Tx) error { _, err := tx.Book(number, b); return err })
		})
	}
	w.refusedAs(t, ErrOtherRequest, "", func(tx *Tx) error { _, err := tx.Book(other, booking); return err })
	w.refusedAs(t, ErrOtherRequest, "", func(tx *Tx) error { _, err := tx.Book(999, booking); return err })

	theirs, _ := w.addAbonent(t, w.b, AbonentAdd{})
	w.write(t, w.b, func(tx *Tx) error { _, err := tx.Book(theirs, Booking{Amount: 7, Key: 3, RequestID: "r"}); return err })
	assert.EqualValues(t, 7, w.abonent(t, w.b, theirs).Balance, "another partner's is another")

	w.merge(t, other, number)
	once = w.dump(t)
	w.book(t, number, booking)
	assert.Equal(t, once, w.dump(t), "the row is another's by now, the answer the same")
	w.book(t, other, booking)
	assert.Equal(t, once, w.dump(t), "a merge does not make it another customer")
	w.write(t, w.a, func(tx *Tx) error { return tx.DeleteAbonent(otherID) })
	once = w.dump(t)
	w.book(t, number, booking)
	assert.Equal(t, once, w.dump(t))
}

// Without a request_id the same booking by the same key is a repetition for a
// while, counted from the first one.
func TestDuplicateWindow(t *testing.T) {
	c := newClocked(t, "Europe/Moscow", "2024-06-15 12:00:00")
	runScript(t, c.Store, abonentRegisters)
	w := &world{Store: c.Store, a: c.As(1), b: c.As(2)}
	number, id := w.addAbonent(t, w.a, AbonentAdd{})
	other, otherID := w.addAbonent(t, w.a, AbonentAdd{})
	booking := Booking{Amount: 100, Comment: "x", Key: 1, Window: time.Minute}
	start := c.now
	for _, step := range []struct {
		after  time.Duration
		booked int
	}{{0, 1}, {0, 1}, {40 * time.Second, 1}, {59 * time.Second, 1}, {time.Minute, 2}, {119 * time.Second, 2}, {2 * time.Minute, 3}} {
		c.now = start.Add(step.after)
		w.book(t, number, booking)
		assert.Len(t, w.amounts(t, id), step.booked, "after %v", step.after)
	}
	books := func(what string, number int64, change func(b *Booking)) {
		t.Helper()
		b := booking
		change(&b)
		before := len(w.rows(t, "ledger"))
		w.book(t, number, b)
		assert.Len(t, w.rows(t, "ledger"), before+1, what)
	}
	books("another amount", number, func(b *Booking) { b.Amount = 101 })
	books("another comment", number, func(b *Booking) { b.Comment = "y" })
	books("another key", number, func(b *Booking) { b.Key = 2 })
	books("another customer", other, func(*Booking) {})
	books("a key without a window", number, func(b *Booking) { b.Window = 0 })
	books("a request_id", number, func(b *Booking) { b.RequestID = "r" })

	c.now = c.now.Add(time.Hour)
	books("with a request_id", number, func(b *Booking) { b.RequestID = "s" })
	books("what a request_id has booked is no first one", number, func(*Booking) {})

	c.now = c.now.Add(time.Hour)
	w.book(t, other, booking)
	w.merge(t, number, other)
	once := len(w.rows(t, "ledger"))
	w.book(t, number, booking)
	w.book(t, other, booking)
	assert.Len(t, w.rows(t, "ledger"), once, "the window follows the customer through a merge")
	c.now = c.now.Add(time.Hour)
	w.refusedAs(t, ErrNotFound, "", func(tx *Tx) error { _, err := tx.Book(other, booking); return err })
	assert.Empty(t, w.amounts(t, otherID))
}

// A balance stays exact in JSON: beyond that nothing is booked, nor merged.
func TestBalancesStayExact(t *testing.T) {
	w := newAbonents(t)
	rich, _ := w.addAbonent(t, w.a, AbonentAdd{})
	poor, _ := w.addAbonent(t, w.a, AbonentAdd{})
	w.book(t, rich, Booking{Amount: maxBalance, Key: 1})
	w.book(t, poor, Booking{Amount: 1, Key: 1})
	w.refusedAs(t, ErrBalance, "", func(tx *Tx) error { _, err := tx.Book(rich, Booking{Amount: 1, Key: 1}); return err })
	w.refusedAs(t, ErrBalance, "", func(tx *Tx) error { return tx.MergeAbonents(rich, poor) })
	w.book(t, rich, Booking{Amount: -2 * maxBalance, Key: 1})
	assert.EqualValues(t, -maxBalance, w.abonent(t, w.a, rich).Balance)
	w.refusedAs(t, ErrBalance, "", func(tx *Tx) error { _, err := tx.Book(rich, Booking{Amount: -1, Key: 1}); return err })
}

// date_positive_balance is when the balance was last above 0.
func TestPositiveBalance(t *testing.T) {
	c := newClocked(t, "Europe/Moscow", "2024-06-15 12:00:00")
	runScript(t, c.Store, abonentRegisters)
	w := &world{Store: c.Store, a: c.As(1), b: c.As(2)}
	number, _ := w.addAbonent(t, w.a, AbonentAdd{})
	var last *Instant
	for _, step := range []struct {
		amount   int64
		positive bool
	}{{-5, false}, {5, false}, {5, true}, {-5, true}, {-5, false}, {10, true}} {
		c.now = c.now.Add(time.Hour)
		w.book(t, number, Booking{Amount: step.amount, Key: 1})
		if step.positive {
			last = ptr(Instant(c.now.Unix()))
		}
		assert.Equal(t, last, w.abonent(t, w.a, number).PositiveBalance, "after %d", step.amount)
	}
}
