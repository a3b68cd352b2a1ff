package store

import (
	"cmp"
	"context"
	"strings"

	"partnerapi/store/internal/db"
)

// Customer is a client as v2 shows it: a row of get.customers with its internal key.
// Client and Abonent are other views of the same row (docs/one-store.md, Words). Texts are
// "" when unset.
type Customer struct {
	ID          int64 // the internal key
	Number      int64 // what v2 calls id (O9)
	UUID        string
	Name        string // up to 1,000 characters (O4)
	Description string
	Created     Instant
	Status      Status
	StatusTime  Instant // of the last change of status
	// TariffPlan is the number of a line, nil until set; a customer keeps showing a
	// deleted one (O5).
	TariffPlan     *int64
	TariffPlanName string
	Limits
	Sites []Site // by their ids
	// ClientDetails are read if CustomerFilter.Details asks for them.
	ClientDetails
}

// Limits are the limits of a customer. No counter sets a lock by them (O1).
type Limits struct {
	MonthlyBase  Limit // money in minor units
	MonthlyCalls Limit // calls
	DailyCalls   Limit // calls
}

// Limit is one limit of a customer.
type Limit struct {
	Most         *int64 // nil is none
	NotifyAt     *int64 // where the notification is sent; nil is nowhere
	NotifyEmails []string
}

// all returns the limits in the order of the column client_notify_email.notifies.
func (l *Limits) all() [3]*Limit { return [3]*Limit{&l.MonthlyBase, &l.MonthlyCalls, &l.DailyCalls} }

// CustomerFilter selects customers: those of the numbers and of the UUIDs that
// are given, where nil selects all and an empty list none.
type CustomerFilter struct {
	Numbers []int64
	UUIDs   []string // in lower case
	// Details asks for the customers' ClientDetails too, which most lists do not show.
	Details bool
	Page
}

// customerColumns packs a row into one column, x: the driver takes as long for each column
// as SQLite for writing a number as text. NULL is written as an empty text, because
// concat_ws would skip it; it skips leading empty texts too, so the first column is never
// empty. The limits are one text, which is empty where there is none, as for most clients.
const customerColumns = `concat_ws(char(31), id, number, status, status_time, created, ifnull(tariff_plan, ''),
    CASE WHEN coalesce(monthly_base_limit, monthly_base_notify_limit, monthly_calls_limit, monthly_calls_notify_limit, daily_calls_limit, daily_calls_notify_limit) IS NULL THEN ''
      ELSE ifnull(monthly_base_limit, '') || ' ' || ifnull(monthly_base_notify_limit, '') || ' ' || ifnull(monthly_calls_limit, '') || ' ' ||
        ifnull(monthly_calls_notify_limit, '') || ' ' || ifnull(daily_calls_limit, '') || ' ' || ifnull(daily_calls_notify_limit, '') END,
    client_id, client_name, description`

// The queries of customers without and with their ClientDetails. NULL is written as -1 for
// an optional key or code, none of which is negative.
const (
	customersPlain    = `SELECT ` + customerColumns + `) AS x` + ofLivingClients
	customersDetailed = `SELECT ` + customerColumns + `, coalesce(region, -1), coalesce(pay_method_id, -1),
    client_full_name, client_inn, client_kpp, client_reg_num, addit_attribute) AS x` + ofLivingClients
	ofLivingClients = ` FROM client WHERE partner = ?1 AND ` + isLiving
)

// customerQueries are the queries of customers and the function that reads their rows.
type customerQueries struct {
	byNumber, byUUID        string // of one
	pageByKey, pageByNumber string
	scan                    func(p db.Packed) Customer
}

// newCustomerQueries makes the queries that begin with rows. The plus keeps SQLite from the
// index of numbers, which has all partners' rows.
func newCustomerQueries(rows string, scan func(p db.Packed) Customer) *customerQueries {
	return &customerQueries{
		byNumber: rows + ` AND number = ?2`, byUUID: rows + ` AND client_id = ?2`,
		pageByKey: inOneText(rows + ` AND id > ?2 ORDER BY id`), pageByNumber: inOneText(rows + ` AND +number > ?2 ORDER BY +number`),
		scan: scan,
	}
}

var (
	plainCustomers    = newCustomerQueries(customersPlain, scanCustomer)
	detailedCustomers = newCustomerQueries(customersDetailed, scanDetailedCustomer)
)

// Customers reads the partner's customers that are not in the archive, in order of number.
func (t *Tenant) Customers(ctx context.Context, f CustomerFilter) Seq[Customer] {
	queries := plainCustomers
	if f.Details {
		queries = detailedCustomers
	}
	lookup := keyLookup[Customer]{
		lists: []keyList[Customer]{
			{anyKeys(f.Numbers), queries.byNumber, func(c *Customer) any { return c.Number }},
			{anyKeys(f.UUIDs), queries.byUUID, func(c *Customer) any { return c.UUID }},
		},
		order: func(a, b *Customer) int { return cmp.Compare(a.Number, b.Number) },
	}
	if lookup.given() {
		return lookup.stream(ctx, t, f.Page, queries.scan, t.completeCustomers)
	}
	return func(yield func(*Customer) error) error {
		byNumber, err := t.disorder(ctx)
		if err != nil {
			return err
		}
		return t.customersBy(queries, byNumber).stream(ctx, t, f.Page)(yield)
	}
}

// disorder reports whether the partner's clients must be sorted by number. As a rule they
// need not be, because numbers ascend with keys; an import may break that.
func (t *Tenant) disorder(ctx context.Context) (found bool, err error) {
	err = t.read(ctx, func(c *db.Conn) error {
		_, found, err = c.Int(`SELECT 1 FROM client_disorder WHERE partner = ?1`, int64(t.partner))
		return err
	})
	return found, err
}

// SQLite does not prepare these again for each OFFSET, as it would for each LIMIT.
const (
	customerKeyAt    = `SELECT id FROM client WHERE partner = ?1 AND ` + isLiving + ` ORDER BY id LIMIT 1 OFFSET ?2`
	customerNumberAt = `SELECT number FROM client WHERE partner = ?1 AND ` + isLiving + ` ORDER BY +number LIMIT 1 OFFSET ?2`
)

func (t *Tenant) customersBy(queries *customerQueries, number bool) *paged[Customer] {
	at, next, keyOf := customerKeyAt, queries.pageByKey, func(c *Customer) int64 { return c.ID }
	if number {
		at, next, keyOf = customerNumberAt, queries.pageByNumber, func(c *Customer) int64 { return c.Number }
	}
	return &paged[Customer]{
		begin: func(c *db.Conn, offset int) (int64, bool, error) { return c.Int(at, int64(t.partner), offset) },
		next: func(c *db.Conn, after int64, most int, rows []Customer) ([]Customer, error) {
			rows, err := appendRows(c, rows, queries.scan, next, int64(t.partner), after, most)
			if err != nil {
				return nil, err
			}
			return rows, t.completeCustomers(c, rows)
		},
		keyOf: keyOf,
	}
}

// scanCustomer reads a row. TariffPlan is the line's internal key; namePlans replaces it by
// the number.
func scanCustomer(p db.Packed) Customer { return readCustomer(&p) }

// scanDetailedCustomer reads a row that has the details too.
func scanDetailedCustomer(p db.Packed) Customer {
	c := readCustomer(&p)
	c.region, c.PayMethod = max(p.Int(), 0), db.Optional(p.Int())
	p.Texts(&c.FullName, &c.INN, &c.KPP, &c.RegNum, &c.Attribute)
	return c
}

func readCustomer(p *db.Packed) Customer {
	c := Customer{ID: p.Int(), Number: p.Int(), Status: Status(p.Int()), StatusTime: Instant(p.Int()), Created: Instant(p.Int()), TariffPlan: db.OptionalInt(p.Text())}
	if limits := p.Text(); limits != "" {
		numbers := strings.Split(limits, " ")
		for i, limit := range c.Limits.all() {
			limit.Most, limit.NotifyAt = db.OptionalInt(numbers[2*i]), db.OptionalInt(numbers[2*i+1])
		}
	}
	p.Texts(&c.UUID, &c.Name, &c.Description)
	return c
}

// CustomerByNumber returns a customer of the partner by its number. ErrNotFound: there is
// none, or it is in the archive.
func (t *Tenant) CustomerByNumber(ctx context.Context, number int64) (Customer, error) {
	return single(t.Customers(ctx, CustomerFilter{Numbers: []int64{number}}))
}

// FindCustomer returns the internal key of a customer of the partner by its number.
// ErrNotFound: there is none, or it is in the archive.
func (t *Tenant) FindCustomer(ctx context.Context, number int64) (id int64, err error) {
	err = t.read(ctx, func(c *db.Conn) (err error) {
		found := false
		id, found, err = c.Int(`SELECT id FROM client WHERE partner = ?1 AND number = ?2 AND `+isLiving, int64(t.partner), number)
		return expectFound(found, err, ErrNotFound)
	})
	return id, err
}

// FindCustomerByUUID is FindCustomer by the UUID.
func (t *Tenant) FindCustomerByUUID(ctx context.Context, uuid string) (int64, error) {
	return t.find(ctx, `SELECT id FROM client WHERE client_id = ?2 AND partner = ?1 AND `+isLiving, uuid)
}
