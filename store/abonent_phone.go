package store

import (
	"strconv"
	"strings"
)

// phoneSlots is how many telephone numbers a customer may have: phone0 to phone4 of edit.
const phoneSlots = 5

// setPhones sets the numbers that are given; "" removes one. It returns the names
// of those that changed.
func (tx *Tx) setPhones(client int64, phones [phoneSlots]*string) (changed []string, err error) {
	for position, number := range phones {
		n := int64(0)
		switch {
		case number == nil:
		case *number == "":
			n, err = tx.c.Exec(`DELETE FROM customer_phone WHERE partner = ?1 AND client = ?2 AND position = ?3`, int64(tx.partner), client, position)
		default:
			n, err = tx.setPhone(client, int64(position), *number)
		}
		if err != nil {
			return nil, err
		}
		if n > 0 {
			changed = append(changed, "phone"+strconv.Itoa(position))
		}
	}
	return changed, nil
}

// setPhone stores a number at a position, and returns how many rows that changed: 0
// where the number is there already.
func (tx *Tx) setPhone(client, position int64, number string) (changed int64, err error) {
	return tx.c.Exec(`INSERT INTO customer_phone (partner, client, position, number, digits) VALUES (?1, ?2, ?3, ?4, ?5)
  ON CONFLICT (partner, client, position) DO UPDATE SET number = excluded.number, digits = excluded.digits WHERE customer_phone.number <> excluded.number`, int64(tx.partner), client, position, number, phoneDigits(number))
}

// phoneDigits returns the digits of a telephone number, by which numbers are compared.
func phoneDigits(number string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
}
