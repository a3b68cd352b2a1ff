package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

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

// PartnerUser is an employee of the partner as v2 sees it: a row of get.employees with its
// internal key. Texts are "" when unset.
type PartnerUser struct {
	ID         int64
	Number     int64 // what v2 calls id (O9)
	UUID       string
	Name       string
	FamilyName string
	FatherName string
	Email      string   // the first e-mail contact
	Phones     []string // the contacts of telephone types, in the order of the types
}

// FullName is family name, name and father's name, as far as they are known.
func (u *PartnerUser) FullName() string { return fullName(u.FamilyName, u.Name, u.FatherName) }

// PartnerUserFilter selects employees of the partner: those of the numbers and of the UUIDs
// that are given, where nil selects all and an empty list none.
type PartnerUserFilter struct {
	Numbers []int64
	UUIDs   []string // in lower case
}

const partnerUserColumns = `SELECT concat_ws(char(31), id, number, employee_id, family_name, name, father_name) AS x
  FROM employee WHERE partner = ?1 AND type = 1 AND del = 0`

// PartnerUsers reads the partner's employees in order of number, without deleted ones. They
// are sorted by key, which is the same: an import brings no numbers of employees.
func (t *Tenant) PartnerUsers(ctx context.Context, f PartnerUserFilter) Seq[PartnerUser] {
	lookup := keyLookup[PartnerUser]{
		lists: []keyList[PartnerUser]{
			{anyKeys(f.Numbers), partnerUserColumns + ` AND number = ?2`, func(u *PartnerUser) any { return u.Number }},
			{anyKeys(f.UUIDs), partnerUserColumns + ` AND employee_id = ?2`, func(u *PartnerUser) any { return u.UUID }},
		},
		order: func(a, b *PartnerUser) int { return cmp.Compare(a.ID, b.ID) },
	}
	if lookup.given() {
		return lookup.stream(ctx, t, Page{}, scanPartnerUser, t.partnerUserContacts)
	}
	return streamPacked(ctx, t, t.selectRows(partnerUserColumns), "id", func(u *PartnerUser) int64 { return u.ID }, scanPartnerUser, t.partnerUserContacts)
}

// PartnerUser returns one employee of the partner by its internal key. ErrNotFound: it is
// deleted.
func (t *Tenant) PartnerUser(ctx context.Context, id int64) (PartnerUser, error) {
	return single(streamPacked(ctx, t, t.selectRows(partnerUserColumns+` AND id = ?2`, id), "id", func(u *PartnerUser) int64 { return u.ID }, scanPartnerUser, t.partnerUserContacts))
}

func scanPartnerUser(p db.Packed) PartnerUser {
	u := PartnerUser{ID: p.Int(), Number: p.Int()}
	p.Texts(&u.UUID, &u.FamilyName, &u.Name, &u.FatherName)
	return u
}

// partnerUserContacts gives employees, whose keys ascend, their e-mail address and their
// telephone numbers.
func (t *Tenant) partnerUserContacts(c *db.Conn, rows []PartnerUser) error {
	phones, err := t.s.phoneTypes(c)
	if err != nil {
		return err
	}
	at, ids := make(map[int64]*PartnerUser, len(rows)), make([]int64, len(rows))
	for i := range rows {
		ids[i], at[rows[i].ID] = rows[i].ID, &rows[i]
		rows[i].Phones = make([]string, len(phones))
	}
	err = eachNear(c, ids, contactsNear, t.partner, func(r db.Row) {
		if u, n := at[r.Int(0)], slices.Index(phones, r.Int(1)); u != nil && n >= 0 {
			u.Phones[n] = strings.TrimSpace(r.Text(2))
		}
	})
	if err != nil {
		return err
	}
	for i := range rows {
		rows[i].Phones = slices.DeleteFunc(rows[i].Phones, func(number string) bool { return number == "" })
	}
	return t.emails(c, ids, func(employee int64, email string) {
		if u := at[employee]; u != nil {
			u.Email = email
		}
	})
}
