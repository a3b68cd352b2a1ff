package store

import (
	"cmp"
	"context"
	"database/sql/driver"
	"fmt"
	"slices"

	"partnerapi/store/internal/db"
)

// Status is the state of a client, as docs/one-store.md lists them.
type Status int64

// The states of a client. Gone are StatusArchive, which PartnerAPI calls deleted
// and shows and the other doors hide, and StatusDeleted, which no door shows (O3).
const (
	StatusWaiting Status = iota + 1
	StatusActive
	StatusManualLock
	StatusLimitLock
	StatusDebtLock
	StatusArchive
	StatusDeleted
)

var statusNames = []string{"waiting", "active", "manual_lock", "limit_lock", "debt_lock", "archive", "deleted"}

// Conditions on a client's status in SQL.
const (
	isKnown   = "status <> 7" // some interface shows it: it is not deleted for good (O3)
	isLiving  = "status < 6"  // neither archived nor deleted
	isUsable  = "status <= 2" // waiting or active: no lock, not gone
	isDeleted = "status = 7"  // deleted for good
)

// String is the status as v2 and import.md name it.
func (s Status) String() string {
	if s < StatusWaiting || s > StatusDeleted {
		return fmt.Sprintf("status %d", int64(s))
	}
	return statusNames[s-StatusWaiting]
}

// Value is the status as the database has it.
func (s Status) Value() (driver.Value, error) { return int64(s), nil }

// ShownStatuses are those of a client that every door shows, in the order of the
// table of docs/one-store.md.
func ShownStatuses() []Status {
	return []Status{StatusWaiting, StatusActive, StatusManualLock, StatusLimitLock, StatusDebtLock}
}

// moves are the changes of status that update.customer_status knows; they bind v2
// alone (O1).
var moves = map[Status][]Status{
	StatusWaiting:    {StatusActive},
	StatusActive:     {StatusManualLock},
	StatusManualLock: {StatusActive, StatusArchive},
}

// standing is a client's status and what it will come back to (O1).
type statusRecord struct {
	status Status
	// archivedFrom is the status before the archive; 0: active.
	archivedFrom Status
	// lock is the one that a waiting client had, also in the archive; 0: none.
	lock Status
}

func (tx *Tx) statusRecord(id int64) (s statusRecord, err error) {
	found, err := tx.c.One(`SELECT status, archived_from, waiting_lock FROM client WHERE partner = ?1 AND id = ?2`, []any{int64(tx.partner), id}, func(r db.Row) {
		s = statusRecord{Status(r.Int(0)), Status(r.Int(1)), Status(r.Int(2))}
	})
	return s, expectFound(found, err, fmt.Errorf("client %d: %w", id, ErrNotFound))
}

// to is what becomes of a client that gets another status.
func (s statusRecord) to(status Status) statusRecord {
	next := statusRecord{status: status}
	switch {
	case status == StatusArchive && s.status == StatusArchive:
		return s
	case status == StatusArchive:
		next.archivedFrom, next.lock = s.status, s.lock
	case status == StatusWaiting && s.status.locked():
		next.lock = s.status
	case status == StatusWaiting:
		next.lock = s.lock
	}
	return next
}

func (s Status) locked() bool {
	return s == StatusManualLock || s == StatusLimitLock || s == StatusDebtLock
}

// setClientStatus gives a client another status and notes it in the history. All
// changes of status, whichever interface asks for them, are made here.
func (tx *Tx) setClientStatus(id int64, to Status) error {
	from, err := tx.statusRecord(id)
	if err != nil {
		return err
	}
	next := from.to(to)
	_, err = tx.c.Exec(`UPDATE client SET status = ?3, status_time = ?4, archived_from = ?5, waiting_lock = ?6 WHERE partner = ?1 AND id = ?2`,
		int64(tx.partner), id, to, tx.Now.Unix(), reference(int64(next.archivedFrom)), reference(int64(next.lock)))
	if err != nil {
		return err
	}
	return tx.noteStatus(id, from.status, to)
}

// RestoreClient brings an archived client back to the status that it had (O1); the
// client alone (S8).
func (tx *Tx) RestoreClient(id int64) error {
	from, err := tx.statusRecord(id)
	if err != nil {
		return err
	}
	return tx.setClientStatus(id, cmp.Or(from.archivedFrom, StatusActive))
}

// endWaiting gives a waiting client the lock that it had, or makes it active (O1).
func (tx *Tx) endWaiting(id int64) error {
	from, err := tx.statusRecord(id)
	if err != nil {
		return err
	}
	return tx.setClientStatus(id, cmp.Or(from.lock, StatusActive))
}

// SetCustomerStatus is update.customer_status: waiting to active, active to
// manual_lock, manual_lock to active or archive. All else, X to X too, is
// ErrState; ErrNotFound for who is in the archive already.
//
// A waiting customer that had a lock is locked again instead of active (O1).
func (tx *Tx) SetCustomerStatus(id int64, to Status) error {
	current, found, err := tx.c.Int(`SELECT status FROM client WHERE partner = ?1 AND id = ?2 AND `+isLiving, int64(tx.partner), id)
	switch {
	case err != nil:
		return err
	case !found:
		return fmt.Errorf("customer %d: %w", id, ErrNotFound)
	case !slices.Contains(moves[Status(current)], to):
		return fmt.Errorf("customer %d from %v to %v: %w", id, Status(current), to, ErrState)
	case to == StatusArchive:
		return tx.ArchiveClient(id)
	case Status(current) == StatusWaiting:
		return tx.endWaiting(id)
	}
	return tx.setClientStatus(id, to)
}

// LockCustomer locks the customer of that number, whoever's it is, with
// StatusLimitLock or StatusDebtLock, from whatever status it is in (O1); again, it
// changes nothing. The refusals are ErrNotFound and, for the archive, ErrState.
func (o Operator) LockCustomer(ctx context.Context, number int64, lock Status) error {
	return o.changeStatus(ctx, number, lock, func(current Status) bool { return current != StatusArchive })
}

// UnlockCustomer makes the customer of that number active, if that lock holds it.
// The refusals are ErrNotFound and ErrState.
func (o Operator) UnlockCustomer(ctx context.Context, number int64, lock Status) error {
	return o.changeStatus(ctx, number, StatusActive, func(current Status) bool { return current == lock })
}

// changeStatus gives the customer of a number another status, if allowed says so of
// the present one.
func (o Operator) changeStatus(ctx context.Context, number int64, to Status, allowed func(current Status) bool) error {
	return o.change(ctx, func(tx *Tx) error {
		partner, id, found, err := tx.c.Holder(clientNumbers, number)
		if err == nil && found {
			err = tx.db.Lock(partner) // the partner's own calls may change the status meanwhile
		}
		if err != nil {
			return err
		}
		n, found, err := tx.c.Int(`SELECT status FROM client WHERE partner = ?1 AND id = ?2 AND `+isKnown, partner, id)
		current := Status(n)
		switch {
		case err != nil:
			return err
		case !found:
			return fmt.Errorf("customer %d: %w", number, ErrNotFound)
		case !allowed(current):
			return fmt.Errorf("customer %d is in status %v: %w", number, current, ErrState)
		case current == to:
			return nil
		}
		tx.Tenant = &Tenant{s: o.s, partner: Partner(partner), tx: tx}
		return tx.setClientStatus(id, to)
	})
}
