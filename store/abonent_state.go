package store

// abonentStatus returns the status of a customer, or ErrNotFound for one that was deleted
// for good.
func (tx *Tx) abonentStatus(id int64) (Status, error) {
	status, found, err := tx.c.Int(`SELECT status FROM client WHERE partner = ?1 AND id = ?2 AND `+isKnown, int64(tx.partner), id)
	return Status(status), expectFound(found, err, ErrNotFound)
}

// SetAbonentState is USERSIDE's state_change (O1): it sets active, manual_lock or
// debt_lock. For a customer in the archive it returns ErrState. A customer with limit_lock
// is locked already: debt_lock leaves it as it is.
func (tx *Tx) SetAbonentState(id int64, to Status) error {
	current, err := tx.abonentStatus(id)
	switch {
	case err != nil:
		return err
	case current == StatusArchive:
		return ErrState
	case current == to || to == StatusDebtLock && current == StatusLimitLock:
		return nil
	}
	return tx.setClientStatus(id, to)
}

// setPotential sets the flag is_potential of edit (O1): waiting or not. A lock is
// remembered meanwhile.
func (tx *Tx) setPotential(id int64, potential bool) error {
	current, err := tx.abonentStatus(id)
	switch {
	case err != nil:
		return err
	case potential && current == StatusArchive:
		return ErrState
	case potential && current != StatusWaiting:
		return tx.setClientStatus(id, StatusWaiting)
	case !potential && current == StatusWaiting:
		return tx.endWaiting(id)
	}
	return nil
}

// ArchiveAbonent is USERSIDE's to_ex: the cascade of client_delete (O2). It leaves an
// archived customer as it is.
func (tx *Tx) ArchiveAbonent(id int64) error {
	current, err := tx.abonentStatus(id)
	if err != nil || current == StatusArchive {
		return err
	}
	return tx.ArchiveClient(id)
}

// RestoreAbonent is USERSIDE's to_normal: it brings a customer from the archive back to the
// status before it (O1), and leaves any other customer as it is.
func (tx *Tx) RestoreAbonent(id int64) error {
	current, err := tx.abonentStatus(id)
	if err != nil || current != StatusArchive {
		return err
	}
	return tx.RestoreClient(id)
}

// DeleteAbonent is USERSIDE's delete (O3): after the cascade of the archive no interface
// knows the customer. Calls, chats, messages and the ledger with its balance stay. Values
// that only one customer may have are free again, and children lose their parent.
func (tx *Tx) DeleteAbonent(id int64) error {
	if err := tx.ArchiveClient(id); err != nil {
		return err
	}
	if err := tx.setClientStatus(id, StatusDeleted); err != nil {
		return err
	}
	for _, text := range []string{
		`DELETE FROM customer_ip WHERE partner = ?1 AND client = ?2`,
		`DELETE FROM customer_subnet WHERE partner = ?1 AND client = ?2`,
		`DELETE FROM customer_phone WHERE partner = ?1 AND client = ?2`,
		`DELETE FROM customer_mark WHERE partner = ?1 AND client = ?2`,
		`DELETE FROM customer_service WHERE partner = ?1 AND client = ?2`,
		`DELETE FROM commutation WHERE partner = ?1 AND client = ?2`,
		releaseUnique,
		`DELETE FROM customer_alias WHERE partner = ?1 AND client = ?2`,
		`UPDATE customer_data SET parent = NULL` + childrenOf + `?2)`,
	} {
		if _, err := tx.c.Exec(text, int64(tx.partner), id); err != nil {
			return err
		}
	}
	return nil
}

// releaseUnique frees the values that only one customer may have.
const releaseUnique = `UPDATE customer_data SET account_number = NULL, billing_customer_id = NULL, parent = NULL WHERE partner = ?1 AND client = ?2`
