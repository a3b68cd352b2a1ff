package store

import (
	"errors"
	"fmt"
	"strings"
)

// gap is a group of columns that belong together. Where the customer dst of a merge has
// none of them set, it gets those of src (O12).
type gap struct {
	table, key string // key is the column of the customer's key
	columns    []string
}

// gaps are all such groups except the account, the parent and the lists of telephone
// numbers and marks, which have functions of their own. The cabinet password is never
// taken over.
var gaps = []gap{
	{"customer_data", "client", []string{"agreement_number", "agreement_value", "agreement_date"}},
	{"customer_data", "client", []string{"house", "apartment_number", "entrance", "floor", "coordinates"}},
	{"customer_data", "client", []string{"login"}},
	{"customer_data", "client", []string{"email"}},
	{"customer_data", "client", []string{"customer_group"}},
	{"customer_data", "client", []string{"manager"}},
	{"customer_data", "client", []string{"date_connect"}},
	{"customer_data", "client", []string{"date_activity"}},
	{"customer_data", "client", []string{"date_activity_inet"}},
	{"customer_data", "client", []string{"date_positive_balance"}},
	{"client", "id", []string{"tariff_plan"}},
	{"client", "id", []string{"description"}},
	{"client", "id", []string{"client_full_name", "client_inn", "client_kpp"}},
	{"client", "id", []string{"client_reg_num"}},
	{"client", "id", []string{"region"}},
	{"client", "id", []string{"pay_method_id"}},
	{"client", "id", []string{"addit_attribute"}},
	{"client", "id", []string{"monthly_base_limit", "monthly_base_notify_limit"}},
	{"client", "id", []string{"monthly_calls_limit", "monthly_calls_notify_limit"}},
	{"client", "id", []string{"daily_calls_limit", "daily_calls_notify_limit"}},
}

// text returns the statement that copies the group from the customer ?3 to ?2, if ?2 has
// none of it.
func (g gap) text() string {
	none := ""
	for _, column := range g.columns {
		none += " AND (" + column + " IS NULL OR CAST(" + column + " AS TEXT) = '')"
	}
	list := strings.Join(g.columns, ", ")
	return fmt.Sprintf(`UPDATE %[1]s SET (%[3]s) = (SELECT %[3]s FROM %[1]s WHERE partner = ?1 AND %[2]s = ?3) WHERE partner = ?1 AND %[2]s = ?2%[4]s`, g.table, g.key, list, none)
}

// gapTexts are the statements of gaps, and those that copy a list to a customer whose own
// is empty: sites, contacts, and the e-mails of a limit. The e-mails come before their
// limit, because they are copied only to a customer without that limit.
var gapTexts = func() (texts []string) {
	for n, column := range []string{"monthly_base_limit", "monthly_calls_limit", "daily_calls_limit"} {
		texts = append(texts, fmt.Sprintf(`INSERT INTO client_notify_email (partner, client, notifies, position, email)
  SELECT partner, ?2, notifies, position, email FROM client_notify_email WHERE partner = ?1 AND client = ?3 AND notifies = %d
    AND NOT EXISTS (SELECT 1 FROM client_notify_email WHERE partner = ?1 AND client = ?2 AND notifies = %[1]d)
    AND NOT EXISTS (SELECT 1 FROM client WHERE partner = ?1 AND id = ?2 AND %[2]s IS NOT NULL)`, n+1, column))
	}
	for _, g := range gaps {
		texts = append(texts, g.text())
	}
	return append(texts,
		`INSERT INTO client_site (partner, client, site_id, site_domain_name) SELECT partner, ?2, site_id, site_domain_name FROM client_site WHERE partner = ?1 AND client = ?3
    AND NOT EXISTS (SELECT 1 FROM client_site WHERE partner = ?1 AND client = ?2)`,
		// Otherwise SQLite reads all rows of the partner.
		`UPDATE client_contact SET client = ?2 WHERE +partner = ?1 AND client = ?3
    AND NOT EXISTS (SELECT 1 FROM client_contact h WHERE h.client = ?2 AND h.contact_type = client_contact.contact_type)`)
}()

// mergeGaps copies from src to dst what dst has none of.
func (tx *Tx) mergeGaps(to, from int64) error {
	for _, text := range gapTexts {
		if _, err := tx.c.Exec(text, int64(tx.partner), to, from); err != nil {
			return err
		}
	}
	return nil
}

// fillParent gives dst, if it has no parent, the parent of src, unless that is dst or
// below dst.
func (tx *Tx) fillParent(to, from int64) error {
	parent, found, err := tx.c.Int(`SELECT s.parent FROM customer_data s WHERE s.partner = ?1 AND s.client = ?3 AND s.parent IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM customer_data WHERE partner = ?1 AND client = ?2 AND parent IS NOT NULL)`, int64(tx.partner), to, from)
	if err != nil || !found {
		return err
	}
	below, err := tx.isBelow(parent, to)
	if err != nil || below {
		return err
	}
	_, err = tx.c.Exec(`INSERT INTO customer_data (partner, client, parent) VALUES (?1, ?2, ?3) ON CONFLICT (partner, client) DO UPDATE SET parent = excluded.parent`,
		int64(tx.partner), to, parent)
	return err
}

// mergeAccount gives dst, where dst has none, src's billing with the id inside it, and
// src's account number if both are then of the same billing. In any case src's account
// number and id find dst from then on.
func (tx *Tx) mergeAccount(to, from int64) error {
	src, err := tx.account(from)
	if err != nil {
		return err
	}
	has, err := tx.account(to)
	if err != nil {
		return err
	}
	if _, err := tx.c.Exec(releaseUnique, int64(tx.partner), from); err != nil {
		return err
	}
	takes := has
	if takes.billing == nil && takes.id == "" {
		takes.billing, takes.id = src.billing, src.id
	}
	if takes.number == "" && numberText(takes.billing) == numberText(src.billing) {
		takes.number = src.number
	}
	switch err := tx.checkUnique(to, takes); {
	case errors.Is(err, ErrTaken):
		takes = has // its own account is another's in src's billing
	case err != nil:
		return err
	}
	if _, err := tx.c.Exec(`UPDATE customer_data SET billing = ?3, account_number = ?4, billing_customer_id = ?5 WHERE partner = ?1 AND client = ?2`,
		int64(tx.partner), to, takes.billing, unsetText(takes.number), unsetText(takes.id)); err != nil {
		return err
	}
	if _, err := tx.c.Exec(`UPDATE customer_alias SET client = ?2 WHERE partner = ?1 AND client = ?3`, int64(tx.partner), to, from); err != nil {
		return err
	}
	for _, alias := range []struct{ kind, value string }{{"account_number", src.number}, {"billing_customer_id", src.id}} {
		if alias.value == "" {
			continue
		}
		if _, err := tx.c.Exec(`INSERT INTO customer_alias (partner, kind, value, billing, client) VALUES (?1, ?2, ?3, coalesce(?4, 0), ?5)
  ON CONFLICT (partner, kind, value, billing) DO UPDATE SET client = excluded.client`, int64(tx.partner), alias.kind, alias.value, src.billing, to); err != nil {
			return err
		}
	}
	return nil
}
