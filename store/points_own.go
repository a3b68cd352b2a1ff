package store

import (
	"context"

	"partnerapi/store/internal/db"
)

// PointLimits returns the limits that a partner has of its own, or ErrNoPartner.
func (o Operator) PointLimits(ctx context.Context, partnerUUID string) (own OwnPointLimits, err error) {
	err = o.s.read(ctx, func(c *db.Conn) error {
		partner, err := findPartner(c, partnerUUID)
		if err != nil {
			return err
		}
		_, err = c.One(`SELECT points_day, points_minute FROM partner WHERE id = ?1`, []any{int64(partner)}, func(r db.Row) {
			own = OwnPointLimits{Day: r.OptInt(0), Minute: r.OptInt(1)}
		})
		return err
	})
	return own, err
}

// ChangePointLimits changes the limits that a partner has of its own; cleared, a limit is
// again the one that all partners have. Running servers count by it within a second. The
// refusal is ErrNoPartner.
func (o Operator) ChangePointLimits(ctx context.Context, partnerUUID string, day, minute Change) error {
	return o.change(ctx, func(tx *Tx) error {
		partner, err := findPartner(tx.c, partnerUUID)
		if err != nil {
			return err
		}
		for column, change := range map[string]Change{"points_day": day, "points_minute": minute} {
			if !change.Set {
				continue
			}
			if _, err := tx.c.Exec(`UPDATE partner SET `+column+` = ?2 WHERE id = ?1`, int64(partner), change.Value); err != nil {
				return err
			}
		}
		return nil
	})
}
