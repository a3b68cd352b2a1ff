package store

import (
	"context"

	"partnerapi/store/internal/db"
)

// Regions returns every region there is, in order of creation.
func (o Operator) Regions(ctx context.Context) (list []Region, err error) {
	err = o.s.read(ctx, func(c *db.Conn) error {
		return c.Each(`SELECT region_id, region_name, region_time_zone FROM region ORDER BY id`, nil, func(r db.Row) error {
			list = append(list, Region{UUID: r.Text(0), Name: r.Text(1), TimeZone: r.Int(2)})
			return nil
		})
	})
	return list, err
}

// Roles returns every role there is, in order of creation.
func (o Operator) Roles(ctx context.Context) ([]Role, error) { return All(o.s.As(0).Roles(ctx)) }

// ContactTypes returns every kind of contact there is, in order of creation.
func (o Operator) ContactTypes(ctx context.Context) ([]ContactType, error) {
	return All(o.s.As(0).ContactTypes(ctx))
}
