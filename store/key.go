package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"partnerapi/store/internal/db"
)

// maxDuplicateWindow is the longest duplicate window of a key: an equal booking a day later
// is taken for another one.
const maxDuplicateWindow = 24 * time.Hour

// Key is a key of USERSIDE, as the operator sees it.
type Key struct {
	ID int64 // by which the operator revokes it
	// Beginning is the key's first characters.
	Beginning string
	Created   Instant
	Scopes    Scopes
	// Dialect names the spelling of USERSIDE's answers (usersidehttp/README.md, Envelope).
	Dialect string
	// DuplicateWindow is how long an equal booking without a request_id is taken for a
	// repetition of the first one (docs/userside.md, What is done once); 0: never.
	DuplicateWindow time.Duration
	Revoked         *Instant // when; nil: it was not
}

// NewKey is what the operator gives a partner.
type NewKey struct {
	Key     string // stored as its hash, and its first characters
	Scopes  Scopes // at least one
	Dialect string // as Key's
	// DuplicateWindow is what CheckDuplicateWindow allows.
	DuplicateWindow time.Duration
}

func (n NewKey) check() error {
	if n.Scopes == 0 {
		return errors.New("the key has no scope")
	}
	if err := CheckDuplicateWindow(n.DuplicateWindow); err != nil {
		return fmt.Errorf("the duplicate window %s %w", n.DuplicateWindow, err)
	}
	return nil
}

// CheckDuplicateWindow returns an error for a window that a key cannot have. Its text
// continues a sentence that begins with the window.
func CheckDuplicateWindow(window time.Duration) error {
	if window < 0 || window > maxDuplicateWindow || window%time.Second != 0 {
		return fmt.Errorf("is no number of whole seconds up to %d hours", maxDuplicateWindow/time.Hour)
	}
	return nil
}

// AddKey gives a partner a key, or returns ErrNoPartner or what is wrong with it.
func (o Operator) AddKey(ctx context.Context, partnerUUID string, n NewKey) error {
	if err := n.check(); err != nil {
		return err
	}
	return o.addSecret(ctx, partnerUUID, "api_key",
		`INSERT INTO api_key (partner, id, hash, beginning, created, scopes, dialect, duplicate_window) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
		n.Key, n.Scopes.String(), n.Dialect, int64(n.DuplicateWindow/time.Second))
}

// Keys returns the keys of a partner in order of creation, revoked ones too.
func (o Operator) Keys(ctx context.Context, partnerUUID string) ([]Key, error) {
	return listSecrets(ctx, o, partnerUUID, `SELECT id, beginning, created, revoked, scopes, dialect, duplicate_window FROM api_key WHERE partner = ?1 ORDER BY id`,
		func(r db.Row) (k Key, err error) {
			k = Key{ID: r.Int(0), Beginning: r.Text(1), Created: Instant(r.Int(2)), Revoked: (*Instant)(r.OptInt(3))}
			k.Scopes, k.Dialect, k.DuplicateWindow, err = keyTerms(r, 4)
			return k, err
		})
}

// RevokeKey ends a key of a partner for good; again, it changes nothing. The
// refusals are ErrNoPartner and ErrNoKey.
func (o Operator) RevokeKey(ctx context.Context, partnerUUID string, id int64) error {
	return o.revokeSecret(ctx, partnerUUID, `UPDATE api_key SET revoked = coalesce(revoked, ?3) WHERE partner = ?1 AND id = ?2`, id, ErrNoKey)
}

// KeyAccess is the access that a key gives.
type KeyAccess struct {
	Partner   Partner
	PartnerID string // the partner's UUID
	// Disabled reports whether the operator has switched the partner off.
	Disabled        bool
	Key             int64 // the id
	Scopes          Scopes
	Dialect         string
	DuplicateWindow time.Duration
	Revoked         bool
}

// KeyAccess returns the access that a key gives, or ErrNoKey.
func (o Operator) KeyAccess(ctx context.Context, key SecretHash) (a KeyAccess, err error) {
	err = o.s.read(ctx, func(c *db.Conn) error {
		var broken error
		owner, id, found, err := c.Holder(keyHashes, key[:])
		if err := expectFound(found, err, ErrNoKey); err != nil {
			return err
		}
		found, err = c.One(`SELECT k.partner, p.partner_id, p.disabled, k.id, k.revoked, k.scopes, k.dialect, k.duplicate_window
  FROM api_key k JOIN partner p ON p.id = k.partner WHERE k.partner = ?1 AND k.id = ?2`, []any{owner, id}, func(r db.Row) {
			a = KeyAccess{Partner: Partner(r.Int(0)), PartnerID: r.Text(1), Disabled: r.Bool(2), Key: r.Int(3), Revoked: r.Int(4) != 0}
			a.Scopes, a.Dialect, a.DuplicateWindow, broken = keyTerms(r, 5)
		})
		return errors.Join(expectFound(found, err, ErrNoKey), broken)
	})
	return a, err
}

// keyTerms reads the columns scopes, dialect and duplicate_window, from the i-th.
func keyTerms(r db.Row, i int) (s Scopes, dialect string, window time.Duration, err error) {
	if s, err = ParseScopes(r.Text(i)); err != nil {
		err = fmt.Errorf("a key of the database: %w", err)
	}
	return s, r.Text(i + 1), time.Duration(r.Int(i+2)) * time.Second, err
}
