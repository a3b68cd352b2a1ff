package store

import (
	"cmp"
	"context"

	"partnerapi/store/internal/db"
)

// CustomerUser is an employee of a customer as v2 sees it: a row of
// get.customer_users with its internal key.
type CustomerUser struct {
	ID     int64 // the internal key
	Number int64 // what v2 calls id (O9)
	UUID   string
	// Login is the first e-mail contact, else the number of the first agent, else
	// "" (O7).
	Login string
	// Name is family name, name and father's name, as far as they are known (O7).
	Name string
	// Customer is the customer's number.
	Customer int64
}

// CustomerUserFilter selects users of customers: those of the numbers, UUIDs and
// customers that are given, where nil selects all and an empty list none.
type CustomerUserFilter struct {
	Numbers   []int64
	UUIDs     []string // in lower case
	Customers []int64  // by number
	Page
}

const customerUsersFrom = ` FROM employee e JOIN client c ON c.partner = e.partner AND c.id = e.client
  WHERE e.partner = ?1 AND e.type = 2 AND e.del = 0 AND c.` + isLiving

const customerUserColumns = `SELECT concat_ws(char(31), e.id, e.number, c.number, e.employee_id, e.family_name, e.name, e.father_name) AS x` + customerUsersFrom

var customerUsersByKey = inOneText(customerUserColumns + ` AND e.id > ?2 ORDER BY e.id`)

const customerUserKeyAt = `SELECT e.id` + customerUsersFrom + ` ORDER BY e.id LIMIT 1 OFFSET ?2`

// CustomerUsers reads the users of the partner's customers in order of number, without
// deleted ones and those of archived customers. The query sorts by key, which is the same:
// an import brings no numbers of employees, so theirs ascend with their keys.
func (t *Tenant) CustomerUsers(ctx context.Context, f CustomerUserFilter) Seq[CustomerUser] {
	lookup := keyLookup[CustomerUser]{
		lists: []keyList[CustomerUser]{
			{anyKeys(f.Numbers), customerUserColumns + ` AND e.number = ?2`, func(u *CustomerUser) any { return u.Number }},
			{anyKeys(f.UUIDs), customerUserColumns + ` AND e.employee_id = ?2`, func(u *CustomerUser) any { return u.UUID }},
			{anyKeys(f.Customers), customerUserColumns + ` AND c.number = ?2`, func(u *CustomerUser) any { return u.Customer }},
		},
		order: func(a, b *CustomerUser) int { return cmp.Compare(a.Number, b.Number) },
	}
	if lookup.given() {
		return lookup.stream(ctx, t, f.Page, scanCustomerUser, t.logins)
	}
	all := paged[CustomerUser]{
		begin: func(c *db.Conn, offset int) (int64, bool, error) {
			return c.Int(customerUserKeyAt, int64(t.partner), offset)
		},
		next: func(c *db.Conn, after int64, most int, rows []CustomerUser) ([]CustomerUser, error) {
			rows, err := appendRows(c, rows, scanCustomerUser, customerUsersByKey, int64(t.partner), after, most)
			if err != nil {
				return nil, err
			}
			return rows, t.logins(c, rows)
		},
		keyOf: func(u *CustomerUser) int64 { return u.ID },
	}
	return all.stream(ctx, t, f.Page)
}

func scanCustomerUser(p db.Packed) CustomerUser {
	u := CustomerUser{ID: p.Int(), Number: p.Int(), Customer: p.Int()}
	var family, name, father string
	p.Texts(&u.UUID, &family, &name, &father)
	u.Name = fullName(family, name, father)
	return u
}

// logins gives users their logins (O7).
func (t *Tenant) logins(c *db.Conn, rows []CustomerUser) error {
	at := make(map[int64]*CustomerUser, len(rows))
	ids := make([]int64, len(rows))
	for i := range rows {
		ids[i], at[rows[i].ID] = rows[i].ID, &rows[i]
	}
	err := eachNear(c, ids, `SELECT employee, number FROM agent WHERE employee BETWEEN ?2 AND ?3 AND +partner = ?1 ORDER BY employee, id DESC`, t.partner, func(r db.Row) {
		if user := at[r.Int(0)]; user != nil {
			user.Login = r.Text(1) // the first agent comes last
		}
	})
	if err != nil {
		return err
	}
	return t.emails(c, ids, func(employee int64, email string) {
		if user := at[employee]; user != nil {
			user.Login = email
		}
	})
}

// nearGap is the largest gap between two keys of a partner that are read in one range. The
// rows of other partners in the gap are read for nothing.
const nearGap = 16

// eachNear calls fn with the rows of a query for the ascending ids. The query takes the
// partner and a range of keys. It runs once for each range of ids without a large gap: the
// table has no index of partner and key together, so that a single range would read the
// rows of all partners in between.
func eachNear(c *db.Conn, ids []int64, text string, partner Partner, fn func(r db.Row)) error {
	for len(ids) > 0 {
		n := 1
		for n < len(ids) && ids[n]-ids[n-1] <= nearGap {
			n++
		}
		err := c.Each(text, []any{int64(partner), ids[0], ids[n-1]}, func(r db.Row) error {
			fn(r)
			return nil
		})
		if err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}
