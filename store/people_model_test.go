package store

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// model is what S8, S9, S11, S25 and O2 say of one client with employees and
// agents, in as few words as they need.
type model struct {
	archived, locked bool
	users            []*modelUser
	agents           []*modelAgent
}

type modelUser struct {
	id      int64
	deleted bool
}

type modelAgent struct {
	id   int64
	user *modelUser
	on   bool
}

// takes is the refusal of a new agent, or of one that comes back (S9, S25).
func (m *model) takes(u *modelUser) error {
	switch {
	case m.archived:
		return ErrClientDeleted
	case u.deleted:
		return ErrEmployeeDeleted
	}
	return nil
}

func (m *model) switchOff(of func(*modelAgent) bool) {
	for _, a := range m.agents {
		if of(a) {
			a.on = false
		}
	}
}

// Whatever is called in whatever order, the store stands where the rules put it.
func TestPeopleFollowTheRules(t *testing.T) {
	w := newWorld(t)
	rapid.Check(t, func(r *rapid.T) {
		m := &model{}
		client := w.addClient(t, w.a, "Клиент")
		write := func(fn func(tx *Tx) error, want error) {
			err := w.a.Write(t.Context(), fn)
			require.True(r, errors.Is(err, want), "%v instead of %v", err, want)
		}
		name := "Сотрудник"
		someUser := func(r *rapid.T) *modelUser {
			if len(m.users) == 0 {
				r.Skip("no employee")
			}
			return rapid.SampledFrom(m.users).Draw(r, "user")
		}
		someAgent := func(r *rapid.T) *modelAgent {
			if len(m.agents) == 0 {
				r.Skip("no agent")
			}
			return rapid.SampledFrom(m.agents).Draw(r, "agent")
		}
		r.Repeat(map[string]func(*rapid.T){
			"client_delete": func(*rapid.T) {
				write(func(tx *Tx) error {
					if m.archived {
						return tx.RestoreClient(client)
					}
					return tx.ArchiveClient(client)
				}, nil)
				if m.archived = !m.archived; m.archived {
					m.switchOff(func(*modelAgent) bool { return true })
					for _, u := range m.users {
						u.deleted = true
					}
				}
			},
			"lock": func(r *rapid.T) {
				if m.archived {
					r.Skip("not from the archive (O1)")
				}
				m.locked = !m.locked
				status := StatusActive
				if m.locked {
					status = rapid.SampledFrom([]Status{StatusManualLock, StatusLimitLock, StatusDebtLock}).Draw(r, "status")
				}
				write(func(tx *Tx) error { return tx.setClientStatus(client, status) }, nil)
			},
			"client_user_add": func(*rapid.T) {
				u := &modelUser{}
				var want error
				if m.archived {
					want = ErrClientDeleted
				}
				write(func(tx *Tx) (err error) {
					u.id, err = tx.AddClientUser(client, EmployeeUpdate{Name: &name})
					return err
				}, want)
				if want == nil {
					m.users = append(m.users, u)
				}
			},
			"client_user_delete": func(r *rapid.T) {
				switch u := someUser(r); {
				case !u.deleted:
					write(func(tx *Tx) error { return tx.DeleteEmployee(u.id) }, nil)
					u.deleted = true
					m.switchOff(func(a *modelAgent) bool { return a.user == u })
				case m.archived:
					write(func(tx *Tx) error { return tx.RestoreEmployee(u.id) }, ErrClientDeleted)
				default:
					write(func(tx *Tx) error { return tx.RestoreEmployee(u.id) }, nil)
					u.deleted = false
				}
			},
			"agent_user_add": func(r *rapid.T) {
				u := someUser(r)
				a := &modelAgent{user: u, on: true}
				want := m.takes(u)
				write(func(tx *Tx) (err error) {
					a.id, err = tx.AddAgent(u.id, "пароль")
					return err
				}, want)
				if want == nil {
					m.agents = append(m.agents, a)
				}
			},
			"agent_user_edit": func(r *rapid.T) {
				a, u := someAgent(r), someUser(r)
				var want error
				if u != a.user && u.deleted {
					want = ErrEmployeeDeleted
				}
				write(func(tx *Tx) error { return tx.EditAgent(a.id, AgentUpdate{Employee: &u.id}) }, want)
				if want == nil {
					a.user = u
				}
			},
			"agent_user_delete": func(r *rapid.T) {
				a := someAgent(r)
				if a.on {
					write(func(tx *Tx) error { return tx.DeleteAgent(a.id) }, nil)
					a.on = false
					return
				}
				want := m.takes(a.user)
				if a.user.deleted {
					want = ErrEmployeeDeleted // told first: the interface answers it with nothing (S9)
				}
				write(func(tx *Tx) error { return tx.RestoreAgent(a.id) }, want)
				a.on = want == nil
			},
			"": func(r *rapid.T) { require.Equal(r, m.wanted(), w.shown(t, client)) },
		})
	})
}

// wanted and shown are what readers see of a client's people, by key.
func (m *model) wanted() map[string]bool {
	seen := map[string]bool{}
	for _, u := range m.users {
		seen[fmt.Sprint("deleted employee ", u.id)] = u.deleted
	}
	for _, a := range m.agents {
		seen[fmt.Sprint("active agent ", a.id, " of ", a.user.id)] = a.on && !m.archived && !m.locked
		seen[fmt.Sprint("stored agent ", a.id)] = a.on
	}
	return seen
}

func (w *world) shown(t *testing.T, client int64) map[string]bool {
	t.Helper()
	seen := map[string]bool{}
	for _, u := range all(t, w.a.Employees(t.Context(), EmployeeFilter{Side: OfClient, Client: client, IncludeDeleted: true})) {
		seen[fmt.Sprint("deleted employee ", u.ID)] = u.Deleted
		for _, a := range all(t, w.a.Agents(t.Context(), AgentFilter{Side: OfClient, Client: client, Employee: u.ID})) {
			seen[fmt.Sprint("active agent ", a.ID, " of ", u.ID)] = a.Active
			seen[fmt.Sprint("stored agent ", a.ID)] = a.Stored
		}
	}
	return seen
}
