package store

import (
	"context"
	"slices"

	"partnerapi/store/internal/db"
)

// MergeAbonents moves to the customer dst what the customer src has, by their
// numbers, and leaves a tombstone of src (O12): the ledger's rows and with them
// the balance, addresses, messages, telephone numbers, marks, additional services,
// ports, children, users with their agents and contacts, PartnerAPI's services, the
// history. dst keeps its own scalars; what it has none of it takes from src. The
// refusals are FieldErrors of dst_id and src_id with ErrNotFound, ErrCycle for one
// customer given twice, and ErrMerged for a src that is merged already.
func (tx *Tx) MergeAbonents(dst, src int64) error {
	ctx := context.Background() // the transaction's own connection waits for nobody
	to, err := tx.FindAbonent(ctx, dst)
	if err != nil {
		return about("dst_id", err)
	}
	from, err := tx.mergeable(src)
	if err != nil {
		return about("src_id", err)
	}
	if from == to { // who was merged into itself could never be found again
		return about("src_id", ErrCycle)
	}
	if err := tx.note(to, EntryMerge, "", numberText(&src)); err != nil {
		return err // before its balance changes
	}
	for _, part := range []func(to, from int64) error{tx.mergeParents, tx.mergeMoney, tx.mergePhones, tx.mergeGaps, tx.mergeRows, tx.mergeArchived, tx.mergeAccount} {
		if err := part(to, from); err != nil {
			return err
		}
	}
	return tx.setClientStatus(from, StatusDeleted)
}

func (tx *Tx) mergeRows(to, from int64) error {
	for _, text := range merges {
		if _, err := tx.c.Exec(text, int64(tx.partner), to, from); err != nil {
			return err
		}
	}
	return nil
}

// childrenOf names the rows of those below a customer. SQLite takes the index by
// parent only where it asks for nothing but keys.
const childrenOf = ` WHERE partner = ?1 AND client IN (SELECT client FROM customer_data WHERE partner = ?1 AND parent = `

// merges are the statements that move rows from the customer ?3 to the customer ?2. A row
// that ?2 has too stays as it is.
var merges = []string{
	`UPDATE customer_ip SET client = ?2 WHERE partner = ?1 AND client = ?3`,
	`UPDATE customer_subnet SET client = ?2 WHERE partner = ?1 AND client = ?3`,
	`UPDATE customer_history SET client = ?2 WHERE partner = ?1 AND client = ?3`,
	`UPDATE mac_history SET client = ?2 WHERE partner = ?1 AND client = ?3`,
	`UPDATE customer_message SET client = ?2 WHERE +partner = ?1 AND id IN (SELECT id FROM customer_message WHERE partner = ?1 AND client = ?3)`,
	`INSERT INTO customer_mark (partner, client, mark) SELECT partner, ?2, mark FROM customer_mark WHERE partner = ?1 AND client = ?3 ON CONFLICT DO NOTHING`,
	`DELETE FROM customer_mark WHERE partner = ?1 AND client = ?3`,
	`INSERT INTO customer_service (partner, client, service_type, id, price, comment, added)
  SELECT partner, ?2, service_type, id, price, comment, added FROM customer_service WHERE partner = ?1 AND client = ?3 ON CONFLICT DO NOTHING`,
	`DELETE FROM customer_service WHERE partner = ?1 AND client = ?3`,
	`INSERT INTO commutation (partner, client, device, port) SELECT partner, ?2, device, port FROM commutation WHERE partner = ?1 AND client = ?3 ON CONFLICT DO NOTHING`,
	`DELETE FROM commutation WHERE partner = ?1 AND client = ?3`,
	`UPDATE customer_data SET parent = ?2` + childrenOf + `?3)`,
	`UPDATE employee SET client = ?2 WHERE partner = ?1 AND client = ?3`,
	`UPDATE agent SET client = ?2 WHERE partner = ?1 AND client = ?3`,
	`UPDATE service SET client = ?2 WHERE partner = ?1 AND client = ?3`,
}

// mergeable returns the key of a customer that may be merged into another.
func (tx *Tx) mergeable(number int64) (id int64, err error) {
	var status Status
	var into int64
	found, err := tx.c.One(`SELECT c.id, c.status, d.merged_into FROM client c LEFT JOIN customer_data d ON d.partner = c.partner AND d.client = c.id WHERE +c.partner = ?1 AND c.number = ?2`,
		[]any{int64(tx.partner), number}, func(r db.Row) { id, status, into = r.Int(0), Status(r.Int(1)), r.Int(2) })
	switch {
	case err != nil:
		return 0, err
	case into != 0:
		return 0, ErrMerged
	case !found || status == StatusDeleted:
		return 0, ErrNotFound
	}
	return id, nil
}

// mergeParents gives dst the place of src where src stands above it: its children
// become dst's, who would otherwise stand above itself. A dst that stands below
// nobody takes src's parent.
func (tx *Tx) mergeParents(to, from int64) error {
	below, err := tx.isBelow(to, from)
	if err != nil {
		return err
	}
	if !below {
		return tx.fillParent(to, from)
	}
	_, err = tx.c.Exec(`UPDATE customer_data SET parent = (SELECT parent FROM customer_data WHERE partner = ?1 AND client = ?3) WHERE partner = ?1 AND client = ?2`, int64(tx.partner), to, from)
	return err
}

// mergeMoney moves the ledger's rows. A trigger of the database allows that only to the
// customer that src was merged into, so that is stored first.
func (tx *Tx) mergeMoney(to, from int64) error {
	_, err := tx.c.Exec(`INSERT INTO customer_data (partner, client, merged_into) VALUES (?1, ?2, ?3) ON CONFLICT (partner, client) DO UPDATE SET merged_into = excluded.merged_into`,
		int64(tx.partner), from, to)
	if err != nil {
		return err
	}
	balance, _, err := tx.c.Int(`SELECT balance FROM customer_data WHERE partner = ?1 AND client = ?2`, int64(tx.partner), from)
	if err != nil {
		return err
	}
	if _, err := tx.c.Exec(`UPDATE ledger SET client = ?2 WHERE partner = ?1 AND client = ?3`, int64(tx.partner), to, from); err != nil {
		return err
	}
	if _, err := tx.addToBalance(to, balance, tx.Now.Unix()); err != nil {
		return err
	}
	_, err = tx.c.Exec(`UPDATE customer_data SET balance = 0 WHERE partner = ?1 AND client = ?2`, int64(tx.partner), from)
	return err
}

// survivor returns the key of the customer with a number or, if it was merged into
// another, the key of that one. The customer may be archived or deleted. ErrNotFound: the
// partner never had the number.
func (tx *Tx) survivor(number int64) (id int64, err error) {
	id, found, err := tx.c.Int(`SELECT id FROM client WHERE +partner = ?1 AND number = ?2`, int64(tx.partner), number)
	if err := expectFound(found, err, ErrNotFound); err != nil {
		return 0, err
	}
	return tx.survivorOf(id)
}

// survivorOf returns the key of the customer that a customer was merged into, or its own.
func (tx *Tx) survivorOf(id int64) (int64, error) {
	for {
		into, found, err := tx.c.Int(`SELECT merged_into FROM customer_data WHERE partner = ?1 AND client = ?2 AND merged_into IS NOT NULL`, int64(tx.partner), id)
		if err != nil || !found {
			return id, err
		}
		id = into
	}
}

// mergePhones gives dst the telephone numbers of src that it does not have, at positions
// that are free.
func (tx *Tx) mergePhones(to, from int64) error {
	have, err := tx.phones(to)
	if err != nil {
		return err
	}
	come, err := tx.phones(from)
	if err != nil {
		return err
	}
	for _, phone := range come {
		if slices.ContainsFunc(have, func(p Phone) bool { return p.Number == phone.Number }) {
			continue
		}
		phone.Position = 0
		for slices.ContainsFunc(have, func(p Phone) bool { return p.Position == phone.Position }) {
			phone.Position++
		}
		have = append(have, phone)
		if _, err := tx.setPhone(to, phone.Position, phone.Number); err != nil {
			return err
		}
	}
	_, err = tx.c.Exec(`DELETE FROM customer_phone WHERE partner = ?1 AND client = ?2`, int64(tx.partner), from)
	return err
}

func (tx *Tx) phones(client int64) (list []Phone, err error) {
	err = tx.c.Each(`SELECT position, number FROM customer_phone WHERE partner = ?1 AND client = ?2 ORDER BY position`, []any{int64(tx.partner), client}, func(r db.Row) error {
		list = append(list, Phone{r.Int(0), r.Text(1)})
		return nil
	})
	return list, err
}

// mergeArchived runs the cascade of the archive on what an archived customer got by the
// merge: nothing below one is active (S25).
func (tx *Tx) mergeArchived(to, _ int64) error {
	status, err := tx.abonentStatus(to)
	if err != nil || status != StatusArchive {
		return err
	}
	return tx.archiveBelow(to)
}
