package store

import (
	"fmt"
	"strings"
)

// PutPartnerContact takes how a partner is reached in a region.
func (i *ImportTx) PutPartnerContact(partner Found, region, contactType int64, view string) error {
	if err := i.lock(partner.ID); err != nil {
		return err
	}
	return i.putContact("partner_contact", []string{"partner", "region", "contact_type"}, []any{partner.ID, region, contactType}, nil, view)
}

// PutClientContact takes how a client is reached.
func (i *ImportTx) PutClientContact(client Found, contactType int64, view string) error {
	if err := i.living("client_id", client.Partner, client.ID); err != nil {
		return err
	}
	return i.putContact("client_contact", []string{"client", "contact_type"}, []any{client.ID, contactType}, &client.Partner, view)
}

// PutEmployeeContact takes how an employee of either side is reached.
func (i *ImportTx) PutEmployeeContact(employee Found, contactType int64, view string) error {
	if err := i.living("client_user_id", employee.Partner, employee.Client); err != nil {
		return err
	}
	return i.putContact("employee_contact", []string{"employee", "contact_type"}, []any{employee.ID, contactType}, &employee.Partner, view)
}

// putContact takes a row of one of the contact registers, known by its key
// columns; partner is the owner where the key does not hold it.
func (i *ImportTx) putContact(table string, key []string, values []any, partner *int64, view string) error {
	where := make([]string, len(key))
	for n, column := range key {
		where[n] = fmt.Sprintf("%s = ?%d", column, n+1)
	}
	changed, err := i.tx.c.Exec(fmt.Sprintf(`UPDATE %s SET contact_view = ?%d WHERE %s`, table, len(key)+1, strings.Join(where, " AND ")), append(values, view)...)
	if err != nil || changed > 0 {
		return err
	}
	id, err := i.tx.ids.Take(table)
	if err != nil {
		return err
	}
	columns := append(append([]string{}, key...), "contact_view", "id")
	values = append(values, view, id)
	if partner != nil {
		columns = append(columns, "partner")
		values = append(values, *partner)
	}
	places := make([]string, len(columns))
	for n := range columns {
		places[n] = fmt.Sprintf("?%d", n+1)
	}
	_, err = i.tx.c.Exec(`INSERT INTO `+table+` (`+strings.Join(columns, ", ")+`) VALUES (`+strings.Join(places, ", ")+`)`, values...)
	return err
}
