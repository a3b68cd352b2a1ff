package store

import (
	"context"

	"partnerapi/store/internal/db"
)

const partnerUserByNumber = `SELECT id FROM employee WHERE +partner = ?1 AND type = 1 AND number = ?2`

// FindPartnerUser returns the internal key of an employee of the partner by its
// number (O9), deleted or not; or ErrNotFound.
func (t *Tenant) FindPartnerUser(ctx context.Context, number int64) (int64, error) {
	return t.partnerUser(ctx, partnerUserByNumber, number)
}

// FindWorkingPartnerUser is FindPartnerUser for an employee in whose name something is done
// now: a deleted one is ErrNotFound.
func (t *Tenant) FindWorkingPartnerUser(ctx context.Context, number int64) (int64, error) {
	return t.partnerUser(ctx, partnerUserByNumber+` AND del = 0`, number)
}

func (t *Tenant) partnerUser(ctx context.Context, text string, number int64) (id int64, err error) {
	err = t.read(ctx, func(c *db.Conn) error {
		found := false
		id, found, err = c.Int(text, int64(t.partner), number)
		return expectFound(found, err, ErrNotFound)
	})
	return id, err
}
