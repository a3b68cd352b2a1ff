package partner

import (
	"context"

	"partnerapi/ops"
	"partnerapi/store"
)

var partnerContactOperations = ops.Table{
	ops.Define("partner_contact_read", ops.Read, readPartnerContacts),
	ops.Define("partner_contact_edit", ops.Write, editPartnerContact),
}

type partnerContactRow struct {
	Partner string `col:"partner_id"`
	Region  string `col:"region_id"`
	contact
}

func newPartnerContactRow(k *store.Contact) (partnerContactRow, error) {
	return partnerContactRow{k.OwnerUUID, k.RegionUUID, newContact(k)}, nil
}

type partnerContactReadOperands struct {
	Partner ops.RefTo[sharingPartner]     `op:"partner_id"`
	Region  ops.RefTo[anyRegion]          `op:"region_id"`
	Type    ops.RefTo[partnerContactType] `op:"contact_type_id"`
}

// PartnerAPI 1.20 §4 partner_contact_read: of the current partner, or of one with
// whom it shares (S13). A region where nobody of them works matches nothing (S12).
func readPartnerContacts(ctx context.Context, c *ops.Call, in *partnerContactReadOperands) (ops.Rows[partnerContactRow], error) {
	return ops.Map(c.PartnerContacts(ctx, store.PartnerContactFilter{
		Partner: in.Partner.ID, Region: in.Region.ID, Type: in.Type.ID,
	}), newPartnerContactRow), nil
}

type partnerContactEditOperands struct {
	Region ops.RefTo[ownRegion]          `op:"region_id"`
	Type   ops.RefTo[partnerContactType] `op:"contact_type_id"`
	contactView
}

// PartnerAPI 1.20 §4 partner_contact_edit: the partner's own, in a region where
// it may work (S12).
func editPartnerContact(ctx context.Context, c *ops.Call, in *partnerContactEditOperands) (ops.Rows[partnerContactRow], error) {
	if err := c.Tx.SetPartnerContact(in.Region.ID, in.Type.ID, in.View.S); err != nil {
		return nil, err
	}
	return ops.Map(c.PartnerContacts(ctx, store.PartnerContactFilter{Region: in.Region.ID, Type: in.Type.ID}), newPartnerContactRow), nil
}
