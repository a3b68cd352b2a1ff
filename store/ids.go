package store

import (
	"context"

	"partnerapi/store/internal/db"
)

// IDLine is a line of `partnerapi ids export`: the UUID of a row in PartnerAPI, and its
// number in v2 and USERSIDE (O9).
type IDLine struct {
	// Kind is "partner", "service_type", "client", "client_user" or "partner_user".
	Kind string
	// PartnerID is the UUID of the partner whose row it is.
	PartnerID string
	UUID      string
	Number    int64

	id int64
}

// Each query takes the key after which its rows begin, and a partner, 0 for all.
var idQueries = []struct{ kind, text string }{
	{"partner", `SELECT id, partner_id, partner_id, number FROM partner WHERE id > ?1 AND (?2 = 0 OR id = ?2) ORDER BY id`},
	{"service_type", `SELECT l.id, p.partner_id, l.service_type_id, l.number FROM service_type l JOIN partner p ON p.id = l.partner
  WHERE l.id > ?1 AND (?2 = 0 OR l.partner = ?2) ORDER BY l.id`},
	{"client", `SELECT c.id, p.partner_id, c.client_id, c.number FROM client c JOIN partner p ON p.id = c.partner
  WHERE c.id > ?1 AND (?2 = 0 OR c.partner = ?2) AND c.` + isKnown + ` ORDER BY c.id`},
	{"client_user", `SELECT e.id, p.partner_id, e.employee_id, e.number FROM employee e JOIN partner p ON p.id = e.partner JOIN client c ON c.partner = e.partner AND c.id = e.client
  WHERE e.id > ?1 AND (?2 = 0 OR e.partner = ?2) AND e.type = 2 AND c.` + isKnown + ` ORDER BY e.id`},
	{"partner_user", `SELECT e.id, p.partner_id, e.employee_id, e.number FROM employee e JOIN partner p ON p.id = e.partner
  WHERE e.id > ?1 AND (?2 = 0 OR e.partner = ?2) AND e.type = 1 ORDER BY e.id`},
}

// IDs reads the numbers of the rows of a partner, given by its UUID, or of all partners
// (""). Deleted and archived rows are among them, but not those that were deleted for good
// (O3). The refusal is ErrNoPartner.
func (o Operator) IDs(ctx context.Context, partnerUUID string) Seq[IDLine] {
	return func(yield func(*IDLine) error) error {
		var partner Partner
		if partnerUUID != "" {
			err := o.s.read(ctx, func(c *db.Conn) (err error) {
				partner, err = findPartner(c, partnerUUID)
				return err
			})
			if err != nil {
				return err
			}
		}
		for _, q := range idQueries {
			lines := stream(ctx, o.s.As(partner), func(c *db.Conn, last *IDLine, _ int, rows []IDLine) ([]IDLine, error) {
				var after int64
				if last != nil {
					after = last.id
				}
				err := c.Each(q.text+db.LimitChunk, []any{after, int64(partner)}, func(r db.Row) error {
					rows = append(rows, IDLine{Kind: q.kind, PartnerID: r.Text(1), UUID: r.Text(2), Number: r.Int(3), id: r.Int(0)})
					return nil
				})
				return rows, err
			})
			if err := lines(yield); err != nil {
				return err
			}
		}
		return nil
	}
}
