package partner

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"partnerapi/internal/password"
	"partnerapi/ops"
	"partnerapi/store"
)

// agents is what the operations of both sides do, a partner's agents
// (agent_partner_*) and its clients' (agent_user_*). R is the row they answer;
// the password in it is in clear text, as the contract wants (S10).
type agents[R any] struct {
	side store.Side
	row  func(a *store.Agent, password string) R
	// id and user are the operands' names, for refusals.
	id, user string
}

func (a agents[R]) read(ctx context.Context, c *ops.Call, f store.AgentFilter) (ops.Rows[R], error) {
	f.Side = a.side
	return ops.Map(c.Agents(ctx, f), func(agent *store.Agent) (r R, err error) {
		secret, err := c.AgentPassword(agent)
		if err != nil {
			return r, err
		}
		return a.row(agent, secret), nil
	}), nil
}

// rows returns one agent as it stands.
func (a agents[R]) rows(ctx context.Context, c *ops.Call, id int64) (ops.Rows[R], error) {
	return a.read(ctx, c, store.AgentFilter{ID: id})
}

// add gives an employee an agent; a password of 0 counts as empty (S10).
func (a agents[R]) add(ctx context.Context, c *ops.Call, employee int64, secret ops.Int) (ops.Rows[R], error) {
	text := ""
	if secret.N != 0 {
		text = strconv.FormatInt(secret.N, 10)
	}
	id, err := c.Tx.AddAgent(employee, given(text))
	if err != nil {
		return nil, deletedAbove(err, a.user, a.side)
	}
	return a.rows(ctx, c, id)
}

// edit changes the password and who has the agent; null leaves both (S25).
func (a agents[R]) edit(ctx context.Context, c *ops.Call, id int64, employee *int64, secret ops.Text) (ops.Rows[R], error) {
	update := store.AgentUpdate{Employee: employee}
	if secret.Given {
		text := given(secret.S)
		update.Password = &text
	}
	err := c.Tx.EditAgent(id, update)
	switch {
	case errors.Is(err, store.ErrOtherCompany):
		return nil, conflict("other_company", a.user, fmt.Sprintf("Операнд %s: агент можно передать только сотруднику того же клиента", a.user))
	case err != nil:
		return nil, deletedAbove(err, a.user, a.side)
	}
	return a.rows(ctx, c, id)
}

// toggle takes the access away and answers nothing; called again it gives it
// back and answers the row (S9). What counts is the stored mark, even when a lock
// of the client shows another (O2). The agent of a deleted employee has lost its
// access with the employee: it stays without, and the answer is empty, because
// the text removes a pair by the employee's deletion first and the agent's next.
func (a agents[R]) toggle(ctx context.Context, c *ops.Call, id int64) (ops.Rows[R], error) {
	agent, err := c.Agent(ctx, a.side, id)
	if err != nil {
		return nil, err
	}
	if agent.Stored {
		return nil, c.Tx.DeleteAgent(id)
	}
	switch err := c.Tx.RestoreAgent(id); {
	case errors.Is(err, store.ErrEmployeeDeleted):
		return nil, nil
	case err != nil:
		return nil, deletedAbove(err, a.id, a.side)
	}
	return a.rows(ctx, c, id)
}

// passwordLength is how long generated passwords are (S10).
const passwordLength = 12

// given returns the password that a caller gave, or a new one for an empty one.
func given(text string) string {
	if text == "" {
		return password.Generate(passwordLength)
	}
	return text
}
