package store

import (
	"context"
	"strconv"
	"strings"

	"partnerapi/store/internal/db"
)

// Kinds of entries in a customer's history, by their names in abon_hist.
const (
	EntryBooking = "balance"
	EntryState   = "state"   // Was and Became are statuses
	EntryTariff  = "tariff"  // numbers of lines
	EntryService = "service" // numbers of lines: Became of one that was attached, Was of one that was removed
	EntryBilling = "billing" // a billing and the customer's id inside it, with a slash between them
	EntryArchive = "archive" // Was is a status
	EntryRestore = "restore" // Became is a status
	EntryEdit    = "edit"    // Became are the names of what changed, with commas between them
	EntryMerge   = "merge"   // Became is the number of the customer that came
)

// Entry is a row of a customer's history: a booking, or another change. "" in Was
// and Became is none.
type Entry struct {
	ID          int64
	Time        Instant
	Typer       string // EntryBooking or another; of an imported booking what the import says
	Amount      int64  // of a booking, in minor units
	Balance     int64  // before, in minor units
	Comment     string // of a booking
	Employee    *int64 // the number of a partner's employee; of a booking
	Was, Became string

	imported bool // Balance is still to be counted
}

// HistoryFilter selects entries; zero and nil select all. From and To are
// inclusive.
type HistoryFilter struct {
	From, To  *Instant
	RequestID string // of bookings alone
}

const (
	bookingsOf = `SELECT k.time, k.id, coalesce(k.typer, '` + EntryBooking + `'), k.amount, CASE WHEN k.api_key IS NOT NULL THEN k.balance END, k.comment, e.number, '', '' FROM ledger k LEFT JOIN employee e ON e.partner = k.partner AND e.id = k.employee
  WHERE k.partner = ?1 AND k.client = ?2`
	changesOf = `SELECT k.time, k.id, k.typer, 0, k.balance, '', NULL, k.was, k.became FROM customer_history k WHERE k.partner = ?1 AND k.client = ?2`
)

// History reads the bookings and other changes of a customer, and of those merged into it,
// oldest first.
func (t *Tenant) History(ctx context.Context, client int64, f HistoryFilter) Seq[Entry] {
	s := t.selectRows(bookingsOf, client)
	if f.RequestID != "" {
		s.and("k.request_id = ?", f.RequestID)
	} else {
		s.orRows(changesOf)
	}
	s.within("k.time", f.From, f.To)
	entries := streamByTime(ctx, t, s, "k.time", "k.id", func(e *Entry) (Instant, int64) { return e.Time, e.ID }, func(r db.Row) Entry {
		e := Entry{
			Time: Instant(r.Int(0)), ID: r.Int(1), Typer: r.Text(2), Amount: r.Int(3), Comment: r.Text(5), Employee: r.OptInt(6),
			Was: r.Text(7), Became: r.Text(8),
		}
		if balance := r.OptInt(4); balance != nil {
			e.Balance = *balance
		} else {
			e.imported = true
		}
		return e
	})
	return t.withImportedBalances(ctx, client, f, entries)
}

// withImportedBalances computes the balance before each imported booking: the sum of all
// earlier bookings, in whatever order they were imported. The sum is kept while entries are
// read, so that a long history is read once. Other entries have their balance stored.
func (t *Tenant) withImportedBalances(ctx context.Context, client int64, f HistoryFilter, entries Seq[Entry]) Seq[Entry] {
	return func(yield func(*Entry) error) error {
		var sum int64
		if f.From != nil {
			err := t.read(ctx, func(c *db.Conn) (err error) {
				sum, _, err = c.Int(`SELECT coalesce(sum(amount), 0) FROM ledger WHERE partner = ?1 AND client = ?2 AND time < ?3`, int64(t.partner), client, *f.From)
				return err
			})
			if err != nil {
				return err
			}
		}
		return entries(func(e *Entry) error {
			if e.imported {
				e.Balance, e.imported = sum, false
			}
			sum += e.Amount
			return yield(e)
		})
	}
}

// note adds an entry to a customer's history, in the transaction of the change. An import
// adds none.
func (tx *Tx) note(client int64, typer, was, became string) error {
	if tx.imports {
		return nil
	}
	id, err := tx.ids.Take("ledger") // see Entry: one sequence for both registers
	if err != nil {
		return err
	}
	_, err = tx.c.Exec(`INSERT INTO customer_history (partner, id, client, time, typer, was, became, balance)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, coalesce((SELECT balance FROM customer_data WHERE partner = ?1 AND client = ?3), 0))`,
		int64(tx.partner), id, client, tx.Now.Unix(), typer, was, became)
	return err
}

func (tx *Tx) noteStatus(client int64, from, to Status) error {
	switch {
	case from == to || to == StatusDeleted:
		return nil
	case to == StatusArchive:
		return tx.note(client, EntryArchive, from.String(), "")
	case from == StatusArchive:
		return tx.note(client, EntryRestore, "", to.String())
	}
	return tx.note(client, EntryState, from.String(), to.String())
}

// unwatched are the columns whose changes make no entry, because billings write them for
// every customer every few minutes. agreement_value follows from agreement_number.
var unwatched = map[string]bool{"date_activity": true, "date_activity_inet": true, "agreement_value": true}

// userNames are USERSIDE's names of columns that have another name.
var userNames = map[string]string{
	"client_name": "name", "description": "comment", "customer_group": "group_id", "house": "house_id", "manager": "manager_id", "parent": "parent_id",
}

// noteEdit adds an entry with the columns that an edit changed, if there are any.
func (tx *Tx) noteEdit(client int64, columns []string) error {
	var names []string
	for _, column := range columns {
		if unwatched[column] {
			continue
		}
		if name, ok := userNames[column]; ok {
			column = name
		}
		names = append(names, column)
	}
	if names == nil {
		return nil
	}
	return tx.note(client, EntryEdit, "", strings.Join(names, ","))
}

// numberText is a number as the history keeps it; "" for none.
func numberText(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}
