package store

import (
	"context"

	"partnerapi/store/internal/db"
)

// PartnerInfo is a row of partner_read with its internal key.
type PartnerInfo struct {
	ID   int64
	UUID string
	Name string
}

func scanPartner(r db.Row) PartnerInfo {
	return PartnerInfo{ID: r.Int(0), UUID: r.Text(1), Name: r.Text(2)}
}

// Names of the roles that rules need (S14, S15).
const (
	RoleFranchisee     = "Франчайзи"
	RoleServicePartner = "Сервисный партнер"
)

// Role is a row of role_read.
type Role struct {
	Number int64 // role_id (T6)
	Name   string
}

func scanRole(r db.Row) Role { return Role{Number: r.Int(0), Name: r.Text(1)} }

// Roles returns every role there is, in order of creation. They belong to nobody.
func (t *Tenant) Roles(ctx context.Context) Seq[Role] {
	return queryAll(ctx, t, scanRole, `SELECT role_id, role_name FROM role ORDER BY id`)
}

// PartnerRoles returns the roles of the partner as they were imported.
func (t *Tenant) PartnerRoles(ctx context.Context) Seq[Role] {
	return queryAll(ctx, t, scanRole, `SELECT r.role_id, r.role_name FROM partner_role p JOIN role r ON r.id = p.role
  WHERE p.partner = ?1 ORDER BY p.position`, int64(t.partner))
}

// HasRole reports whether the partner has a role of that name.
func (t *Tenant) HasRole(ctx context.Context, name string) (bool, error) {
	roles, err := All(t.PartnerRoles(ctx))
	for _, role := range roles {
		if role.Name == name {
			return true, nil
		}
	}
	return false, err
}

// ContactType is a row of contact_type_read.
type ContactType struct {
	UUID string
	Name string
	Code int64 // 1 clients, 2 partners, 3 employees (S12)
}

// ContactTypes returns every kind of contact there is, in order of creation.
// They belong to nobody.
func (t *Tenant) ContactTypes(ctx context.Context) Seq[ContactType] {
	return queryAll(ctx, t, func(r db.Row) ContactType {
		return ContactType{UUID: r.Text(0), Name: r.Text(1), Code: r.Int(2)}
	}, `SELECT contact_type_id, contact_type_name, contact_type_code FROM contact_type ORDER BY id`)
}

// Account is a partner as v2 shows it: its number and name.
type Account struct {
	Number int64
	Name   string
}

// Account returns the handle's partner.
func (t *Tenant) Account(ctx context.Context) (a Account, err error) {
	err = t.read(ctx, func(c *db.Conn) error {
		_, err := c.One(`SELECT number, partner_name FROM partner WHERE id = ?1`, []any{int64(t.partner)}, func(r db.Row) {
			a = Account{Number: r.Int(0), Name: r.Text(1)}
		})
		return err
	})
	return a, err
}
