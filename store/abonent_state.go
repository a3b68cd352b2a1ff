package store

// abonentStatus answers the status of a customer that some door shows.
func (tx *Tx) abonentStatus(id int64) (Status, error) {
	status, found, err := tx.c.Int(`SELECT status FROM client WHERE partner = ?1 AND id = ?2 AND `+isKnown, int64(tx.partner), id)
	return Status(status), expectFound(found, err, ErrNotFound)
}

// SetAbonentState is USERSIDE's state_change (O1): active, manual_lock or
// debt_lock from any status but the archive, which is ErrState. A limit_lock is a
// stop already and stays one.
func (tx *Tx) SetAbonentState(id int64, to Status) error {
	stands, err := tx.abonentStatus(id)
	switch {
	case err != nil:
		return err
	case stands == StatusArchive:
		return ErrState
	case stands == to || to == StatusDebtLock && stands == StatusLimitLock:
		return nil
	}
	return tx.setClientStatus(id, to)
}

// setPotential is the flag is_potential of edit (O1). A customer that is potential
// for a while keeps its lock.
func (tx *Tx) setPotential(id int64, potential bool) error {
	stands, err := tx.abonentStatus(id)
	switch {
	case err != nil:
		return err
	case potential && stands == StatusArchive:
		return ErrState
	case potential && stands != StatusWaiting:
		return tx.setClientStatus(id, StatusWaiting)
	case !potential && stands == StatusWaiting:
		return tx.endWaiting(id)
	}
	return nil
}

// ArchiveAbonent is to_ex: the cascade of client_delete (O2); again, it changes
// nothing.
func (tx *Tx) ArchiveAbonent(id int64) error {
	stands, err := tx.abonentStatus(id)
	if err != nil || stands == StatusArchive {
		return err
	}
	return tx.ArchiveClient(id)
}

// RestoreAbonent is to_normal: out of the archive, to the status before it (O1); a
// customer that is not there stays as it is.
func (tx *Tx) RestoreAbonent(id int64) error {
	stands, err := tx.abonentStatus(id)
	if err != nil || stands != StatusArchive {
		return err
	}
	return tx.RestoreClient(id)
}

// DeleteAbonent is USERSIDE's delete (O3): the cascade, and then no door knows the
// customer. Calls, chats, messages and the ledger with its balance stay; what is
// unique is free again, and children stand below nobody.
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

// releaseUnique lets others have what only one customer may.
const releaseUnique = `UPDATE customer_data SET account_number = NULL, billing_customer_id = NULL, parent = NULL WHERE partner = ?1 AND client = ?2`
