package store

import (
	"bytes"
	"errors"

	"partnerapi/store/internal/db"
)

// Request is a call that is done once. Sent again with the same ID it gets the first answer
// (docs/userside.md, What is done once; O12).
type Request struct {
	Action string
	ID     string
	// Customer is the number of the customer that the call names; nil: none. The number of
	// a merged customer means the one that it was merged into.
	Customer *int64
	// Digest is a hash of the call's other values.
	Digest []byte
}

// Once returns the answer of the first time that the request was sent, else it calls do and
// stores its answer. ErrOtherRequest: the ID belongs to another call of the same action.
func (tx *Tx) Once(r Request, do func() (int64, error)) (answer int64, err error) {
	var client *int64
	same := false
	found, err := tx.c.One(`SELECT client, digest, answer FROM customer_request WHERE partner = ?1 AND action = ?2 AND request_id = ?3`, []any{int64(tx.partner), r.Action, r.ID}, func(rw db.Row) {
		client, same, answer = rw.OptInt(0), bytes.Equal(rw.Blob(1), r.Digest), rw.Int(2)
	})
	if err != nil {
		return 0, err
	}
	if found {
		if same {
			same, err = tx.isCustomer(client, r.Customer)
		}
		if err == nil && !same {
			err = ErrOtherRequest
		}
		return answer, err
	}
	if answer, err = do(); err != nil {
		return 0, err
	}
	if r.Customer != nil {
		id, err := tx.survivor(*r.Customer)
		if err != nil {
			return 0, err
		}
		client = &id
	}
	_, err = tx.c.Exec(`INSERT INTO customer_request (partner, action, request_id, client, digest, answer) VALUES (?1, ?2, ?3, ?4, ?5, ?6)`,
		int64(tx.partner), r.Action, r.ID, client, r.Digest, answer)
	return answer, err
}

// isCustomer reports whether a key and a number mean the same customer, or are both nil. A
// customer that was merged into another one counts as that one.
func (tx *Tx) isCustomer(client, number *int64) (bool, error) {
	if client == nil || number == nil {
		return client == nil && number == nil, nil
	}
	named, err := tx.survivor(*number)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	current, err := tx.survivorOf(*client)
	return named == current, err
}
