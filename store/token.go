package store

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/netip"
	"strings"
)

// TokenHash is how a token is kept: its SHA-256. A token is 256 random bits, so
// nothing slower is needed.
type TokenHash [sha256.Size]byte

// HashToken answers the hash of a token.
func HashToken(token string) TokenHash { return sha256.Sum256([]byte(token)) }

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

// shownOfToken is how much of a token is kept in the clear: 40 of its 260 bits.
const shownOfToken = 8

// AddToken gives a partner a token, or answers ErrNoPartner.
func (o Operator) AddToken(ctx context.Context, partnerUUID string, n NewToken) error {
	return o.s.writer.do(ctx, func(tx *Tx) error {
		partner, err := findPartner(tx.c, partnerUUID)
		if err != nil {
			return err
		}
		id, err := tx.ids.take("api_token")
		if err != nil {
			return err
		}
		hash := HashToken(n.Token)
		_, err = tx.c.exec(`INSERT INTO api_token (partner, id, hash, beginning, created, until, addresses, read_only) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
			int64(partner), id, hash[:], n.Token[:shownOfToken], tx.Now.Unix(), n.Until, joinPrefixes(n.Addresses), n.ReadOnly)
		return err
	})
}

// Tokens answers the tokens of a partner in order of creation, revoked and ended
// ones too.
func (o Operator) Tokens(ctx context.Context, partnerUUID string) (list []Token, err error) {
	err = o.s.read(ctx, func(c *conn) error {
		partner, err := findPartner(c, partnerUUID)
		if err != nil {
			return err
		}
		return c.each(`SELECT id, beginning, created, until, addresses, read_only, revoked FROM api_token WHERE partner = ?1 ORDER BY id`,
			[]any{int64(partner)}, func(r row) error {
				addresses, err := splitPrefixes(r.text(4))
				list = append(list, Token{ID: r.int(0), Beginning: r.text(1), Created: r.instant(2), Until: r.optInstant(3),
					Addresses: addresses, ReadOnly: r.bool(5), Revoked: r.optInstant(6)})
				return err
			})
	})
	return list, err
}

// RevokeToken ends a token of a partner for good; again, it changes nothing. The
// refusals are ErrNoPartner and ErrNoToken.
func (o Operator) RevokeToken(ctx context.Context, partnerUUID string, id int64) error {
	return o.s.writer.do(ctx, func(tx *Tx) error {
		partner, err := findPartner(tx.c, partnerUUID)
		if err != nil {
			return err
		}
		n, err := tx.c.exec(`UPDATE api_token SET revoked = coalesce(revoked, ?3) WHERE partner = ?1 AND id = ?2`, int64(partner), id, tx.Now.Unix())
		return expectRow(n, err, ErrNoToken)
	})
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
