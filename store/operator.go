package store

import (
	"context"
	"errors"
	"fmt"

	"partnerapi/store/internal/db"
)

// Operator is the handle of the operator's commands and of logging in. It reaches the rows of
// all partners; no operation of an interface uses it.
type Operator struct{ s *Store }

// Operator returns the operator's handle.
func (s *Store) Operator() Operator { return Operator{s} }

// Login is the account by which an integration calls.
type Login struct {
	Login   string
	Partner Partner
	// PartnerID is the partner's UUID.
	PartnerID string
	// PasswordHash is argon2id in PHC form.
	PasswordHash string
	// Disabled reports whether the operator has switched the partner off.
	Disabled bool
	// SOAPClosed reports whether the operator has closed SOAP for the partner.
	SOAPClosed bool
	// PointLimits are the partner's own.
	PointLimits OwnPointLimits
}

// Refusals of the operator's commands.
var (
	ErrNoPartner  = errors.New("no such partner")
	ErrNoLogin    = errors.New("no such login")
	ErrLoginTaken = errors.New("the login exists already")
	ErrNoToken    = errors.New("no such token")
	ErrNoKey      = errors.New("no such key")
)

const loginColumns = `SELECT l.login, l.partner, l.password_hash, p.disabled, p.partner_id, p.soap_closed, p.points_day, p.points_minute FROM login l JOIN partner p ON p.id = l.partner `

func scanLogin(r db.Row) Login {
	return Login{Login: r.Text(0), Partner: Partner(r.Int(1)), PasswordHash: r.Text(2), Disabled: r.Bool(3), PartnerID: r.Text(4), SOAPClosed: r.Bool(5), PointLimits: OwnPointLimits{r.OptInt(6), r.OptInt(7)}}
}

// Login returns a login, or ErrNoLogin.
func (o Operator) Login(ctx context.Context, login string) (l Login, err error) {
	err = o.s.read(ctx, func(c *db.Conn) error {
		found, err := c.One(loginColumns+`WHERE l.login = ?1`, []any{login}, func(r db.Row) { l = scanLogin(r) })
		if err == nil && !found {
			err = ErrNoLogin
		}
		return err
	})
	return l, err
}

// PasswordHashes returns password hashes of logins, at most a thousand: a sample by which
// the cost of verifying one is known.
func (o Operator) PasswordHashes(ctx context.Context) (list []string, err error) {
	err = o.s.read(ctx, func(c *db.Conn) error {
		return c.Each(`SELECT password_hash FROM login LIMIT 1000`, nil, func(r db.Row) error {
			list = append(list, r.Text(0))
			return nil
		})
	})
	return list, err
}

// Logins returns the logins of a partner, by name.
func (o Operator) Logins(ctx context.Context, partnerUUID string) (list []Login, err error) {
	err = o.s.read(ctx, func(c *db.Conn) error {
		partner, err := findPartner(c, partnerUUID)
		if err != nil {
			return err
		}
		return c.Each(loginColumns+`WHERE l.partner = ?1 ORDER BY l.login`, []any{int64(partner)}, func(r db.Row) error {
			list = append(list, scanLogin(r))
			return nil
		})
	})
	return list, err
}

// AddLogin adds a login to a partner. The refusals are ErrNoPartner, ErrLoginTaken and the
// error of CheckLogin.
func (o Operator) AddLogin(ctx context.Context, partnerUUID, login, passwordHash string) error {
	if err := CheckLogin(login); err != nil {
		return err
	}
	return o.change(ctx, func(tx *Tx) error {
		partner, err := findPartner(tx.c, partnerUUID)
		if err != nil {
			return err
		}
		return tx.addLogin(partner, login, passwordHash)
	})
}

// addLogin adds a login, or returns ErrLoginTaken if it exists.
func (tx *Tx) addLogin(partner Partner, login, passwordHash string) error {
	n, err := tx.c.Exec(`INSERT INTO login (login, partner, password_hash, created) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (login) DO NOTHING`,
		login, int64(partner), passwordHash, tx.Now.Unix())
	return expectRow(n, err, ErrLoginTaken)
}

// ResetLogin gives a login another password, or returns ErrNoLogin.
func (o Operator) ResetLogin(ctx context.Context, login, passwordHash string) error {
	return o.change(ctx, func(tx *Tx) error {
		return tx.resetLogin(login, passwordHash)
	})
}

// resetLogin gives a login another password, or returns ErrNoLogin.
func (tx *Tx) resetLogin(login, passwordHash string) error {
	n, err := tx.c.Exec(`UPDATE login SET password_hash = ?2 WHERE login = ?1`, login, passwordHash)
	return expectRow(n, err, ErrNoLogin)
}

// RemoveLogin removes a login, or returns ErrNoLogin.
func (o Operator) RemoveLogin(ctx context.Context, login string) error {
	return o.change(ctx, func(tx *Tx) error {
		n, err := tx.c.Exec(`DELETE FROM login WHERE login = ?1`, login)
		return expectRow(n, err, ErrNoLogin)
	})
}

// PartnerSummary is a line of `partnerapi partner list`.
type PartnerSummary struct {
	UUID     string
	Number   int64
	Name     string
	Disabled bool
	Logins   int64
	Clients  int64
}

// Partners returns all partners in order of creation.
func (o Operator) Partners(ctx context.Context) (list []PartnerSummary, err error) {
	err = o.s.read(ctx, func(c *db.Conn) error {
		return c.Each(`SELECT partner_id, number, partner_name, disabled, (SELECT count(*) FROM login l WHERE l.partner = p.id),
    (SELECT count(*) FROM client c WHERE c.partner = p.id AND c.`+isLiving+`) FROM partner p ORDER BY id`, nil, func(r db.Row) error {
			list = append(list, PartnerSummary{UUID: r.Text(0), Number: r.Int(1), Name: r.Text(2), Disabled: r.Bool(3), Logins: r.Int(4), Clients: r.Int(5)})
			return nil
		})
	})
	return list, err
}

// SetPartnerDisabled switches a partner's access off or on, or returns ErrNoPartner.
func (o Operator) SetPartnerDisabled(ctx context.Context, partnerUUID string, disabled bool) error {
	return o.change(ctx, func(tx *Tx) error {
		partner, err := findPartner(tx.c, partnerUUID)
		if err != nil {
			return err
		}
		_, err = tx.c.Exec(`UPDATE partner SET disabled = ?2 WHERE id = ?1`, int64(partner), disabled)
		return err
	})
}

// SOAPClosed reports whether SOAP is closed for a partner, or returns ErrNoPartner.
func (o Operator) SOAPClosed(ctx context.Context, partnerUUID string) (closed bool, err error) {
	err = o.s.read(ctx, func(c *db.Conn) error {
		partner, err := findPartner(c, partnerUUID)
		if err != nil {
			return err
		}
		n, _, err := c.Int(`SELECT soap_closed FROM partner WHERE id = ?1`, int64(partner))
		closed = n != 0
		return err
	})
	return closed, err
}

// SetSOAPClosed closes SOAP for a partner or opens it again, or returns ErrNoPartner.
func (o Operator) SetSOAPClosed(ctx context.Context, partnerUUID string, closed bool) error {
	return o.change(ctx, func(tx *Tx) error {
		partner, err := findPartner(tx.c, partnerUUID)
		if err != nil {
			return err
		}
		_, err = tx.c.Exec(`UPDATE partner SET soap_closed = ?2 WHERE id = ?1`, int64(partner), closed)
		return err
	})
}

func findPartner(c *db.Conn, partnerUUID string) (Partner, error) {
	id, ok := ParseUUID(partnerUUID)
	if !ok {
		return 0, fmt.Errorf("%w: %q is not a UUID", ErrNoPartner, partnerUUID)
	}
	n, found, err := c.Int(`SELECT id FROM partner WHERE partner_id = ?1`, id)
	if err == nil && !found {
		err = ErrNoPartner
	}
	return Partner(n), err
}

// expectRow returns err or, if the statement changed no row, missing.
func expectRow(n int64, err, missing error) error {
	if err == nil && n == 0 {
		return missing
	}
	return err
}

// expectFound returns err or, if the query found no row, missing.
func expectFound(found bool, err, missing error) error {
	if err == nil && !found {
		return missing
	}
	return err
}

// Analyze lets the engine plan queries for the rows that there are, after many were
// written at once.
func (o Operator) Analyze(ctx context.Context) error {
	return o.s.write(ctx, func(tx *Tx) error { return tx.db.Analyze() })
}
