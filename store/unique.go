package store

import (
	"context"

	"partnerapi/store/internal/db"
)

// The kinds of values that are unique in the whole store: UUIDs, numbers (O9, S10), and the
// hashes of tokens and keys. On PostgreSQL a directory holds them (docs/architecture.md,
// Several servers). Logins and the registers that all partners read need none: the keys of
// their tables carry no partner.
var (
	contractIDs     = db.NewUnique("contract_id", "contract", "contract_id", "")
	clientIDs       = db.NewUnique("client_id", "client", "client_id", "")
	clientNumbers   = db.NewUnique("client_number", "client", "number", "")
	employeeIDs     = db.NewUnique("employee_id", "employee", "employee_id", "")
	agentIDs        = db.NewUnique("agent_id", "agent", "agent_id", "")
	serviceIDs      = db.NewUnique("service_id", "service", "service_id", "")
	competenceIDs   = db.NewUnique("competence_id", "competence", "competence_id", "")
	tokenHashes     = db.NewUnique("token_hash", "api_token", "hash", "")
	keyHashes       = db.NewUnique("key_hash", "api_key", "hash", "")
	bookingUUIDs    = db.NewUnique("booking_id", "ledger", "booking_id", "")
	messageUUIDs    = db.NewUnique("message_id", "customer_message", "message_id", "")
	employeeNumbers = map[Side]*db.Unique{
		OfPartner: db.NewUnique("partner_user_number", "employee", "number", "type = 1"),
		OfClient:  db.NewUnique("client_user_number", "employee", "number", "type = 2"),
	}
	agentNumbers = map[Side]*db.Unique{
		OfPartner: db.NewUnique("agent_partner_number", "agent", "number", "type = 1"),
		OfClient:  db.NewUnique("agent_user_number", "agent", "number", "type = 2"),
	}
)

// findAny is find for a row that may be another partner's. The query's parameters are the
// partner, the partner of the row, its id, and then more.
func (t *Tenant) findAny(ctx context.Context, of *db.Unique, value any, text string, more ...any) (n int64, err error) {
	err = t.read(ctx, func(c *db.Conn) error {
		owner, id, found, err := c.Holder(of, value)
		if err == nil && found {
			n, found, err = c.Int(text, append([]any{int64(t.partner), owner, id}, more...)...)
		}
		return expectFound(found, err, ErrNotFound)
	})
	return n, err
}
