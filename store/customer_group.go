package store

import (
	"context"

	"partnerapi/store/internal/db"
)

// CustomerGroup is a group of customers.
type CustomerGroup struct {
	ID   int64 // the partner's own number
	Name string
}

// CustomerGroups returns the partner's groups, by their numbers.
func (t *Tenant) CustomerGroups(ctx context.Context) Seq[CustomerGroup] {
	return queryAll(ctx, t, func(r db.Row) CustomerGroup { return CustomerGroup{r.Int(0), r.Text(1)} },
		`SELECT customer_group_id, customer_group_name FROM customer_group WHERE partner = ?1 ORDER BY customer_group_id`, int64(t.partner))
}
