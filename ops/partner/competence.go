package partner

import (
	"context"
	"errors"

	"partnerapi/ops"
	"partnerapi/store"
)

var competenceOperations = ops.Table{
	ops.Define("competence_read", ops.Read, readCompetences, ops.Alias("agent_partner_id", "agent_id")), // S2
	ops.Define("competence_add", ops.Write, addCompetence, ops.Refuses("competence_exists", "agent_inactive", "partner_user_deleted", "service_type_deleted")),
	ops.Define("competence_stop", ops.Write, stopCompetence, ops.Refuses("competence_stopped")),
}

// competenceRow is the answer of the competence operations.
type competenceRow struct {
	ID          string `col:"competence_id"`
	Agent       string `col:"agent_partner_id"`
	ServiceType string `col:"service_type_id"`
	Priority    int64  `col:"prioritet"`
}

func newCompetenceRow(m *store.Competence) (competenceRow, error) {
	return competenceRow{ID: m.UUID, Agent: m.AgentUUID, ServiceType: m.ServiceTypeUUID, Priority: m.Priority}, nil
}

type competenceReadOperands struct {
	Competence  ops.RefTo[ownCompetence]   `op:"competence_id"`
	Agent       ops.RefTo[ownPartnerAgent] `op:"agent_partner_id"`
	ServiceType ops.RefTo[knownLine]       `op:"service_type_id"`
	Priority    ops.Int                    `op:"prioritet"`
}

// PartnerAPI 1.20 §4 competence_read.
func readCompetences(ctx context.Context, c *ops.Call, in *competenceReadOperands) (ops.Rows[competenceRow], error) {
	return ops.Map(c.Competences(ctx, store.CompetenceFilter{
		ID: in.Competence.ID, Agent: in.Agent.ID, ServiceType: in.ServiceType.ID, Priority: in.Priority.Ptr(),
	}), newCompetenceRow), nil
}

type competenceAddOperands struct {
	Agent       ops.RefTo[ownPartnerAgent] `op:"agent_partner_id"`
	ServiceType ops.RefTo[availableLine]   `op:"service_type_id"`
	Priority    ops.Int                    `op:"prioritet"`
}

// PartnerAPI 1.20 §4 competence_add: an active agent and an available line, each
// pair once (S18).
func addCompetence(ctx context.Context, c *ops.Call, in *competenceAddOperands) (ops.Rows[competenceRow], error) {
	priority := int64(store.DefaultPriority)
	if in.Priority.Given {
		priority = in.Priority.N
	}
	if priority < 0 {
		return nil, &ops.Error{Kind: ops.Invalid, Code: "bad_value", Operand: "prioritet", Text: "Операнд prioritet: приоритет не может быть отрицательным"}
	}
	id, err := c.Tx.AddCompetence(in.Agent.ID, in.ServiceType.ID, priority)
	switch {
	case errors.Is(err, store.ErrTaken):
		return nil, conflict("competence_exists", "service_type_id", "Операнд service_type_id: у агента уже есть компетенция по этому виду абонемента")
	case err != nil:
		return nil, refusedAgent(refusedLine(err), "agent_partner_id", store.OfPartner)
	}
	competence, err := c.Competence(ctx, id)
	if err != nil {
		return nil, err
	}
	row, err := newCompetenceRow(&competence)
	return ops.Slice(row), err
}

type competenceStopOperands struct {
	Competence ops.RefTo[ownCompetence] `op:"competence_id"`
}

// PartnerAPI 1.20 §4 competence_stop: answers empty (S18).
func stopCompetence(_ context.Context, c *ops.Call, in *competenceStopOperands) (ops.Rows[competenceRow], error) {
	err := c.Tx.StopCompetence(in.Competence.ID)
	if errors.Is(err, store.ErrStopped) {
		err = conflict("competence_stopped", "competence_id", "Операнд competence_id: компетенция уже отменена")
	}
	return nil, err
}
