package store

import (
	"context"
	"crypto/sha256"

	"partnerapi/store/internal/db"
)

// SecretHash is the SHA-256 of a token or a key, which is all that is stored of it. Both are
// 260 random bits, so no slower hash is needed.
type SecretHash [sha256.Size]byte

// HashSecret returns the hash of a token or a key.
func HashSecret(secret string) SecretHash { return sha256.Sum256([]byte(secret)) }

// shownOfSecret is how many characters of a token or a key are stored in the clear, by which
// the operator knows it: 40 of its 260 bits.
const shownOfSecret = 8

// addSecret gives a partner a token or a key, or returns ErrNoPartner. The parameters of
// insert are the partner, the next id of the table, the secret's hash, its beginning, the
// moment, and then args.
func (o Operator) addSecret(ctx context.Context, partnerUUID, table, insert, secret string, args ...any) error {
	return o.change(ctx, func(tx *Tx) error {
		partner, err := findPartner(tx.c, partnerUUID)
		if err != nil {
			return err
		}
		id, err := tx.ids.Take(table)
		if err != nil {
			return err
		}
		hash := HashSecret(secret)
		_, err = tx.c.Exec(insert, append([]any{int64(partner), id, hash[:], secret[:shownOfSecret], tx.Now.Unix()}, args...)...)
		return err
	})
}

// listSecrets returns the tokens or keys of a partner, or ErrNoPartner. The query's only
// parameter is the partner.
func listSecrets[T any](ctx context.Context, o Operator, partnerUUID, query string, scan func(r db.Row) (T, error)) (list []T, err error) {
	err = o.s.read(ctx, func(c *db.Conn) error {
		partner, err := findPartner(c, partnerUUID)
		if err != nil {
			return err
		}
		return c.Each(query, []any{int64(partner)}, func(r db.Row) error {
			one, err := scan(r)
			list = append(list, one)
			return err
		})
	})
	return list, err
}

// revokeSecret revokes a token or a key of a partner for good. It does nothing to one that is
// revoked. The update's parameters are the partner, the id and the moment. The refusals are
// ErrNoPartner and missing.
func (o Operator) revokeSecret(ctx context.Context, partnerUUID, update string, id int64, missing error) error {
	return o.change(ctx, func(tx *Tx) error {
		partner, err := findPartner(tx.c, partnerUUID)
		if err != nil {
			return err
		}
		n, err := tx.c.Exec(update, int64(partner), id, tx.Now.Unix())
		return expectRow(n, err, missing)
	})
}
