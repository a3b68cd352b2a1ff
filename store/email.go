package store

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/net/idna"

	"partnerapi/store/internal/db"
)

// DefaultMailContactTypes are the names of the kind of contact (code 3) that
// holds an employee's e-mail address (S21).
var DefaultMailContactTypes = []string{"E-mail", "email", "е-майл", "e-майл"}

// emailTypes returns the contact types of employees that hold e-mail addresses, in order of
// creation. The case of their names does not matter (S21).
func (s *Store) emailTypes(c *db.Conn) ([]int64, error) {
	return employeeContactTypes(c, s.isEmailType)
}

func (s *Store) isEmailType(name string) bool {
	return slices.ContainsFunc(s.opts.MailContactTypes, func(mail string) bool { return strings.EqualFold(mail, name) })
}

// employeeContactTypes returns the contact types of employees whose names fit, in order of
// creation.
func employeeContactTypes(c *db.Conn, fits func(name string) bool) (kinds []int64, err error) {
	err = c.Each(`SELECT id, contact_type_name FROM contact_type WHERE contact_type_code = 3 ORDER BY id`, nil, func(r db.Row) error {
		if fits(strings.TrimSpace(r.Text(1))) {
			kinds = append(kinds, r.Int(0))
		}
		return nil
	})
	return kinds, err
}

// emailType returns the first of emailTypes, and adds one where there is none: the user of
// a new customer needs it for its e-mail contact (O7).
func (tx *Tx) emailType() (int64, error) {
	kinds, err := tx.s.emailTypes(tx.c)
	if err != nil || len(kinds) > 0 {
		return append(kinds, 0)[0], err
	}
	return tx.addContactType(tx.s.opts.MailContactTypes[0])
}

// addContactType adds a type of contacts of employees and returns its internal key.
func (tx *Tx) addContactType(name string) (int64, error) {
	id, err := tx.ids.Take("contact_type")
	if err != nil {
		return 0, err
	}
	_, err = tx.c.Exec(`INSERT INTO contact_type (id, contact_type_id, contact_type_name, contact_type_code) VALUES (?1, ?2, ?3, ?4)`,
		id, newUUID(), name, EmployeeContactCode)
	return id, err
}

// sameEmail returns a mail address in a form that is equal for two spellings of the same
// address: in lower case, and the domain decoded from Punycode.
func sameEmail(address string) string {
	address = strings.ToLower(address)
	at := strings.LastIndexByte(address, '@') + 1
	if domain, err := idna.Lookup.ToUnicode(address[at:]); err == nil {
		return address[:at] + domain
	}
	return address
}

// EmployeeEmail returns the first e-mail contact of an employee of the partner or
// of one of its clients, without white space around it, or "" when there is none
// (S21).
func (t *Tenant) EmployeeEmail(ctx context.Context, employee int64) (email string, err error) {
	err = t.read(ctx, func(c *db.Conn) error {
		return t.emails(c, []int64{employee}, func(_ int64, first string) { email = first })
	})
	return email, err
}

// contactsNear reads the contacts of employees, for eachNear.
const contactsNear = `SELECT employee, contact_type, contact_view FROM employee_contact
  WHERE employee BETWEEN ?2 AND ?3 AND +partner = ?1 ORDER BY employee, id`

// emails calls fn with the first e-mail contact of each employee that has one; blank ones
// do not count. The employees' keys must ascend.
func (t *Tenant) emails(c *db.Conn, employees []int64, fn func(employee int64, email string)) error {
	kinds, err := t.s.emailTypes(c)
	if err != nil {
		return err
	}
	var done int64
	return eachNear(c, employees, contactsNear, t.partner, func(r db.Row) {
		email := strings.TrimSpace(r.Text(2))
		if r.Int(0) != done && email != "" && slices.Contains(kinds, r.Int(1)) {
			done = r.Int(0)
			fn(done, email)
		}
	})
}
