package store

import (
	"errors"
	"slices"

	"partnerapi/store/internal/db"
)

var partnerRegister = register{table: "partner", column: "partner_id", key: "partner_id"}

// PartnerEntry is a line of the register of partners; nil leaves alone.
type PartnerEntry struct {
	UUID    string
	Name    string
	Regions []int64 // in the given order: the first one is the default (O6)
	Roles   []int64
	Logins  []LoginEntry // others that the partner has stay
	Number  *int64
}

// LoginEntry is a login of a partner.
type LoginEntry struct {
	Login        string
	PasswordHash string // argon2id; "" leaves the one that stands
}

// PutPartner writes a partner with its regions, roles and logins.
func (i *ImportTx) PutPartner(p PartnerEntry) error {
	e, err := i.entry(partnerRegister, p.UUID, 0)
	if err != nil {
		return err
	}
	if !e.isNew() {
		if err := i.lock(e.id); err != nil {
			return err
		}
	}
	for _, login := range p.Logins {
		owner, found, err := i.tx.c.Int(`SELECT partner FROM login WHERE login = ?1`, login.Login)
		if err != nil {
			return err
		}
		if found && owner != e.id {
			return refuse("logins", "%q is a login of another partner", login.Login)
		}
	}
	e.set("partner_name", p.Name)
	if err := e.number(seqPartnerNumber, p.Number, nil); err != nil {
		return err
	}
	if err := e.save(); err != nil {
		return err
	}
	if err := i.putList("partner_region", "region", e.id, p.Regions); err != nil {
		return err
	}
	if err := i.putList("partner_role", "role", e.id, p.Roles); err != nil {
		return err
	}
	for _, login := range p.Logins {
		if login.PasswordHash == "" {
			continue
		}
		err := i.tx.addLogin(Partner(e.id), login.Login, login.PasswordHash)
		if errors.Is(err, ErrLoginTaken) {
			err = i.tx.resetLogin(login.Login, login.PasswordHash)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// putList replaces the list of a partner's regions or roles if it differs.
func (i *ImportTx) putList(table, column string, partner int64, list []int64) error {
	var current []int64
	err := i.tx.c.Each(`SELECT `+column+` FROM `+table+` WHERE partner = ?1 ORDER BY position`, []any{partner}, func(r db.Row) error {
		current = append(current, r.Int(0))
		return nil
	})
	if err != nil || slices.Equal(current, list) {
		return err
	}
	if _, err := i.tx.c.Exec(`DELETE FROM `+table+` WHERE partner = ?1`, partner); err != nil {
		return err
	}
	for n, id := range list {
		if _, err := i.tx.c.Exec(`INSERT INTO `+table+` (partner, position, `+column+`) VALUES (?1, ?2, ?3)`, partner, n+1, id); err != nil {
			return err
		}
	}
	return nil
}
