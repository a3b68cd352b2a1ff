package partner

import (
	"context"
	"strconv"

	"partnerapi/ops"
	"partnerapi/store"
)

var partnerOperations = ops.Table{
	ops.Define("partner_read", ops.Read, readPartner),
	ops.Define("partner_role_read", ops.Read, readPartnerRoles),
	ops.Define("partner_region_read", ops.Read, readPartnerRegions),
	ops.Define("region_read", ops.Read, readRegions),
}

type partnerRow struct {
	ID   string `col:"partner_id"`
	Name string `col:"partner_name"`
}

func newPartnerRow(p *store.PartnerInfo) (partnerRow, error) {
	return partnerRow{ID: p.UUID, Name: p.Name}, nil
}

type partnerReadOperands struct {
	Partner ops.RefTo[sharingPartner] `op:"partner_id"`
}

// PartnerAPI 1.20 §4 partner_read: the current partner, or one with whom it
// shares (S13).
func readPartner(ctx context.Context, c *ops.Call, in *partnerReadOperands) (ops.Rows[partnerRow], error) {
	id := int64(c.Caller.Partner)
	if in.Partner.Given {
		id = in.Partner.ID
	}
	return ops.Map(c.SharingPartner(ctx, id), newPartnerRow), nil
}

type partnerRoleRow struct {
	Partner string `col:"partner_id"`
	Role    string `col:"role_id"`
}

// PartnerAPI 1.20 §4 partner_role_read.
func readPartnerRoles(ctx context.Context, c *ops.Call, _ *noOperands) (ops.Rows[partnerRoleRow], error) {
	partner, err := c.PartnerUUID(ctx)
	return ops.Map(c.PartnerRoles(ctx), func(r *store.Role) (partnerRoleRow, error) {
		return partnerRoleRow{Partner: partner, Role: roleText(r.Number)}, nil
	}), err
}

// roleText is a role's number where the tables type role_id as text (T6).
func roleText(number int64) string { return strconv.FormatInt(number, 10) }

type partnerRegionRow struct {
	Partner string `col:"partner_id"`
	Region  string `col:"region_id"`
}

// PartnerAPI 1.20 §4 partner_region_read.
func readPartnerRegions(ctx context.Context, c *ops.Call, _ *noOperands) (ops.Rows[partnerRegionRow], error) {
	partner, err := c.PartnerUUID(ctx)
	return ops.Map(c.Regions(ctx), func(r *store.Region) (partnerRegionRow, error) {
		return partnerRegionRow{Partner: partner, Region: r.UUID}, nil
	}), err
}

type regionReadOperands struct {
	Region ops.RefTo[knownRegion] `op:"region_id"`
}

type regionRow struct {
	ID       string `col:"region_id"`
	Name     string `col:"region_name"`
	TimeZone int64  `col:"region_time_zone"`
}

// PartnerAPI 1.20 §4 region_read: the partner's regions, or any region by its id:
// other answers name regions where the partner may not work (S4).
func readRegions(ctx context.Context, c *ops.Call, in *regionReadOperands) (ops.Rows[regionRow], error) {
	regions := c.Regions(ctx)
	if in.Region.Given {
		regions = c.Region(ctx, in.Region.ID)
	}
	return ops.Map(regions, func(r *store.Region) (regionRow, error) {
		return regionRow{ID: r.UUID, Name: r.Name, TimeZone: r.TimeZone}, nil
	}), nil
}
