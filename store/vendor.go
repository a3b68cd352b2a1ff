package store

import (
	"context"
	"fmt"

	"partnerapi/store/internal/db"
)

// All methods of Tenant that read other partners' rows are here and in stranger.go. The rules
// S13, S14, S16, S17 and T3 say which rows a partner may see.

// shares is the condition that the partner p shares with the partner ?1 on the day ?3: it is
// the same, one of them imports a line from the other, or an active service is sold by one
// and served by the other (S13).
var shares = `(p.id = ?1 OR ` + imports("?1", "p.id", "?3") + ` OR ` + imports("p.id", "?1", "?3") + `
    OR EXISTS (SELECT 1 FROM service s WHERE s.service_partner = p.id AND s.partner = ?1 AND ` + active("s", "?3") + `)
    OR EXISTS (SELECT 1 FROM service s WHERE s.service_partner = ?1 AND s.partner = p.id AND ` + active("s", "?3") + `))`

var findSharing = `SELECT p.id FROM partner p WHERE p.partner_id = ?2 AND ` + shares

// FindSharingPartner returns the id of the current partner or of one with whom
// it shares (S13), or ErrNotFound.
func (t *Tenant) FindSharingPartner(ctx context.Context, id string) (int64, error) {
	return t.find(ctx, findSharing, id, t.Today())
}

var readSharing = `SELECT p.id, p.partner_id, p.partner_name FROM partner p WHERE p.id = ?2 AND ` + shares

// SharingPartner returns the current partner or one with whom it shares (S13).
func (t *Tenant) SharingPartner(ctx context.Context, id int64) Seq[PartnerInfo] {
	return queryAll(ctx, t, scanPartner, readSharing, int64(t.partner), id, t.Today())
}

var readPartnerContacts = `SELECT k.id, k.contact_type, k.region, concat_ws(char(31), p.partner_id, k.contact_view)
  FROM partner_contact k JOIN partner p ON p.id = k.partner JOIN partner_region r ON r.partner = k.partner AND r.region = k.region
  WHERE k.partner = ?2 AND ` + shares

// PartnerContactFilter selects contacts of one partner; zero selects all (S24).
type PartnerContactFilter struct {
	Partner int64
	Region  int64
	Type    int64
}

// PartnerContacts reads the contacts of the current partner or of one with whom
// it shares (S13), in the regions where that partner may work (S12), in order of
// creation. Those of a region that it has lost come back with the region.
func (t *Tenant) PartnerContacts(ctx context.Context, f PartnerContactFilter) Seq[Contact] {
	if f.Partner == 0 {
		f.Partner = int64(t.partner)
	}
	s := t.selectRows(readPartnerContacts, f.Partner, t.Today())
	s.andKey("k.region", f.Region)
	s.andKey("k.contact_type", f.Type)
	return t.streamContacts(ctx, s)
}

// available returns the condition that the line l is the partner's own, or exported and
// covered by a contract of the partner on the day (S14).
func available(partner, day string) string {
	return `(l.partner = ` + partner + ` OR ` + covered(partner, day) + `)`
}

// covered returns the condition that the line l is exported and covered by a contract of the
// partner on the day (S14).
func covered(partner, day string) string {
	return `l.exported = 1 AND ` + covers(partner, "l.id", day)
}

// ownLine and othersCovered are the two parts of the lines available to the partner ?1 on the day
// ?2. Lists read them apart: as one condition they would read all partners' lines.
var (
	ownLine       = `l.partner = ?1`
	othersCovered = `l.partner <> ?1 AND ` + covered("?1", "?2")
)

var findAvailable = `SELECT l.id FROM service_type l WHERE l.service_type_id = ?2 AND ` + available("?1", "?3")

// FindAvailableServiceType returns the id of a line that is the partner's own, or
// exported and covered by a contract of the partner today (S14), deleted or not;
// or ErrNotFound.
func (t *Tenant) FindAvailableServiceType(ctx context.Context, id string) (int64, error) {
	return t.find(ctx, findAvailable, id, t.Today())
}

// FindExportedServiceType returns the id of a line that is the partner's own or
// exported by whomever (S15), deleted or not; or ErrNotFound.
func (t *Tenant) FindExportedServiceType(ctx context.Context, id string) (int64, error) {
	return t.find(ctx, `SELECT l.id FROM service_type l WHERE l.service_type_id = ?2 AND (l.partner = ?1 OR l.exported = 1)`, id)
}

// rowsName returns the condition that rows of the partner ?1 name the line l: a permission,
// whenever it is in force, a competence, a service that it has sold or serves, a call or a
// chat. With ofPresent rows that were removed or stopped do not count. The indexes are named
// because otherwise SQLite reads all rows of the partner or of the line.
func rowsName(condition func(mark string) string) string {
	return `(EXISTS (SELECT 1 FROM contract_service cs INDEXED BY contract_service_line
      WHERE cs.service_type = l.id AND cs.partner = ?1` + condition("cs.removed") + `)
    OR EXISTS (SELECT 1 FROM competence m INDEXED BY competence_line
      WHERE m.service_type = l.id AND m.partner = ?1` + condition("m.stopped") + `)
    OR EXISTS (SELECT 1 FROM service s INDEXED BY service_line_sold
      WHERE s.service_type = l.id AND s.partner = ?1` + condition("s.stopped") + `)
    OR EXISTS (SELECT 1 FROM service s INDEXED BY service_line_served
      WHERE s.service_type = l.id AND s.service_partner = ?1` + condition("s.stopped") + `)
    OR ` + named("service_type", "l.id") + `)`
}

func ofAny(string) string          { return "" }
func ofPresent(mark string) string { return " AND " + mark + " = 0" }

// lineKnown is the condition that the line l is the partner's own, or that its rows name it,
// also removed and stopped ones (S26).
var lineKnown = `(l.partner = ?1 OR ` + rowsName(ofAny) + `)`

var findKnown = `SELECT l.id FROM service_type l WHERE l.service_type_id = ?2 AND ` + lineKnown

// FindKnownServiceType returns the id of a line that the partner knows: its own, an
// exported one that a contract covers, or one that its rows name or once named
// (S14, S26); or ErrNotFound.
func (t *Tenant) FindKnownServiceType(ctx context.Context, id string) (int64, error) {
	return t.find(ctx, findKnown, id)
}

var findLineOwner = `SELECT p.id FROM partner p WHERE p.partner_id = ?2 AND (` + shares + `
    OR EXISTS (SELECT 1 FROM service_type l WHERE l.partner = p.id AND ` + rowsName(ofAny) + `))`

// FindLineOwner returns the id of a partner with whom the current one shares (S13)
// or whose line it knows; or ErrNotFound.
func (t *Tenant) FindLineOwner(ctx context.Context, id string) (int64, error) {
	return t.find(ctx, findLineOwner, id, t.Today())
}

// ServiceTypeFilter selects lines; zero selects all that are available and not
// deleted (S24).
type ServiceTypeFilter struct {
	// ID selects a line deleted or not, available or named by the partner's rows
	// (S14).
	ID             int64
	Owner          int64
	IncludeDeleted bool
}

const serviceTypeColumns = `SELECT l.id, l.partner, l.service_type_del, concat_ws(char(31), l.service_type_id, l.service_type_name, l.service_type_full_name)
  FROM service_type l WHERE `

var (
	readOwn           = serviceTypeColumns + ownLine
	readOthersCovered = serviceTypeColumns + othersCovered
	readKnown         = serviceTypeColumns + `(` + available("?1", "?2") + ` OR ` + rowsName(ofPresent) + `)`
)

// ServiceTypes reads the lines available to the partner today (S14) in order of
// creation.
func (t *Tenant) ServiceTypes(ctx context.Context, f ServiceTypeFilter) Seq[ServiceType] {
	var s *selection
	if f.ID != 0 {
		s = t.selectRows(readKnown, t.Today())
	} else {
		s = t.selectRows(readOwn, t.Today())
		s.orRows(readOthersCovered)
	}
	s.andKey("l.id", f.ID)
	s.andKey("l.partner", f.Owner)
	if f.ID == 0 && !f.IncludeDeleted {
		s.and("l.service_type_del = ?", 0)
	}
	return streamSelection(ctx, t, s, "l.id", func(l *ServiceType) int64 { return l.ID }, func(r db.Row) ServiceType {
		l := ServiceType{ID: r.Int(0), owner: r.Int(1), Deleted: r.Bool(2)}
		r.Unpack(3, &l.UUID, &l.Name, &l.FullName)
		return l
	}, func(c *db.Conn, lines []ServiceType) (err error) {
		for i := range lines {
			if lines[i].OwnerUUID, err = t.s.partners.uuid(c, lines[i].owner); err != nil {
				return err
			}
		}
		return nil
	})
}

// TariffPlan is a line as v2 and USERSIDE see it (O5).
type TariffPlan struct {
	ID     int64 // the internal key
	Number int64
	UUID   string
	Name   string
}

const tariffPlanColumns = `SELECT l.id, l.number, l.service_type_id, l.service_type_name FROM service_type l WHERE l.service_type_del = 0 AND `

var (
	readTariffPlans = tariffPlanColumns + ownLine + ` UNION ALL ` + tariffPlanColumns + othersCovered + ` ORDER BY 2`
	findTariffPlan  = tariffPlanColumns + available("?1", "?2") + ` AND l.number = ?3`
)

func scanTariffPlan(r db.Row) TariffPlan {
	return TariffPlan{ID: r.Int(0), Number: r.Int(1), UUID: r.Text(2), Name: r.Text(3)}
}

// TariffPlans returns the lines available to the partner today that are not deleted (O5,
// S14), in order of number.
func (t *Tenant) TariffPlans(ctx context.Context) Seq[TariffPlan] {
	return queryAll(ctx, t, scanTariffPlan, readTariffPlans, int64(t.partner), t.Today())
}

// AvailableTariff returns the one of TariffPlans with a number, or ErrNotFound.
func (t *Tenant) AvailableTariff(ctx context.Context, number int64) (TariffPlan, error) {
	return single(queryAll(ctx, t, scanTariffPlan, findTariffPlan, int64(t.partner), t.Today(), number))
}

// namePlans replaces the keys of tariff plans by numbers and adds their names. The lines may
// be any partner's, available or not (O5).
func namePlans(c *db.Conn, rows []Customer) error {
	type plan struct {
		number int64
		name   string
	}
	known := map[int64]*plan{}
	for i := range rows {
		key := rows[i].TariffPlan
		if key == nil {
			continue
		}
		p := known[*key]
		if p == nil {
			found, err := c.One(`SELECT number, service_type_name FROM service_type WHERE id = ?1`, []any{*key}, func(r db.Row) {
				p = &plan{r.Int(0), r.Text(1)}
			})
			if err != nil {
				return err
			}
			if !found {
				return fmt.Errorf("customer %d: tariff plan %d: %w", rows[i].Number, *key, ErrNotFound)
			}
			known[*key] = p
		}
		rows[i].TariffPlan, rows[i].TariffPlanName = &p.number, p.name
	}
	return nil
}

var findServing = `SELECT p.id FROM partner p WHERE p.partner_id = ?2 AND (p.id = ?1 OR ` + covers("p.id", "?3", "?4") + `)`

// FindServingPartner returns the id of a partner that may serve a line: one whose contract
// covers it today (S17), else ErrNotFound. The current partner is found in any case:
// AddService and EditService check its contract, with an error of their own.
func (t *Tenant) FindServingPartner(ctx context.Context, id string, line int64) (int64, error) {
	return t.find(ctx, findServing, id, line, t.Today())
}

// FindSeenService returns the id of a service that the partner has sold or
// serves (S17), stopped or not; or ErrNotFound.
func (t *Tenant) FindSeenService(ctx context.Context, id string) (int64, error) {
	return t.findAny(ctx, serviceIDs, id, `SELECT s.id FROM service s JOIN client c ON c.partner = s.partner AND c.id = s.client
  WHERE (s.partner = ?1 OR s.service_partner = ?1) AND s.partner = ?2 AND s.id = ?3 AND c.`+isKnown)
}

var (
	findServiceClient = `SELECT c.id FROM client c WHERE c.partner = ?2 AND c.id = ?3 AND c.` + isKnown + `
    AND (c.partner = ?1 OR EXISTS (SELECT 1 FROM service s WHERE +s.partner = c.partner AND s.client = c.id AND s.service_partner = ?1))`
	findServiceAgent = `SELECT a.id FROM agent a JOIN client c ON c.partner = a.partner AND c.id = a.client AND c.` + isKnown + ` WHERE a.partner = ?2 AND a.id = ?3
    AND (a.partner = ?1 OR EXISTS (SELECT 1 FROM service s WHERE +s.partner = a.partner AND s.client = a.client AND s.agent = a.id AND s.service_partner = ?1))`
)

// FindServiceClient returns the id of a client of the partner, archived or not, or
// of another's to whom the partner serves or has served a service (T3); or
// ErrNotFound.
func (t *Tenant) FindServiceClient(ctx context.Context, id string) (int64, error) {
	return t.findAny(ctx, clientIDs, id, findServiceClient)
}

// FindServiceAgent is FindServiceClient for an agent of a client.
func (t *Tenant) FindServiceAgent(ctx context.Context, id string) (int64, error) {
	return t.findAny(ctx, agentIDs, id, findServiceAgent)
}

// ServiceFilter selects services; nil, zero and "" select all (S24).
type ServiceFilter struct {
	ID             int64
	SalePartner    int64
	Client         int64
	ServicePartner int64
	Start          Date
	// End compares for equality; the empty date selects what has no end (T2).
	End         *Date
	Agent       int64
	ServiceType int64
}

// serviceFilter are the filters without an index. They are always in the text, so that there
// is not a text for each combination of them.
var serviceFilter = ` AND ` + active("s", "?2") + ` AND (?3 = 0 OR s.partner = ?3) AND (?4 = 0 OR s.service_partner = ?4)
    AND (?5 = 0 OR s.agent = ?5) AND (?6 = 0 OR s.service_type = ?6) AND (?7 = '' OR s.service_start_date = ?7)`

var (
	servicesSold   = serviceColumns + `s.partner = ?1` + serviceFilter
	servicesServed = serviceColumns + `s.service_partner = ?1 AND s.partner <> ?1` + serviceFilter
)

// Services reads the active services (S17) that the partner has sold or serves, in order of
// creation.
func (t *Tenant) Services(ctx context.Context, f ServiceFilter) Seq[Service] {
	s := t.selectRows(servicesSold, t.Today(), f.SalePartner, f.ServicePartner, f.Agent, f.ServiceType, string(f.Start))
	s.orRows(servicesServed)
	s.andKey("s.id", f.ID)
	s.andKey("s.client", f.Client)
	s.andEnd("s.service_end_date", f.End)
	return t.scanServices(ctx, s)
}

// FindOwnExportedServiceType returns the id of an exported line of the partner, deleted or
// not; or ErrNotFound.
func (t *Tenant) FindOwnExportedServiceType(ctx context.Context, id string) (int64, error) {
	return t.find(ctx, `SELECT l.id FROM service_type l WHERE l.partner = ?1 AND l.service_type_id = ?2 AND l.exported = 1`, id)
}

var readImporters = `SELECT p.id, p.partner_id, p.partner_name FROM partner p WHERE p.id <> ?1 AND EXISTS (
    SELECT 1 FROM service_type l WHERE l.partner = ?1 AND l.exported = 1 AND (?2 = 0 OR l.id = ?2) AND ` + willCover("p.id", "l.id", "?3") + `)
  ORDER BY p.id`

// Importers returns the other partners whose contracts cover an exported line of
// the partner or will cover it; with the line 0, any such line (S16). They come in
// order of creation.
func (t *Tenant) Importers(ctx context.Context, line int64) Seq[PartnerInfo] {
	return queryAll(ctx, t, scanPartner, readImporters, int64(t.partner), line, t.Today())
}

var findServedPartner = `SELECT p.id FROM partner p WHERE p.partner_id = ?2 AND (` + shares + `
    OR EXISTS (SELECT 1 FROM service_type l CROSS JOIN service s INDEXED BY service_line_sold ON s.service_type = l.id
      WHERE l.partner = ?1 AND l.exported = 1 AND s.partner = p.id AND ` + active("s", "?3") + `))`

// FindServedPartner returns the id of a partner with whom the current one shares
// (S13), or whose clients ServedClients shows (S16); or ErrNotFound.
func (t *Tenant) FindServedPartner(ctx context.Context, id string) (int64, error) {
	return t.find(ctx, findServedPartner, id, t.Today())
}

// The inner query finds the keys of a chunk, so that a chunk costs no more than its rows.
var readServedClients = `SELECT ` + clientColumns + ` FROM client WHERE id IN (
    SELECT DISTINCT s.client FROM service s JOIN client c ON c.partner = s.partner AND c.id = s.client
    WHERE s.service_type IN (SELECT id FROM service_type WHERE id = ?2 AND partner = ?1 AND exported = 1) AND s.client > ?3
      AND ` + active("s", "?4") + ` AND (s.partner = ?5 OR ?5 = 0 AND s.partner <> ?1) AND c.` + isLiving + `
    ORDER BY s.client` + db.LimitChunk + `) ORDER BY id`

// ServedClients reads the clients that have an active service of an exported line
// of the partner: those of the other partners, or of the seller that is named
// (S16). They come in order of creation.
func (t *Tenant) ServedClients(ctx context.Context, line, seller int64) Seq[Client] {
	return stream(ctx, t, func(c *db.Conn, last *Client, _ int, rows []Client) ([]Client, error) {
		var after int64
		if last != nil {
			after = last.ID
		}
		rows, err := appendRows(c, rows, scanClient, readServedClients, int64(t.partner), line, after, t.Today(), seller)
		if err == nil {
			err = t.s.nameRegions(c, rows)
		}
		return rows, err
	})
}
