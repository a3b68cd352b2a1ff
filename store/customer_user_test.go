package store

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// O7: the first e-mail contact, else the first agent's number, else nothing.
func TestCustomerUserLogins(t *testing.T) {
	w := newWorld(t)
	client := w.addClient(t, w.a, "one")
	user := w.addClientUser(t, w.a, client, "Анна")
	login := func() string {
		users := all(t, w.a.CustomerUsers(t.Context(), CustomerUserFilter{}))
		require.Len(t, users, 1)
		return users[0].Login
	}
	contact := func(kind int64, view string) {
		w.write(t, w.a, func(tx *Tx) error { return tx.SetEmployeeContact(user, kind, view) })
	}
	assert.Empty(t, login())
	contact(employeePhone, "+7 495")
	assert.Empty(t, login())
	first := w.addAgent(t, w.a, user, "secret")
	w.addAgent(t, w.a, user, "secret")
	agent, err := w.a.Agent(t.Context(), OfClient, first)
	require.NoError(t, err)
	assert.Equal(t, agent.Number, login())
	contact(employeeMail, " ")
	assert.Equal(t, agent.Number, login(), "a blank contact is none")
	contact(employeeMail, " anna@example.org ")
	assert.Equal(t, "anna@example.org", login())
	w.write(t, w.a, func(tx *Tx) error {
		return tx.c.Script(`INSERT INTO contact_type VALUES (9, '31111111-1111-4111-8111-111111111119', 'е-майл', 3)`)
	})
	contact(9, "second@example.org")
	assert.Equal(t, "anna@example.org", login(), "the first contact counts")
	contact(employeeMail, "")
	assert.Equal(t, "second@example.org", login())
}

func TestCustomerUsers(t *testing.T) {
	w := newWorld(t)
	client := w.addClient(t, w.a, "one")
	add := func(name, family, father string) int64 {
		return w.add(t, w.a, func(tx *Tx) (int64, error) {
			return tx.AddClientUser(client, EmployeeUpdate{Name: &name, FamilyName: &family, FatherName: &father})
		})
	}
	add("Анна", " Каренина", "Аркадьевна")
	gone := add("Степан", "", "")
	add("Долли", "", " ")
	w.write(t, w.a, func(tx *Tx) error { return tx.DeleteEmployee(gone) })
	w.addPartnerUser(t, w.a, "Партнер")
	names := func(f CustomerUserFilter) (names []string) {
		for _, u := range all(t, w.a.CustomerUsers(t.Context(), f)) {
			names = append(names, u.Name)
		}
		return names
	}
	assert.Equal(t, []string{"Каренина Анна Аркадьевна", "Долли"}, names(CustomerUserFilter{}))
	assert.Equal(t, []string{"Долли"}, names(CustomerUserFilter{Page: Page{Offset: 1}}))
	assert.Equal(t, []string{"Каренина Анна Аркадьевна"}, names(CustomerUserFilter{Page: Page{Limit: 1}}))
	assert.Empty(t, names(CustomerUserFilter{Page: Page{Offset: 2}}))
	number := all(t, w.a.Customers(t.Context(), CustomerFilter{}))[0].Number
	assert.Len(t, names(CustomerUserFilter{Customers: []int64{number, number}}), 2)
	assert.Empty(t, names(CustomerUserFilter{Customers: []int64{}}))
	users := all(t, w.a.CustomerUsers(t.Context(), CustomerUserFilter{}))
	assert.Equal(t, []string{"Долли"}, names(CustomerUserFilter{Numbers: []int64{users[1].Number, 99}}))
	assert.Equal(t, []string{"Долли"}, names(CustomerUserFilter{UUIDs: []string{users[1].UUID}}))
	assert.Empty(t, names(CustomerUserFilter{UUIDs: []string{users[1].UUID}, Numbers: []int64{users[0].Number}}))
	count, err := w.a.CountCustomerUsers(t.Context())
	require.NoError(t, err)
	assert.EqualValues(t, 2, count)
}

// Users keep their logins however the rows of two partners stand between each
// other.
func TestLoginsAmongOthersRows(t *testing.T) {
	w := newWorld(t)
	tenants := []*Tenant{w.a, w.b}
	clients := []int64{w.addClient(t, w.a, "one"), w.addClient(t, w.b, "two")}
	rapid.Check(t, func(rt *rapid.T) {
		runScript(t, w.Store, `DELETE FROM agent; DELETE FROM employee_contact; DELETE FROM employee`)
		want := [2][]string{}
		owner := 0
		for n := range rapid.IntRange(0, 60).Draw(rt, "users") {
			if rapid.IntRange(0, 20).Draw(rt, "turn") == 0 {
				owner = 1 - owner
			}
			login := ""
			require.NoError(rt, tenants[owner].Write(t.Context(), func(tx *Tx) error {
				user, err := tx.AddClientUser(clients[owner], EmployeeUpdate{Name: ptr("x")})
				if err == nil && rapid.Bool().Draw(rt, "agent") {
					_, err = tx.c.Exec(`INSERT INTO agent (partner, id, type, agent_id, number, password, client, employee, activity) VALUES (?1, ?2, 2, ?3, ?3, x'00', ?4, ?2, 1)`,
						int64(tx.partner), user, fmt.Sprint(n), clients[owner])
					login = fmt.Sprint(n)
				}
				if err == nil && rapid.Bool().Draw(rt, "email") {
					login = fmt.Sprintf("%d@example.org", n)
					err = tx.SetEmployeeContact(user, employeeMail, login)
				}
				return err
			}))
			want[owner] = append(want[owner], login)
		}
		for i, tenant := range tenants {
			var got []string
			users, err := All(tenant.CustomerUsers(t.Context(), CustomerUserFilter{}))
			require.NoError(rt, err)
			for _, u := range users {
				got = append(got, u.Login)
			}
			require.Equal(rt, want[i], got)
		}
	})
}
