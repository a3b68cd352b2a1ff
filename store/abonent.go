package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"partnerapi/store/internal/db"
)

// Abonent is a client as USERSIDE shows it (usersidehttp/README.md, get_data), archived or
// not, with its internal key. Client and Customer are other views of the same row
// (docs/one-store.md, Words). Texts are "" when unset, numbers and moments nil.
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

// AbonentData is the customer's row of customer_data (O13), which USERSIDE alone has. A
// customer without a row has nothing set and a balance of 0.
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
	Parent            *int64 // the number of a customer
	DateConnect       Date
	Activity          *Instant
	ActivityInet      *Instant
	PositiveBalance   *Instant // when the balance was last changed while it was above 0, or became so
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

// abonentColumns selects the rows of customers, by number, as one text: rows end with
// char(30), columns with char(31), and an unset one is empty. The driver takes longer for
// each row and column than SQLite takes to join them.
const abonentColumns = `SELECT group_concat(concat_ws(char(31), c.id, c.number, c.status, c.created, ifnull(l.number, ''), coalesce(d.balance, 0), coalesce(d.flag_corporate, 0),
    ifnull(d.billing, ''), ifnull(d.house, ''), ifnull(d.customer_group, ''), ifnull(m.number, ''), ifnull(p.number, ''),
    ifnull(d.date_activity, ''), ifnull(d.date_activity_inet, ''), ifnull(d.date_positive_balance, ''),
    c.client_name, c.description, coalesce(d.billing_customer_id, ''), coalesce(d.account_number, ''), coalesce(d.agreement_number, ''), coalesce(d.agreement_date, ''),
    coalesce(d.login, ''), coalesce(d.email, ''), coalesce(d.apartment_number, ''), coalesce(d.entrance, ''), coalesce(d.floor, ''), coalesce(d.coordinates, ''),
    coalesce(d.date_connect, '')), char(30)) FROM `

const abonentTables = `client c LEFT JOIN customer_data d ON d.partner = ?1 AND d.client = c.id
    LEFT JOIN service_type l ON l.id = c.tariff_plan LEFT JOIN employee m ON m.partner = ?1 AND m.id = d.manager
    LEFT JOIN client p ON p.partner = ?1 AND p.id = d.parent
  WHERE +c.partner = ?1 AND c.` + isKnown + ` AND c.number `

const (
	// abonentByNumber reads one customer. Most calls ask for one, and a list of one takes
	// a tenth longer.
	abonentByNumber = abonentColumns + abonentTables + `= ?2`
	// abonentsByNumbers reads however many in one statement: their numbers come as one JSON list.
	abonentsByNumbers = abonentColumns + abonentTables + inList
)

// scanAbonent reads a row of abonentColumns.
func scanAbonent(p db.Packed) Abonent {
	a := Abonent{ID: p.Int(), Number: p.Int(), Status: Status(p.Int()), Created: Instant(p.Int()), Tariff: p.OptInt()}
	a.Balance, a.Corporate = p.Int(), p.Int() != 0
	a.Billing, a.House, a.Group, a.Manager, a.Parent = p.OptInt(), p.OptInt(), p.OptInt(), p.OptInt(), p.OptInt()
	a.Activity, a.ActivityInet, a.PositiveBalance = (*Instant)(p.OptInt()), (*Instant)(p.OptInt()), (*Instant)(p.OptInt())
	p.Texts(&a.Name, &a.Comment, &a.BillingCustomerID, &a.AccountNumber, &a.AgreementNumber, (*string)(&a.AgreementDate),
		&a.Login, &a.Email, &a.Apartment, &a.Entrance, &a.Floor, &a.Coordinates, (*string)(&a.DateConnect))
	return a
}

// Abonents reads the partner's customers with the given numbers, in order of number.
// Numbers that no customer of the partner has are left out.
func (t *Tenant) Abonents(ctx context.Context, numbers []int64) Seq[Abonent] {
	asked := slices.Clone(numbers)
	slices.Sort(asked)
	asked = slices.Compact(asked)
	return func(yield func(*Abonent) error) error {
		return stream(ctx, t, func(c *db.Conn, last *Abonent, _ int, rows []Abonent) ([]Abonent, error) {
			left := asked
			if last != nil {
				at, _ := slices.BinarySearch(asked, last.Number+1)
				left = asked[at:]
			}
			for len(left) > 0 && len(rows) < db.ChunkSize {
				n := min(len(left), db.ChunkSize-len(rows))
				text, numbers := abonentsByNumbers, any(jsonList(left[:n]))
				if n == 1 {
					text, numbers = abonentByNumber, left[0]
				}
				var err error
				if rows, err = appendRows(c, rows, scanAbonent, text, int64(t.partner), numbers); err != nil {
					return nil, err
				}
				left = left[n:]
			}
			slices.SortFunc(rows, func(a, b Abonent) int { return cmp.Compare(a.Number, b.Number) })
			return rows, t.listsOf(c, rows)
		})(yield)
	}
}

// inList finds rows by the numbers of jsonList, each by a look into the column's index.
const inList = `IN (SELECT value FROM json_each(?2))`

// jsonList is a JSON list of numbers.
func jsonList(numbers []int64) string {
	b := []byte{'['}
	for i, n := range numbers {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, n, 10)
	}
	return string(append(b, ']'))
}

// Abonent returns one customer of the partner by its number, or ErrNotFound.
func (t *Tenant) Abonent(ctx context.Context, number int64) (Abonent, error) {
	return single(t.Abonents(ctx, []int64{number}))
}
