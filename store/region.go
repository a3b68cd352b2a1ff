package store

import (
	"context"
	"sync"

	"partnerapi/store/internal/db"
)

// uuidCache has the UUIDs of a small register's rows by their keys. They never change, so
// that nothing in it can be stale; what is missing is loaded.
type uuidCache struct {
	mu   sync.RWMutex
	ids  map[int64]string
	load func(c *db.Conn) (map[int64]string, error)
}

// uuid returns "" for the id 0, which stands for NULL.
func (u *uuidCache) uuid(c *db.Conn, id int64) (string, error) {
	if id == 0 {
		return "", nil
	}
	u.mu.RLock()
	text, ok := u.ids[id]
	u.mu.RUnlock()
	if ok {
		return text, nil
	}
	// The row may be of a transaction that is still to be undone. Its id is never given
	// to another row, so that remembering it does no harm.
	ids, err := u.load(c)
	if err != nil {
		return "", err
	}
	u.mu.Lock()
	u.ids = ids
	u.mu.Unlock()
	return ids[id], nil
}

// uuids returns a load function for a query of ids and UUIDs.
func uuids(text string) func(c *db.Conn) (map[int64]string, error) {
	return func(c *db.Conn) (map[int64]string, error) {
		ids := map[int64]string{}
		err := c.Each(text, nil, func(r db.Row) error {
			ids[r.Int(0)] = r.Text(1)
			return nil
		})
		return ids, err
	}
}

// PartnerUUID is the partner_id of the handle's partner.
func (t *Tenant) PartnerUUID(ctx context.Context) (id string, err error) {
	err = t.read(ctx, func(c *db.Conn) error {
		id, err = t.s.partners.uuid(c, int64(t.partner))
		return err
	})
	return id, err
}

// FindRegion returns the id of a region in which the partner may work, or
// ErrNotFound.
func (t *Tenant) FindRegion(ctx context.Context, id string) (int64, error) {
	return t.find(ctx, `SELECT r.id FROM region r JOIN partner_region p ON p.region = r.id WHERE p.partner = ?1 AND r.region_id = ?2`, id)
}

// FindRegionFor returns the id of a region that a client may get: one in which the partner
// may work, or the one that the client has, though the partner may have lost it (S4).
// ErrNotFound: there is no such region.
func (t *Tenant) FindRegionFor(ctx context.Context, client *Client, id string) (int64, error) {
	if id == client.RegionUUID {
		return client.region, nil
	}
	return t.FindRegion(ctx, id)
}

const regionByUUID = `SELECT id FROM region WHERE region_id = ?1`

// FindKnownRegion returns the id of a region, whoever may work there, or
// ErrNotFound. Regions are no secret (S4).
func (t *Tenant) FindKnownRegion(ctx context.Context, id string) (n int64, err error) {
	err = t.read(ctx, func(c *db.Conn) error {
		var found bool
		n, found, err = c.Int(regionByUUID, id)
		return expectFound(found, err, ErrNotFound)
	})
	return n, err
}

// NoRow is a key that no row has. A filter by it finds nothing.
const NoRow = -1

// FindAnyRegion returns the id of a region, whoever may work there, or NoRow:
// partner_contact_read makes no check (S12).
func (t *Tenant) FindAnyRegion(ctx context.Context, id string) (n int64, err error) {
	err = t.read(ctx, func(c *db.Conn) error {
		found := false
		if n, found, err = c.Int(regionByUUID, id); !found {
			n = NoRow
		}
		return err
	})
	return n, err
}

// Region is a row of region_read.
type Region struct {
	UUID     string
	Name     string
	TimeZone int64 // hours east of UTC (T6)
}

func scanRegion(r db.Row) Region {
	return Region{UUID: r.Text(0), Name: r.Text(1), TimeZone: r.Int(2)}
}

// Regions returns the regions in which the partner may work, as they were
// imported.
func (t *Tenant) Regions(ctx context.Context) Seq[Region] {
	return queryAll(ctx, t, scanRegion, `SELECT r.region_id, r.region_name, r.region_time_zone
  FROM partner_region p JOIN region r ON r.id = p.region WHERE p.partner = ?1 ORDER BY p.position`, int64(t.partner))
}

// Region returns one region, whoever may work there.
func (t *Tenant) Region(ctx context.Context, id int64) Seq[Region] {
	return queryAll(ctx, t, scanRegion, `SELECT region_id, region_name, region_time_zone FROM region WHERE id = ?1`, id)
}
