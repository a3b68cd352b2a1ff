package store

import "partnerapi/store/internal/db"

// Noun is a register that other registers refer to.
type Noun int

// The nouns that references name. Some references take only part of a register.
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

// PerPartner says that every partner numbers the register's rows as it likes: a
// number names one only within a partner (O8).
func (n Noun) PerPartner() bool { return n >= Billings }

// Found is what a reference names: the row and whose it is.
type Found struct {
	ID      int64
	Partner int64 // 0 for what belongs to nobody
	Client  int64 // 0 for what belongs to no client
}

// finders answer id, partner and client of a row by the id it has outside and,
// where each partner has its own numbers, the partner.
var finders = map[Noun]string{
	Regions:              `SELECT id, 0, 0 FROM region WHERE region_id = ?1`,
	Roles:                `SELECT id, 0, 0 FROM role WHERE role_id = CAST(?1 AS INTEGER)`,
	ClientContactTypes:   `SELECT id, 0, 0 FROM contact_type WHERE contact_type_id = ?1 AND contact_type_code = 1`,
	PartnerContactTypes:  `SELECT id, 0, 0 FROM contact_type WHERE contact_type_id = ?1 AND contact_type_code = 2`,
	EmployeeContactTypes: `SELECT id, 0, 0 FROM contact_type WHERE contact_type_id = ?1 AND contact_type_code = 3`,
	Partners:             `SELECT id, id, 0 FROM partner WHERE partner_id = ?1`,
	Contracts:            `SELECT id, partner, 0 FROM contract WHERE contract_id = ?1`,
	ServiceTypes:         `SELECT id, partner, 0 FROM service_type WHERE service_type_id = ?1`,
	ServiceTypeNumbers:   `SELECT id, partner, 0 FROM service_type WHERE number = CAST(?1 AS INTEGER)`,
	Clients:              `SELECT id, partner, id FROM client WHERE client_id = ?1`,
	PartnerUsers:         `SELECT id, partner, 0 FROM employee WHERE employee_id = ?1 AND type = 1`,
	ClientUsers:          `SELECT id, partner, client FROM employee WHERE employee_id = ?1 AND type = 2`,
	Employees:            `SELECT id, partner, client FROM employee WHERE employee_id = ?1`,
	PartnerAgents:        `SELECT id, partner, 0 FROM agent WHERE agent_id = ?1 AND type = 1`,
	UserAgents:           `SELECT id, partner, client FROM agent WHERE agent_id = ?1 AND type = 2`,
	Agents:               `SELECT id, partner, client FROM agent WHERE agent_id = ?1`,
	PartnerUserNumbers:   `SELECT id, partner, 0 FROM employee WHERE number = CAST(?1 AS INTEGER) AND type = 1`,
	ClientNumbers:        `SELECT id, partner, id FROM client WHERE number = CAST(?1 AS INTEGER)`,
	Billings:             `SELECT billing_id, partner, 0 FROM billing WHERE billing_id = CAST(?1 AS INTEGER) AND partner = ?2`,
	Marks:                `SELECT mark_id, partner, 0 FROM mark WHERE mark_id = CAST(?1 AS INTEGER) AND partner = ?2`,
	CustomerGroups:       `SELECT customer_group_id, partner, 0 FROM customer_group WHERE customer_group_id = CAST(?1 AS INTEGER) AND partner = ?2`,
	Houses:               `SELECT house_id, partner, 0 FROM house WHERE house_id = CAST(?1 AS INTEGER) AND partner = ?2`,
	Devices:              `SELECT device_id, partner, 0 FROM device WHERE device_id = CAST(?1 AS INTEGER) AND partner = ?2`,
}

// maxFound bounds what is remembered of each noun: a few megabytes.
const maxFound = 50000

// outsideID is how a row is named outside; partner is 0 unless the register is
// PerPartner.
type outsideID struct {
	partner int64
	id      string
}

// Find answers the row that an id names (a UUID in lower case, a number), and
// whether there is one. Only registers that are PerPartner look at partner.
func (i *ImportTx) Find(noun Noun, partner int64, id string) (f Found, ok bool, err error) {
	key, args := outsideID{id: id}, []any{id}
	if noun.PerPartner() {
		key.partner, args = partner, []any{id, partner}
	}
	if f, ok = i.found[noun][key]; ok {
		return f, true, nil
	}
	ok, err = i.tx.c.One(finders[noun], args, func(r db.Row) { f = Found{r.Int(0), r.Int(1), r.Int(2)} })
	if !ok || err != nil {
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
