package store

import "partnerapi/store/internal/db"

// customerSide reads rows of other tables: e-mail addresses of notifications, whose second
// column is the limit that they belong to, and sites. Both are in order of their own keys.
const customerSide = `SELECT client, notifies, position, email, 0 FROM client_notify_email WHERE partner = ?1 AND client BETWEEN ?2 AND ?3
  UNION ALL SELECT client, site_id, 0, site_domain_name, 1 FROM client_site WHERE partner = ?1 AND client BETWEEN ?2 AND ?3
  ORDER BY 1, 2, 3`

// completeCustomers adds to customers what other tables hold, with one query for a whole
// chunk and one for each tariff plan that occurs in it.
func (t *Tenant) completeCustomers(c *db.Conn, rows []Customer) error {
	if len(rows) == 0 {
		return nil
	}
	side := sideRows{partner: t.partner, rows: rows}
	err := side.each(c, customerSide, func(customer *Customer, r db.Row) {
		if r.Int(4) == 1 {
			customer.Sites = append(customer.Sites, Site{ID: r.Int(1), Domain: r.Text(3)})
			return
		}
		limit := customer.Limits.all()[r.Int(1)-1]
		limit.NotifyEmails = append(limit.NotifyEmails, r.Text(3))
	})
	if err != nil {
		return err
	}
	for i := range rows {
		if err := t.s.nameRegion(c, &rows[i].ClientDetails); err != nil {
			return err
		}
	}
	return namePlans(c, rows)
}

// sideRows finds the customers that rows of other tables belong to.
type sideRows struct {
	partner Partner
	rows    []Customer
	at      map[int64]*Customer // made for the first row that there is
}

// each hands fn the rows of a query whose first column is a customer's key; the
// query takes the partner and the range of keys.
func (s *sideRows) each(c *db.Conn, text string, fn func(customer *Customer, r db.Row)) error {
	first, last := s.rows[0].ID, s.rows[0].ID
	for i := range s.rows {
		first, last = min(first, s.rows[i].ID), max(last, s.rows[i].ID)
	}
	return c.Each(text, []any{int64(s.partner), first, last}, func(r db.Row) error {
		if s.at == nil {
			s.at = make(map[int64]*Customer, len(s.rows))
			for i := range s.rows {
				s.at[s.rows[i].ID] = &s.rows[i]
			}
		}
		if customer := s.at[r.Int(0)]; customer != nil {
			fn(customer, r)
		}
		return nil
	})
}
