package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"partnerapi/store/internal/db"
)

// FindAbonent returns the internal key of a customer of the partner by its
// number, archived or not; or ErrNotFound.
func (t *Tenant) FindAbonent(ctx context.Context, number int64) (id int64, err error) {
	err = t.read(ctx, func(c *db.Conn) error {
		found := false
		id, found, err = c.Int(`SELECT id FROM client WHERE +partner = ?1 AND number = ?2 AND `+isKnown, int64(t.partner), number)
		return expectFound(found, err, ErrNotFound)
	})
	return id, err
}

// AbonentAdd is the input of USERSIDE's add.
type AbonentAdd struct {
	Name      string // "" makes one of the number (O4)
	Potential bool
	AbonentEdit
}

// AddAbonent adds a customer, waiting when it is potential, else active (O1), in
// the first of the partner's regions (O6), and returns its number. The refusals
// are ErrNoRegion and those of EditAbonent.
func (tx *Tx) AddAbonent(a AbonentAdd) (number int64, err error) {
	status := StatusActive
	if a.Potential {
		status = StatusWaiting
	}
	id, number, err := tx.addCustomer(a.Name, status)
	if err != nil {
		return 0, err
	}
	if err := tx.findReferences(&a.AbonentEdit); err != nil {
		return 0, err
	}
	_, err = tx.editAbonent(id, &a.AbonentEdit)
	return number, err
}

// addCustomer adds a client in the first of the partner's regions (O6), with the pay
// method of clients of whom nothing else is known (S6).
func (tx *Tx) addCustomer(name string, status Status) (id, number int64, err error) {
	region, err := tx.firstRegion()
	if err != nil {
		return 0, 0, err
	}
	if number, err = tx.ids.Take(seqClientNumber); err != nil {
		return 0, 0, err
	}
	id, err = tx.addNumbered(number, name, status, region)
	return id, number, err
}

// addNumbered adds a client with its number; without a name it gets one (O4).
func (tx *Tx) addNumbered(number int64, name string, status Status, region int64) (id int64, err error) {
	if name == "" {
		name = "Абонент " + strconv.FormatInt(number, 10)
	}
	id, _, err = tx.addClient(newClient{number: number, region: &region, name: name, payMethod: payMonthly(), status: status})
	return id, err
}

// AbonentEdit is what edit, change_billing and similar actions change. A field that is nil
// or not Set stays as it is; "" and a Change without a value clear it. References are
// numbers, not internal keys.
type AbonentEdit struct {
	Name, Comment     *string
	Potential         *bool
	AccountNumber     *string
	AgreementNumber   *string
	AgreementDate     *Date
	Apartment         *string
	Entrance, Floor   *string
	Coordinates       *string
	Login, Email      *string
	Corporate         *bool
	DateConnect       *Date
	Activity          Change // moments
	ActivityInet      Change
	Group             Change
	House             Change
	Manager           Change // a partner's employee
	Parent            Change // a customer
	Billing           Change
	BillingCustomerID *string
	Phones            [phoneSlots]*string
}

// EditAbonent changes a customer. The refusals are FieldErrors: ErrNotFound of a
// reference, ErrTaken of account_number and billing_customer_id, ErrCycle of
// parent_id, ErrState of is_potential.
func (tx *Tx) EditAbonent(id int64, e AbonentEdit) error {
	if err := tx.findReferences(&e); err != nil {
		return err
	}
	before, err := tx.account(id)
	if err != nil {
		return err
	}
	changed, err := tx.editAbonent(id, &e)
	if err != nil {
		return err
	}
	if after := before.edited(&e); after.place() != before.place() {
		if err := tx.note(id, EntryBilling, before.place(), after.place()); err != nil {
			return err
		}
	}
	return tx.noteEdit(id, slices.DeleteFunc(changed, func(column string) bool { return column == "billing" || column == "billing_customer_id" }))
}

// editAbonent is EditAbonent after its references were found: Manager and Parent are
// internal keys. It writes nothing to the history, and returns the names of the columns
// and telephone numbers that it changed.
func (tx *Tx) editAbonent(id int64, e *AbonentEdit) (changed []string, err error) {
	if err := tx.checkParent(id, e.Parent.Value); err != nil {
		return nil, err
	}
	data, err := tx.setData(id, e)
	if err != nil {
		return nil, err
	}
	ofClient, err := tx.updateClient(id, []column{{"client_name", e.Name != nil, e.Name}, {"description", e.Comment != nil, e.Comment}})
	if err != nil {
		return nil, err
	}
	phones, err := tx.setPhones(id, e.Phones)
	if err != nil {
		return nil, err
	}
	if e.Potential != nil {
		err = about("is_potential", tx.setPotential(id, *e.Potential))
	}
	return slices.Concat(data, ofClient, phones), err
}

// findReferences checks what an edit refers to, and replaces the numbers of employees and
// customers by their internal keys.
func (tx *Tx) findReferences(e *AbonentEdit) error {
	ctx := context.Background() // the transaction's own connection waits for nobody
	for _, ref := range []struct {
		name string
		of   *Change
		find func(number int64) (int64, error)
	}{
		{"group_id", &e.Group, func(n int64) (int64, error) { return tx.known(knownGroup, n) }},
		{"house_id", &e.House, func(n int64) (int64, error) { return tx.known(knownHouse, n) }},
		{"billing_id", &e.Billing, func(n int64) (int64, error) { return tx.known(knownBilling, n) }},
		{"manager_id", &e.Manager, func(n int64) (int64, error) { return tx.FindWorkingPartnerUser(ctx, n) }},
		{"parent_id", &e.Parent, func(n int64) (int64, error) { return tx.FindAbonent(ctx, n) }},
	} {
		if ref.of.Value == nil {
			continue
		}
		key, err := ref.find(*ref.of.Value)
		if err != nil {
			return about(ref.name, err)
		}
		ref.of.Value = &key
	}
	return nil
}

// The registers that an edit refers to by a partner's own numbers.
const (
	knownGroup   = `SELECT 1 FROM customer_group WHERE partner = ?1 AND customer_group_id = ?2`
	knownHouse   = `SELECT 1 FROM house WHERE partner = ?1 AND house_id = ?2`
	knownBilling = `SELECT 1 FROM billing WHERE partner = ?1 AND billing_id = ?2`
	knownMark    = `SELECT 1 FROM mark WHERE partner = ?1 AND mark_id = ?2`
)

// known returns the number itself if the partner's register has it, else ErrNotFound.
func (tx *Tx) known(register string, number int64) (int64, error) {
	_, found, err := tx.c.Int(register, int64(tx.partner), number)
	return number, expectFound(found, err, ErrNotFound)
}

// checkParent returns ErrCycle if the parent is the customer itself or is below it.
func (tx *Tx) checkParent(id int64, parent *int64) error {
	if parent == nil {
		return nil
	}
	below, err := tx.isBelow(*parent, id)
	if err == nil && below {
		err = about("parent_id", ErrCycle)
	}
	return err
}

// isBelow reports whether a customer is the other one or below it.
func (tx *Tx) isBelow(id, other int64) (bool, error) {
	_, below, err := tx.c.Int(`WITH RECURSIVE up (client) AS (SELECT CAST(?2 AS INTEGER) UNION SELECT d.parent FROM up JOIN customer_data d ON d.partner = ?1 AND d.client = up.client WHERE d.parent IS NOT NULL)
  SELECT 1 FROM up WHERE client = ?3`, int64(tx.partner), id, other)
	return below, err
}

// SetAbonentTariff gives a customer, archived or not, another tariff by the line's
// internal key; see AvailableTariff.
func (tx *Tx) SetAbonentTariff(id, line int64) error { return tx.setTariff(id, line, StatusArchive) }

// setTariff gives another tariff to a customer whose status is not beyond one.
func (tx *Tx) setTariff(id, line int64, upTo Status) error {
	var was *int64
	found, err := tx.c.One(`SELECT l.number FROM client c LEFT JOIN service_type l ON l.id = c.tariff_plan WHERE c.partner = ?1 AND c.id = ?2 AND c.status <= ?3`,
		[]any{int64(tx.partner), id, upTo}, func(r db.Row) { was = r.OptInt(0) })
	if err := expectFound(found, err, fmt.Errorf("customer %d: %w", id, ErrNotFound)); err != nil {
		return err
	}
	number, err := tx.lineNumber(line)
	if err != nil || was != nil && *was == number {
		return err
	}
	if _, err := tx.c.Exec(`UPDATE client SET tariff_plan = ?3 WHERE partner = ?1 AND id = ?2`, int64(tx.partner), id, line); err != nil {
		return err
	}
	return tx.note(id, EntryTariff, numberText(was), numberText(&number))
}

// lineNumber is the number of a line by its internal key (O9).
func (tx *Tx) lineNumber(line int64) (int64, error) {
	number, found, err := tx.c.Int(`SELECT number FROM service_type WHERE id = ?1`, line)
	return number, expectFound(found, err, fmt.Errorf("line %d: %w", line, ErrNotFound))
}

// CabinetPassword returns the hash of a customer's cabinet password (O7), "" when
// none is set.
func (t *Tenant) CabinetPassword(ctx context.Context, id int64) (hash string, err error) {
	err = t.read(ctx, func(c *db.Conn) error {
		found, err := c.One(`SELECT cabinet_password FROM client WHERE partner = ?1 AND id = ?2 AND `+isKnown, []any{int64(t.partner), id}, func(r db.Row) { hash = r.Text(0) })
		return expectFound(found, err, ErrNotFound)
	})
	return hash, err
}

// SetCabinetPassword replaces the hash of a customer's cabinet password. ErrState: the hash
// is no longer the one to be replaced.
func (tx *Tx) SetCabinetPassword(id int64, before, hash string) error {
	n, err := tx.c.Exec(`UPDATE client SET cabinet_password = ?4 WHERE partner = ?1 AND id = ?2 AND coalesce(cabinet_password, '') = ?3`, int64(tx.partner), id, before, hash)
	return expectRow(n, err, ErrState)
}
