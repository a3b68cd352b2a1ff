package partner

import (
	"context"

	"partnerapi/ops"
)

// What a vendor sees of the partners who import its lines, and of their clients.
var vendorOperations = ops.Table{
	ops.Define("partner_vendor_read", ops.Read, readImporters),
	ops.Define("client_vendor_read", ops.Read, readServedClients),
}

type partnerVendorOperands struct {
	// Line is named service_id in the text; it is the id of a line.
	Line ops.RefTo[exportedOwnLine] `op:"service_id"`
}

// PartnerAPI 1.20 §4 partner_vendor_read: the other partners whose contracts cover
// the line or will cover it; without a line, any exported one (S16).
func readImporters(ctx context.Context, c *ops.Call, in *partnerVendorOperands) (ops.Rows[partnerRow], error) {
	return ops.Map(c.Importers(ctx, in.Line.ID), newPartnerRow), nil
}

type clientVendorOperands struct {
	ServiceType ops.RefTo[exportedOwnLine] `op:"service_type_id"`
	Partner     ops.RefTo[servedPartner]   `op:"partner_id"`
}

// PartnerAPI 1.20 §4 client_vendor_read: clients with an active service of the
// line (S16).
func readServedClients(ctx context.Context, c *ops.Call, in *clientVendorOperands) (ops.Rows[clientRow], error) {
	return ops.Map(c.ServedClients(ctx, in.ServiceType.ID, in.Partner.ID), newClientRow), nil
}
