package store

import (
	"context"
	"fmt"

	"partnerapi/store/internal/db"
)

// Agent is a row of agent_partner_read or agent_user_read with its internal key.
type Agent struct {
	ID           int64
	UUID         string
	Side         Side
	Number       string
	PartnerUUID  string
	ClientUUID   string // "" of a partner's agent
	EmployeeUUID string
	// Active is the activity as shown: a lock of the client hides the stored
	// mark (O2).
	Active bool
	// Stored is the mark that deleting and restoring toggle (O2).
	Stored bool

	sealed []byte
}

// AgentFilter selects agents of one side; nil and zero select all (S24).
type AgentFilter struct {
	Side     Side
	ID       int64
	Client   int64
	Employee int64
	// Active compares with the activity as shown (O2).
	Active *bool
}

const agentColumns = `SELECT a.id, a.type, a.password, a.activity, concat_ws(char(31), a.agent_id, a.number, e.employee_id)`

// agentsOf are the queries of the agents of a side. Agents of a client that was deleted for
// good are left out, as it is (O3).
var agentsOf = map[Side]string{
	OfPartner: agentColumns + `, a.activity, NULL FROM agent a JOIN employee e ON e.partner = a.partner AND e.id = a.employee
  WHERE a.partner = ?1 AND a.type = 1`,
	OfClient: agentColumns + `, ` + shownActivity + `, c.client_id FROM agent a JOIN employee e ON e.partner = a.partner AND e.id = a.employee
  JOIN client c ON c.partner = a.partner AND c.id = a.client WHERE a.partner = ?1 AND a.type = 2 AND c.` + isKnown,
}

// shownActivity is the activity of a client's agent a as every interface shows it: off
// while the client is locked or archived (docs/one-store.md, Statuses).
const shownActivity = `CASE WHEN c.` + isUsable + ` THEN a.activity ELSE 0 END`

var activityOf = map[Side]string{OfPartner: `a.activity`, OfClient: shownActivity}

// Agents reads the agents of the partner, or of its clients, in order of
// creation.
func (t *Tenant) Agents(ctx context.Context, f AgentFilter) Seq[Agent] {
	return streamSelection(ctx, t, f.selection(t), "a.id", func(a *Agent) int64 { return a.ID }, func(r db.Row) Agent {
		a := Agent{ID: r.Int(0), Side: Side(r.Int(1)), sealed: r.Blob(2), Stored: r.Bool(3), Active: r.Bool(5), ClientUUID: r.Text(6)}
		r.Unpack(4, &a.UUID, &a.Number, &a.EmployeeUUID)
		return a
	}, func(c *db.Conn, rows []Agent) error {
		id, err := t.s.partners.uuid(c, int64(t.partner))
		for i := range rows {
			rows[i].PartnerUUID = id
		}
		return err
	})
}

func (f AgentFilter) selection(t *Tenant) *selection {
	s := t.selectRows(agentsOf[f.Side])
	s.andKey("a.id", f.ID)
	s.andKey("a.client", f.Client)
	s.andKey("a.employee", f.Employee)
	if f.Active != nil {
		s.and(activityOf[f.Side]+" = ?", *f.Active)
	}
	return s
}

// Agent returns one agent by its internal key, active or not.
func (t *Tenant) Agent(ctx context.Context, side Side, id int64) (Agent, error) {
	return single(t.Agents(ctx, AgentFilter{Side: side, ID: id}))
}

var findAgentOf = map[Side]string{
	OfPartner: `SELECT id FROM agent WHERE partner = ?1 AND agent_id = ?2 AND type = 1`,
	OfClient: `SELECT a.id FROM agent a JOIN client c ON c.partner = a.partner AND c.id = a.client
  WHERE a.partner = ?1 AND a.agent_id = ?2 AND a.type = 2 AND c.` + isKnown,
}

// FindAgentOf returns the id of an agent of the partner, or of one of its
// clients, active or not; or ErrNotFound.
func (t *Tenant) FindAgentOf(ctx context.Context, side Side, id string) (int64, error) {
	return t.find(ctx, findAgentOf[side], id)
}

// AgentPassword returns an agent's password in clear text, as the contract requires (S10).
// It must go into no log and no error.
func (t *Tenant) AgentPassword(a *Agent) (string, error) {
	return t.s.openPassword(t.partner, a.UUID, a.sealed)
}

// AddAgent gives an employee a new, active agent with the next number and returns its
// internal key. The refusals are ErrClientDeleted and ErrEmployeeDeleted (S11, S25).
func (tx *Tx) AddAgent(employee int64, password string) (int64, error) {
	of, err := tx.employeeState(employee)
	if err != nil {
		return 0, err
	}
	if err := of.takesAgents(); err != nil {
		return 0, err
	}
	id, err := tx.ids.Take("agent")
	if err != nil {
		return 0, err
	}
	number, err := agentNumber(tx.ids, of.side)
	if err != nil {
		return 0, err
	}
	agent := newUUID()
	sealed, err := tx.s.sealPassword(tx.partner, agent, password)
	if err != nil {
		return 0, err
	}
	var client *int64
	if of.client != 0 {
		client = &of.client
	}
	_, err = tx.c.Exec(`INSERT INTO agent (partner, id, type, agent_id, number, password, client, employee, activity)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1)`, int64(tx.partner), id, int64(of.side), agent, number, sealed, client, employee)
	return id, err
}

// takesAgents returns the refusal of a new agent for the employee, or nil.
func (e employeeState) takesAgents() error {
	switch {
	case e.clientStatus == StatusArchive:
		return ErrClientDeleted
	case e.deleted:
		return ErrEmployeeDeleted
	}
	return nil
}

// AgentUpdate is what an edit changes; nil leaves alone.
type AgentUpdate struct {
	Employee *int64
	Password *string
}

// EditAgent changes an agent, active or not (S25). The refusals are ErrOtherCompany and
// ErrEmployeeDeleted (S11), both about a new employee: the present one is not checked.
func (tx *Tx) EditAgent(id int64, u AgentUpdate) error {
	a, err := tx.agentState(id)
	if err != nil {
		return err
	}
	if u.Employee != nil && *u.Employee != a.employee {
		if err := tx.giveAgent(id, a, *u.Employee); err != nil {
			return err
		}
	}
	if u.Password == nil {
		return nil
	}
	sealed, err := tx.s.sealPassword(tx.partner, a.uuid, *u.Password)
	if err != nil {
		return err
	}
	_, err = tx.c.Exec(`UPDATE agent SET password = ?3 WHERE partner = ?1 AND id = ?2`, int64(tx.partner), id, sealed)
	return err
}

func (tx *Tx) giveAgent(id int64, a agentState, employee int64) error {
	to, err := tx.employeeState(employee)
	switch {
	case err != nil:
		return err
	case to.side != a.side || to.client != a.client:
		return ErrOtherCompany
	case to.deleted:
		return ErrEmployeeDeleted
	}
	_, err = tx.c.Exec(`UPDATE agent SET employee = ?3 WHERE partner = ?1 AND id = ?2`, int64(tx.partner), id, employee)
	return err
}

// DeleteAgent switches an agent off.
func (tx *Tx) DeleteAgent(id int64) error { return tx.markAgent(id, false) }

// RestoreAgent switches an agent on. The refusals are ErrEmployeeDeleted and ErrClientDeleted,
// in this order: those are to be restored first (S9).
func (tx *Tx) RestoreAgent(id int64) error {
	a, err := tx.agentState(id)
	if err != nil {
		return err
	}
	of, err := tx.employeeState(a.employee)
	if err != nil {
		return err
	}
	switch {
	case of.deleted:
		return ErrEmployeeDeleted
	case of.clientStatus == StatusArchive:
		return ErrClientDeleted
	}
	return tx.markAgent(id, true)
}

func (tx *Tx) markAgent(id int64, active bool) error {
	n, err := tx.c.Exec(`UPDATE agent SET activity = ?3 WHERE partner = ?1 AND id = ?2`, int64(tx.partner), id, active)
	return expectRow(n, err, ErrNotFound)
}

type agentState struct {
	uuid             string
	side             Side
	client, employee int64
}

func (tx *Tx) agentState(id int64) (a agentState, err error) {
	found, err := tx.c.One(`SELECT agent_id, type, client, employee FROM agent WHERE partner = ?1 AND id = ?2`, []any{int64(tx.partner), id}, func(r db.Row) {
		a = agentState{uuid: r.Text(0), side: Side(r.Int(1)), client: r.Int(2), employee: r.Int(3)}
	})
	if err == nil && !found {
		err = fmt.Errorf("agent %d: %w", id, ErrNotFound)
	}
	return a, err
}

var agentOfSide = map[Side]string{
	OfPartner: `SELECT 0, a.activity, e.del FROM agent a JOIN employee e ON e.partner = a.partner AND e.id = a.employee
  WHERE a.partner = ?1 AND a.id = ?2 AND a.type = 1`,
	OfClient: `SELECT a.client, ` + shownActivity + `, e.del FROM agent a JOIN employee e ON e.partner = a.partner AND e.id = a.employee
  JOIN client c ON c.partner = a.partner AND c.id = a.client WHERE a.partner = ?1 AND a.id = ?2 AND a.type = 2`,
}

// agentTakes returns the refusal of a row that is to be put under an agent of a client or,
// for client 0, of the partner itself; or nil. ErrOtherClient: the agent is of another
// client. ErrAgentInactive: it is not active as shown (O2). ErrEmployeeDeleted: an import
// may leave the agents of a deleted employee active (S25).
func (tx *Tx) agentTakes(side Side, client, id int64) error {
	var of int64
	var active, gone bool
	found, err := tx.c.One(agentOfSide[side], []any{int64(tx.partner), id}, func(r db.Row) { of, active, gone = r.Int(0), r.Bool(1), r.Bool(2) })
	switch {
	case err != nil:
		return err
	case !found:
		return fmt.Errorf("agent %d: %w", id, ErrNotFound)
	case of != client:
		return ErrOtherClient
	case !active:
		return ErrAgentInactive
	case gone:
		return ErrEmployeeDeleted
	}
	return nil
}
