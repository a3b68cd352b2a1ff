package store

import "context"

// Everything here reads across partners, by contract: S13, S14, S16 and S17 say
// which rows of others a partner may see. Nothing else in the package does.

// shares is true of the partner p with whom the partner ?1 shares on the day ?3:
// itself, one that imports a line from the other, or one with whom it stands on
// an active service (S13).
var shares = `(p.id = ?1 OR ` + imports("?1", "p.id", "?3") + ` OR ` + imports("p.id", "?1", "?3") + `
    OR EXISTS (SELECT 1 FROM service s WHERE s.service_partner = p.id AND s.partner = ?1 AND ` + active("s", "?3") + `)
    OR EXISTS (SELECT 1 FROM service s WHERE s.service_partner = ?1 AND s.partner = p.id AND ` + active("s", "?3") + `))`

var findSharing = `SELECT p.id FROM partner p WHERE p.partner_id = ?2 AND ` + shares

// FindSharingPartner answers the id of the current partner or of one with whom
// it shares (S13), or ErrNotFound.
func (t *Tenant) FindSharingPartner(ctx context.Context, id string) (int64, error) {
	return t.find(ctx, findSharing, id, t.Today())
}

var readSharing = `SELECT p.id, p.partner_id, p.partner_name FROM partner p WHERE p.id = ?2 AND ` + shares

// SharingPartner answers the current partner or one with whom it shares (S13).
func (t *Tenant) SharingPartner(ctx context.Context, id int64) Seq[PartnerInfo] {
	return short(ctx, t, scanPartner, readSharing, int64(t.partner), id, t.Today())
}

var readPartnerContacts = `SELECT k.id, k.contact_type, k.region, concat_ws(char(31), p.partner_id, k.contact_view)
  FROM partner_contact k JOIN partner p ON p.id = k.partner WHERE k.partner = ?2 AND ` + shares

// PartnerContactFilter selects contacts of one partner; zero selects all (S24).
type PartnerContactFilter struct {
	Partner int64
	Region  int64
	Type    int64
}

// PartnerContacts reads the contacts of the current partner or of one with whom
// it shares (S13), in order of creation.
func (t *Tenant) PartnerContacts(ctx context.Context, f PartnerContactFilter) Seq[Contact] {
	if f.Partner == 0 {
		f.Partner = int64(t.partner)
	}
	s := t.selectRows(readPartnerContacts, f.Partner, t.Today())
	s.andKey("k.region", f.Region)
	s.andKey("k.contact_type", f.Type)
	return t.streamContacts(ctx, s)
}

// available is true of the line l that is the partner's own, or exported and
// covered by a contract of the partner on the day (S14).
func available(partner, day string) string {
	return `(l.partner = ` + partner + ` OR l.exported = 1 AND ` + covers(partner, "l.id", day) + `)`
}

var findAvailable = `SELECT l.id FROM service_type l WHERE l.service_type_id = ?2 AND ` + available("?1", "?3")

// FindAvailableServiceType answers the id of a line that is the partner's own, or
// exported and covered by a contract of the partner today (S14), deleted or not;
// or ErrNotFound.
func (t *Tenant) FindAvailableServiceType(ctx context.Context, id string) (int64, error) {
	return t.find(ctx, findAvailable, id, t.Today())
}

// FindExportedServiceType answers the id of a line that is the partner's own or
// exported by whomever (S15), deleted or not; or ErrNotFound.
func (t *Tenant) FindExportedServiceType(ctx context.Context, id string) (int64, error) {
	return t.find(ctx, `SELECT l.id FROM service_type l WHERE l.service_type_id = ?2 AND (l.partner = ?1 OR l.exported = 1)`, id)
}

// permitted is true of the line l that stands or once stood in a contract of the
// partner ?1: what was removed stays a known id (S26).
const permitted = `EXISTS (SELECT 1 FROM contract_service cs WHERE cs.service_type = l.id AND cs.partner = ?1)`

// FindKnownServiceType answers the id of a line that is the partner's own or was
// ever in one of its contracts; or ErrNotFound.
func (t *Tenant) FindKnownServiceType(ctx context.Context, id string) (int64, error) {
	return t.find(ctx, `SELECT l.id FROM service_type l WHERE l.service_type_id = ?2 AND (l.partner = ?1 OR `+permitted+`)`, id)
}

// ServiceTypeFilter selects available lines; zero selects all that are not
// deleted (S24). A deleted one is answered only when ID names it (S14).
type ServiceTypeFilter struct {
	ID    int64
	Owner int64
}

var readAvailable = `SELECT l.id, l.partner, l.service_type_del, concat_ws(char(31), l.service_type_id, l.service_type_name, l.service_type_full_name)
  FROM service_type l WHERE ` + available("?1", "?2")

// ServiceTypes reads the lines available to the partner today (S14) in order of
// creation.
func (t *Tenant) ServiceTypes(ctx context.Context, f ServiceTypeFilter) Seq[ServiceType] {
	s := t.selectRows(readAvailable, t.Today())
	s.andKey("l.id", f.ID)
	s.andKey("l.partner", f.Owner)
	if f.ID == 0 {
		s.and("l.service_type_del = ?", 0)
	}
	return streamSelection(ctx, t, s, "l.id", func(l *ServiceType) int64 { return l.ID }, func(c *conn, r row) (ServiceType, error) {
		l := ServiceType{ID: r.int(0), Deleted: r.bool(2)}
		owner := r.int(1)
		r.unpack(3, &l.UUID, &l.Name, &l.FullName)
		var err error
		l.OwnerUUID, err = t.s.partners.uuid(c, owner)
		return l, err
	})
}
