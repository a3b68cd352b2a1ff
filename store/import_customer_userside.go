package store

import (
	"context"
	"errors"

	"partnerapi/store/internal/db"
)

// UsersideCustomerEntry is a line about a customer whom USERSIDE alone knew: its
// key is its number (O9).
type UsersideCustomerEntry struct {
	Partner int64
	Number  int64
	Name    string // "": a new one gets one of its number (O4), another keeps its own
	// Data has no Client: the number names it.
	Data CustomerDataEntry
}

// PutUsersideCustomer writes a customer with all that USERSIDE has of it. A new one is what
// USERSIDE's add makes: active and in the first of the partner's regions (O6); it gets a
// client_id, which later imports leave. A number is refused that a customer has who did not
// come by this kind of line, because two systems may both count from 1.
func (i *ImportTx) PutUsersideCustomer(u UsersideCustomerEntry) error {
	var uuid string
	var same bool
	owner, id, found, err := i.tx.c.Holder(clientNumbers, u.Number)
	if err == nil && found {
		_, err = i.tx.c.One(`SELECT c.client_id, EXISTS (SELECT 1 FROM userside_customer u WHERE u.partner = c.partner AND u.client = c.id)
    FROM client c WHERE c.partner = ?1 AND c.id = ?2`, []any{owner, id}, func(r db.Row) { uuid, same = r.Text(0), r.Bool(1) })
	}
	switch {
	case err != nil:
		return err
	case found && owner != u.Partner:
		return refuse("number", "%d is another partner's customer", u.Number)
	case found && !same:
		return refuse("number", "%d is the client %s, which no userside_customer has made: use client and customer_data", u.Number, uuid)
	case found:
		if err := i.living("number", owner, id); err != nil {
			return err
		}
	}
	return i.wholly(func() error {
		if !found {
			if id, err = i.addUsersideCustomer(&u); err != nil {
				return err
			}
		} else if u.Name != "" {
			u.Data.Name = &u.Name
		}
		u.Data.Client = Found{ID: id, Partner: u.Partner, Client: id}
		return i.putCustomerData(&u.Data)
	})
}

func (i *ImportTx) addUsersideCustomer(u *UsersideCustomerEntry) (id int64, err error) {
	tx := i.forPartner(Partner(u.Partner))
	region, err := tx.firstRegion()
	if errors.Is(err, ErrNoRegion) {
		return 0, refuse("partner_id", "the partner has no region for its customers")
	}
	if err != nil {
		return 0, err
	}
	if id, err = tx.addNumbered(u.Number, u.Name, StatusActive, region); err != nil {
		return 0, err
	}
	if err := tx.ids.Raise(seqClientNumber, u.Number); err != nil {
		return 0, err
	}
	if _, err := tx.c.Exec(`INSERT INTO userside_customer (partner, client) VALUES (?1, ?2)`, u.Partner, id); err != nil {
		return 0, err
	}
	return id, i.noteDisorder(u.Partner, id)
}

// CabinetPassword returns the hash of the cabinet password (O7) of a client, named
// by its client_id or, for "", by its number; "" when there is none.
func (o Operator) CabinetPassword(ctx context.Context, clientUUID string, number int64) (hash string, err error) {
	err = o.s.read(ctx, func(c *db.Conn) error {
		of, value := clientIDs, any(clientUUID)
		if clientUUID == "" {
			of, value = clientNumbers, number
		}
		partner, id, found, err := c.Holder(of, value)
		if err != nil || !found {
			return err
		}
		_, err = c.One(`SELECT cabinet_password FROM client WHERE partner = ?1 AND id = ?2`, []any{partner, id}, func(r db.Row) { hash = r.Text(0) })
		return err
	})
	return hash, err
}
