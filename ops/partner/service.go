package partner

import (
	"context"
	"errors"

	"partnerapi/ops"
	"partnerapi/store"
)

var serviceOperations = ops.Table{
	ops.Define("service_read", ops.Read, readServices),
	ops.Define("service_add", ops.Write, addService, ops.Refuses("other_client", "not_covered", "bad_interval", "service_type_deleted", "agent_inactive", "client_user_deleted", "client_deleted")),
	ops.Define("service_edit", ops.Write, editService, ops.Refuses("bad_interval", "service_stopped", "not_covered", "service_type_deleted", "client_deleted")),
	ops.Define("service_stop", ops.Write, stopService, ops.Refuses("service_stopped")),
}

// serviceRow is the answer of the service operations.
type serviceRow struct {
	ID             string     `col:"service_id"`
	SalePartner    string     `col:"sale_partner_id"`
	Client         string     `col:"client_id"`
	ServicePartner string     `col:"service_partner_id"`
	Start          store.Date `col:"service_start_date"`
	End            store.Date `col:"service_end_date"`
	Agent          string     `col:"agent_user_id"`
	ServiceType    string     `col:"service_type_id"`
}

func newServiceRow(s *store.Service) (serviceRow, error) {
	return serviceRow{
		ID: s.UUID, SalePartner: s.SalePartnerUUID, Client: s.ClientUUID, ServicePartner: s.ServicePartnerUUID,
		Start: s.Start, End: s.End, Agent: s.AgentUUID, ServiceType: s.ServiceTypeUUID,
	}, nil
}

// serviceRows returns one service as it stands.
func serviceRows(ctx context.Context, c *ops.Call, id int64) (ops.Rows[serviceRow], error) {
	service, err := c.Service(ctx, id)
	if err != nil {
		return nil, err
	}
	row, err := newServiceRow(&service)
	return ops.Slice(row), err
}

type serviceReadOperands struct {
	Service        ops.RefTo[seenService]    `op:"service_id"`
	SalePartner    ops.RefTo[sharingPartner] `op:"sale_partner_id"`
	Client         ops.RefTo[serviceClient]  `op:"client_id"`
	ServicePartner ops.RefTo[sharingPartner] `op:"service_partner_id"`
	Start          ops.Date                  `op:"service_start_date"`
	End            ops.Date                  `op:"service_end_date"`
	Agent          ops.RefTo[serviceAgent]   `op:"agent_user_id"`
	ServiceType    ops.RefTo[knownLine]      `op:"service_type_id"`
}

// PartnerAPI 1.20 §4 service_read: active services that the partner has sold or
// serves (S17). Dates compare for equality; the empty date as an end selects what
// has none, as a start it is not given (T2).
func readServices(ctx context.Context, c *ops.Call, in *serviceReadOperands) (ops.Rows[serviceRow], error) {
	return ops.Map(c.Services(ctx, store.ServiceFilter{
		ID: in.Service.ID, SalePartner: in.SalePartner.ID, Client: in.Client.ID, ServicePartner: in.ServicePartner.ID,
		Start: in.Start.D, End: in.End.Ptr(), Agent: in.Agent.ID, ServiceType: in.ServiceType.ID,
	}), newServiceRow), nil
}

type serviceAddOperands struct {
	Client         ops.RefTo[ownClient]      `op:"client_id"`
	ServicePartner ops.RefTo[servingPartner] `op:"service_partner_id"`
	Start          ops.Date                  `op:"service_start_date"`
	End            ops.Date                  `op:"service_end_date"`
	Agent          ops.RefTo[ownUserAgent]   `op:"agent_user_id"`
	ServiceType    ops.RefTo[availableLine]  `op:"service_type_id"`
}

// Resolve finds the service partner, who has to cover the line (S17).
func (in *serviceAddOperands) Resolve(ctx context.Context, t *store.Tenant) error {
	if !in.ServicePartner.Given || !in.ServiceType.Given {
		return nil
	}
	return findServing(ctx, t, &in.ServicePartner, in.ServiceType.ID)
}

// PartnerAPI 1.20 §4 service_add: from today and without end unless dates are
// given (S17, T2).
func addService(ctx context.Context, c *ops.Call, in *serviceAddOperands) (ops.Rows[serviceRow], error) {
	start := in.Start.D
	if start == "" {
		start = c.Today()
	}
	id, err := c.Tx.AddService(store.NewService{
		Client: in.Client.ID, ServicePartner: in.ServicePartner.ID, Agent: in.Agent.ID, ServiceType: in.ServiceType.ID, Start: start, End: in.End.D,
	})
	if err != nil {
		return nil, refusedService(err, "service_type_id", in.End)
	}
	return serviceRows(ctx, c, id)
}

// findServing finds the partner that is to serve a line. One that may not, one
// that does not exist: nobody can tell which (T3).
func findServing(ctx context.Context, t *store.Tenant, ref *ops.RefTo[servingPartner], line int64) (err error) {
	ref.ID, err = t.FindServingPartner(ctx, ref.UUID, line)
	return noSuchRow(err, "service_partner_id", servingPartner{})
}

type serviceEditOperands struct {
	Service        ops.RefTo[ownService]     `op:"service_id"`
	ServicePartner ops.RefTo[servingPartner] `op:"service_partner_id"`
	Start          ops.Date                  `op:"service_start_date"`
	End            ops.Date                  `op:"service_end_date"`
}

// Resolve finds the service partner, who has to cover the line. The one that the
// service has may be named again, whether it still does or not (S17).
func (in *serviceEditOperands) Resolve(ctx context.Context, t *store.Tenant) error {
	if !in.ServicePartner.Given || !in.Service.Given {
		return nil
	}
	service, err := t.Service(ctx, in.Service.ID)
	if err != nil {
		return err
	}
	if in.ServicePartner.UUID == service.ServicePartnerUUID {
		in.ServicePartner = ops.RefTo[servingPartner]{} // nothing changes
		return nil
	}
	return findServing(ctx, t, &in.ServicePartner, service.ServiceType)
}

// PartnerAPI 1.20 §4 service_edit: for the seller alone (S17). Null leaves; the
// empty date clears the end and is no start (T2).
func editService(ctx context.Context, c *ops.Call, in *serviceEditOperands) (ops.Rows[serviceRow], error) {
	update := store.ServiceUpdate{ServicePartner: in.ServicePartner.Ptr(), End: in.End.Ptr()}
	if in.Start.D != "" {
		update.Start = &in.Start.D
	}
	if err := c.Tx.EditService(in.Service.ID, update); err != nil {
		return nil, refusedService(err, "service_partner_id", in.End)
	}
	return serviceRows(ctx, c, in.Service.ID)
}

type serviceStopOperands struct {
	Service ops.RefTo[ownService] `op:"service_id"`
}

// PartnerAPI 1.20 §4 service_stop: for the seller alone; answers empty (S17).
func stopService(_ context.Context, c *ops.Call, in *serviceStopOperands) (ops.Rows[serviceRow], error) {
	return nil, refusedService(c.Tx.StopService(in.Service.ID), "", ops.Date{})
}

// refusedService gives what the rules about services refuse its text; covered is
// the operand that brought in a line or partner without a contract, end the one
// that may have been sent. Other errors stay as they are.
func refusedService(err error, covered string, end ops.Date) error {
	switch {
	case errors.Is(err, store.ErrOtherClient):
		return conflict("other_client", "agent_user_id", "Операнд agent_user_id: агент принадлежит другому клиенту")
	case errors.Is(err, store.ErrNotCovered):
		return conflict("not_covered", covered, "Операнд "+covered+": ни один действующий договор партнера не разрешает этот вид абонемента")
	case errors.Is(err, store.ErrInverted) && end.Given:
		return &ops.Error{Kind: ops.Invalid, Code: "bad_interval", Operand: "service_end_date", Text: "Операнд service_end_date: дата окончания абонемента раньше даты его начала"}
	case errors.Is(err, store.ErrInverted):
		return &ops.Error{Kind: ops.Invalid, Code: "bad_interval", Operand: "service_start_date", Text: "Операнд service_start_date: дата начала абонемента позже даты его окончания"}
	case errors.Is(err, store.ErrStopped):
		return conflict("service_stopped", "service_id", "Операнд service_id: абонемент уже отменен")
	}
	return deletedAbove(refusedLine(refusedAgent(err, "agent_user_id", store.OfClient)), "client_id", store.OfClient)
}

// refusedAgent gives the refusal of an agent that is inactive, or whose employee is
// deleted, its text. Other errors stay as they are.
func refusedAgent(err error, operand string, side store.Side) error {
	switch {
	case errors.Is(err, store.ErrAgentInactive):
		return conflict("agent_inactive", operand, "Операнд "+operand+": агент отключен")
	case errors.Is(err, store.ErrEmployeeDeleted):
		return deletedAbove(err, operand, side)
	}
	return err
}
