package store

import (
	"fmt"
	"strings"
)

// PayMonthly is the pay_method_id of a client of whom nothing else is known (S6).
const PayMonthly = 2

// CustomerAdd is what create.customers is given. Texts are stored as they come.
type CustomerAdd struct {
	Name        string
	Description string
	TariffPlan  int64 // the internal key of a line, see AvailableTariff; 0 is none
	Email       string
	// PasswordHash is the cabinet password's argon2id hash (O7).
	PasswordHash string
	Limits
}

const customerByEmail = `SELECT 1 FROM client WHERE partner = ?1 AND created_email = ?2 AND status < 6 LIMIT 1`

// AddCustomer adds a waiting customer (O1) in the first of the partner's regions
// (O6) with one user, whose name and contact is the e-mail (O7), and returns its
// number. The refusals are ErrNoRegion and, where AddCustomer has made a customer
// with that e-mail before who is still there, ErrTaken.
func (tx *Tx) AddCustomer(a CustomerAdd) (number int64, err error) {
	region, err := tx.firstRegion()
	if err != nil {
		return 0, err
	}
	email := strings.ToLower(a.Email)
	_, found, err := tx.c.int(customerByEmail, int64(tx.partner), email)
	switch {
	case err != nil:
		return 0, err
	case found:
		return 0, ErrTaken
	}
	id, err := tx.ids.take("client")
	if err != nil {
		return 0, err
	}
	if number, err = tx.ids.take(seqClientNumber); err != nil {
		return 0, err
	}
	_, err = tx.c.exec(`INSERT INTO client (partner, id, client_id, number, client_new_id, region, client_name, description, pay_method_id, status, status_time, created,
    tariff_plan, monthly_base_limit, monthly_base_notify_limit, monthly_calls_limit, monthly_calls_notify_limit, daily_calls_limit, daily_calls_notify_limit, cabinet_password,
    created_email)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)`,
		int64(tx.partner), id, newUUID(), number, newUUID(), region, a.Name, a.Description, PayMonthly, StatusWaiting, tx.Now.Unix(), reference(a.TariffPlan),
		a.MonthlyBase.Most, a.MonthlyBase.NotifyAt, a.MonthlyCalls.Most, a.MonthlyCalls.NotifyAt, a.DailyCalls.Most, a.DailyCalls.NotifyAt, a.PasswordHash, email)
	if err != nil {
		return 0, err
	}
	for n, limit := range a.Limits.all() {
		if err := tx.addNotifyEmails(id, n+1, limit.NotifyEmails); err != nil {
			return 0, err
		}
	}
	return number, tx.addCabinetUser(id, a.Email)
}

// firstRegion answers the region of a customer that no door gave one (O6), or
// ErrNoRegion.
func (tx *Tx) firstRegion() (int64, error) {
	region, found, err := tx.c.int(`SELECT region FROM partner_region WHERE partner = ?1 ORDER BY position LIMIT 1`, int64(tx.partner))
	return region, expectFound(found, err, ErrNoRegion)
}

// addCabinetUser gives a new customer the user that its e-mail names (O7).
func (tx *Tx) addCabinetUser(client int64, email string) error {
	user, err := tx.addEmployee(OfClient, &client, EmployeeUpdate{Name: &email})
	if err != nil {
		return err
	}
	kind, err := tx.emailType()
	if err != nil {
		return err
	}
	return tx.addEmployeeContact(user, kind, email)
}

func (tx *Tx) addNotifyEmails(client int64, notifies int, emails []string) error {
	for n, email := range emails {
		if _, err := tx.c.exec(`INSERT INTO client_notify_email (partner, client, notifies, position, email) VALUES (?1, ?2, ?3, ?4, ?5)`,
			int64(tx.partner), client, notifies, n+1, email); err != nil {
			return err
		}
	}
	return nil
}

// CustomerUpdate is what update.customers changes; nil leaves alone.
type CustomerUpdate struct {
	Name         *string
	Description  *string // "" clears
	MonthlyBase  LimitUpdate
	MonthlyCalls LimitUpdate
	DailyCalls   LimitUpdate
}

// LimitUpdate is what becomes of one limit.
type LimitUpdate struct {
	Most, NotifyAt Change
	NotifyEmails   *[]string // replaces the whole list; nil leaves it
}

// Change is what becomes of a number: the zero value leaves it, a Set without a
// value clears it.
type Change struct {
	Set   bool
	Value *int64
}

// UpdateCustomer changes a customer that is not in the archive.
func (tx *Tx) UpdateCustomer(id int64, u CustomerUpdate) error {
	n, err := tx.c.exec(`UPDATE client SET client_name = coalesce(?3, client_name), description = coalesce(?4, description)
  WHERE partner = ?1 AND id = ?2 AND status < 6`, int64(tx.partner), id, u.Name, u.Description)
	if err := expectRow(n, err, fmt.Errorf("customer %d: %w", id, ErrNotFound)); err != nil {
		return err
	}
	for n, limit := range []struct {
		of             LimitUpdate
		most, notifyAt string
	}{
		{u.MonthlyBase, setMonthlyBase, setMonthlyBaseNotify},
		{u.MonthlyCalls, setMonthlyCalls, setMonthlyCallsNotify},
		{u.DailyCalls, setDailyCalls, setDailyCallsNotify},
	} {
		if err := tx.change(id, limit.most, limit.of.Most); err != nil {
			return err
		}
		if err := tx.change(id, limit.notifyAt, limit.of.NotifyAt); err != nil {
			return err
		}
		if limit.of.NotifyEmails == nil {
			continue
		}
		if _, err := tx.c.exec(`DELETE FROM client_notify_email WHERE partner = ?1 AND client = ?2 AND notifies = ?3`, int64(tx.partner), id, n+1); err != nil {
			return err
		}
		if err := tx.addNotifyEmails(id, n+1, *limit.of.NotifyEmails); err != nil {
			return err
		}
	}
	return nil
}

const (
	setMonthlyBase        = `UPDATE client SET monthly_base_limit = ?3 WHERE partner = ?1 AND id = ?2`
	setMonthlyBaseNotify  = `UPDATE client SET monthly_base_notify_limit = ?3 WHERE partner = ?1 AND id = ?2`
	setMonthlyCalls       = `UPDATE client SET monthly_calls_limit = ?3 WHERE partner = ?1 AND id = ?2`
	setMonthlyCallsNotify = `UPDATE client SET monthly_calls_notify_limit = ?3 WHERE partner = ?1 AND id = ?2`
	setDailyCalls         = `UPDATE client SET daily_calls_limit = ?3 WHERE partner = ?1 AND id = ?2`
	setDailyCallsNotify   = `UPDATE client SET daily_calls_notify_limit = ?3 WHERE partner = ?1 AND id = ?2`
)

func (tx *Tx) change(id int64, statement string, c Change) error {
	if !c.Set {
		return nil
	}
	_, err := tx.c.exec(statement, int64(tx.partner), id, c.Value)
	return err
}

// SetCustomerTariff gives a customer that is not in the archive another tariff
// plan, by the line's internal key; see AvailableTariff.
func (tx *Tx) SetCustomerTariff(id, plan int64) error {
	n, err := tx.c.exec(`UPDATE client SET tariff_plan = ?3 WHERE partner = ?1 AND id = ?2 AND status < 6`, int64(tx.partner), id, plan)
	return expectRow(n, err, fmt.Errorf("customer %d: %w", id, ErrNotFound))
}
