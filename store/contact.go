package store

import (
	"context"
	"fmt"

	"partnerapi/store/internal/db"
)

// Contact is a row of one of the four registers of contacts with its internal
// key: what one owner's contact of one type is.
type Contact struct {
	ID int64
	// OwnerUUID is a client's, an employee's or a partner's.
	OwnerUUID  string
	RegionUUID string // of a partner's contacts; "" in the other registers
	TypeUUID   string
	View       string // up to 500 characters (T4)

	kind, region int64 // internal keys
}

// The contact_type_code of each register (S12).
const (
	ClientContactCode   = 1
	PartnerContactCode  = 2
	EmployeeContactCode = 3
)

// FindContactType returns the id of a kind of contact that a register takes, or
// ErrNotFound. Kinds belong to nobody.
func (t *Tenant) FindContactType(ctx context.Context, code int64, id string) (n int64, err error) {
	found := false
	err = t.read(ctx, func(c *db.Conn) error {
		n, found, err = c.Int(`SELECT id FROM contact_type WHERE contact_type_id = ?1 AND contact_type_code = ?2`, id, code)
		return err
	})
	if err == nil && !found {
		err = ErrNotFound
	}
	return n, err
}

// ContactFilter selects contacts; zero selects all (S24).
type ContactFilter struct {
	Owner int64 // of the client or employee
	Type  int64
}

// ClientContacts reads the contacts of the partner's clients, archived or not, in
// order of creation.
func (t *Tenant) ClientContacts(ctx context.Context, f ContactFilter) Seq[Contact] {
	s := t.selectRows(`SELECT k.id, k.contact_type, NULL, concat_ws(char(31), c.client_id, k.contact_view)
  FROM client_contact k JOIN client c ON c.partner = k.partner AND c.id = k.client WHERE k.partner = ?1 AND c.` + isKnown)
	s.andKey("k.client", f.Owner)
	s.andKey("k.contact_type", f.Type)
	return t.streamContacts(ctx, s)
}

const employeeContactColumns = `SELECT k.id, k.contact_type, NULL, concat_ws(char(31), e.employee_id, k.contact_view)
  FROM employee_contact k JOIN employee e ON e.partner = k.partner AND e.id = k.employee`

var employeeContactsOf = map[Side]string{
	OfPartner: employeeContactColumns + ` WHERE k.partner = ?1 AND e.type = 1`,
	OfClient: employeeContactColumns + ` JOIN client c ON c.partner = e.partner AND c.id = e.client
  WHERE k.partner = ?1 AND e.type = 2 AND c.` + isKnown,
}

// EmployeeContacts reads the contacts of the employees of one side, deleted or
// not, in order of creation.
func (t *Tenant) EmployeeContacts(ctx context.Context, side Side, f ContactFilter) Seq[Contact] {
	s := t.selectRows(employeeContactsOf[side])
	s.andKey("k.employee", f.Owner)
	s.andKey("k.contact_type", f.Type)
	return t.streamContacts(ctx, s)
}

// streamContacts reads id, type, region and, packed, owner and view.
func (t *Tenant) streamContacts(ctx context.Context, s *selection) Seq[Contact] {
	return streamSelection(ctx, t, s, "k.id", func(k *Contact) int64 { return k.ID }, func(r db.Row) Contact {
		k := Contact{ID: r.Int(0), kind: r.Int(1), region: r.Int(2)}
		r.Unpack(3, &k.OwnerUUID, &k.View)
		return k
	}, func(c *db.Conn, rows []Contact) (err error) {
		for i := range rows {
			k := &rows[i]
			if k.TypeUUID, err = t.s.contactTypes.uuid(c, k.kind); err != nil {
				return err
			}
			if k.RegionUUID, err = t.s.regions.uuid(c, k.region); err != nil {
				return err
			}
		}
		return nil
	})
}

// SetClientContact sets what a client's contact of one type is; a contact that is
// there keeps its place (S12). ErrNotFound: the client is not the partner's.
func (tx *Tx) SetClientContact(client, contactType int64, view string) error {
	return tx.setContact("client_contact", `UPDATE client_contact SET contact_view = ?4 WHERE partner = ?1 AND client = ?2 AND contact_type = ?3`,
		`INSERT INTO client_contact (partner, id, client, contact_type, contact_view)
  SELECT ?1, ?2, id, ?4, ?5 FROM client WHERE partner = ?1 AND id = ?3`, client, contactType, view)
}

// SetEmployeeContact sets what an employee's contact of one type is, of whichever
// side the employee is.
func (tx *Tx) SetEmployeeContact(employee, contactType int64, view string) error {
	return tx.setContact("employee_contact", `UPDATE employee_contact SET contact_view = ?4 WHERE partner = ?1 AND employee = ?2 AND contact_type = ?3`,
		`INSERT INTO employee_contact (partner, id, employee, contact_type, contact_view)
  SELECT ?1, ?2, id, ?4, ?5 FROM employee WHERE partner = ?1 AND id = ?3`, employee, contactType, view)
}

// SetPartnerContact sets what the partner's own contact of one type is in a
// region where it may work; others' cannot be set.
func (tx *Tx) SetPartnerContact(region, contactType int64, view string) error {
	return tx.addContact("partner_contact", `INSERT INTO partner_contact (partner, id, region, contact_type, contact_view)
  SELECT ?1, ?2, region, ?4, ?5 FROM partner_region WHERE partner = ?1 AND region = ?3
  ON CONFLICT (partner, region, contact_type) DO UPDATE SET contact_view = excluded.contact_view`, region, contactType, view)
}

// setContact changes a contact that is there, or adds it.
func (tx *Tx) setContact(table, change, add string, owner, contactType int64, view string) error {
	n, err := tx.c.Exec(change, int64(tx.partner), owner, contactType, view)
	if err != nil || n > 0 {
		return err
	}
	return tx.addContact(table, add, owner, contactType, view)
}

func (tx *Tx) addContact(table, statement string, owner, contactType int64, view string) error {
	id, err := tx.ids.Take(table)
	if err != nil {
		return err
	}
	n, err := tx.c.Exec(statement, int64(tx.partner), id, owner, contactType, view)
	return expectRow(n, err, fmt.Errorf("%s of %d: %w", table, owner, ErrNotFound))
}
