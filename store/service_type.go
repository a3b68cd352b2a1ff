package store

import (
	"context"
	"fmt"
)

// ServiceType is a line of support: a row of service_type_read with its internal
// key.
type ServiceType struct {
	ID        int64
	UUID      string
	Name      string
	FullName  string // "" when unset
	OwnerUUID string // the partner whose line it is
	Deleted   bool

	owner int64 // its internal key
}

// FindServiceType returns the id of a line that is the partner's own, deleted or
// not; or ErrNotFound.
func (t *Tenant) FindServiceType(ctx context.Context, id string) (int64, error) {
	return t.find(ctx, `SELECT id FROM service_type WHERE partner = ?1 AND service_type_id = ?2`, id)
}

// ServiceType returns one available line by its internal key, deleted or not.
func (t *Tenant) ServiceType(ctx context.Context, id int64) (ServiceType, error) {
	return single(t.ServiceTypes(ctx, ServiceTypeFilter{ID: id}))
}

// AddServiceType adds a private line of the partner and returns its internal key.
func (tx *Tx) AddServiceType(name, fullName string) (int64, error) {
	id, err := tx.ids.Take("service_type")
	if err != nil {
		return 0, err
	}
	number, err := tx.ids.Take(seqServiceTypeNumber)
	if err != nil {
		return 0, err
	}
	_, err = tx.c.Exec(`INSERT INTO service_type (partner, id, service_type_id, number, service_type_name, service_type_full_name)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6)`, int64(tx.partner), id, newUUID(), number, name, fullName)
	return id, err
}

// EditServiceType changes an own line, deleted or not (S25); nil leaves alone.
func (tx *Tx) EditServiceType(id int64, name, fullName *string) error {
	_, err := tx.c.Exec(`UPDATE service_type SET service_type_name = coalesce(?3, service_type_name),
    service_type_full_name = coalesce(?4, service_type_full_name) WHERE partner = ?1 AND id = ?2`, int64(tx.partner), id, name, fullName)
	return err
}

// DeleteServiceType marks an own line as deleted (S14). It leaves a deleted one as it is.
func (tx *Tx) DeleteServiceType(id int64) error {
	_, err := tx.c.Exec(`UPDATE service_type SET service_type_del = 1 WHERE partner = ?1 AND id = ?2`, int64(tx.partner), id)
	return err
}

// lineTakes returns ErrLineDeleted for a deleted line, under which nothing new may be put
// (S25). The line is one that the partner may name: own or exported.
func (tx *Tx) lineTakes(line int64) error {
	deleted, found, err := tx.c.Int(`SELECT service_type_del FROM service_type WHERE id = ?2 AND (partner = ?1 OR exported = 1)`, int64(tx.partner), line)
	switch {
	case err != nil:
		return err
	case !found:
		return fmt.Errorf("line %d: %w", line, ErrNotFound)
	case deleted != 0:
		return ErrLineDeleted
	}
	return nil
}
