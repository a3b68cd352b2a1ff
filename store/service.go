package store

import (
	"context"
	"fmt"

	"partnerapi/store/internal/db"
)

// Service is a sold line: a row of service_read with its internal key.
type Service struct {
	ID                 int64
	UUID               string
	SalePartnerUUID    string
	ClientUUID         string
	ServicePartnerUUID string
	Start              Date
	End                Date // "" is without end
	AgentUUID          string
	ServiceTypeUUID    string
	// ServiceType is the line's internal key.
	ServiceType int64
	Stopped     bool

	sale, serves int64 // internal keys of the partners
}

// Service returns one service that the partner has sold by its internal key,
// stopped and ended ones too.
func (t *Tenant) Service(ctx context.Context, id int64) (Service, error) {
	return single(t.scanServices(ctx, t.selectRows(serviceColumns+`s.partner = ?1 AND s.id = ?2`, id)))
}

// FindService returns the id of a service that the partner has sold, stopped or
// not; or ErrNotFound. Those of a deleted client (O3) are unknown with it.
func (t *Tenant) FindService(ctx context.Context, id string) (int64, error) {
	return t.find(ctx, `SELECT s.id FROM service s JOIN client c ON c.partner = s.partner AND c.id = s.client
  WHERE s.partner = ?1 AND s.service_id = ?2 AND c.`+isKnown, id)
}

const serviceColumns = `SELECT s.id, s.partner, s.service_partner, s.service_start_date, s.service_end_date, s.service_type, s.stopped,
    concat_ws(char(31), s.service_id, c.client_id, a.agent_id, l.service_type_id)
  FROM service s JOIN client c ON c.partner = s.partner AND c.id = s.client AND c.` + isKnown + `
    JOIN agent a ON a.partner = s.partner AND a.id = s.agent JOIN service_type l ON l.id = s.service_type
  WHERE `

func (t *Tenant) scanServices(ctx context.Context, s *selection) Seq[Service] {
	return streamSelection(ctx, t, s, "s.id", func(s *Service) int64 { return s.ID }, func(r db.Row) Service {
		s := Service{ID: r.Int(0), sale: r.Int(1), serves: r.Int(2), Start: Date(r.Text(3)), End: Date(r.Text(4)), ServiceType: r.Int(5), Stopped: r.Bool(6)}
		r.Unpack(7, &s.UUID, &s.ClientUUID, &s.AgentUUID, &s.ServiceTypeUUID)
		return s
	}, func(c *db.Conn, rows []Service) (err error) {
		for i := range rows {
			s := &rows[i]
			if s.SalePartnerUUID, err = t.s.partners.uuid(c, s.sale); err != nil {
				return err
			}
			if s.ServicePartnerUUID, err = t.s.partners.uuid(c, s.serves); err != nil {
				return err
			}
		}
		return nil
	})
}

// NewService is a service to be sold, by internal keys; End "" is without end.
type NewService struct {
	Client         int64
	ServicePartner int64
	Agent          int64
	ServiceType    int64
	Start, End     Date
}

// AddService sells a line to a client and returns the service's internal key. The
// refusals are ErrLineDeleted, ErrClientDeleted, ErrOtherClient, ErrAgentInactive,
// ErrEmployeeDeleted, ErrNotCovered and ErrInverted (S17, S25).
func (tx *Tx) AddService(n NewService) (int64, error) {
	if err := tx.lineTakes(n.ServiceType); err != nil {
		return 0, err
	}
	if err := tx.clientTakes(n.Client); err != nil {
		return 0, err
	}
	if err := tx.agentTakes(OfClient, n.Client, n.Agent); err != nil {
		return 0, err
	}
	for _, partner := range []int64{int64(tx.partner), n.ServicePartner} {
		if err := tx.covered(partner, n.ServiceType); err != nil {
			return 0, err
		}
	}
	if inverted(n.Start, n.End) {
		return 0, ErrInverted
	}
	id, err := tx.ids.Take("service")
	if err != nil {
		return 0, err
	}
	_, err = tx.c.Exec(`INSERT INTO service (partner, id, service_id, client, service_partner, agent, service_type, service_start_date, service_end_date)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`,
		int64(tx.partner), id, newUUID(), n.Client, n.ServicePartner, n.Agent, n.ServiceType, n.Start, n.End)
	return id, err
}

// ServiceUpdate is what an edit changes; nil leaves alone. The empty End is
// without end.
type ServiceUpdate struct {
	ServicePartner *int64
	Start, End     *Date
}

// EditService changes a service that the partner has sold. The refusals are
// ErrStopped, ErrNotCovered and ErrInverted (S17, S26).
func (tx *Tx) EditService(id int64, u ServiceUpdate) error {
	var line, stopped int64
	var start, end Date
	found, err := tx.c.One(`SELECT service_type, stopped, service_start_date, service_end_date FROM service WHERE partner = ?1 AND id = ?2`,
		[]any{int64(tx.partner), id}, func(r db.Row) { line, stopped, start, end = r.Int(0), r.Int(1), Date(r.Text(2)), Date(r.Text(3)) })
	switch {
	case err != nil:
		return err
	case !found:
		return fmt.Errorf("service %d: %w", id, ErrNotFound)
	case stopped != 0:
		return ErrStopped
	}
	if u.ServicePartner != nil {
		if err := tx.covered(*u.ServicePartner, line); err != nil {
			return err
		}
	}
	if u.Start != nil {
		start = *u.Start
	}
	if u.End != nil {
		end = *u.End
	}
	if inverted(start, end) {
		return ErrInverted
	}
	_, err = tx.c.Exec(`UPDATE service SET service_partner = coalesce(?3, service_partner), service_start_date = ?4, service_end_date = ?5
  WHERE partner = ?1 AND id = ?2`, int64(tx.partner), id, u.ServicePartner, start, end)
	return err
}

// StopService stops a service that the partner has sold. The refusal is
// ErrStopped (S26).
func (tx *Tx) StopService(id int64) error {
	n, err := tx.c.Exec(`UPDATE service SET stopped = 1 WHERE partner = ?1 AND id = ?2 AND stopped = 0`, int64(tx.partner), id)
	return expectRow(n, err, ErrStopped)
}

func inverted(start, end Date) bool { return end != "" && end < start }

var coveredToday = `SELECT 1 WHERE ` + covers("?1", "?2", "?3")

// covered returns ErrNotCovered unless a contract of the partner covers the line
// today (S17).
func (tx *Tx) covered(partner, line int64) error {
	_, found, err := tx.c.Int(coveredToday, partner, line, tx.Today())
	if err == nil && !found {
		err = ErrNotCovered
	}
	return err
}
