package store

// AddAbonentService attaches a line to a customer, by the line's internal key; see
// AvailableTariff. It returns the id of the attachment. The refusal is ErrTaken.
func (tx *Tx) AddAbonentService(client, line, price int64, comment string) (int64, error) {
	_, attached, err := tx.c.Int(`SELECT 1 FROM customer_service WHERE partner = ?1 AND client = ?2 AND service_type = ?3`, int64(tx.partner), client, line)
	if err == nil && attached {
		err = ErrTaken
	}
	if err != nil {
		return 0, err
	}
	id, err := tx.addService(client, line, price, comment, Instant(tx.Now.Unix()))
	if err != nil {
		return 0, err
	}
	number, err := tx.lineNumber(line)
	if err != nil {
		return 0, err
	}
	return id, tx.note(client, EntryService, "", numberText(&number))
}

// addService attaches a line as of a moment. It notes nothing in the history.
func (tx *Tx) addService(client, line, price int64, comment string, added Instant) (int64, error) {
	id, err := tx.ids.Take("customer_service")
	if err != nil {
		return 0, err
	}
	_, err = tx.c.Exec(`INSERT INTO customer_service (partner, client, service_type, id, price, comment, added) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
		int64(tx.partner), client, line, id, price, comment, added)
	return id, err
}

// RemoveAbonentService takes a line from a customer, by the line's number; it may be
// one that is available no more. The refusal is ErrNotFound.
func (tx *Tx) RemoveAbonentService(client, line int64) error {
	n, err := tx.c.Exec(`DELETE FROM customer_service WHERE partner = ?1 AND client = ?2 AND service_type = (SELECT id FROM service_type WHERE number = ?3)`,
		int64(tx.partner), client, line)
	if err := expectRow(n, err, ErrNotFound); err != nil {
		return err
	}
	return tx.note(client, EntryService, numberText(&line), "")
}
