package store

// AddMark gives a customer a mark. It does nothing if the customer has it. ErrNotFound: the
// partner has no such mark.
func (tx *Tx) AddMark(client, mark int64) error {
	if _, err := tx.known(knownMark, mark); err != nil {
		return err
	}
	_, err := tx.c.Exec(`INSERT INTO customer_mark (partner, client, mark) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING`, int64(tx.partner), client, mark)
	return err
}

// RemoveMark removes a mark from a customer. It does nothing if the customer does not have
// it. ErrNotFound: the partner has no such mark.
func (tx *Tx) RemoveMark(client, mark int64) error {
	if _, err := tx.known(knownMark, mark); err != nil {
		return err
	}
	_, err := tx.c.Exec(`DELETE FROM customer_mark WHERE partner = ?1 AND client = ?2 AND mark = ?3`, int64(tx.partner), client, mark)
	return err
}
