package store

import (
	"context"
	"fmt"
	"net/netip"
	"strings"

	"partnerapi/store/internal/db"
)

// Token is a permanent token of v2, as the operator sees it.
type Token struct {
	ID int64 // by which the operator revokes it
	// Beginning is the token's first characters.
	Beginning string
	Created   Instant
	Until     *Instant       // nil is without end
	Addresses []netip.Prefix // from where it may be used; none is from anywhere
	ReadOnly  bool
	Revoked   *Instant // when; nil: it was not
}

// NewToken is what the operator gives a partner.
type NewToken struct {
	Token     string // stored as its hash, and its first characters
	Until     *Instant
	Addresses []netip.Prefix
	ReadOnly  bool
}

// AddToken gives a partner a token, or returns ErrNoPartner.
func (o Operator) AddToken(ctx context.Context, partnerUUID string, n NewToken) error {
	return o.addSecret(ctx, partnerUUID, "api_token",
		`INSERT INTO api_token (partner, id, hash, beginning, created, until, addresses, read_only) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
		n.Token, n.Until, joinPrefixes(n.Addresses), n.ReadOnly)
}

// Tokens returns the tokens of a partner in order of creation, revoked and ended
// ones too.
func (o Operator) Tokens(ctx context.Context, partnerUUID string) ([]Token, error) {
	return listSecrets(ctx, o, partnerUUID, `SELECT id, beginning, created, until, addresses, read_only, revoked FROM api_token WHERE partner = ?1 ORDER BY id`,
		func(r db.Row) (Token, error) {
			addresses, err := splitPrefixes(r.Text(4))
			return Token{ID: r.Int(0), Beginning: r.Text(1), Created: Instant(r.Int(2)), Until: (*Instant)(r.OptInt(3)),
				Addresses: addresses, ReadOnly: r.Bool(5), Revoked: (*Instant)(r.OptInt(6))}, err
		})
}

// RevokeToken ends a token of a partner for good; again, it changes nothing. The
// refusals are ErrNoPartner and ErrNoToken.
func (o Operator) RevokeToken(ctx context.Context, partnerUUID string, id int64) error {
	return o.revokeSecret(ctx, partnerUUID, `UPDATE api_token SET revoked = coalesce(revoked, ?3) WHERE partner = ?1 AND id = ?2`, id, ErrNoToken)
}

func joinPrefixes(list []netip.Prefix) string {
	texts := make([]string, len(list))
	for i, prefix := range list {
		texts[i] = prefix.String()
	}
	return strings.Join(texts, ",")
}

func splitPrefixes(text string) (list []netip.Prefix, err error) {
	if text == "" {
		return nil, nil
	}
	for one := range strings.SplitSeq(text, ",") {
		prefix, err := netip.ParsePrefix(one)
		if err != nil {
			return nil, fmt.Errorf("addresses of a token: %w", err)
		}
		list = append(list, prefix)
	}
	return list, nil
}
