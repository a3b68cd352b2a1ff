package store

import "context"

// FindAgent answers the id of an agent of the partner or of one of its clients,
// or ErrNotFound. Agents of a deleted client (O3) are unknown with it.
func (t *Tenant) FindAgent(ctx context.Context, id string) (int64, error) {
	return t.find(ctx, `SELECT a.id FROM agent a WHERE a.partner = ?1 AND a.agent_id = ?2
    AND NOT EXISTS (SELECT 1 FROM client c WHERE c.id = a.client AND c.status = 7)`, id)
}
