package store

import (
	"database/sql/driver"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// dataColumn is what an edit makes of a column of customer_data.
type dataColumn struct {
	name  string
	given bool
	value any // of a column that is not given: what a new row has
}

// columns are those that an edit may change, but for the account's.
func (e *AbonentEdit) columns() []dataColumn {
	return []dataColumn{
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

// account is what only one customer of a billing may have.
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

func (a *account) columns(given bool) []dataColumn {
	return []dataColumn{
		{"billing", given, a.billing}, {"account_number", given, unsetText(a.number)}, {"billing_customer_id", given, unsetText(a.id)},
	}
}

// account answers what the customer has after the edit.
func (tx *Tx) account(id int64, e *AbonentEdit) (a account, err error) {
	_, err = tx.c.one(`SELECT billing, account_number, billing_customer_id FROM customer_data WHERE partner = ?1 AND client = ?2`, []any{int64(tx.partner), id}, func(r row) {
		a = account{r.optInt(0), r.text(1), r.text(2)}
	})
	if e.Billing.Set {
		a.billing = e.Billing.Value
	}
	if e.AccountNumber != nil {
		a.number = *e.AccountNumber
	}
	if e.BillingCustomerID != nil {
		a.id = *e.BillingCustomerID
	}
	return a, err
}

// checkUnique refuses an account number, or an id inside a billing, that another
// customer of the same billing has; no billing counts as one. Archived customers
// keep theirs, so that none fails to come back.
func (tx *Tx) checkUnique(id int64, a account) error {
	for _, unique := range []struct{ name, value, text string }{
		{"account_number", a.number, `SELECT 1 FROM customer_data WHERE partner = ?1 AND account_number = ?2 AND coalesce(billing, 0) = coalesce(?3, 0) AND client <> ?4`},
		{"billing_customer_id", a.id, `SELECT 1 FROM customer_data WHERE partner = ?1 AND billing_customer_id = ?2 AND coalesce(billing, 0) = coalesce(?3, 0) AND client <> ?4`},
	} {
		if unique.value == "" {
			continue
		}
		_, taken, err := tx.c.int(unique.text, int64(tx.partner), unique.value, a.billing, id)
		if err == nil && taken {
			err = about(unique.name, ErrTaken)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// setData writes what an edit changes in a customer's row of customer_data.
func (tx *Tx) setData(id int64, e *AbonentEdit) error {
	var a account
	if e.changesAccount() {
		var err error
		if a, err = tx.account(id, e); err != nil {
			return err
		}
		if err := tx.checkUnique(id, a); err != nil {
			return err
		}
	}
	columns := append(a.columns(e.changesAccount()), e.columns()...)
	var stands []driver.Value
	found, err := tx.c.one(`SELECT `+columnNames(columns)+` FROM customer_data WHERE partner = ?1 AND client = ?2`, []any{int64(tx.partner), id}, func(r row) {
		stands = append(stands, r.v...)
	})
	switch {
	case err != nil:
		return err
	case found:
		return tx.updateData(id, columns, stands)
	case slices.ContainsFunc(columns, func(c dataColumn) bool { return c.given }):
		return tx.insertData(id, columns)
	}
	return nil
}

func columnNames(columns []dataColumn) string {
	list := make([]string, len(columns))
	for n, column := range columns {
		list[n] = column.name
	}
	return strings.Join(list, ", ")
}

func (tx *Tx) insertData(id int64, columns []dataColumn) error {
	args, places := []any{int64(tx.partner), id}, "?1, ?2"
	for _, column := range columns {
		args = append(args, column.value)
		places += ", ?" + strconv.Itoa(len(args))
	}
	_, err := tx.c.exec(`INSERT INTO customer_data (partner, client, `+columnNames(columns)+`) VALUES (`+places+`)`, args...)
	return err
}

// updateData writes the columns that change, each with a statement of its own:
// most have an index, which a statement for all would touch. Those of the account
// go together: one by one, the old account could meet another's in the new billing.
func (tx *Tx) updateData(id int64, columns []dataColumn, stands []driver.Value) error {
	ofAccount := false
	for n, column := range columns {
		value, err := driverValue(column.value)
		if err != nil {
			return fmt.Errorf("%s: %w", column.name, err)
		}
		if !column.given || value == stands[n] {
			continue
		}
		if n < accountColumns {
			ofAccount = true
			continue
		}
		// The names are those of one list, so there are few such texts.
		if _, err := tx.c.exec(`UPDATE customer_data SET `+column.name+` = ?3 WHERE partner = ?1 AND client = ?2`, int64(tx.partner), id, value); err != nil {
			return err
		}
	}
	if !ofAccount {
		return nil
	}
	_, err := tx.c.exec(`UPDATE customer_data SET billing = ?3, account_number = ?4, billing_customer_id = ?5 WHERE partner = ?1 AND client = ?2`,
		int64(tx.partner), id, columns[0].value, columns[1].value, columns[2].value)
	return err
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
