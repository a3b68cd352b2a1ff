package store

import (
	"cmp"
	"context"
	"database/sql/driver"
	"fmt"
	"slices"

	"partnerapi/store/internal/db"
)

// Status is the status of a client (docs/one-store.md, Statuses).
type Status int64

// The statuses of a client. StatusArchive is PartnerAPI's client_del, and StatusDeleted is
// deleted for good: no interface shows it (O3).
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

// String returns the name of the status in v2 and import.md.
func (s Status) String() string {
	if s < StatusWaiting || s > StatusDeleted {
		return fmt.Sprintf("status %d", int64(s))
	}
	return statusNames[s-StatusWaiting]
}

// Value returns the status as the database has it.
func (s Status) Value() (driver.Value, error) { return int64(s), nil }

// ShownStatuses returns the statuses of clients that every interface shows, in the order of
// the table of docs/one-store.md.
func ShownStatuses() []Status {
	return []Status{StatusWaiting, StatusActive, StatusManualLock, StatusLimitLock, StatusDebtLock}
}

// moves are the changes of status that update.customer_status allows, to each status from
// another. They bind v2 alone (O1).
var moves = map[Status][]Status{
	StatusWaiting:    {StatusActive},
	StatusActive:     {StatusManualLock},
	StatusManualLock: {StatusActive, StatusArchive},
}

// statusRecord is a client's status with the earlier ones that it may return to (O1).
type statusRecord struct {
	status Status
	// archivedFrom is the status before the archive; 0 is unknown, and counts as active.
	archivedFrom Status
	// lock is the lock that a client had before it was waiting, also in the archive; 0: none.
	lock Status
}

func (tx *Tx) statusRecord(id int64) (s statusRecord, err error) {
	found, err := tx.c.One(`SELECT status, archived_from, waiting_lock FROM client WHERE partner = ?1 AND id = ?2`, []any{int64(tx.partner), id}, func(r db.Row) {
		s = statusRecord{Status(r.Int(0)), Status(r.Int(1)), Status(r.Int(2))}
	})
	return s, expectFound(found, err, fmt.Errorf("client %d: %w", id, ErrNotFound))
}

// to returns the record of the client with another status.
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

// setClientStatus gives a client another status and adds that to its history. All changes of
// status by any interface are made here.
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

// RestoreClient gives an archived client the status that it had before (O1). It restores
// nothing below the client (S8).
func (tx *Tx) RestoreClient(id int64) error {
	from, err := tx.statusRecord(id)
	if err != nil {
		return err
	}
	return tx.setClientStatus(id, cmp.Or(from.archivedFrom, StatusActive))
}

// endWaiting gives a waiting client its former lock, or makes it active (O1).
func (tx *Tx) endWaiting(id int64) error {
	from, err := tx.statusRecord(id)
	if err != nil {
		return err
	}
	return tx.setClientStatus(id, cmp.Or(from.lock, StatusActive))
}

// SetCustomerStatus is update.customer_status of v2: from waiting to active, from active to
// manual_lock, from manual_lock to active or archive. Any other change, also to the status
// that the customer has, is ErrState. A customer in the archive is ErrNotFound.
//
// A waiting customer that had a lock gets the lock again instead of active (O1).
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

// LockCustomer locks the customer with a number, of any partner, with StatusLimitLock or
// StatusDebtLock, from any status but the archive (O1). It leaves a customer with that lock
// as it is. The refusals are ErrNotFound and, for the archive, ErrState.
func (o Operator) LockCustomer(ctx context.Context, number int64, lock Status) error {
	return o.changeStatus(ctx, number, lock, func(current Status) bool { return current != StatusArchive })
}

// UnlockCustomer makes the customer with a number active, if it has that lock. The refusals
// are ErrNotFound and ErrState.
func (o Operator) UnlockCustomer(ctx context.Context, number int64, lock Status) error {
	return o.changeStatus(ctx, number, StatusActive, func(current Status) bool { return current == lock })
}

// changeStatus gives the customer with a number another status, if allowed reports true for
// its present one; else it returns ErrState.
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
