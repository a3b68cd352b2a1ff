package store

// PutPartnerContact writes a contact of a partner in a region.
func (i *ImportTx) PutPartnerContact(partner Found, region, contactType int64, view string) error {
	if err := i.lock(partner.ID); err != nil {
		return err
	}
	return i.putContact("partner_contact", partner.ID, "region", region, contactType, view)
}

// PutClientContact writes a contact of a client.
func (i *ImportTx) PutClientContact(client Found, contactType int64, view string) error {
	if err := i.living("client_id", client.Partner, client.ID); err != nil {
		return err
	}
	return i.putContact("client_contact", client.Partner, "client", client.ID, contactType, view)
}

// PutEmployeeContact writes a contact of an employee of either side.
func (i *ImportTx) PutEmployeeContact(employee Found, contactType int64, view string) error {
	if err := i.living("client_user_id", employee.Partner, employee.Client); err != nil {
		return err
	}
	return i.putContact("employee_contact", employee.Partner, "employee", employee.ID, contactType, view)
}

// putContact writes a row of one of the partner's contact registers. column is the column
// of the contact's owner, of its key.
func (i *ImportTx) putContact(table string, partner int64, column string, of, contactType int64, view string) error {
	changed, err := i.tx.c.Exec(`UPDATE `+table+` SET contact_view = ?4 WHERE partner = ?1 AND `+column+` = ?2 AND contact_type = ?3`, partner, of, contactType, view)
	if err != nil || changed > 0 {
		return err
	}
	id, err := i.tx.ids.Take(table)
	if err != nil {
		return err
	}
	_, err = i.tx.c.Exec(`INSERT INTO `+table+` (partner, `+column+`, contact_type, contact_view, id) VALUES (?1, ?2, ?3, ?4, ?5)`, partner, of, contactType, view, id)
	return err
}
