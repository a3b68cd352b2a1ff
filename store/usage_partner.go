package store

import (
	"context"
	"time"

	"partnerapi/store/internal/db"
)

// PartnerUsage is how a partner calls, interface by interface.
type PartnerUsage struct {
	PartnerID string // the partner's UUID
	// SOAPClosed reports whether the operator has closed SOAP for the partner.
	SOAPClosed bool
	// SOAP, Operations, V2 and Userside are numbers of calls. Operations are the methods
	// partnerapi.* of v2, V2 all its other methods.
	SOAP, Operations, V2, Userside int64
	// LastSOAP is the day of the last call by SOAP; "" is none.
	LastSOAP Date
	// LeftSOAP is the day after LastSOAP if v2 has done a call of the partner on that day or
	// later: since then the partner calls v2 and SOAP no more. Else it is "".
	LeftSOAP Date
}

// UsageByPartner returns how each partner calls that has called at all, in order of
// creation; or one partner by its UUID, unless that is "". Calls are counted since a day, ""
// for all; LastSOAP and LeftSOAP are of all calls. The refusal is ErrNoPartner.
func (o Operator) UsageByPartner(ctx context.Context, partnerUUID string, since Date) (list []PartnerUsage, err error) {
	err = o.s.read(ctx, func(c *db.Conn) error {
		var partner Partner
		if partnerUUID != "" {
			if partner, err = findPartner(c, partnerUUID); err != nil {
				return err
			}
		}
		return c.Each(`SELECT p.partner_id, p.soap_closed,
    sum(CASE WHEN u.day >= ?2 AND u.door = 'soap' THEN u.calls ELSE 0 END),
    sum(CASE WHEN u.day >= ?2 AND u.door = 'v2' AND substr(u.operation, 1, length(?3)) = ?3 THEN u.calls ELSE 0 END),
    sum(CASE WHEN u.day >= ?2 AND u.door = 'v2' AND substr(u.operation, 1, length(?3)) <> ?3 THEN u.calls ELSE 0 END),
    sum(CASE WHEN u.day >= ?2 AND u.door = 'userside' THEN u.calls ELSE 0 END),
    coalesce(max(CASE WHEN u.door = 'soap' THEN u.day END), ''),
    coalesce(max(CASE WHEN u.door = 'v2' AND u.calls > u.refused + u.failed THEN u.day END), '')
  FROM usage_count u JOIN partner p ON p.id = u.partner WHERE ?1 = 0 OR u.partner = ?1
  GROUP BY p.id, p.partner_id, p.soap_closed ORDER BY p.id`,
			[]any{int64(partner), string(since), OperationPrefix}, func(r db.Row) error {
				u := PartnerUsage{PartnerID: r.Text(0), SOAPClosed: r.Bool(1), SOAP: r.Int(2), Operations: r.Int(3), V2: r.Int(4), Userside: r.Int(5), LastSOAP: Date(r.Text(6))}
				u.LeftSOAP, err = leftSOAP(u.LastSOAP, Date(r.Text(7)))
				list = append(list, u)
				return err
			})
	})
	return list, err
}

// leftSOAP returns PartnerUsage.LeftSOAP, from the days of the last calls.
func leftSOAP(lastSOAP, lastV2 Date) (Date, error) {
	if lastSOAP == "" || lastV2 <= lastSOAP {
		return "", nil
	}
	last, err := time.Parse(time.DateOnly, string(lastSOAP))
	return Date(last.AddDate(0, 0, 1).Format(time.DateOnly)), err
}
