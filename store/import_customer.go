package store

import "errors"

// CustomerDataEntry is a line of customer_data: what USERSIDE has of a client beside the
// register of clients. What is nil or not Set stays as it is.
type CustomerDataEntry struct {
	Client Found
	// AbonentEdit names the manager and the parent by their internal keys.
	AbonentEdit
	IPs     *[]IP
	Subnets *[]Subnet
	Marks   *[]int64
	Opening *int64 // in minor units: what the customer's opening rows of the ledger come to
	// CabinetPassword is the argon2id hash of the cabinet password (O7); "" removes it.
	CabinetPassword *string
}

// PutCustomerData writes what USERSIDE has of a client, by the rules of USERSIDE's own
// actions.
func (i *ImportTx) PutCustomerData(d CustomerDataEntry) error {
	return i.wholly(func() error { return i.putCustomerData(&d) })
}

// putCustomerData is PutCustomerData; a refusal may leave some of it written, which wholly
// undoes.
func (i *ImportTx) putCustomerData(d *CustomerDataEntry) error {
	partner := d.Client.Partner
	if err := i.living("client_id", partner, d.Client.ID); err != nil {
		return err
	}
	if parent := d.AbonentEdit.Parent.Value; parent != nil {
		if err := i.living("parent_id", partner, *parent); err != nil {
			return err
		}
	}
	tx := i.forPartner(Partner(partner))
	if err := tx.wholeAccount(d.Client.ID, &d.AbonentEdit); err != nil {
		return err
	}
	if _, err := tx.editAbonent(d.Client.ID, &d.AbonentEdit); err != nil {
		return refusalOfEdit(err)
	}
	if err := tx.putAddresses(d.Client.ID, d.IPs, d.Subnets); err != nil {
		return err
	}
	if err := tx.putMarks(d.Client.ID, d.Marks); err != nil {
		return err
	}
	if d.CabinetPassword != nil {
		if _, err := i.tx.c.Exec(`UPDATE client SET cabinet_password = ?3 WHERE partner = ?1 AND id = ?2`, partner, d.Client.ID, unsetText(*d.CabinetPassword)); err != nil {
			return err
		}
	}
	return tx.putOpening(d.Client.ID, d.Opening)
}

// wholly undoes what fn wrote when fn refuses the row.
func (i *ImportTx) wholly(fn func() error) error {
	return i.tx.db.Nested(fn, func(err error) bool {
		var refused *Refusal
		undone := errors.As(err, &refused)
		if undone {
			clear(i.locked) // locks are let go of with what the savepoint undoes
		}
		return undone
	})
}

// wholeAccount returns a Refusal if the entry brings a billing or an id inside it, and the
// customer would then have one without the other.
func (tx *Tx) wholeAccount(id int64, e *AbonentEdit) error {
	if !e.Billing.Set && e.BillingCustomerID == nil {
		return nil
	}
	a, err := tx.account(id)
	a = a.edited(e)
	switch {
	case err != nil:
		return err
	case a.billing != nil && a.id == "":
		return refuse("billing_customer_id", "is missing: a customer with billing_id has one")
	case a.billing == nil && a.id != "":
		return refuse("billing_id", "is missing: a customer with billing_customer_id has one")
	}
	return nil
}

// refusalOfEdit returns the Refusal for an error of editAbonent; other errors unchanged.
func refusalOfEdit(err error) error {
	var field *FieldError
	if !errors.As(err, &field) {
		return err
	}
	switch {
	case errors.Is(err, ErrTaken):
		return refuse(field.Field, "is another customer's of the same billing")
	case errors.Is(err, ErrCycle):
		return refuse(field.Field, "the client would stand above itself")
	case errors.Is(err, ErrState):
		return refuse(field.Field, "the client is archived")
	}
	return err
}

// openingComment is the comment of an opening balance in the history of a customer.
const openingComment = "Входящий остаток"

const openingSum = `SELECT coalesce(sum(amount), 0) FROM ledger WHERE partner = ?1 AND first_client = ?2 AND api_key IS NULL AND booking_id IS NULL`

// putOpening books the difference between the value and the sum of the customer's opening
// rows. Those of customers that were merged into it do not count.
func (tx *Tx) putOpening(client int64, value *int64) error {
	if value == nil {
		return nil
	}
	current, _, err := tx.c.Int(openingSum, int64(tx.partner), client)
	if err != nil || current == *value {
		return err
	}
	_, err = tx.book(client, ledgerRow{time: tx.Now.Unix(), amount: *value - current, comment: openingComment})
	if errors.Is(err, ErrBalance) {
		err = refuse("opening_balance", "the balance would be too large")
	}
	return err
}
