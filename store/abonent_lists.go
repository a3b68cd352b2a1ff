package store

import (
	"cmp"
	"slices"
	"strings"
)

// abonentLists reads what customers have in other tables: a column for each table,
// in which char(30) stands between the rows, and a row begins with the customer's
// key. The rows of a table are entered from a list of keys, or as a range.
func abonentLists(from, keys string) string {
	list := func(columns, table string) string {
		return `(SELECT group_concat(x.client || char(31) || ` + columns + `, char(30)) FROM ` + from + table + ` WHERE x.partner = ?1 AND x.client ` + keys + `)`
	}
	return `SELECT ` + strings.Join([]string{
		list(`position || char(31) || number`, `customer_phone x`),
		list(`mark`, `customer_mark x`),
		list(`x.id || char(31) || t.number || char(31) || price || char(31) || added || char(31) || comment`, `customer_service x JOIN service_type t ON t.id = x.service_type`),
		list(`x.id || char(31) || coalesce(ip, '') || char(31) || coalesce(mac, '')`, `customer_ip x`),
		list(`first || char(31) || last`, `customer_subnet x`),
	}, ", ")
}

var (
	abonentListsApart      = abonentLists(`json_each(?2) n CROSS JOIN `, `= n.value`)
	abonentListsNeighbours = abonentLists(``, `BETWEEN ?2 AND ?3`)
)

// listsOf gives customers what they have in other tables. Those of neighbours are
// read as one range, past the rows of a few others: that takes half as long.
func (t *Tenant) listsOf(c *conn, rows []Abonent) error {
	if len(rows) == 0 {
		return nil
	}
	at := make(map[int64]*Abonent, len(rows))
	keys := make([]int64, len(rows))
	for i := range rows {
		keys[i], at[rows[i].ID] = rows[i].ID, &rows[i]
	}
	slices.Sort(keys)
	text, args := abonentListsApart, []any{int64(t.partner), jsonList(keys)}
	if first, last := keys[0], keys[len(keys)-1]; last-first < 2*int64(len(keys)) {
		text, args = abonentListsNeighbours, []any{int64(t.partner), first, last}
	}
	err := c.each(text, args, func(r row) error {
		for column := range r.v {
			var a *Abonent
			owner := int64(-1) // of the row before: rows of one customer stand together
			left, more := r.text(column), true
			for more && left != "" {
				var one string
				one, left, more = strings.Cut(left, "\x1e")
				p := packed(one)
				if of := p.int(); of != owner {
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

// take reads a row of a column of abonentLists, behind its key.
func (a *Abonent) take(column int, p packed) {
	switch column {
	case 0:
		if a.Phones == nil {
			a.Phones = make([]Phone, 0, 2) // as many have
		}
		a.Phones = append(a.Phones, Phone{p.int(), p.text()})
	case 1:
		a.Marks = append(a.Marks, p.int())
	case 2:
		a.Services = append(a.Services, AbonentService{ID: p.int(), Line: p.int(), Price: p.int(), Added: Instant(p.int()), Comment: p.text()})
	case 3:
		a.IPs = append(a.IPs, IP{ID: p.int(), Addr: p.optIPv4(), MAC: p.text()})
	case 4:
		a.Subnets = append(a.Subnets, Subnet{IPv4(p.int()), IPv4(p.int())})
	}
}

// inOrder sorts what SQL answers in whatever order.
func (a *Abonent) inOrder() {
	slices.SortFunc(a.Phones, func(x, y Phone) int { return cmp.Compare(x.Position, y.Position) })
	slices.Sort(a.Marks)
	slices.SortFunc(a.Services, func(x, y AbonentService) int { return cmp.Compare(x.ID, y.ID) })
	slices.SortFunc(a.IPs, func(x, y IP) int { return cmp.Compare(x.ID, y.ID) })
	slices.SortFunc(a.Subnets, func(x, y Subnet) int { return cmp.Compare(x.First, y.First) })
}
