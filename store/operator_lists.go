package store

import "context"

// Regions answers every region there is, in order of creation.
func (o Operator) Regions(ctx context.Context) (list []Region, err error) {
	err = o.s.read(ctx, func(c *conn) error {
		return c.each(`SELECT region_id, region_name, region_time_zone FROM region ORDER BY id`, nil, func(r row) error {
			list = append(list, Region{UUID: r.text(0), Name: r.text(1), TimeZone: r.int(2)})
			return nil
		})
	})
	return list, err
}

// Roles answers every role there is, in order of creation.
func (o Operator) Roles(ctx context.Context) ([]Role, error) { return All(o.s.As(0).Roles(ctx)) }

// ContactTypes answers every kind of contact there is, in order of creation.
func (o Operator) ContactTypes(ctx context.Context) ([]ContactType, error) {
	return All(o.s.As(0).ContactTypes(ctx))
}
