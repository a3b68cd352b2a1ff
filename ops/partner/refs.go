package partner

import (
	"context"

	"partnerapi/store"
)

// What operands refer to. Each kind finds only what the caller can see (T3), so
// an operand's type says whose rows it reaches.

type (
	// ownClient is a client of the current partner, deleted or not.
	ownClient struct{}
	// ownRegion is a region of partner_region_read.
	ownRegion struct{}
)

func (ownClient) Noun() string { return "клиент" }
func (ownClient) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindClient(ctx, uuid)
}

func (ownRegion) Noun() string { return "регион" }
func (ownRegion) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindRegion(ctx, uuid)
}
