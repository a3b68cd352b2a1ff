package partner

import (
	"context"

	"partnerapi/ops"
	"partnerapi/store"
)

var agentPartnerOperations = ops.Table{
	ops.Define("agent_partner_read", ops.Read, readPartnerAgents),
	ops.Define("agent_partner_add", ops.Write, addPartnerAgent, ops.Refuses("partner_user_deleted")),
	ops.Define("agent_partner_edit", ops.Write, editPartnerAgent, ops.Refuses("other_company", "partner_user_deleted")),
	ops.Define("agent_partner_delete", ops.Write, deletePartnerAgent),
}

// agentPartnerRow is the answer of the agent_partner operations.
type agentPartnerRow struct {
	ID       string  `col:"agent_partner_id"`
	Number   string  `col:"agent_partner_number"`
	Type     int64   `col:"agent_type"`
	Password string  `col:"agent_partner_password"`
	Partner  ops.Ref `col:"partner_id"`
	Activity bool    `col:"agent_partner_activity"`
	User     ops.Ref `col:"partner_user_id"`
}

var partnerAgents = agents[agentPartnerRow]{
	side: store.OfPartner, id: "agent_partner_id", user: "partner_user_id",
	row: func(a *store.Agent, password string) agentPartnerRow {
		return agentPartnerRow{
			ID: a.UUID, Number: a.Number, Type: int64(a.Side), Password: password, Partner: ops.Ref(a.PartnerUUID),
			Activity: a.Active, User: ops.Ref(a.EmployeeUUID),
		}
	},
}

type agentPartnerReadOperands struct {
	Agent    ops.RefTo[ownPartnerAgent] `op:"agent_partner_id"`
	Activity ops.Bool                   `op:"agent_partner_activity"`
	User     ops.RefTo[ownPartnerUser]  `op:"partner_user_id"`
}

// PartnerAPI 1.20 §4 agent_partner_read.
func readPartnerAgents(ctx context.Context, c *ops.Call, in *agentPartnerReadOperands) (ops.Rows[agentPartnerRow], error) {
	return partnerAgents.read(ctx, c, store.AgentFilter{ID: in.Agent.ID, Employee: in.User.ID, Active: in.Activity.Ptr()})
}

type agentPartnerAddOperands struct {
	Password ops.Int                   `op:"agent_partner_password,secret"`
	User     ops.RefTo[ownPartnerUser] `op:"partner_user_id"`
}

// PartnerAPI 1.20 §4 agent_partner_add.
func addPartnerAgent(ctx context.Context, c *ops.Call, in *agentPartnerAddOperands) (ops.Rows[agentPartnerRow], error) {
	return partnerAgents.add(ctx, c, in.User.ID, in.Password)
}

type agentPartnerEditOperands struct {
	Agent    ops.RefTo[ownPartnerAgent] `op:"agent_partner_id"`
	Password ops.Text                   `op:"agent_partner_password,secret"`
	// Activity is a dummy: typed and ignored (S10).
	Activity ops.Bool                  `op:"agent_partner_activity"`
	User     ops.RefTo[ownPartnerUser] `op:"partner_user_id"`
}

// PartnerAPI 1.20 §4 agent_partner_edit.
func editPartnerAgent(ctx context.Context, c *ops.Call, in *agentPartnerEditOperands) (ops.Rows[agentPartnerRow], error) {
	return partnerAgents.edit(ctx, c, in.Agent.ID, in.User.Ptr(), in.Password)
}

type agentPartnerDeleteOperands struct {
	Agent ops.RefTo[ownPartnerAgent] `op:"agent_partner_id"`
}

// PartnerAPI 1.20 §4 agent_partner_delete: deletes and, called again, restores (S9).
func deletePartnerAgent(ctx context.Context, c *ops.Call, in *agentPartnerDeleteOperands) (ops.Rows[agentPartnerRow], error) {
	return partnerAgents.toggle(ctx, c, in.Agent.ID)
}
