package store

import "context"

// covered is true of a line l that a permission in a contract of the partner ?1
// covers on the day ?3: contract and permission both in force (S26).
const covered = `EXISTS (SELECT 1 FROM contract_service cs JOIN contract k ON k.id = cs.contract
    WHERE cs.service_type = l.id AND cs.partner = ?1 AND cs.removed = 0
      AND coalesce(cs.contract_service_start_date, '') <= ?3 AND coalesce(cs.contract_service_end_date, '9999') >= ?3
      AND coalesce(k.contract_start_date, '') <= ?3 AND coalesce(k.contract_end_date, '9999') >= ?3)`

// FindAvailableServiceType answers the id of a line that is the partner's own, or
// exported and covered by a contract of the partner today (S14), or ErrNotFound.
func (t *Tenant) FindAvailableServiceType(ctx context.Context, id string) (int64, error) {
	return t.find(ctx, `SELECT l.id FROM service_type l WHERE l.service_type_id = ?2 AND (l.partner = ?1 OR l.exported = 1 AND `+covered+`)`,
		id, t.Today())
}
