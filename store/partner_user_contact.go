package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"partnerapi/store/internal/db"
)

// phoneType is the contact type that is added where a telephone number has none.
const phoneType = "Телефон"

// phoneTypes returns the contact types of employees that hold telephone numbers, in order of
// creation: those whose name has «телефон» or "phone" in it, in whatever case, and that
// hold no e-mail address.
func (s *Store) phoneTypes(c *db.Conn) ([]int64, error) {
	return employeeContactTypes(c, func(name string) bool {
		lower := strings.ToLower(name)
		return !s.isEmailType(name) && (strings.Contains(lower, "телефон") || strings.Contains(lower, "phone"))
	})
}

// SetEmployeeEmail sets the e-mail address that an employee is shown with: its first e-mail
// contact that is not blank, or a new one. "" blanks all of them.
func (tx *Tx) SetEmployeeEmail(employee int64, email string) error {
	kinds, err := tx.s.emailTypes(tx.c)
	if err != nil {
		return err
	}
	if email == "" {
		return tx.blankContacts(employee, kinds)
	}
	var shown int64
	err = tx.c.Each(`SELECT contact_type, contact_view FROM employee_contact WHERE partner = ?1 AND employee = ?2 ORDER BY id`, []any{int64(tx.partner), employee}, func(r db.Row) error {
		if shown == 0 && strings.TrimSpace(r.Text(1)) != "" && slices.Contains(kinds, r.Int(0)) {
			shown = r.Int(0)
		}
		return nil
	})
	if err == nil && shown == 0 {
		shown, err = tx.emailType()
	}
	if err != nil {
		return err
	}
	return tx.SetEmployeeContact(employee, shown, email)
}

// PhonePlaces returns how many telephone numbers an employee may have: one for each
// telephone type, and one if there is no such type yet.
func (t *Tenant) PhonePlaces(ctx context.Context) (places int, err error) {
	err = t.read(ctx, func(c *db.Conn) error {
		kinds, err := t.s.phoneTypes(c)
		places = max(len(kinds), 1)
		return err
	})
	return places, err
}

// SetEmployeePhones sets the telephone numbers of an employee, one for each telephone type in
// their order, and blanks the contacts of the other types. There must be no more numbers
// than PhonePlaces.
func (tx *Tx) SetEmployeePhones(employee int64, numbers []string) error {
	kinds, err := tx.s.phoneTypes(tx.c)
	if err != nil {
		return err
	}
	if len(kinds) == 0 && len(numbers) == 1 {
		kind, err := tx.addContactType(phoneType)
		if err != nil {
			return err
		}
		kinds = []int64{kind}
	}
	if len(numbers) > len(kinds) {
		return fmt.Errorf("%d telephone numbers for %d contact types", len(numbers), len(kinds))
	}
	for n, number := range numbers {
		if err := tx.SetEmployeeContact(employee, kinds[n], number); err != nil {
			return err
		}
	}
	return tx.blankContacts(employee, kinds[len(numbers):])
}

// blankContacts empties an employee's contacts of some types. The rows stay, as they do when
// PartnerAPI empties one (S12).
func (tx *Tx) blankContacts(employee int64, kinds []int64) error {
	for _, kind := range kinds {
		if _, err := tx.c.Exec(`UPDATE employee_contact SET contact_view = '' WHERE partner = ?1 AND employee = ?2 AND contact_type = ?3`, int64(tx.partner), employee, kind); err != nil {
			return err
		}
	}
	return nil
}
