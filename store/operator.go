package store

import (
	"context"
	"errors"
	"fmt"
)

// Operator is the handle of the commands and of logins: it reaches all partners.
// No operation of a door hangs on it.
type Operator struct{ s *Store }

// Operator answers the operator's handle.
func (s *Store) Operator() Operator { return Operator{s} }

// Login is the account by which an integration calls.
type Login struct {
	Login   string
	Partner Partner
	// PartnerID is the partner's UUID.
	PartnerID string
	// PasswordHash is argon2id in PHC form.
	PasswordHash string
	// Disabled says that the operator has switched the partner off.
	Disabled bool
}

// Refusals of the operator's commands.
var (
	ErrNoPartner  = errors.New("no such partner")
	ErrNoLogin    = errors.New("no such login")
	ErrLoginTaken = errors.New("the login exists already")
	ErrNoToken    = errors.New("no such token")
	ErrNoKey      = errors.New("no such key")
)

const loginColumns = `SELECT l.login, l.partner, l.password_hash, p.disabled, p.partner_id FROM login l JOIN partner p ON p.id = l.partner `

func scanLogin(r row) Login {
	return Login{Login: r.text(0), Partner: Partner(r.int(1)), PasswordHash: r.text(2), Disabled: r.bool(3), PartnerID: r.text(4)}
}

// Login answers a login, or ErrNoLogin.
func (o Operator) Login(ctx context.Context, login string) (l Login, err error) {
	err = o.s.read(ctx, func(c *conn) error {
		found, err := c.one(loginColumns+`WHERE l.login = ?1`, []any{login}, func(r row) { l = scanLogin(r) })
		if err == nil && !found {
			err = ErrNoLogin
		}
		return err
	})
	return l, err
}

// PasswordHashes returns password hashes of logins, at most a thousand: a sample of
// what verifying one costs.
func (o Operator) PasswordHashes(ctx context.Context) (list []string, err error) {
	err = o.s.read(ctx, func(c *conn) error {
		return c.each(`SELECT password_hash FROM login LIMIT 1000`, nil, func(r row) error {
			list = append(list, r.text(0))
			return nil
		})
	})
	return list, err
}

// Logins answers the logins of a partner, by name.
func (o Operator) Logins(ctx context.Context, partnerUUID string) (list []Login, err error) {
	err = o.s.read(ctx, func(c *conn) error {
		partner, err := findPartner(c, partnerUUID)
		if err != nil {
			return err
		}
		return c.each(loginColumns+`WHERE l.partner = ?1 ORDER BY l.login`, []any{int64(partner)}, func(r row) error {
			list = append(list, scanLogin(r))
			return nil
		})
	})
	return list, err
}

// AddLogin adds a login to a partner, or answers ErrNoPartner, ErrLoginTaken or
// what CheckLogin says.
func (o Operator) AddLogin(ctx context.Context, partnerUUID, login, passwordHash string) error {
	if err := CheckLogin(login); err != nil {
		return err
	}
	return o.change(ctx, func(tx *Tx) error {
		partner, err := findPartner(tx.c, partnerUUID)
		if err != nil {
			return err
		}
		n, err := tx.c.exec(`INSERT INTO login (login, partner, password_hash, created) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (login) DO NOTHING`,
			login, int64(partner), passwordHash, tx.Now.Unix())
		return expectRow(n, err, ErrLoginTaken)
	})
}

// ResetLogin gives a login another password, or answers ErrNoLogin.
func (o Operator) ResetLogin(ctx context.Context, login, passwordHash string) error {
	return o.change(ctx, func(tx *Tx) error {
		n, err := tx.c.exec(`UPDATE login SET password_hash = ?2 WHERE login = ?1`, login, passwordHash)
		return expectRow(n, err, ErrNoLogin)
	})
}

// RemoveLogin removes a login, or answers ErrNoLogin.
func (o Operator) RemoveLogin(ctx context.Context, login string) error {
	return o.change(ctx, func(tx *Tx) error {
		n, err := tx.c.exec(`DELETE FROM login WHERE login = ?1`, login)
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

// Partners answers all partners in order of creation.
func (o Operator) Partners(ctx context.Context) (list []PartnerSummary, err error) {
	err = o.s.read(ctx, func(c *conn) error {
		return c.each(`SELECT partner_id, number, partner_name, disabled, (SELECT count(*) FROM login l WHERE l.partner = p.id),
    (SELECT count(*) FROM client c WHERE c.partner = p.id AND c.status < 6) FROM partner p ORDER BY id`, nil, func(r row) error {
			list = append(list, PartnerSummary{UUID: r.text(0), Number: r.int(1), Name: r.text(2), Disabled: r.bool(3), Logins: r.int(4), Clients: r.int(5)})
			return nil
		})
	})
	return list, err
}

// SetPartnerDisabled switches a partner's access off or on, or answers ErrNoPartner.
func (o Operator) SetPartnerDisabled(ctx context.Context, partnerUUID string, disabled bool) error {
	return o.change(ctx, func(tx *Tx) error {
		partner, err := findPartner(tx.c, partnerUUID)
		if err != nil {
			return err
		}
		_, err = tx.c.exec(`UPDATE partner SET disabled = ?2 WHERE id = ?1`, int64(partner), disabled)
		return err
	})
}

func findPartner(c *conn, partnerUUID string) (Partner, error) {
	id, ok := ParseUUID(partnerUUID)
	if !ok {
		return 0, fmt.Errorf("%w: %q is not a UUID", ErrNoPartner, partnerUUID)
	}
	n, found, err := c.int(`SELECT id FROM partner WHERE partner_id = ?1`, id)
	if err == nil && !found {
		err = ErrNoPartner
	}
	return Partner(n), err
}

// expectRow answers missing when a statement that succeeded changed nothing.
func expectRow(n int64, err, missing error) error {
	if err == nil && n == 0 {
		return missing
	}
	return err
}

// expectFound answers missing when a query that succeeded found no row.
func expectFound(found bool, err, missing error) error {
	if err == nil && !found {
		return missing
	}
	return err
}
