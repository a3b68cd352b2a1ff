package store

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
	Agents // of either side
)

// Found is what a reference names: the row and whose it is.
type Found struct {
	ID      int64
	Partner int64 // 0 for what belongs to nobody
	Client  int64 // 0 for what belongs to no client
}

// finders answer id, partner and client of a row by the id it has outside.
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
}

// maxFound bounds what is remembered of each noun: a few megabytes.
const maxFound = 50000

// Find answers the row that an id names (a UUID in lower case, a role's number),
// and whether there is one.
func (i *ImportTx) Find(noun Noun, id string) (f Found, ok bool, err error) {
	if f, ok = i.found[noun][id]; ok {
		return f, true, nil
	}
	ok, err = i.tx.c.one(finders[noun], []any{id}, func(r row) { f = Found{r.int(0), r.int(1), r.int(2)} })
	if !ok || err != nil {
		return Found{}, false, err
	}
	if i.found[noun] == nil {
		i.found[noun] = map[string]Found{}
	}
	if len(i.found[noun]) >= maxFound {
		clear(i.found[noun])
	}
	i.found[noun][id] = f
	return f, true, nil
}
