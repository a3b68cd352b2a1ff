package store

import (
	"context"
	"strconv"
	"strings"

	"partnerapi/store/internal/db"
)

// AbonentKey is a kind of value by which get_abon_id finds customers.
type AbonentKey int

// The kinds, one for each data_typer of get_abon_id.
const (
	ByAccount AbonentKey = iota + 1
	ByBillingCustomer
	ByAgreement
	ByIP
	ByLogin
	ByMAC
	ByEmail
	ByPhone
)

// abonentsBy are the queries that find customers by each kind of value, ?2. A customer is
// also found by the accounts and the ids inside billings of those merged into it (O12).
var abonentsBy = map[AbonentKey]string{
	ByAccount: `SELECT client FROM customer_data WHERE partner = ?1 AND account_number = ?2
  UNION ALL SELECT client FROM customer_alias WHERE partner = ?1 AND kind = 'account_number' AND value = ?2`,
	ByBillingCustomer: `SELECT client FROM customer_data WHERE partner = ?1 AND billing_customer_id = ?2
  UNION ALL SELECT client FROM customer_alias WHERE partner = ?1 AND kind = 'billing_customer_id' AND value = ?2`,
	ByAgreement: `SELECT client FROM customer_data WHERE partner = ?1 AND agreement_number = ?2`,
	ByIP:        `SELECT client FROM customer_ip WHERE partner = ?1 AND ip = ?2`,
	ByLogin:     `SELECT client FROM customer_data WHERE partner = ?1 AND login = ?2`,
	ByMAC:       `SELECT client FROM customer_ip WHERE partner = ?1 AND mac = ?2`,
	ByEmail:     `SELECT client FROM customer_data WHERE partner = ?1 AND email IS NOT NULL AND lower(email) = lower(?2)`,
	ByPhone:     `SELECT client FROM customer_phone WHERE partner = ?1 AND digits = ?2`,
}

// phoneTail is how many of a telephone number's last digits suffice to find its owner.
const phoneTail = 9

// abonentsByPhoneTail finds customers whose number is longer than ?2 and ends in it.
const abonentsByPhoneTail = `SELECT client FROM customer_phone WHERE partner = ?1 AND length(digits) > 9 AND substr(digits, -9) = substr(?2, -9) AND substr(digits, -length(?2)) = ?2`

// AbonentsBy returns the numbers of the partner's customers that have a value, in
// ascending order. The value is an IPv4 for an IP address, else a string; a MAC address is
// as ParseMAC returns it. Telephone numbers are compared by their digits. Where no
// customer has the whole number, a customer is found whose number ends in it, if there is
// just one. skipArchived leaves out customers in the archive.
func (t *Tenant) AbonentsBy(ctx context.Context, key AbonentKey, value any, skipArchived bool) (numbers []int64, err error) {
	switch v := value.(type) {
	case IPv4:
		value = int64(v)
	case string:
		if key == ByPhone {
			v = phoneDigits(v)
		}
		if v == "" {
			return nil, nil // nobody has nothing
		}
		value = v
	}
	upTo := StatusArchive
	if skipArchived {
		upTo = StatusDebtLock
	}
	if numbers, err = t.abonentsIn(ctx, abonentsBy[key], value, upTo); err != nil || key != ByPhone || len(numbers) > 0 {
		return numbers, err
	}
	if len(value.(string)) < phoneTail {
		return nil, nil
	}
	if numbers, err = t.abonentsIn(ctx, abonentsByPhoneTail, value, upTo); len(numbers) > 1 {
		numbers = nil // the end of a number does not say whose it is
	}
	return numbers, err
}

// abonentsIn returns the numbers of the customers whose keys a query finds.
func (t *Tenant) abonentsIn(ctx context.Context, query string, value any, upTo Status) (numbers []int64, err error) {
	text := `SELECT c.number FROM client c WHERE c.partner = ?1 AND c.status <= ?3 AND c.id IN (` + query + `) ORDER BY c.number`
	err = t.read(ctx, func(c *db.Conn) error {
		return c.Each(text, []any{int64(t.partner), value, upTo}, func(r db.Row) error {
			numbers = append(numbers, r.Int(0))
			return nil
		})
	})
	return numbers, err
}

// AbonentByAccount returns the number of the customer with an account in a billing,
// or that of a customer that was merged into it; or ErrNotFound.
func (t *Tenant) AbonentByAccount(ctx context.Context, account string, billing int64) (number int64, err error) {
	err = t.read(ctx, func(c *db.Conn) error {
		found := false
		number, found, err = c.Int(`SELECT c.number FROM customer_data d JOIN client c ON c.partner = d.partner AND c.id = d.client AND c.`+isKnown+`
  WHERE d.partner = ?1 AND d.account_number = ?2 AND coalesce(d.billing, 0) = ?3
  UNION ALL SELECT c.number FROM customer_alias a JOIN client c ON c.partner = a.partner AND c.id = a.client AND c.`+isKnown+`
  WHERE a.partner = ?1 AND a.kind = 'account_number' AND a.value = ?2 AND a.billing = ?3`, int64(t.partner), account, billing)
		return expectFound(found, err, ErrNotFound)
	})
	return number, err
}

// AbonentFilter selects customers for get_customers_id. All conditions that are given must
// hold; nil and "" are not given.
type AbonentFilter struct {
	AccountNumber     string
	AddressUnit       *int64
	Apartment         string
	BalanceFrom       *int64 // in minor units, inclusive
	BalanceTo         *int64
	Billing           *int64
	BillingCustomerID string
	ConnectedFrom     Date // inclusive; who has no date of connection is not found
	ConnectedTo       Date
	Device            *int64 // that the customer hangs on
	House             *int64
	Corporate         *bool
	Archived          *bool
	Manager           *int64 // by number; 0: without one
	Mark              *int64
	Name              string
	Statuses          []Status // nil: any
	Tariff            *int64   // by number
	Like              bool     // Name, AccountNumber and Apartment as parts, case folded
}

// SearchAbonents returns the numbers of the partner's customers that a filter selects, in
// ascending order. Each condition has an index, except those on the status, the flag
// Corporate and parts of texts.
func (t *Tenant) SearchAbonents(ctx context.Context, f AbonentFilter) (numbers []int64, err error) {
	text, args, parts := f.query(t)
	err = t.read(ctx, func(c *db.Conn) error {
		return c.EachOnce(text, args, func(r db.Row) error {
			for n, part := range parts {
				if !strings.Contains(fold(r.Text(n+1)), part) {
					return nil
				}
			}
			numbers = append(numbers, r.Int(0))
			return nil
		})
	})
	return numbers, err
}

// query returns the statement of a search. Its first column is the customer's number; the
// columns after it must contain the parts, which are case folded.
func (f *AbonentFilter) query(t *Tenant) (text string, args []any, parts []string) {
	s := f.selection(t)
	columns := "c.number"
	for _, l := range []struct{ column, part string }{{"c.client_name", f.Name}, {"d.account_number", f.AccountNumber}, {"d.apartment_number", f.Apartment}} {
		if f.Like && l.part != "" {
			columns += ", " + l.column
			parts = append(parts, fold(l.part))
		}
	}
	return s.text(columns), s.args, parts
}

// fold returns a text in one case, so that texts can be compared without regard to it.
func fold(text string) string { return strings.ToLower(text) }

// searching is the query of a search while it is built.
type searching struct {
	selection
	sideTable bool // customer_data is joined
}

func (s *searching) text(columns string) string {
	join := ""
	if s.sideTable {
		join = " LEFT JOIN customer_data d ON d.partner = c.partner AND d.client = c.id"
	}
	return "SELECT " + columns + " FROM client c" + join + " WHERE c.partner = ?1" + s.where.String() + " ORDER BY c.number"
}

// in adds the condition that a query finds the customer's key; its ? is arg.
func (s *searching) in(query string, arg any) {
	s.and("c.id IN ("+query+")", arg)
}

// have adds the condition that AbonentsBy finds the customer by a value.
func (s *searching) have(key AbonentKey, value string) {
	s.in(strings.NewReplacer("?1", ":partner", "?2", "?").Replace(abonentsBy[key]), value)
}

const dataOf = `SELECT client FROM customer_data WHERE partner = :partner AND `

func (f *AbonentFilter) selection(t *Tenant) *searching {
	s := &searching{}
	s.args = []any{int64(t.partner)}
	for _, number := range []struct {
		given *int64
		query string
	}{
		{f.AddressUnit, dataOf + `house IN (SELECT house_id FROM house WHERE partner = :partner AND address_unit_id = ?)`},
		{f.Billing, dataOf + `billing = ?`},
		{f.Device, `SELECT client FROM commutation WHERE partner = :partner AND device = ?`},
		{f.House, dataOf + `house = ?`},
		{f.Mark, `SELECT client FROM customer_mark WHERE partner = :partner AND mark = ?`},
		{f.Tariff, `SELECT id FROM client WHERE partner = :partner AND tariff_plan = (SELECT id FROM service_type WHERE number = ?)`},
	} {
		if number.given != nil {
			s.in(number.query, *number.given)
		}
	}
	f.texts(s)
	f.ranges(s)
	f.states(s)
	switch {
	case f.Manager == nil:
	case *f.Manager == 0:
		s.where.WriteString(strings.ReplaceAll(" AND c.id NOT IN ("+dataOf+"manager IS NOT NULL)", ":partner", "?1"))
	default:
		s.in(dataOf+`manager = (SELECT id FROM employee WHERE partner = :partner AND type = 1 AND number = ?)`, *f.Manager)
	}
	return s
}

func (f *AbonentFilter) texts(s *searching) {
	if f.BillingCustomerID != "" {
		s.have(ByBillingCustomer, f.BillingCustomerID)
	}
	if f.Like {
		s.sideTable = f.AccountNumber != "" || f.Apartment != ""
		return
	}
	if f.AccountNumber != "" {
		s.have(ByAccount, f.AccountNumber)
	}
	if f.Apartment != "" {
		s.in(dataOf+`apartment_number = ?`, f.Apartment)
	}
	if f.Name != "" {
		s.in(`SELECT id FROM client WHERE partner = :partner AND client_name = ?`, f.Name)
	}
}

func (f *AbonentFilter) ranges(s *searching) {
	if f.BalanceFrom != nil || f.BalanceTo != nil {
		from, to := int64(-maxBalance), int64(maxBalance)
		if f.BalanceFrom != nil {
			from = *f.BalanceFrom
		}
		if f.BalanceTo != nil {
			to = *f.BalanceTo
		}
		s.args = append(s.args, from, to)
		within := dataOf + "balance BETWEEN " + s.place(1) + " AND " + s.place(0)
		condition := "c.id IN (" + within + ")"
		if from <= 0 && to >= 0 {
			// Who has no row has 0.
			condition = "(" + condition + " OR NOT EXISTS (SELECT 1 FROM customer_data n WHERE n.partner = :partner AND n.client = c.id))"
		}
		s.where.WriteString(strings.ReplaceAll(" AND "+condition, ":partner", "?1"))
	}
	if f.ConnectedFrom != "" {
		s.in(dataOf+`date_connect >= ?`, f.ConnectedFrom)
	}
	if f.ConnectedTo != "" {
		s.in(dataOf+`date_connect <= ?`, f.ConnectedTo)
	}
}

func (f *AbonentFilter) states(s *searching) {
	upTo := StatusArchive
	if f.Archived != nil && !*f.Archived {
		upTo = StatusDebtLock
	}
	s.and("c.status <= ?", upTo)
	if f.Archived != nil && *f.Archived {
		s.and("c.status = ?", StatusArchive)
	}
	if f.Statuses != nil {
		places := "NULL" // which no status is
		for _, status := range f.Statuses {
			s.args = append(s.args, status)
			places += ", " + s.place(0)
		}
		s.where.WriteString(" AND c.status IN (" + places + ")")
	}
	if f.Corporate != nil {
		s.and("coalesce((SELECT flag_corporate FROM customer_data WHERE partner = :partner AND client = c.id), 0) = ?", *f.Corporate)
	}
}

// place returns the parameter of the n-th argument from the end, ?3 for the last of three.
func (s *selection) place(n int) string { return "?" + strconv.Itoa(len(s.args)-n) }

// CountActive returns how many customers outside of the archive were last active from a
// moment (inclusive) to another (exclusive): in the network or, with inet, in the Internet.
func (t *Tenant) CountActive(ctx context.Context, inet bool, from, to Instant) (n int64, err error) {
	column := "date_activity"
	if inet {
		column = "date_activity_inet"
	}
	err = t.read(ctx, func(c *db.Conn) error {
		n, _, err = c.Int(`SELECT count(*) FROM customer_data d JOIN client c ON c.partner = d.partner AND c.id = d.client AND c.`+isLiving+`
  WHERE d.partner = ?1 AND d.`+column+` >= ?2 AND d.`+column+` < ?3`, int64(t.partner), from, to)
		return err
	})
	return n, err
}

// LargestAgreement returns the largest agreement number that is all digits, among the
// customers of a billing or, for billing 0, of the partner. 0 means that there is none.
func (t *Tenant) LargestAgreement(ctx context.Context, billing int64) (n int64, err error) {
	// A plus keeps SQLite from reading all of a billing: its largest is near the end.
	text, args := `SELECT d.agreement_value FROM customer_data d JOIN client c ON c.partner = d.partner AND c.id = d.client AND c.`+isKnown+`
  WHERE d.partner = ?1 AND d.agreement_value IS NOT NULL`, []any{int64(t.partner)}
	if billing != 0 {
		text, args = text+` AND +d.billing = ?2`, append(args, billing)
	}
	err = t.read(ctx, func(c *db.Conn) error {
		n, _, err = c.Int(text+` ORDER BY d.agreement_value DESC LIMIT 1`, args...)
		return err
	})
	return n, err
}

// KnowsBilling reports whether the partner has the billing.
func (t *Tenant) KnowsBilling(ctx context.Context, billing int64) (found bool, err error) {
	err = t.read(ctx, func(c *db.Conn) error {
		_, found, err = c.Int(knownBilling, int64(t.partner), billing)
		return err
	})
	return found, err
}
