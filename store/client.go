package store

import (
	"context"

	"partnerapi/store/internal/db"
)

// Client is a client as PartnerAPI shows it: a row of client_read with its internal key.
// Customer and Abonent are other views of the same row (docs/one-store.md, Words). Texts
// are "" when unset.
type Client struct {
	ID      int64  // the internal key
	UUID    string // client_id
	NewUUID string // client_new_id: a second UUID, fixed at creation (S3)
	Name    string // up to 1,000 characters (O4)
	ClientDetails
	Status Status
}

// ClientDetails are what PartnerAPI keeps of a client beside its name, and v2 shows of a
// customer. Texts are "" when unset.
type ClientDetails struct {
	RegionUUID string
	FullName   string
	INN        string
	KPP        string
	RegNum     string
	PayMethod  *int64
	Attribute  string

	region int64 // its internal key; 0 is none
}

// ShownName returns the part of a client's name that PartnerAPI shows. The other
// interfaces store longer names (O4).
func ShownName(name string) string { return FirstRunes(name, nameCut) }

// Deleted reports whether the client is archived: PartnerAPI's client_del.
func (c *Client) Deleted() bool { return c.Status == StatusArchive }

// ClientFilter selects clients; zero values select all (S24). Archived clients are left
// out unless IncludeDeleted is set.
type ClientFilter struct {
	Region         int64
	Attribute      string
	IncludeDeleted bool
}

// clientColumns packs a row into one column: the driver takes as long for each column as
// SQLite for writing a number as text. NULL is written as -1, because concat_ws would leave
// it out; no key and no code is negative.
const clientColumns = `concat_ws(char(31), id, coalesce(region, -1), coalesce(pay_method_id, -1), status, client_id, client_new_id, client_name,
  client_full_name, client_inn, client_kpp, client_reg_num, addit_attribute) AS x`

// Clients reads the partner's clients in order of creation.
func (t *Tenant) Clients(ctx context.Context, f ClientFilter) Seq[Client] {
	upTo := StatusDebtLock
	if f.IncludeDeleted {
		upTo = StatusArchive
	}
	hint := ""
	if f.Region != 0 {
		hint = " INDEXED BY client_region" // else SQLite reads all rows of the partner
	}
	s := t.selectRows(`SELECT `+clientColumns+` FROM client`+hint+` WHERE partner = ?1 AND status <= ?2`, upTo)
	s.andKey("region", f.Region)
	if f.Attribute != "" {
		s.and("addit_attribute = ?", f.Attribute)
	}
	return streamPacked(ctx, t, s, "id", func(c *Client) int64 { return c.ID }, scanClient, t.s.nameRegions)
}

func scanClient(p db.Packed) Client {
	id, region, method, status := p.Int(), p.Int(), p.Int(), p.Int()
	client := Client{ID: id, Status: Status(status)}
	client.region, client.PayMethod = max(region, 0), db.Optional(method)
	p.Texts(&client.UUID, &client.NewUUID, &client.Name, &client.FullName, &client.INN, &client.KPP, &client.RegNum, &client.Attribute)
	return client
}

// nameRegions gives clients the UUIDs of their regions.
func (s *Store) nameRegions(c *db.Conn, clients []Client) error {
	for i := range clients {
		if err := s.nameRegion(c, &clients[i].ClientDetails); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) nameRegion(c *db.Conn, d *ClientDetails) (err error) {
	d.RegionUUID, err = s.regions.uuid(c, d.region)
	return err
}

const (
	clientByUUID = `SELECT ` + clientColumns + ` FROM client WHERE client_id = ?2 AND partner = ?1 AND ` + isKnown
	clientByID   = `SELECT ` + clientColumns + ` FROM client WHERE partner = ?1 AND id = ?2 AND ` + isKnown
)

// ClientByUUID returns one client, archived or not, or ErrNotFound.
func (t *Tenant) ClientByUUID(ctx context.Context, id string) (Client, error) {
	return t.oneClient(ctx, clientByUUID, id)
}

// Client returns one client by its internal key, archived or not, or ErrNotFound.
func (t *Tenant) Client(ctx context.Context, id int64) (Client, error) {
	return t.oneClient(ctx, clientByID, id)
}

func (t *Tenant) oneClient(ctx context.Context, text string, key any) (client Client, err error) {
	err = t.read(ctx, func(c *db.Conn) error {
		found, err := c.One(text, []any{int64(t.partner), key}, func(r db.Row) { client = scanClient(r.Packed(0)) })
		if err := expectFound(found, err, ErrNotFound); err != nil {
			return err
		}
		return t.s.nameRegion(c, &client.ClientDetails)
	})
	return client, err
}

// FindClient returns the id of a client of the partner, archived or not, or
// ErrNotFound.
func (t *Tenant) FindClient(ctx context.Context, id string) (int64, error) {
	return t.find(ctx, `SELECT id FROM client WHERE client_id = ?2 AND partner = ?1 AND `+isKnown, id)
}

// ClientUpdate is what an add sets and an edit changes; nil leaves alone.
type ClientUpdate struct {
	Region    *int64
	Name      *string
	FullName  *string
	INN       *string
	KPP       *string
	RegNum    *string
	PayMethod *int64
	Attribute *string
}

// AddClient adds an active client (O1) and returns its internal key.
func (tx *Tx) AddClient(u ClientUpdate) (int64, error) {
	n := u.newClient()
	n.status = StatusActive
	id, _, err := tx.addClient(n)
	return id, err
}

// newClient returns the row of a new client with what the update sets.
func (u *ClientUpdate) newClient() newClient {
	return newClient{
		region: u.Region, name: text(u.Name), fullName: text(u.FullName), inn: text(u.INN), kpp: text(u.KPP), regNum: text(u.RegNum),
		payMethod: u.PayMethod, attribute: text(u.Attribute),
	}
}

// columns are those of the table client that the update may change.
func (u *ClientUpdate) columns() []column {
	return []column{
		{"region", u.Region != nil, u.Region},
		{"client_name", u.Name != nil, u.Name},
		{"client_full_name", u.FullName != nil, u.FullName},
		{"client_inn", u.INN != nil, u.INN},
		{"client_kpp", u.KPP != nil, u.KPP},
		{"client_reg_num", u.RegNum != nil, u.RegNum},
		{"pay_method_id", u.PayMethod != nil, u.PayMethod},
		{"addit_attribute", u.Attribute != nil, u.Attribute},
	}
}

// EditClient changes a client, archived or not (S25).
func (tx *Tx) EditClient(id int64, u ClientUpdate) error {
	changed, err := tx.updateClient(id, u.columns())
	if err != nil {
		return err
	}
	return tx.noteEdit(id, changed)
}

// ArchiveClient archives a client, for every interface (S8, O2), with the cascade: its
// employees are marked as deleted, its agents switched off and its services stopped.
func (tx *Tx) ArchiveClient(id int64) error {
	if err := tx.setClientStatus(id, StatusArchive); err != nil {
		return err
	}
	return tx.archiveBelow(id)
}

// archiveBelow runs the cascade on what is below the client.
func (tx *Tx) archiveBelow(id int64) error {
	for _, cascade := range []string{
		`UPDATE employee SET del = 1 WHERE partner = ?1 AND client = ?2`,
		`UPDATE agent SET activity = 0 WHERE partner = ?1 AND client = ?2`,
		`UPDATE service SET stopped = 1 WHERE partner = ?1 AND client = ?2`,
	} {
		if _, err := tx.c.Exec(cascade, int64(tx.partner), id); err != nil {
			return err
		}
	}
	return nil
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
