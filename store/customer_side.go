package store

// completeCustomers gives customers what stands in other tables: one query each
// for a whole chunk, and one for each tariff plan that occurs in it.
func (t *Tenant) completeCustomers(c *conn, rows []Customer) error {
	if len(rows) == 0 {
		return nil
	}
	side := sideRows{partner: t.partner, rows: rows}
	err := side.each(c, `SELECT client, notifies, email FROM client_notify_email WHERE partner = ?1 AND client BETWEEN ?2 AND ?3
  ORDER BY client, notifies, position`, func(customer *Customer, r row) {
		limit := customer.Limits.all()[r.int(1)-1]
		limit.NotifyEmails = append(limit.NotifyEmails, r.text(2))
	})
	if err != nil {
		return err
	}
	err = side.each(c, `SELECT client, site_id, site_domain_name FROM client_site WHERE partner = ?1 AND client BETWEEN ?2 AND ?3
  ORDER BY client, site_id`, func(customer *Customer, r row) {
		customer.Sites = append(customer.Sites, Site{ID: r.int(1), Domain: r.text(2)})
	})
	if err != nil {
		return err
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
func (s *sideRows) each(c *conn, text string, fn func(customer *Customer, r row)) error {
	first, last := s.rows[0].ID, s.rows[0].ID
	for i := range s.rows {
		first, last = min(first, s.rows[i].ID), max(last, s.rows[i].ID)
	}
	return c.each(text, []any{int64(s.partner), first, last}, func(r row) error {
		if s.at == nil {
			s.at = make(map[int64]*Customer, len(s.rows))
			for i := range s.rows {
				s.at[s.rows[i].ID] = &s.rows[i]
			}
		}
		if customer := s.at[r.int(0)]; customer != nil {
			fn(customer, r)
		}
		return nil
	})
}
