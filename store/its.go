package store

import (
	"context"

	"partnerapi/store/internal/db"
)

// ITSContract is a row of the ITS register, which is kept by registration number.
type ITSContract struct {
	INN      string
	Level    int64 // 1, 2 or 4
	DateFrom Date
	DateTo   Date // "" is without end
}

// InForce reports whether a day lies within the contract (S26).
func (i ITSContract) InForce(day Date) bool {
	return i.DateFrom <= day && (i.DateTo == "" || day <= i.DateTo)
}

// ITSContract returns the contract of a registration number: of several the one in force on
// the day, else the latest (S27); nil if the register does not have the number. All partners
// read the same register.
func (t *Tenant) ITSContract(ctx context.Context, regNumber string, day Date) (found *ITSContract, err error) {
	err = t.read(ctx, func(c *db.Conn) error {
		return c.Each(`SELECT inn, level, date_from, date_to FROM its_contract WHERE reg_number = ?1 ORDER BY date_from`, []any{normalRegNumber(regNumber)}, func(r db.Row) error {
			one := ITSContract{INN: r.Text(0), Level: r.Int(1), DateFrom: Date(r.Text(2)), DateTo: Date(r.Text(3))}
			if found == nil || !found.InForce(day) || one.InForce(day) {
				found = &one
			}
			return nil
		})
	})
	return found, err
}
