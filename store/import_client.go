package store

import (
	"slices"

	"partnerapi/store/internal/db"
)

var clientRegister = register{table: "client", column: "client_id", key: "client_id", owned: true, ids: clientIDs, numbers: clientNumbers}

// ClientEntry is a line of the register of clients; nil leaves alone.
type ClientEntry struct {
	UUID      string
	NewUUID   string // "": a new client gets one, another keeps its own (S3)
	Partner   int64
	Region    *int64 // nil is none
	Name      string // what PartnerAPI shows of a longer name that stands leaves it (O4)
	FullName  string
	INN       string
	KPP       string
	RegNum    string
	PayMethod *int64 // nil is none
	Attribute string
	Deleted   bool
	// Status of a client that is not deleted. nil: a new or restored one is
	// active (O1).
	Status *Status
	Number *int64
	// Claimed reports whether another customer of the import has the number: it is
	// not given to a client without one of its own.
	Claimed     func(number int64) bool
	Description *string
	Created     *Instant
	TariffPlan  *int64 // 0 is none
	Sites       *[]Site
}

// Site is a web site of a client.
type Site struct {
	ID     int64
	Domain string
}

// PutClient writes a client. Archiving one runs the cascade over its employees, agents and
// services (O2); lines of the same import about those come later and win.
func (i *ImportTx) PutClient(c ClientEntry) error {
	e, err := i.entry(clientRegister, c.UUID, c.Partner)
	if err != nil {
		return err
	}
	var current int64
	var name string
	if !e.isNew() {
		_, err = i.tx.c.One(`SELECT status, client_name FROM client WHERE partner = ?1 AND id = ?2`, []any{c.Partner, e.id}, func(r db.Row) { current, name = r.Int(0), r.Text(1) })
		if err != nil {
			return err
		}
	}
	if Status(current) == StatusDeleted {
		return refuse("client_id", "the client was deleted for good")
	}
	e.set("region", c.Region)
	if c.Name != ShownName(name) {
		e.set("client_name", c.Name)
	}
	e.set("client_full_name", c.FullName)
	e.set("client_inn", c.INN)
	e.set("client_kpp", c.KPP)
	e.set("client_reg_num", c.RegNum)
	e.set("pay_method_id", c.PayMethod)
	e.set("addit_attribute", c.Attribute)
	setGiven(e, "description", c.Description)
	setGiven(e, "created", c.Created)
	if c.TariffPlan != nil {
		e.set("tariff_plan", reference(*c.TariffPlan))
	}
	if err := e.number(seqClientNumber, c.Number, c.Claimed); err != nil {
		return err
	}
	status := c.status(Status(current))
	if e.isNew() {
		e.set("status", status)
		e.set("status_time", i.tx.Now.Unix())
		if c.Created == nil {
			e.set("created", i.tx.Now.Unix())
		}
		if c.NewUUID == "" {
			c.NewUUID = newUUID()
		}
	}
	if c.NewUUID != "" {
		e.set("client_new_id", c.NewUUID)
	}
	if err := e.save(); err != nil {
		return err
	}
	if c.Number != nil {
		if err := i.noteDisorder(c.Partner, e.id); err != nil {
			return err
		}
	}
	if err := i.moveClient(c.Partner, e.id, Status(current), status); err != nil {
		return err
	}
	return i.putSites(c.Partner, e.id, c.Sites)
}

// noteDisorder remembers that the clients of a partner must be sorted by number, if the
// client that was given one breaks their order by key.
func (i *ImportTx) noteDisorder(partner, id int64) error {
	_, err := i.tx.c.Exec(`INSERT INTO client_disorder (partner) SELECT ?1 FROM client c WHERE c.partner = ?1 AND c.id = ?2 AND (
      c.number < (SELECT number FROM client WHERE partner = ?1 AND id < ?2 ORDER BY id DESC LIMIT 1)
      OR c.number > (SELECT number FROM client WHERE partner = ?1 AND id > ?2 ORDER BY id LIMIT 1))
    ON CONFLICT DO NOTHING`, partner, id)
	return err
}

// status returns the status that the entry gives a client, whose status is current; that of
// a new one is 0.
func (c *ClientEntry) status(current Status) Status {
	switch {
	case c.Deleted:
		return StatusArchive
	case c.Status != nil:
		return *c.Status
	case current == 0 || current == StatusArchive:
		return StatusActive
	}
	return current
}

func (i *ImportTx) moveClient(partner, id int64, from, to Status) error {
	switch {
	case from == 0 || from == to:
		return nil
	case to == StatusArchive:
		return i.forPartner(Partner(partner)).ArchiveClient(id)
	}
	return i.forPartner(Partner(partner)).setClientStatus(id, to)
}

func (i *ImportTx) putSites(partner, client int64, sites *[]Site) error {
	if sites == nil {
		return nil
	}
	var current []Site
	err := i.tx.c.Each(`SELECT site_id, site_domain_name FROM client_site WHERE partner = ?1 AND client = ?2 ORDER BY site_id`, []any{partner, client}, func(r db.Row) error {
		current = append(current, Site{r.Int(0), r.Text(1)})
		return nil
	})
	if err != nil || slices.Equal(current, *sites) {
		return err
	}
	if _, err := i.tx.c.Exec(`DELETE FROM client_site WHERE partner = ?1 AND client = ?2`, partner, client); err != nil {
		return err
	}
	for _, site := range *sites {
		if _, err := i.tx.c.Exec(`INSERT INTO client_site (partner, client, site_id, site_domain_name) VALUES (?1, ?2, ?3, ?4)`,
			partner, client, site.ID, site.Domain); err != nil {
			return err
		}
	}
	return nil
}

// reference returns an internal id as the database has it: NULL for 0, no row.
func reference(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}
