package store

import (
	"database/sql/driver"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"partnerapi/store/internal/db"
)

// column is a column of a table with the value that an edit gives it.
type column struct {
	name  string
	given bool
	value any // of one that is not given: what a new row has
}

// columns returns the columns that an edit may change, except those of the account.
func (e *AbonentEdit) columns() []column {
	return []column{
		{"agreement_number", e.AgreementNumber != nil, textOrNull(e.AgreementNumber)},
		{"agreement_value", e.AgreementNumber != nil, agreementValue(e.AgreementNumber)},
		{"agreement_date", e.AgreementDate != nil, dateOrNull(e.AgreementDate)},
		{"apartment_number", e.Apartment != nil, textOrNull(e.Apartment)},
		{"entrance", e.Entrance != nil, textOrNull(e.Entrance)},
		{"floor", e.Floor != nil, textOrNull(e.Floor)},
		{"coordinates", e.Coordinates != nil, textOrNull(e.Coordinates)},
		{"login", e.Login != nil, textOrNull(e.Login)},
		{"email", e.Email != nil, textOrNull(e.Email)},
		{"flag_corporate", e.Corporate != nil, flagNumber(e.Corporate)},
		{"date_connect", e.DateConnect != nil, dateOrNull(e.DateConnect)},
		{"date_activity", e.Activity.Set, e.Activity.Value},
		{"date_activity_inet", e.ActivityInet.Set, e.ActivityInet.Value},
		{"customer_group", e.Group.Set, e.Group.Value},
		{"house", e.House.Set, e.House.Value},
		{"manager", e.Manager.Set, e.Manager.Value},
		{"parent", e.Parent.Set, e.Parent.Value},
	}
}

// account is a customer's account in a billing. No two customers of a billing have the
// same number or the same id.
type account struct {
	billing *int64
	number  string // the account_number
	id      string // the billing_customer_id
}

func (e *AbonentEdit) changesAccount() bool {
	return e.AccountNumber != nil || e.BillingCustomerID != nil || e.Billing.Set
}

// accountColumns is how many columns an account has.
const accountColumns = 3

func (a *account) columns(given bool) []column {
	return []column{
		{"billing", given, a.billing}, {"account_number", given, unsetText(a.number)}, {"billing_customer_id", given, unsetText(a.id)},
	}
}

// account returns the customer's account; its fields are unset where there is none.
func (tx *Tx) account(id int64) (a account, err error) {
	_, err = tx.c.One(`SELECT billing, account_number, billing_customer_id FROM customer_data WHERE partner = ?1 AND client = ?2`, []any{int64(tx.partner), id}, func(r db.Row) {
		a = account{r.OptInt(0), r.Text(1), r.Text(2)}
	})
	return a, err
}

// edited returns the account as the edit leaves it.
func (a account) edited(e *AbonentEdit) account {
	if e.Billing.Set {
		a.billing = e.Billing.Value
	}
	if e.AccountNumber != nil {
		a.number = *e.AccountNumber
	}
	if e.BillingCustomerID != nil {
		a.id = *e.BillingCustomerID
	}
	return a
}

// place returns the billing and the id inside it in the form of the history, "" for none.
func (a account) place() string {
	if a.billing == nil && a.id == "" {
		return ""
	}
	return numberText(a.billing) + "/" + a.id
}

// These find whether another customer than ?4 has the value ?2 in the billing ?3: as its
// own, or from a customer that was merged into it.
const (
	takenAccount = `SELECT 1 FROM customer_data WHERE partner = ?1 AND account_number = ?2 AND coalesce(billing, 0) = coalesce(?3, 0) AND client <> ?4
  UNION ALL SELECT 1 FROM customer_alias WHERE partner = ?1 AND kind = 'account_number' AND value = ?2 AND billing = coalesce(?3, 0) AND client <> ?4`
	takenBillingCustomer = `SELECT 1 FROM customer_data WHERE partner = ?1 AND billing_customer_id = ?2 AND coalesce(billing, 0) = coalesce(?3, 0) AND client <> ?4
  UNION ALL SELECT 1 FROM customer_alias WHERE partner = ?1 AND kind = 'billing_customer_id' AND value = ?2 AND billing = coalesce(?3, 0) AND client <> ?4`
)

// checkUnique returns ErrTaken for an account number or an id inside a billing that
// another customer of the same billing has; customers without a billing count as those of
// one. An archived customer keeps its own, so that it can be restored, and a customer
// keeps those of the customers that were merged into it.
func (tx *Tx) checkUnique(id int64, a account) error {
	for _, unique := range []struct{ name, value, text string }{
		{"account_number", a.number, takenAccount},
		{"billing_customer_id", a.id, takenBillingCustomer},
	} {
		if unique.value == "" {
			continue
		}
		_, taken, err := tx.c.Int(unique.text, int64(tx.partner), unique.value, a.billing, id)
		if err == nil && taken {
			err = about(unique.name, ErrTaken)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// setData writes what an edit changes in a customer's row of customer_data, and
// returns the names of the columns that it changed.
func (tx *Tx) setData(id int64, e *AbonentEdit) (changed []string, err error) {
	var a account
	if e.changesAccount() {
		if a, err = tx.account(id); err != nil {
			return nil, err
		}
		a = a.edited(e)
		if err := tx.checkUnique(id, a); err != nil {
			return nil, err
		}
	}
	columns := append(a.columns(e.changesAccount()), e.columns()...)
	current, err := tx.currentRow(`SELECT `+columnNames(columns)+` FROM customer_data WHERE partner = ?1 AND client = ?2`, id)
	switch {
	case err != nil:
		return nil, err
	case current != nil:
		return tx.updateData(id, columns, current)
	case slices.ContainsFunc(columns, func(c column) bool { return c.given }):
		return tx.insertData(id, columns)
	}
	return nil, nil
}

// currentRow returns the values of the one row that a query selects, whose parameters are
// the partner and a customer; nil for none.
func (tx *Tx) currentRow(text string, id int64) (values []driver.Value, err error) {
	_, err = tx.c.One(text, []any{int64(tx.partner), id}, func(r db.Row) { values = r.Values() })
	return values, err
}

// differs reports whether the edit changes the column, whose present value is current,
// and returns the new value in the driver's type.
func (c *column) differs(current driver.Value) (value driver.Value, differs bool, err error) {
	if !c.given {
		return nil, false, nil
	}
	if value, err = db.Value(c.value); err != nil {
		return nil, false, fmt.Errorf("%s: %w", c.name, err)
	}
	return value, value != current, nil
}

// updateClient changes columns of a client's row, those that are given and differ,
// and returns their names.
func (tx *Tx) updateClient(id int64, columns []column) (changed []string, err error) {
	current, err := tx.currentRow(`SELECT `+columnNames(columns)+` FROM client WHERE partner = ?1 AND id = ?2 AND `+isKnown, id)
	if err := expectFound(current != nil, err, fmt.Errorf("client %d: %w", id, ErrNotFound)); err != nil {
		return nil, err
	}
	for n := range columns {
		value, differs, err := columns[n].differs(current[n])
		if err != nil {
			return nil, err
		}
		if !differs {
			continue
		}
		// The names are those of a few lists, so there are few such texts.
		if _, err := tx.c.Exec(`UPDATE client SET `+columns[n].name+` = ?3 WHERE partner = ?1 AND id = ?2`, int64(tx.partner), id, value); err != nil {
			return nil, err
		}
		changed = append(changed, columns[n].name)
	}
	return changed, nil
}

func columnNames(columns []column) string {
	list := make([]string, len(columns))
	for n, one := range columns {
		list[n] = one.name
	}
	return strings.Join(list, ", ")
}

func (tx *Tx) insertData(id int64, columns []column) (changed []string, err error) {
	args, places := []any{int64(tx.partner), id}, "?1, ?2"
	for n := range columns {
		args = append(args, columns[n].value)
		places += ", ?" + strconv.Itoa(len(args))
		value, _, err := columns[n].differs(nil)
		if err != nil {
			return nil, err
		}
		if value != nil && value != int64(0) { // 0 is the flag's default; no reference is 0
			changed = append(changed, columns[n].name)
		}
	}
	_, err = tx.c.Exec(`INSERT INTO customer_data (partner, client, `+columnNames(columns)+`) VALUES (`+places+`)`, args...)
	return changed, err
}

// updateData writes the columns that change, each with a statement of its own: a
// statement for all of them would touch every index. The columns of the account go
// together, because the old account number may be another customer's in the new billing.
func (tx *Tx) updateData(id int64, columns []column, current []driver.Value) (changed []string, err error) {
	ofAccount := false
	for n := range columns {
		value, differs, err := columns[n].differs(current[n])
		if err != nil {
			return nil, err
		}
		if !differs {
			continue
		}
		changed = append(changed, columns[n].name)
		if n < accountColumns {
			ofAccount = true
			continue
		}
		// The names are those of one list, so there are few such texts.
		if _, err := tx.c.Exec(`UPDATE customer_data SET `+columns[n].name+` = ?3 WHERE partner = ?1 AND client = ?2`, int64(tx.partner), id, value); err != nil {
			return nil, err
		}
	}
	if ofAccount {
		_, err = tx.c.Exec(`UPDATE customer_data SET billing = ?3, account_number = ?4, billing_customer_id = ?5 WHERE partner = ?1 AND client = ?2`,
			int64(tx.partner), id, columns[0].value, columns[1].value, columns[2].value)
	}
	return changed, err
}

func flagNumber(flag *bool) int64 {
	if flag != nil && *flag {
		return 1
	}
	return 0
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

// agreementDigits is the most digits of an agreement's number that counts as a whole
// number: so many are exact in JSON.
const agreementDigits = 15

// agreementValue returns the value of an agreement's number that is all digits, else nil.
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
