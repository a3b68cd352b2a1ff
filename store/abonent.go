package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
)

// Abonent is a client as USERSIDE sees it (userside-contract.md get_data), with
// its internal key: archived ones too, deleted ones (O3) never. Texts are ""
// when unset, numbers and moments nil.
type Abonent struct {
	ID      int64 // the internal key
	Number  int64 // what USERSIDE calls id (O9)
	Name    string
	Comment string // the description of v2 (O4)
	Status  Status
	Created Instant
	// Tariff is the number of a line; a customer keeps showing a deleted one (O5).
	Tariff *int64
	AbonentData
	Phones   []Phone // by position
	Marks    []int64 // ascending
	Services []AbonentService
	IPs      []IP
	Subnets  []Subnet // by their first address
}

// AbonentData is what stands in a customer's row of customer_data.
type AbonentData struct {
	Balance           int64 // in minor units
	Billing           *int64
	BillingCustomerID string // the customer's id inside the billing
	AccountNumber     string
	AgreementNumber   string
	AgreementDate     Date
	Corporate         bool
	Login             string
	Email             string
	House             *int64
	Apartment         string
	Entrance          string
	Floor             string
	Coordinates       string
	Group             *int64
	Manager           *int64 // the number of a partner's employee
	DateConnect       Date
	Activity          *Instant
	ActivityInet      *Instant
	PositiveBalance   *Instant // when the balance was last seen above 0
}

// Phone is a telephone number of a customer; positions 0 to 4 are phone0 to
// phone4 of edit.
type Phone struct {
	Position int64
	Number   string
}

// AbonentService is an additional service of a customer (service_add).
type AbonentService struct {
	ID      int64
	Line    int64 // the number of the line
	Price   int64 // in minor units
	Comment string
	Added   Instant
}

// A row comes in one column: the driver takes as long for each column as SQLite
// for writing a number as text. What is unset is empty. Plus signs keep SQLite
// from walking all of the partner's rows.
const abonentColumns = `SELECT concat_ws(char(31), c.id, c.number, c.status, c.created, coalesce(l.number, ''), coalesce(d.balance, 0), coalesce(d.flag_corporate, 0),
    coalesce(d.billing, ''), coalesce(d.house, ''), coalesce(d.customer_group, ''), coalesce(m.number, ''),
    coalesce(d.date_activity, ''), coalesce(d.date_activity_inet, ''), coalesce(d.date_positive_balance, ''),
    c.client_name, c.description, coalesce(d.billing_customer_id, ''), coalesce(d.account_number, ''), coalesce(d.agreement_number, ''), coalesce(d.agreement_date, ''),
    coalesce(d.login, ''), coalesce(d.email, ''), coalesce(d.apartment_number, ''), coalesce(d.entrance, ''), coalesce(d.floor, ''), coalesce(d.coordinates, ''),
    coalesce(d.date_connect, ''))
  FROM client c LEFT JOIN customer_data d ON d.partner = c.partner AND d.client = c.id
    LEFT JOIN service_type l ON l.id = c.tariff_plan LEFT JOIN employee m ON m.id = d.manager
  WHERE +c.partner = ?1 AND c.number BETWEEN ?2 AND ?3 AND c.status <> 7`

// scanAbonent reads what stands in one row.
func scanAbonent(r row) Abonent {
	p := r.packed(0)
	a := Abonent{ID: p.int(), Number: p.int(), Status: Status(p.int()), Created: Instant(p.int()), Tariff: p.optInt()}
	a.Balance, a.Corporate = p.int(), p.int() != 0
	a.Billing, a.House, a.Group, a.Manager = p.optInt(), p.optInt(), p.optInt(), p.optInt()
	a.Activity, a.ActivityInet, a.PositiveBalance = p.optInstant(), p.optInstant(), p.optInstant()
	p.texts(&a.Name, &a.Comment, &a.BillingCustomerID, &a.AccountNumber, &a.AgreementNumber, (*string)(&a.AgreementDate),
		&a.Login, &a.Email, &a.Apartment, &a.Entrance, &a.Floor, &a.Coordinates, (*string)(&a.DateConnect))
	return a
}

// optInt reads a number that is empty where it is unset.
func (p *packed) optInt() *int64 {
	if strings.HasPrefix(string(*p), "\x1f") {
		p.text()
		return nil
	}
	n := p.int()
	return &n
}

func (p *packed) optInstant() *Instant { return (*Instant)(p.optInt()) }

// abonentSide are the rows of other tables: whose, of what kind, and packed the
// rest, which begins with the key of the row's order.
const abonentSide = `SELECT client, 1, concat_ws(char(31), position, number) FROM customer_phone WHERE partner = ?1 AND client BETWEEN ?2 AND ?3
  UNION ALL SELECT client, 2, mark FROM customer_mark WHERE partner = ?1 AND client BETWEEN ?2 AND ?3
  UNION ALL SELECT s.client, 3, concat_ws(char(31), s.id, l.number, s.price, s.added, s.comment) FROM customer_service s JOIN service_type l ON l.id = s.service_type
    WHERE s.partner = ?1 AND s.client BETWEEN ?2 AND ?3
  UNION ALL SELECT client, 4, concat_ws(char(31), id, coalesce(ip, ''), coalesce(mac, '')) FROM customer_ip WHERE partner = ?1 AND client BETWEEN ?2 AND ?3
  UNION ALL SELECT client, 5, concat_ws(char(31), first, last) FROM customer_subnet WHERE partner = ?1 AND client BETWEEN ?2 AND ?3`

// Abonents answers the customers of those numbers that the partner has, by
// number; others are left out.
func (t *Tenant) Abonents(ctx context.Context, numbers []int64) ([]Abonent, error) {
	asked := slices.Compact(slices.Sorted(slices.Values(numbers)))
	var rows []Abonent
	for chunk := range slices.Chunk(asked, chunkSize) {
		if err := ctx.Err(); err != nil {
			return nil, context.Cause(ctx)
		}
		err := t.read(ctx, func(c *conn) error {
			from := len(rows)
			err := eachNear(c, chunk, abonentColumns, t.partner, func(r row) {
				if one := scanAbonent(r); hasSorted(chunk, one.Number) {
					rows = append(rows, one)
				}
			})
			if err != nil {
				return err
			}
			slices.SortFunc(rows[from:], func(a, b Abonent) int { return cmp.Compare(a.Number, b.Number) })
			return t.completeAbonents(c, rows[from:])
		})
		if err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func hasSorted(list []int64, n int64) bool {
	_, found := slices.BinarySearch(list, n)
	return found
}

// Abonent answers one customer of the partner by its number, or ErrNotFound.
func (t *Tenant) Abonent(ctx context.Context, number int64) (Abonent, error) {
	rows, err := t.Abonents(ctx, []int64{number})
	if err == nil && len(rows) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Abonent{}, err
	}
	return rows[0], nil
}

// completeAbonents gives customers what stands in other tables.
func (t *Tenant) completeAbonents(c *conn, rows []Abonent) error {
	at := make(map[int64]*Abonent, len(rows))
	ids := make([]int64, len(rows))
	for i := range rows {
		ids[i], at[rows[i].ID] = rows[i].ID, &rows[i]
	}
	slices.Sort(ids)
	err := eachNear(c, ids, abonentSide, t.partner, func(r row) {
		if a := at[r.int(0)]; a != nil {
			a.take(r)
		}
	})
	for i := range rows {
		rows[i].inOrder()
	}
	return err
}

// take adds a row of abonentSide.
func (a *Abonent) take(r row) {
	kind := r.int(1)
	if kind == 2 {
		a.Marks = append(a.Marks, mustInt(r.digits(2)))
		return
	}
	p := r.packed(2)
	switch kind {
	case 1:
		a.Phones = append(a.Phones, Phone{p.int(), p.text()})
	case 3:
		a.Services = append(a.Services, AbonentService{ID: p.int(), Line: p.int(), Price: p.int(), Added: Instant(p.int()), Comment: p.text()})
	case 4:
		a.IPs = append(a.IPs, IP{ID: p.int(), Addr: p.optIPv4(), MAC: p.text()})
	case 5:
		a.Subnets = append(a.Subnets, Subnet{IPv4(p.int()), IPv4(p.int())})
	}
}

// digits reads a column that SQLite answers as a number or as its digits.
func (r row) digits(i int) string {
	if n, ok := r.v[i].(int64); ok {
		return strconv.FormatInt(n, 10)
	}
	return r.text(i)
}

// inOrder sorts what a union answers in whatever order.
func (a *Abonent) inOrder() {
	slices.SortFunc(a.Phones, func(x, y Phone) int { return cmp.Compare(x.Position, y.Position) })
	slices.Sort(a.Marks)
	slices.SortFunc(a.Services, func(x, y AbonentService) int { return cmp.Compare(x.ID, y.ID) })
	slices.SortFunc(a.IPs, func(x, y IP) int { return cmp.Compare(x.ID, y.ID) })
	slices.SortFunc(a.Subnets, func(x, y Subnet) int { return cmp.Compare(x.First, y.First) })
}
