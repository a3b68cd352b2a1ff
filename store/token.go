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
	Methods   Methods
	Revoked   *Instant // when; nil: it was not
}

// NewToken is what the operator gives a partner.
type NewToken struct {
	Token     string // stored as its hash, and its first characters
	Until     *Instant
	Addresses []netip.Prefix
	ReadOnly  bool
	Methods   Methods
}

// AddToken gives a partner a token, or returns ErrNoPartner or what is wrong with its methods.
func (o Operator) AddToken(ctx context.Context, partnerUUID string, n NewToken) error {
	if err := n.Methods.check(); err != nil {
		return err
	}
	return o.addSecret(ctx, partnerUUID, "api_token",
		`INSERT INTO api_token (partner, id, hash, beginning, created, until, addresses, read_only, methods) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`,
		n.Token, n.Until, n.addressesColumn(), n.ReadOnly, n.Methods.String())
}

// Tokens returns the tokens of a partner in order of creation, revoked and ended
// ones too.
func (o Operator) Tokens(ctx context.Context, partnerUUID string) ([]Token, error) {
	return listSecrets(ctx, o, partnerUUID, `SELECT id, beginning, created, until, read_only, revoked, addresses, methods FROM api_token WHERE partner = ?1 ORDER BY id`,
		func(r db.Row) (t Token, err error) {
			t = Token{ID: r.Int(0), Beginning: r.Text(1), Created: Instant(r.Int(2)), Until: (*Instant)(r.OptInt(3)), ReadOnly: r.Bool(4), Revoked: (*Instant)(r.OptInt(5))}
			t.Addresses, t.Methods, err = tokenTerms(r, 6)
			return t, err
		})
}

// RevokeToken ends a token of a partner for good; again, it changes nothing. The
// refusals are ErrNoPartner and ErrNoToken.
func (o Operator) RevokeToken(ctx context.Context, partnerUUID string, id int64) error {
	return o.revokeSecret(ctx, partnerUUID, `UPDATE api_token SET revoked = coalesce(revoked, ?3) WHERE partner = ?1 AND id = ?2`, id, ErrNoToken)
}

// onlyNew is the first of the addresses that are stored of a token with Methods. A server of
// a schema before 15 knows nothing of methods: it cannot read this address, and so refuses
// every call with the token.
const onlyNew = "methods"

// addressesColumn returns the addresses as they are stored.
func (n NewToken) addressesColumn() string {
	texts := make([]string, 0, 1+len(n.Addresses))
	if len(n.Methods) > 0 {
		texts = append(texts, onlyNew)
	}
	for _, prefix := range n.Addresses {
		texts = append(texts, prefix.String())
	}
	return strings.Join(texts, ",")
}

// tokenTerms reads the columns addresses and methods, from the i-th.
func tokenTerms(r db.Row, i int) (addresses []netip.Prefix, methods Methods, err error) {
	methods = storedMethods(r.Text(i + 1))
	text := r.Text(i)
	if len(methods) > 0 {
		text = strings.TrimPrefix(strings.TrimPrefix(text, onlyNew), ",")
	}
	addresses, err = splitPrefixes(text)
	return addresses, methods, err
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
