package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// FindAbonent answers the internal key of a customer of the partner by its
// number, archived or not; or ErrNotFound.
func (t *Tenant) FindAbonent(ctx context.Context, number int64) (id int64, err error) {
	err = t.read(ctx, func(c *conn) error {
		found := false
		id, found, err = c.int(`SELECT id FROM client WHERE +partner = ?1 AND number = ?2 AND status <> 7`, int64(t.partner), number)
		return expectFound(found, err, ErrNotFound)
	})
	return id, err
}

// AbonentAdd is what USERSIDE's add is given.
type AbonentAdd struct {
	Name      string // "" makes one of the number (O4)
	Potential bool
	AbonentEdit
}

// AddAbonent adds a customer, waiting when it is potential, else active (O1), in
// the first of the partner's regions (O6), and answers its number. The refusals
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
	return number, tx.EditAbonent(id, a.AbonentEdit)
}

// addCustomer adds a client of which only that is known.
func (tx *Tx) addCustomer(name string, status Status) (id, number int64, err error) {
	region, err := tx.firstRegion()
	if err != nil {
		return 0, 0, err
	}
	if id, err = tx.ids.take("client"); err != nil {
		return 0, 0, err
	}
	if number, err = tx.ids.take(seqClientNumber); err != nil {
		return 0, 0, err
	}
	if name == "" {
		name = "Абонент " + strconv.FormatInt(number, 10)
	}
	_, err = tx.c.exec(`INSERT INTO client (partner, id, client_id, number, client_new_id, region, client_name, pay_method_id, status, status_time, created)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)`,
		int64(tx.partner), id, newUUID(), number, newUUID(), region, name, PayMonthly, status, tx.Now.Unix())
	return id, number, err
}

// AbonentEdit is what edit, change_billing and their like change: what is nil or
// not set stays, "" and a Change without a value clear. References are numbers.
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
	if err := tx.editClient(id, e); err != nil {
		return err
	}
	if err := tx.checkReferences(id, &e); err != nil {
		return err
	}
	for _, column := range []struct {
		name  string
		given bool
		value any
	}{
		{"agreement_number", e.AgreementNumber != nil, textOrNull(e.AgreementNumber)},
		{"agreement_value", e.AgreementNumber != nil, agreementValue(e.AgreementNumber)},
		{"agreement_date", e.AgreementDate != nil, dateOrNull(e.AgreementDate)},
		{"apartment_number", e.Apartment != nil, textOrNull(e.Apartment)},
		{"entrance", e.Entrance != nil, textOrNull(e.Entrance)},
		{"floor", e.Floor != nil, textOrNull(e.Floor)},
		{"coordinates", e.Coordinates != nil, textOrNull(e.Coordinates)},
		{"login", e.Login != nil, textOrNull(e.Login)},
		{"email", e.Email != nil, textOrNull(e.Email)},
		{"flag_corporate", e.Corporate != nil, e.Corporate != nil && *e.Corporate},
		{"date_connect", e.DateConnect != nil, dateOrNull(e.DateConnect)},
		{"date_activity", e.Activity.Set, e.Activity.Value},
		{"date_activity_inet", e.ActivityInet.Set, e.ActivityInet.Value},
		{"customer_group", e.Group.Set, e.Group.Value},
		{"house", e.House.Set, e.House.Value},
		{"manager", e.Manager.Set, e.Manager.Value},
		{"parent", e.Parent.Set, e.Parent.Value},
		// On the way to another billing nobody may have, for a moment, what is
		// another's there.
		{"billing_customer_id", e.Billing.Set && e.BillingCustomerID != nil, nil},
		{"account_number", e.Billing.Set && e.AccountNumber != nil, nil},
		{"billing", e.Billing.Set, e.Billing.Value},
		{"billing_customer_id", e.BillingCustomerID != nil, textOrNull(e.BillingCustomerID)},
		{"account_number", e.AccountNumber != nil, textOrNull(e.AccountNumber)},
	} {
		if !column.given {
			continue
		}
		// The column's name is one of the list above, so there are few such texts.
		_, err := tx.c.exec(`INSERT INTO customer_data (partner, client, `+column.name+`) VALUES (?1, ?2, ?3)
  ON CONFLICT (partner, client) DO UPDATE SET `+column.name+` = excluded.`+column.name, int64(tx.partner), id, column.value)
		if err != nil {
			return err
		}
	}
	return tx.setPhones(id, e.Phones)
}

func textOrNull(text *string) *string {
	if text == nil {
		return nil
	}
	return unsetText(*text)
}

func dateOrNull(date *Date) Date {
	if date == nil {
		return ""
	}
	return *date
}

// agreementDigits is how many digits a number of an agreement may have to count
// as a number: as many are exact in JSON.
const agreementDigits = 15

// agreementValue is the number of an agreement that is all digits.
func agreementValue(text *string) *int64 {
	if text == nil || len(*text) > agreementDigits || *text == "" || strings.Trim(*text, "0123456789") != "" {
		return nil
	}
	n, err := strconv.ParseInt(*text, 10, 64)
	if err != nil {
		return nil
	}
	return &n
}

// editClient changes what the other doors show too.
func (tx *Tx) editClient(id int64, e AbonentEdit) error {
	if e.Name != nil || e.Comment != nil {
		n, err := tx.c.exec(`UPDATE client SET client_name = coalesce(?3, client_name), description = coalesce(?4, description) WHERE partner = ?1 AND id = ?2`,
			int64(tx.partner), id, e.Name, e.Comment)
		if err := expectRow(n, err, fmt.Errorf("customer %d: %w", id, ErrNotFound)); err != nil {
			return err
		}
	}
	if e.Potential == nil {
		return nil
	}
	return about("is_potential", tx.setPotential(id, *e.Potential))
}

// checkReferences finds what an edit refers to and turns numbers of employees and
// customers into keys.
func (tx *Tx) checkReferences(id int64, e *AbonentEdit) error {
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
		{"parent_id", &e.Parent, func(n int64) (int64, error) { return tx.parent(id, n) }},
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
	return tx.checkUnique(id, e)
}

// The registers that an edit refers to by a partner's own numbers.
const (
	knownGroup   = `SELECT 1 FROM customer_group WHERE partner = ?1 AND customer_group_id = ?2`
	knownHouse   = `SELECT 1 FROM house WHERE partner = ?1 AND house_id = ?2`
	knownBilling = `SELECT 1 FROM billing WHERE partner = ?1 AND billing_id = ?2`
	knownMark    = `SELECT 1 FROM mark WHERE partner = ?1 AND mark_id = ?2`
)

// known answers the number itself, or ErrNotFound when the register does not have
// it.
func (tx *Tx) known(register string, number int64) (int64, error) {
	_, found, err := tx.c.int(register, int64(tx.partner), number)
	return number, expectFound(found, err, ErrNotFound)
}

// parent answers the key of the customer of a number that is to stand above
// another: ErrCycle when it stands below that one already, or is the same.
func (tx *Tx) parent(id, number int64) (int64, error) {
	parent, err := tx.FindAbonent(context.Background(), number)
	if err != nil {
		return 0, err
	}
	below, err := tx.isBelow(parent, id)
	if err == nil && below {
		err = ErrCycle
	}
	return parent, err
}

// isBelow says whether a customer is another one or stands below it.
func (tx *Tx) isBelow(id, other int64) (bool, error) {
	_, below, err := tx.c.int(`WITH RECURSIVE up (client) AS (SELECT CAST(?2 AS INTEGER) UNION SELECT d.parent FROM up JOIN customer_data d ON d.partner = ?1 AND d.client = up.client WHERE d.parent IS NOT NULL)
  SELECT 1 FROM up WHERE client = ?3`, int64(tx.partner), id, other)
	return below, err
}

// checkUnique refuses an account number, or an id inside a billing, that another
// customer of the same billing has; no billing counts as one. Archived customers
// keep theirs, so that none fails to come back.
func (tx *Tx) checkUnique(id int64, e *AbonentEdit) error {
	if e.AccountNumber == nil && e.BillingCustomerID == nil && !e.Billing.Set {
		return nil
	}
	var billing *int64
	var account, customer string
	_, err := tx.c.one(`SELECT billing, account_number, billing_customer_id FROM customer_data WHERE partner = ?1 AND client = ?2`, []any{int64(tx.partner), id}, func(r row) {
		billing, account, customer = r.optInt(0), r.text(1), r.text(2)
	})
	if err != nil {
		return err
	}
	if e.Billing.Set {
		billing = e.Billing.Value
	}
	if e.AccountNumber != nil {
		account = *e.AccountNumber
	}
	if e.BillingCustomerID != nil {
		customer = *e.BillingCustomerID
	}
	for _, unique := range []struct{ name, value, text string }{
		{"account_number", account, `SELECT 1 FROM customer_data WHERE partner = ?1 AND account_number = ?2 AND coalesce(billing, 0) = coalesce(?3, 0) AND client <> ?4`},
		{"billing_customer_id", customer, `SELECT 1 FROM customer_data WHERE partner = ?1 AND billing_customer_id = ?2 AND coalesce(billing, 0) = coalesce(?3, 0) AND client <> ?4`},
	} {
		if unique.value == "" {
			continue
		}
		_, taken, err := tx.c.int(unique.text, int64(tx.partner), unique.value, billing, id)
		if err == nil && taken {
			err = about(unique.name, ErrTaken)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// SetAbonentTariff gives a customer, archived or not, another tariff by the line's
// internal key; see AvailableTariff.
func (tx *Tx) SetAbonentTariff(id, line int64) error {
	n, err := tx.c.exec(`UPDATE client SET tariff_plan = ?3 WHERE partner = ?1 AND id = ?2`, int64(tx.partner), id, line)
	return expectRow(n, err, fmt.Errorf("customer %d: %w", id, ErrNotFound))
}

// CabinetPassword answers the hash of a customer's cabinet password (O7), "" when
// none is set.
func (t *Tenant) CabinetPassword(ctx context.Context, id int64) (hash string, err error) {
	err = t.read(ctx, func(c *conn) error {
		found, err := c.one(`SELECT cabinet_password FROM client WHERE partner = ?1 AND id = ?2 AND status <> 7`, []any{int64(t.partner), id}, func(r row) { hash = r.text(0) })
		return expectFound(found, err, ErrNotFound)
	})
	return hash, err
}

// SetCabinetPassword stores a hash in the place of another one; ErrState: another
// one stands there by now.
func (tx *Tx) SetCabinetPassword(id int64, before, hash string) error {
	n, err := tx.c.exec(`UPDATE client SET cabinet_password = ?4 WHERE partner = ?1 AND id = ?2 AND coalesce(cabinet_password, '') = ?3`, int64(tx.partner), id, before, hash)
	return expectRow(n, err, ErrState)
}
