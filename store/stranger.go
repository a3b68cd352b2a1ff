package store

import (
	"context"

	"partnerapi/store/internal/db"
)

// A stranger is a client, an agent or a line of another partner that the partner's
// statistics or chats name. Filters of those reads accept its id (T3), also after the rows
// are gone. An import notes strangers as it writes the rows, because the registers are too
// large to be searched for them.

// stranger is a row of named_client, named_agent or named_service_type.
type stranger struct {
	partner  int64
	register string
	id       int64
}

// noteStranger has, for each register, the statement that notes a row of it as a stranger,
// unless the row is the partner's own.
var noteStranger = map[string]string{
	"client":       noting("client"),
	"agent":        noting("agent"),
	"service_type": noting("service_type"),
}

func noting(register string) string {
	return `INSERT INTO named_` + register + ` SELECT ?1, id FROM ` + register + ` WHERE id = ?2 AND partner <> ?1 ON CONFLICT DO NOTHING`
}

// names notes the rows of a register that a row of the partner names; nil names none.
func (i *ImportTx) names(partner int64, register string, ids ...*int64) error {
	for _, id := range ids {
		if id == nil {
			continue
		}
		s := stranger{partner, register, *id}
		if i.named[s] {
			continue
		}
		if _, err := i.tx.c.Exec(noteStranger[register], s.partner, s.id); err != nil {
			return err
		}
		if len(i.named) >= maxFound {
			clear(i.named)
		}
		i.named[s] = true
	}
	return nil
}

// named returns the condition that the row of a register, by its id, is a stranger of the
// partner ?1.
func named(register, id string) string {
	return `EXISTS (SELECT 1 FROM named_` + register + ` n WHERE n.partner = ?1 AND n.` + register + ` = ` + id + `)`
}

var (
	findStatisticsClient = `SELECT c.id FROM client c WHERE c.partner = ?2 AND c.id = ?3 AND c.` + isKnown + ` AND (c.partner = ?1 OR ` + named("client", "c.id") + `)`

	findStatisticsAgent = `SELECT a.id FROM agent a WHERE a.partner = ?2 AND a.id = ?3 AND (a.partner = ?1 OR ` + named("agent", "a.id") + `)
    AND NOT EXISTS (SELECT 1 FROM client c WHERE c.partner = a.partner AND c.id = a.client AND c.` + isDeleted + `)`
)

// FindStatisticsClient returns the id of a client of the partner, archived or not,
// or of another's that the partner's statistics name (T3); or ErrNotFound.
func (t *Tenant) FindStatisticsClient(ctx context.Context, id string) (int64, error) {
	return t.findAny(ctx, clientIDs, id, findStatisticsClient)
}

// FindStatisticsAgent is FindStatisticsClient for an agent of either side.
func (t *Tenant) FindStatisticsAgent(ctx context.Context, id string) (int64, error) {
	return t.findAny(ctx, agentIDs, id, findStatisticsAgent)
}

const findChatPerson = `SELECT e.id FROM employee e
  WHERE e.partner = ?2 AND e.id = ?3 AND (e.partner = ?1 OR EXISTS (SELECT 1 FROM chat_message m WHERE m.employee1 = e.id AND +m.partner = ?1)
      OR EXISTS (SELECT 1 FROM chat_message m WHERE m.employee2 = e.id AND +m.partner = ?1))
    AND NOT EXISTS (SELECT 1 FROM client c WHERE c.partner = e.partner AND c.id = e.client AND c.` + isDeleted + `)`

// FindChatPerson returns the id of an employee by its UUID or by that of one of its agents
// (S20). The employee is the partner's, one of its clients', or one who took part in the
// partner's chats (T3); else ErrNotFound.
func (t *Tenant) FindChatPerson(ctx context.Context, id string) (n int64, err error) {
	err = t.read(ctx, func(c *db.Conn) error {
		owner, person, found, err := personOf(c, id)
		if err == nil && found {
			n, found, err = c.Int(findChatPerson, int64(t.partner), owner, person)
		}
		return expectFound(found, err, ErrNotFound)
	})
	return n, err
}

// personOf returns the employee with a UUID, or the one whose agent has it.
func personOf(c *db.Conn, id string) (partner, employee int64, found bool, err error) {
	partner, agent, found, err := c.Holder(agentIDs, id)
	switch {
	case err != nil:
		return 0, 0, false, err
	case !found:
		return c.Holder(employeeIDs, id)
	}
	employee, found, err = c.Int(`SELECT employee FROM agent WHERE partner = ?1 AND id = ?2`, partner, agent)
	return partner, employee, found, err
}
