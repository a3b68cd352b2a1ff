package store

import (
	"fmt"
	"slices"

	"partnerapi/store/internal/db"
)

func payMonthly() *int64 { return new(int64(PayMonthly)) }

// CustomerAdd is the input of create.customers. Texts are stored unchanged.
type CustomerAdd struct {
	// ClientUpdate needs a name. Without a region the customer gets the first of the
	// partner's (O6), without a pay method the monthly one.
	ClientUpdate
	Description string
	TariffPlan  int64  // the internal key of a line, see AvailableTariff; 0 is none
	Email       string // "" is none
	// PasswordHash is the cabinet password's argon2id hash (O7); "" is none.
	PasswordHash string
	// WithoutUser says that no user is made of the e-mail address.
	WithoutUser bool
	Limits
}

// NewCustomer names a customer that was added.
type NewCustomer struct {
	Number int64
	UUID   string
}

const customerByEmail = `SELECT 1 FROM client WHERE partner = ?1 AND created_email = ?2 AND ` + isLiving + ` LIMIT 1`

// AddCustomer adds a waiting customer (O1). Unless it is added without, the customer gets
// one user, whose name and contact are the e-mail address (O7). The refusals are ErrNoRegion
// and ErrTaken: AddCustomer has made a customer with that e-mail address before, which is
// not deleted.
func (tx *Tx) AddCustomer(a CustomerAdd) (made NewCustomer, err error) {
	n := a.newClient()
	n.uuid, n.status = newUUID(), StatusWaiting
	n.description, n.tariff, n.limits = a.Description, a.TariffPlan, a.Limits
	if n.region == nil {
		region, err := tx.firstRegion()
		if err != nil {
			return NewCustomer{}, err
		}
		n.region = &region
	}
	if n.payMethod == nil {
		n.payMethod = payMonthly()
	}
	if a.PasswordHash != "" {
		n.passwordHash = &a.PasswordHash
	}
	if a.Email != "" {
		if n.createdEmail, err = tx.freeEmail(a.Email); err != nil {
			return NewCustomer{}, err
		}
	}
	id, number, err := tx.addClient(n)
	if err != nil {
		return NewCustomer{}, err
	}
	for n, limit := range a.Limits.all() {
		if err := tx.addNotifyEmails(id, n+1, limit.NotifyEmails); err != nil {
			return NewCustomer{}, err
		}
	}
	if !a.WithoutUser {
		err = tx.addCabinetUser(id, a.Email)
	}
	return NewCustomer{number, n.uuid}, err
}

// freeEmail returns the form of an e-mail address in which customers are compared, or
// ErrTaken if AddCustomer has made a customer with it.
func (tx *Tx) freeEmail(email string) (*string, error) {
	email = sameEmail(email)
	_, found, err := tx.c.Int(customerByEmail, int64(tx.partner), email)
	if err == nil && found {
		err = ErrTaken
	}
	return &email, err
}

// firstRegion returns the region of a customer that is added without one (O6), or
// ErrNoRegion.
func (tx *Tx) firstRegion() (int64, error) {
	region, found, err := tx.c.Int(`SELECT region FROM partner_region WHERE partner = ?1 ORDER BY position LIMIT 1`, int64(tx.partner))
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
	return tx.SetEmployeeContact(user, kind, email)
}

func (tx *Tx) addNotifyEmails(client int64, notifies int, emails []string) error {
	for n, email := range emails {
		if _, err := tx.c.Exec(`INSERT INTO client_notify_email (partner, client, notifies, position, email) VALUES (?1, ?2, ?3, ?4, ?5)`,
			int64(tx.partner), client, notifies, n+1, email); err != nil {
			return err
		}
	}
	return nil
}

// CustomerUpdate is what update.customers changes; nil leaves alone.
type CustomerUpdate struct {
	ClientUpdate
	Description  *string // "" clears
	MonthlyBase  LimitUpdate
	MonthlyCalls LimitUpdate
	DailyCalls   LimitUpdate
}

// LimitUpdate is the change of one limit.
type LimitUpdate struct {
	Most, NotifyAt Change
	NotifyEmails   *[]string // replaces the whole list; nil leaves it
}

// Change is the change of an optional number. The zero value leaves it as it is; Set with a
// nil Value clears it.
type Change struct {
	Set   bool
	Value *int64
}

// limits are the columns of the limits, in the order of Limits.all.
func (u *CustomerUpdate) limits() []column {
	return []column{
		{"monthly_base_limit", u.MonthlyBase.Most.Set, u.MonthlyBase.Most.Value},
		{"monthly_base_notify_limit", u.MonthlyBase.NotifyAt.Set, u.MonthlyBase.NotifyAt.Value},
		{"monthly_calls_limit", u.MonthlyCalls.Most.Set, u.MonthlyCalls.Most.Value},
		{"monthly_calls_notify_limit", u.MonthlyCalls.NotifyAt.Set, u.MonthlyCalls.NotifyAt.Value},
		{"daily_calls_limit", u.DailyCalls.Most.Set, u.DailyCalls.Most.Value},
		{"daily_calls_notify_limit", u.DailyCalls.NotifyAt.Set, u.DailyCalls.NotifyAt.Value},
	}
}

// notifyLists are the history's names of the lists of e-mail addresses of limits.
var notifyLists = [...]string{"monthly_base_notify_emails", "monthly_calls_notify_emails", "daily_calls_notify_emails"}

// UpdateCustomer changes a customer that is not in the archive.
func (tx *Tx) UpdateCustomer(id int64, u CustomerUpdate) error {
	from, err := tx.statusRecord(id)
	if err == nil && from.status >= StatusArchive {
		err = fmt.Errorf("customer %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return err
	}
	changed, err := tx.updateClient(id, append(append(u.limits(), u.columns()...), column{"description", u.Description != nil, u.Description}))
	if err != nil {
		return err
	}
	for n, emails := range []*[]string{u.MonthlyBase.NotifyEmails, u.MonthlyCalls.NotifyEmails, u.DailyCalls.NotifyEmails} {
		if emails == nil {
			continue
		}
		replaced, err := tx.replaceNotifyEmails(id, n+1, *emails)
		if err != nil {
			return err
		}
		if replaced {
			changed = append(changed, notifyLists[n])
		}
	}
	return tx.noteEdit(id, changed)
}

// replaceNotifyEmails stores the e-mail addresses of a limit and reports whether they were
// others before.
func (tx *Tx) replaceNotifyEmails(id int64, notifies int, emails []string) (replaced bool, err error) {
	var current []string
	err = tx.c.Each(`SELECT email FROM client_notify_email WHERE partner = ?1 AND client = ?2 AND notifies = ?3 ORDER BY position`, []any{int64(tx.partner), id, notifies}, func(r db.Row) error {
		current = append(current, r.Text(0))
		return nil
	})
	if err != nil || slices.Equal(current, emails) {
		return false, err
	}
	if _, err := tx.c.Exec(`DELETE FROM client_notify_email WHERE partner = ?1 AND client = ?2 AND notifies = ?3`, int64(tx.partner), id, notifies); err != nil {
		return false, err
	}
	return true, tx.addNotifyEmails(id, notifies, emails)
}

// SetCustomerTariff gives a customer that is not in the archive another tariff
// plan, by the line's internal key; see AvailableTariff.
func (tx *Tx) SetCustomerTariff(id, plan int64) error { return tx.setTariff(id, plan, StatusDebtLock) }
