package store

import (
	"context"
	"errors"
	"net/netip"

	"partnerapi/store/internal/db"
)

// Access is the access that a token of v2 gives: a permanent one, or that of a session.
type Access struct {
	Partner   Partner
	PartnerID string // the partner's UUID
	// Disabled reports whether the operator has switched the partner off.
	Disabled bool
	// Login is that of a session, "" of a permanent token.
	Login string
	// Token is the id of a permanent token, 0 of a session.
	Token     int64
	Until     *Instant       // nil is without end
	Addresses []netip.Prefix // none is from anywhere
	ReadOnly  bool
	Methods   Methods
	Revoked   bool
	// PointLimits are the partner's own.
	PointLimits OwnPointLimits
}

// Access returns the access that a token gives. ErrNoToken: there is no such token, or its
// session has ended, by logout.user or because its login has another password or was removed.
func (o Operator) Access(ctx context.Context, token SecretHash) (a Access, err error) {
	err = o.s.read(ctx, func(c *db.Conn) error {
		owner, id, found, err := c.Holder(tokenHashes, token[:])
		if err != nil {
			return err
		}
		if found {
			a, err = permanentAccess(c, owner, id)
			return err
		}
		found, err = c.One(`SELECT l.partner, p.partner_id, p.disabled, s.login, s.until, p.points_day, p.points_minute
  FROM api_session s JOIN login l ON l.login = s.login AND l.password_hash = s.password_hash JOIN partner p ON p.id = l.partner WHERE s.hash = ?1`,
			[]any{token[:]}, func(r db.Row) {
				a = Access{Partner: Partner(r.Int(0)), PartnerID: r.Text(1), Disabled: r.Bool(2), Login: r.Text(3), Until: (*Instant)(r.OptInt(4)), PointLimits: OwnPointLimits{r.OptInt(5), r.OptInt(6)}}
			})
		return expectFound(found, err, ErrNoToken)
	})
	return a, err
}

// permanentAccess returns the access that a permanent token of a partner gives.
func permanentAccess(c *db.Conn, partner, id int64) (a Access, err error) {
	var broken error
	_, err = c.One(`SELECT t.partner, p.partner_id, p.disabled, t.id, t.until, t.read_only, t.revoked, t.addresses, t.methods, p.points_day, p.points_minute
  FROM api_token t JOIN partner p ON p.id = t.partner WHERE t.partner = ?1 AND t.id = ?2`, []any{partner, id}, func(r db.Row) {
		a = Access{Partner: Partner(r.Int(0)), PartnerID: r.Text(1), Disabled: r.Bool(2), Token: r.Int(3), Until: (*Instant)(r.OptInt(4)), ReadOnly: r.Bool(5), Revoked: r.Int(6) != 0, PointLimits: OwnPointLimits{r.OptInt(9), r.OptInt(10)}}
		a.Addresses, a.Methods, broken = tokenTerms(r, 7)
	})
	return a, errors.Join(err, broken)
}

// AddSession begins a session of a login with the password hash that was verified; a new
// password ends it. It also removes sessions that have expired.
func (o Operator) AddSession(ctx context.Context, token SecretHash, login Login, until Instant) error {
	return o.s.write(ctx, func(tx *Tx) error {
		if _, err := tx.c.Exec(`DELETE FROM api_session WHERE until <= ?1`, tx.Now.Unix()); err != nil {
			return err
		}
		_, err := tx.c.Exec(`INSERT INTO api_session (hash, login, password_hash, until) VALUES (?1, ?2, ?3, ?4)`,
			token[:], login.Login, login.PasswordHash, until)
		return err
	})
}

// EndSession ends the session of a token, if there is one.
func (o Operator) EndSession(ctx context.Context, token SecretHash) error {
	return o.s.write(ctx, func(tx *Tx) error {
		_, err := tx.c.Exec(`DELETE FROM api_session WHERE hash = ?1`, token[:])
		return err
	})
}

// RemoveSessions removes the sessions that have expired or whose login has changed.
func (o Operator) RemoveSessions(ctx context.Context) error {
	const gone = ` FROM api_session WHERE until <= ?1 OR NOT EXISTS (SELECT 1 FROM login l WHERE l.login = api_session.login AND l.password_hash = api_session.password_hash)`
	there := false
	err := o.s.read(ctx, func(c *db.Conn) (err error) {
		_, there, err = c.Int(`SELECT 1`+gone+` LIMIT 1`, o.s.Now().Unix())
		return err
	})
	if err != nil || !there {
		return err // no transaction for nothing
	}
	return o.s.write(ctx, func(tx *Tx) error {
		_, err := tx.c.Exec(`DELETE`+gone, tx.Now.Unix())
		return err
	})
}
