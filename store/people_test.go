package store

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/store/internal/db"
)

// people are the keys of one partner's rows, one of each kind.
type people struct {
	client, user, colleague, userAgent, colleagueAgent int64
}

// settle gives a partner one of each: a client with an employee, an employee of
// its own, an agent and contacts for each.
func (w *world) settle(t *testing.T, as *Tenant) (p people) {
	t.Helper()
	p.client = w.addClient(t, as, "Клиент")
	p.user, p.colleague = w.addClientUser(t, as, p.client, "Анна"), w.addPartnerUser(t, as, "Вера")
	p.userAgent, p.colleagueAgent = w.addAgent(t, as, p.user, "пароль-1"), w.addAgent(t, as, p.colleague, "пароль-2")
	w.write(t, as, func(tx *Tx) error {
		require.NoError(t, tx.SetClientContact(p.client, clientAddress, "адрес"))
		require.NoError(t, tx.SetEmployeeContact(p.user, employeeMail, "anna@example.org"))
		require.NoError(t, tx.SetEmployeeContact(p.colleague, employeePhone, "+7"))
		return tx.SetPartnerContact(worldRegion, partnerPhone, "+8")
	})
	return p
}

// Everything that a partner can do with another's keys: it reads nothing and
// changes nothing, as if they did not exist.
func TestPeopleOfAnotherPartner(t *testing.T) {
	w := newWorld(t)
	mine, theirs := w.settle(t, w.a), w.settle(t, w.b)
	tables := []string{"client", "employee", "agent", "client_contact", "employee_contact", "partner_contact"}
	before := w.rows(t, tables...)
	name, birthday, password := "Чужой", Date("2001-01-01"), "чужой"
	for what, fn := range map[string]func(tx *Tx) error{
		"AddClientUser": func(tx *Tx) error { _, err := tx.AddClientUser(theirs.client, EmployeeUpdate{Name: &name}); return err },
		"EditEmployee": func(tx *Tx) error {
			return tx.EditEmployee(theirs.user, EmployeeUpdate{Name: &name, Birthday: &birthday})
		},
		"EditEmployee colleague":   func(tx *Tx) error { return tx.EditEmployee(theirs.colleague, EmployeeUpdate{Birthday: &birthday}) },
		"DeleteEmployee":           func(tx *Tx) error { return tx.DeleteEmployee(theirs.user) },
		"RestoreEmployee":          func(tx *Tx) error { return tx.RestoreEmployee(theirs.user) },
		"AddAgent":                 func(tx *Tx) error { _, err := tx.AddAgent(theirs.user, password); return err },
		"AddAgent colleague":       func(tx *Tx) error { _, err := tx.AddAgent(theirs.colleague, password); return err },
		"EditAgent":                func(tx *Tx) error { return tx.EditAgent(theirs.userAgent, AgentUpdate{Password: &password}) },
		"EditAgent to their user":  func(tx *Tx) error { return tx.EditAgent(mine.userAgent, AgentUpdate{Employee: &theirs.user}) },
		"EditAgent to ours":        func(tx *Tx) error { return tx.EditAgent(theirs.userAgent, AgentUpdate{Employee: &mine.user}) },
		"DeleteAgent":              func(tx *Tx) error { return tx.DeleteAgent(theirs.colleagueAgent) },
		"RestoreAgent":             func(tx *Tx) error { return tx.RestoreAgent(theirs.userAgent) },
		"SetClientContact":         func(tx *Tx) error { return tx.SetClientContact(theirs.client, clientAddress, "чужой") },
		"SetEmployeeContact":       func(tx *Tx) error { return tx.SetEmployeeContact(theirs.user, employeeMail, "чужой") },
		"SetEmployeeContact colle": func(tx *Tx) error { return tx.SetEmployeeContact(theirs.colleague, employeeMail, "чужой") },
		"SetPartnerContact":        func(tx *Tx) error { return tx.SetPartnerContact(2, partnerPhone, "чужой регион") },
	} {
		err := w.a.Write(t.Context(), fn)
		require.ErrorIs(t, err, ErrNotFound, what)
	}
	assert.Equal(t, before, w.rows(t, tables...))

	ctx := t.Context()
	for side, key := range map[Side][2]int64{OfPartner: {theirs.colleague, theirs.colleagueAgent}, OfClient: {theirs.user, theirs.userAgent}} {
		employee, err := w.b.Employee(ctx, side, key[0])
		require.NoError(t, err)
		agent, err := w.b.Agent(ctx, side, key[1])
		require.NoError(t, err)
		_, err = w.a.Employee(ctx, side, key[0])
		require.ErrorIs(t, err, ErrNotFound)
		_, err = w.a.Agent(ctx, side, key[1])
		require.ErrorIs(t, err, ErrNotFound)
		for what, find := range map[string]func(ctx context.Context, id string) (int64, error){
			"FindEmployee":        func(ctx context.Context, id string) (int64, error) { return w.a.FindEmployee(ctx, side, id) },
			"FindAgentOf":         func(ctx context.Context, id string) (int64, error) { return w.a.FindAgentOf(ctx, side, id) },
			"FindClientPerson":    w.a.FindClientPerson,
			"FindChatPerson":      w.a.FindChatPerson,
			"FindStatisticsAgent": w.a.FindStatisticsAgent,
			"FindServiceAgent":    w.a.FindServiceAgent,
		} {
			for _, id := range []string{employee.UUID, agent.UUID} {
				_, err := find(ctx, id)
				require.ErrorIs(t, err, ErrNotFound, what)
			}
		}
		assert.Len(t, all(t, w.a.Employees(ctx, EmployeeFilter{Side: side})), 1)
		assert.Empty(t, all(t, w.a.Employees(ctx, EmployeeFilter{Side: side, Client: theirs.client})))
		assert.Len(t, all(t, w.a.Agents(ctx, AgentFilter{Side: side})), 1)
		assert.Empty(t, all(t, w.a.Agents(ctx, AgentFilter{Side: side, Employee: key[0]})))
		assert.Empty(t, all(t, w.a.Agents(ctx, AgentFilter{Side: side, Client: theirs.client})))
		assert.Len(t, all(t, w.a.EmployeeContacts(ctx, side, ContactFilter{})), 1)
		assert.Empty(t, all(t, w.a.EmployeeContacts(ctx, side, ContactFilter{Owner: key[0]})))
		_, err = w.a.AgentPassword(&agent)
		require.Error(t, err, "a password opens only for its partner")
	}
	assert.Len(t, all(t, w.a.ClientContacts(ctx, ContactFilter{})), 1)
	assert.Empty(t, all(t, w.a.ClientContacts(ctx, ContactFilter{Owner: theirs.client})))
	assert.Len(t, all(t, w.a.PartnerContacts(ctx, PartnerContactFilter{})), 1)
	assert.Empty(t, all(t, w.a.PartnerContacts(ctx, PartnerContactFilter{Partner: 2})), "they do not share (S13)")
}

// More rows than a chunk: every one comes once, in order of creation.
func TestEmployeesInChunks(t *testing.T) {
	w := newWorld(t)
	client := w.addClient(t, w.a, "Клиент")
	name := "Сотрудник"
	w.write(t, w.a, func(tx *Tx) error {
		for range 2*db.ChunkSize + 1 {
			if _, err := tx.AddClientUser(client, EmployeeUpdate{Name: &name}); err != nil {
				return err
			}
			if _, err := tx.AddPartnerUser(EmployeeUpdate{Name: &name}); err != nil {
				return err
			}
		}
		return nil
	})
	for _, f := range []EmployeeFilter{{Side: OfClient}, {Side: OfClient, Client: client}, {Side: OfPartner}} {
		rows := all(t, w.a.Employees(t.Context(), f))
		require.Len(t, rows, 2*db.ChunkSize+1)
		for i := range rows[1:] {
			require.Less(t, rows[i].ID, rows[i+1].ID)
		}
	}
}

// Reads by client or employee are served by an index, not by the whole of a
// partner's rows.
func TestPeopleAreReadByIndex(t *testing.T) {
	enginetest.SQLiteOnly(t, "its plans")
	w := newWorld(t)
	w.settle(t, w.a)
	for name, c := range map[string]struct {
		s    *selection
		key  string
		want string
	}{
		"employees of a client": {EmployeeFilter{Side: OfClient, Client: 1}.selection(w.a), "e.id", "employee_client"},
		"agents of a client":    {AgentFilter{Side: OfClient, Client: 1}.selection(w.a), "a.id", "agent_client"},
		"agents of an employee": {AgentFilter{Side: OfClient, Employee: 1}.selection(w.a), "a.id", "agent_employee"},
	} {
		text := c.s.sql(c.key)
		plan := ""
		require.NoError(t, w.read(t.Context(), func(conn *db.Conn) error {
			return conn.Each("EXPLAIN QUERY PLAN "+text, c.s.args, func(r db.Row) error {
				plan += r.Text(3) + "\n"
				return nil
			})
		}))
		assert.Contains(t, plan, "INDEX "+c.want, "%s:\n%s", name, plan)
	}
}
