package partner

import (
	"context"

	"partnerapi/ops"
	"partnerapi/store"
)

var agentUserOperations = ops.Table{
	ops.Define("agent_user_read", ops.Read, readUserAgents),
	ops.Define("agent_user_add", ops.Write, addUserAgent, ops.Refuses("client_deleted", "client_user_deleted")),
	ops.Define("agent_user_edit", ops.Write, editUserAgent, ops.Refuses("other_company", "client_deleted", "client_user_deleted")),
	ops.Define("agent_user_delete", ops.Write, deleteUserAgent, ops.Refuses("client_deleted")),
}

// agentUserRow is the answer of the agent_user operations.
type agentUserRow struct {
	ID       string  `col:"agent_user_id"`
	Number   string  `col:"agent_user_number"`
	Type     int64   `col:"agent_type"`
	Password string  `col:"agent_user_password"`
	Client   ops.Ref `col:"client_id"`
	Activity bool    `col:"agent_user_activity"`
	User     ops.Ref `col:"client_user_id"`
}

var userAgents = agents[agentUserRow]{
	side: store.OfClient, id: "agent_user_id", user: "client_user_id",
	row: func(a *store.Agent, password string) agentUserRow {
		return agentUserRow{
			ID: a.UUID, Number: a.Number, Type: int64(a.Side), Password: password, Client: ops.Ref(a.ClientUUID),
			Activity: a.Active, User: ops.Ref(a.EmployeeUUID),
		}
	},
}

type agentUserReadOperands struct {
	Agent    ops.RefTo[ownUserAgent]  `op:"agent_user_id"`
	Client   ops.RefTo[ownClient]     `op:"client_id"`
	Activity ops.Bool                 `op:"agent_user_activity"`
	User     ops.RefTo[ownClientUser] `op:"client_user_id"`
}

// PartnerAPI 1.20 §4 agent_user_read. The filter by activity means what is shown
// (S10, O2).
func readUserAgents(ctx context.Context, c *ops.Call, in *agentUserReadOperands) (ops.Rows[agentUserRow], error) {
	return userAgents.read(ctx, c, store.AgentFilter{ID: in.Agent.ID, Client: in.Client.ID, Employee: in.User.ID, Active: in.Activity.Ptr()})
}

type agentUserAddOperands struct {
	Password ops.Int                  `op:"agent_user_password,secret"`
	User     ops.RefTo[ownClientUser] `op:"client_user_id"`
}

// PartnerAPI 1.20 §4 agent_user_add.
func addUserAgent(ctx context.Context, c *ops.Call, in *agentUserAddOperands) (ops.Rows[agentUserRow], error) {
	return userAgents.add(ctx, c, in.User.ID, in.Password)
}

type agentUserEditOperands struct {
	Agent    ops.RefTo[ownUserAgent] `op:"agent_user_id"`
	Password ops.Text                `op:"agent_user_password,secret"`
	// Activity is a dummy: typed and ignored (S10).
	Activity ops.Bool                 `op:"agent_user_activity"`
	User     ops.RefTo[ownClientUser] `op:"client_user_id"`
}

// PartnerAPI 1.20 §4 agent_user_edit: the new user is of the same client (S11).
func editUserAgent(ctx context.Context, c *ops.Call, in *agentUserEditOperands) (ops.Rows[agentUserRow], error) {
	return userAgents.edit(ctx, c, in.Agent.ID, in.User.Ptr(), in.Password)
}

type agentUserDeleteOperands struct {
	Agent ops.RefTo[ownUserAgent] `op:"agent_user_id"`
}

// PartnerAPI 1.20 §4 agent_user_delete: deletes and, called again, restores (S9).
func deleteUserAgent(ctx context.Context, c *ops.Call, in *agentUserDeleteOperands) (ops.Rows[agentUserRow], error) {
	return userAgents.toggle(ctx, c, in.Agent.ID)
}
