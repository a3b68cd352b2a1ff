package store

import (
	"cmp"
	"slices"
	"strings"

	"partnerapi/store/internal/db"
)

// abonentLists returns the query of the rows that customers have in other tables. Each
// column is one table's rows as one text, with char(30) between them; a row begins with
// the customer's key. The rows are found by a list of keys or by a range of them.
func abonentLists(keys string) string {
	list := func(columns, table string) string {
		return `(SELECT group_concat(x.client || char(31) || ` + columns + `, char(30)) FROM ` + table + ` WHERE x.partner = ?1 AND x.client ` + keys + `)`
	}
	return `SELECT ` + strings.Join([]string{
		list(`position || char(31) || number`, `customer_phone x`),
		list(`mark`, `customer_mark x`),
		list(`x.id || char(31) || t.number || char(31) || price || char(31) || added || char(31) || comment`, `customer_service x JOIN service_type t ON t.id = x.service_type`),
		list(`x.id || char(31) || ifnull(ip, '') || char(31) || coalesce(mac, '')`, `customer_ip x`),
		list(`first || char(31) || last`, `customer_subnet x`),
	}, ", ")
}

var (
	abonentListsByKeys  = abonentLists(inList)
	abonentListsByRange = abonentLists(`BETWEEN ?2 AND ?3`)
)

// listsOf reads what customers have in other tables. Where their keys are close together
// they are read as one range, in half the time, although that reads rows of a few others.
func (t *Tenant) listsOf(c *db.Conn, rows []Abonent) error {
	if len(rows) == 0 {
		return nil
	}
	at := make(map[int64]*Abonent, len(rows))
	keys := make([]int64, len(rows))
	for i := range rows {
		keys[i], at[rows[i].ID] = rows[i].ID, &rows[i]
	}
	slices.Sort(keys)
	text, args := abonentListsByKeys, []any{int64(t.partner), jsonList(keys)}
	if first, last := keys[0], keys[len(keys)-1]; last-first < 2*int64(len(keys)) {
		text, args = abonentListsByRange, []any{int64(t.partner), first, last}
	}
	err := c.Each(text, args, func(r db.Row) error {
		for column := range r.Len() {
			var a *Abonent
			owner := int64(-1) // of the row before: rows of one customer stand together
			left, more := r.Text(column), true
			for more && left != "" {
				var one string
				one, left, more = strings.Cut(left, "\x1e")
				p := db.Packed(one)
				if of := p.Int(); of != owner {
					owner, a = of, at[of]
				}
				if a != nil {
					a.take(column, p)
				}
			}
		}
		return nil
	})
	for i := range rows {
		rows[i].inOrder()
	}
	return err
}

// take adds a row of a column of abonentLists to the customer; the key is read already.
func (a *Abonent) take(column int, p db.Packed) {
	switch column {
	case 0:
		if a.Phones == nil {
			a.Phones = make([]Phone, 0, 2) // as many have
		}
		a.Phones = append(a.Phones, Phone{p.Int(), p.Text()})
	case 1:
		a.Marks = append(a.Marks, p.Int())
	case 2:
		a.Services = append(a.Services, AbonentService{ID: p.Int(), Line: p.Int(), Price: p.Int(), Added: Instant(p.Int()), Comment: p.Text()})
	case 3:
		a.IPs = append(a.IPs, IP{ID: p.Int(), Addr: optIPv4(p.OptInt()), MAC: p.Text()})
	case 4:
		a.Subnets = append(a.Subnets, Subnet{IPv4(p.Int()), IPv4(p.Int())})
	}
}

// inOrder sorts the lists, which SQL returns in no certain order.
func (a *Abonent) inOrder() {
	slices.SortFunc(a.Phones, func(x, y Phone) int { return cmp.Compare(x.Position, y.Position) })
	slices.Sort(a.Marks)
	slices.SortFunc(a.Services, func(x, y AbonentService) int { return cmp.Compare(x.ID, y.ID) })
	slices.SortFunc(a.IPs, func(x, y IP) int { return cmp.Compare(x.ID, y.ID) })
	slices.SortFunc(a.Subnets, func(x, y Subnet) int { return cmp.Compare(x.First, y.First) })
}
