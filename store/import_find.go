package store

import "partnerapi/store/internal/db"

// Noun is a register that other registers refer to.
type Noun int

// The nouns. Some are a part of a register, or a register by its numbers.
const (
	Regions Noun = iota + 1
	Roles
	ClientContactTypes   // contact_type_code 1 (S12)
	PartnerContactTypes  // 2
	EmployeeContactTypes // 3
	Partners
	Contracts
	ServiceTypes
	ServiceTypeNumbers // by number, as v2 names them (O5)
	Clients
	PartnerUsers
	ClientUsers
	Employees // of either side
	PartnerAgents
	UserAgents
	Agents             // of either side
	PartnerUserNumbers // by number (O9)
	ClientNumbers
	Billings
	Marks
	CustomerGroups
	Houses
	Devices
)

// PerPartner reports whether each partner numbers the register's rows itself, so that a
// number names a row only within a partner (O8).
func (n Noun) PerPartner() bool { return n >= Billings }

// Found is the row that a reference names, with its partner and client.
type Found struct {
	ID      int64
	Partner int64 // 0 for what belongs to nobody
	Client  int64 // 0 for what belongs to no client
}

// finder finds the row that an id from outside names.
type finder struct {
	// of is the kind of the id in the directory of the store (unique.go). Where it is nil,
	// the parameters of text are the id and, for a Noun that is PerPartner, the partner.
	of *db.Unique
	// text selects id, partner and client of the row. With of its parameters are the
	// partner and the id that the directory has, or it is "": the directory suffices.
	text   string
	client bool // the row is a client
}

var finders = map[Noun]finder{
	Regions:              {text: `SELECT id, 0, 0 FROM region WHERE region_id = ?1`},
	Roles:                {text: `SELECT id, 0, 0 FROM role WHERE role_id = CAST(?1 AS INTEGER)`},
	ClientContactTypes:   {text: `SELECT id, 0, 0 FROM contact_type WHERE contact_type_id = ?1 AND contact_type_code = 1`},
	PartnerContactTypes:  {text: `SELECT id, 0, 0 FROM contact_type WHERE contact_type_id = ?1 AND contact_type_code = 2`},
	EmployeeContactTypes: {text: `SELECT id, 0, 0 FROM contact_type WHERE contact_type_id = ?1 AND contact_type_code = 3`},
	Partners:             {text: `SELECT id, id, 0 FROM partner WHERE partner_id = ?1`},
	Contracts:            {of: contractIDs},
	ServiceTypes:         {text: `SELECT id, partner, 0 FROM service_type WHERE service_type_id = ?1`},
	ServiceTypeNumbers:   {text: `SELECT id, partner, 0 FROM service_type WHERE number = CAST(?1 AS INTEGER)`},
	Clients:              {of: clientIDs, client: true},
	PartnerUsers:         {of: employeeIDs, text: `SELECT id, partner, 0 FROM employee WHERE partner = ?1 AND id = ?2 AND type = 1`},
	ClientUsers:          {of: employeeIDs, text: `SELECT id, partner, client FROM employee WHERE partner = ?1 AND id = ?2 AND type = 2`},
	Employees:            {of: employeeIDs, text: `SELECT id, partner, client FROM employee WHERE partner = ?1 AND id = ?2`},
	PartnerAgents:        {of: agentIDs, text: `SELECT id, partner, 0 FROM agent WHERE partner = ?1 AND id = ?2 AND type = 1`},
	UserAgents:           {of: agentIDs, text: `SELECT id, partner, client FROM agent WHERE partner = ?1 AND id = ?2 AND type = 2`},
	Agents:               {of: agentIDs, text: `SELECT id, partner, client FROM agent WHERE partner = ?1 AND id = ?2`},
	PartnerUserNumbers:   {of: employeeNumbers[OfPartner]},
	ClientNumbers:        {of: clientNumbers, client: true},
	Billings:             {text: `SELECT billing_id, partner, 0 FROM billing WHERE billing_id = CAST(?1 AS INTEGER) AND partner = ?2`},
	Marks:                {text: `SELECT mark_id, partner, 0 FROM mark WHERE mark_id = CAST(?1 AS INTEGER) AND partner = ?2`},
	CustomerGroups:       {text: `SELECT customer_group_id, partner, 0 FROM customer_group WHERE customer_group_id = CAST(?1 AS INTEGER) AND partner = ?2`},
	Houses:               {text: `SELECT house_id, partner, 0 FROM house WHERE house_id = CAST(?1 AS INTEGER) AND partner = ?2`},
	Devices:              {text: `SELECT device_id, partner, 0 FROM device WHERE device_id = CAST(?1 AS INTEGER) AND partner = ?2`},
}

// maxFound bounds what is remembered of each noun: a few megabytes.
const maxFound = 50000

// outsideID is the id of a row from outside; partner is 0 unless the Noun is PerPartner.
type outsideID struct {
	partner int64
	id      string
}

// Find returns the row that an id names (a UUID in lower case, a number), and
// whether there is one. Only registers that are PerPartner look at partner.
func (i *ImportTx) Find(noun Noun, partner int64, id string) (f Found, ok bool, err error) {
	key := outsideID{id: id}
	if noun.PerPartner() {
		key.partner = partner
	}
	if f, ok = i.found[noun][key]; ok {
		return f, true, nil
	}
	if f, ok, err = finders[noun].find(i.tx.c, key); !ok || err != nil {
		return Found{}, false, err
	}
	if i.found[noun] == nil {
		i.found[noun] = map[outsideID]Found{}
	}
	if len(i.found[noun]) >= maxFound {
		clear(i.found[noun])
	}
	i.found[noun][key] = f
	return f, true, nil
}

func (n finder) find(c *db.Conn, outside outsideID) (f Found, ok bool, err error) {
	args := []any{outside.id}
	switch {
	case n.of != nil:
		partner, id, found, err := c.Holder(n.of, outside.id)
		f = Found{ID: id, Partner: partner}
		if n.client {
			f.Client = id
		}
		if err != nil || !found || n.text == "" {
			return f, found, err
		}
		args = []any{partner, id}
	case outside.partner != 0:
		args = append(args, outside.partner)
	}
	ok, err = c.One(n.text, args, func(r db.Row) { f = Found{r.Int(0), r.Int(1), r.Int(2)} })
	return f, ok, err
}
