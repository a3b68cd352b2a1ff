package ops

import (
	"context"
	"net/netip"
	"time"

	"partnerapi/internal/password"
	"partnerapi/internal/remote"
	"partnerapi/store"
)

// Caller is who calls: the partner that a login, token or key belongs to, and what
// the token or key allows.
type Caller struct {
	Partner store.Partner
	// PartnerID is the partner's UUID, for the log.
	PartnerID string
	// Login is the name under which the caller is known, for the log.
	Login string
	// Address is the client's, behind trusted proxies too; for the log and for fair
	// turns.
	Address netip.Addr
	// RequestID identifies the call in answers and in the log.
	RequestID string
	// PointLimits are the partner's own limits of points (v2).
	PointLimits store.OwnPointLimits
	Rights
}

// Asker is for whom the caller's password hashes are computed.
func (c Caller) Asker() password.Asker {
	return password.Asker{Address: remote.Network(c.Address), Partner: int64(c.Partner)}
}

// Call is one call of an operation as its handler sees it. Reading goes through
// the embedded Tenant, which reaches the caller's partner's rows only.
type Call struct {
	Caller
	*store.Tenant
	// Tx is the transaction of a Write; nil in a Read or External call.
	Tx *store.Tx
	// Now is the moment of the call, the transaction's in a Write.
	Now time.Time
	// Operation is the name in the contract, for handlers that serve a family.
	Operation string
}

// Kind says how an operation meets the store.
type Kind int

// The kinds of operation.
const (
	// Read holds no transaction: rows are read in chunks while they are answered.
	Read Kind = iota + 1
	// Write runs within one transaction and is answered after it is durable. Its
	// handler may run twice, so it must not keep what it computed outside.
	Write
	// External talks to other servers and holds no transaction while it does.
	External
)

// Handler is the body of an operation; O is Rows, Flag or Binary.
type Handler[I any, O Output] func(ctx context.Context, c *Call, in *I) (O, error)
