package store

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store/internal/db"
)

func ptr[T any](v T) *T { return &v }

// limits are three limits that can be told apart.
func limits() Limits {
	return Limits{
		MonthlyBase:  Limit{Most: ptr(int64(150075)), NotifyAt: ptr(int64(100000)), NotifyEmails: []string{"b@example.org", "a@example.org"}},
		MonthlyCalls: Limit{Most: ptr(int64(0)), NotifyEmails: []string{"c@example.org"}},
		DailyCalls:   Limit{NotifyAt: ptr(int64(1) << 52)},
	}
}

// addCustomer adds a customer with an own line as its tariff plan.
func (w *world) addCustomer(t *testing.T, as *Tenant, name string) (number int64) {
	t.Helper()
	return w.add(t, as, func(tx *Tx) (int64, error) {
		line, err := tx.AddServiceType("Линия "+name, "")
		if err != nil {
			return 0, err
		}
		made, err := tx.AddCustomer(CustomerAdd{ClientUpdate: ClientUpdate{Name: &name}, Description: "О " + name, TariffPlan: line, Email: name + "@example.org", PasswordHash: "hash " + name, Limits: limits()})
		return made.Number, err
	})
}

func (w *world) customer(t *testing.T, as *Tenant, number int64) Customer {
	t.Helper()
	c, err := as.CustomerByNumber(t.Context(), number)
	require.NoError(t, err)
	return c
}

func TestAddCustomer(t *testing.T) {
	w := newWorld(t)
	number := w.addCustomer(t, w.a, "Ромашка")
	c := w.customer(t, w.a, number)
	assert.Equal(t, "Ромашка", c.Name)
	assert.Equal(t, "О Ромашка", c.Description)
	assert.Equal(t, StatusWaiting, c.Status)
	assert.Equal(t, c.Created, c.StatusTime)
	assert.InDelta(t, w.Now().Unix(), int64(c.Created), 60)
	assert.Equal(t, limits(), c.Limits)
	assert.Empty(t, c.Sites)
	plans := all(t, w.a.TariffPlans(t.Context()))
	require.Len(t, plans, 1)
	assert.Equal(t, &plans[0].Number, c.TariffPlan)
	assert.Equal(t, "Линия Ромашка", c.TariffPlanName)

	client, err := w.a.Client(t.Context(), c.ID)
	require.NoError(t, err)
	assert.Equal(t, c.UUID, client.UUID)
	assert.Equal(t, "Ромашка", client.Name)
	assert.Equal(t, "11111111-1111-4111-8111-111111111111", client.RegionUUID, "the first of the partner's (O6)")
	assert.False(t, client.Deleted())

	users := all(t, w.a.CustomerUsers(t.Context(), CustomerUserFilter{}))
	require.Len(t, users, 1)
	assert.Equal(t, "Ромашка@example.org", users[0].Login)
	assert.Equal(t, "Ромашка@example.org", users[0].Name)
	assert.Equal(t, number, users[0].Customer)
	contacts := all(t, w.a.EmployeeContacts(t.Context(), OfClient, ContactFilter{}))
	require.Len(t, contacts, 1)
	assert.Equal(t, "Ромашка@example.org", contacts[0].View)
	assert.Equal(t, "31111111-1111-4111-8111-111111111113", contacts[0].TypeUUID, "the register's E-mail")
	assert.Empty(t, all(t, w.a.Agents(t.Context(), AgentFilter{Side: OfClient})), "the cabinet password is no agent's (O7)")
	require.NoError(t, w.read(t.Context(), func(conn *db.Conn) error {
		_, err := conn.One(`SELECT cabinet_password FROM client WHERE id = ?1`, []any{c.ID}, func(r db.Row) { assert.Equal(t, "hash Ромашка", r.Text(0)) })
		return err
	}))
}

// O6: no region, no customer; and nothing of it is there.
func TestCustomerWithoutRegion(t *testing.T) {
	w := newWorld(t)
	w.write(t, w.a, func(tx *Tx) error { return tx.c.Script(`DELETE FROM partner_region WHERE partner = 1`) })
	err := w.refused(t, w.a, func(tx *Tx) error {
		_, err := tx.AddCustomer(CustomerAdd{ClientUpdate: ClientUpdate{Name: ptr("x")}, Email: "x@example.org"})
		return err
	})
	assert.ErrorIs(t, err, ErrNoRegion)
	assert.Empty(t, all(t, w.a.Clients(t.Context(), ClientFilter{})))
}

// A call that is made again makes no second customer with the e-mail, whatever its
// case, until the first one is gone; also when both are under way at once.
func TestAddCustomerOnce(t *testing.T) {
	w := newWorld(t)
	add := func(as *Tenant, email string) (number int64, err error) {
		err = as.Write(t.Context(), func(tx *Tx) (err error) {
			made, err := tx.AddCustomer(CustomerAdd{ClientUpdate: ClientUpdate{Name: ptr("x")}, Email: email})
			number = made.Number
			return err
		})
		return number, err
	}
	const calls = 16
	errs := make(chan error, calls)
	for n := range calls {
		go func() {
			_, err := add(w.a, []string{"Boss@new.example", "boss@NEW.example"}[n%2])
			errs <- err
		}()
	}
	made := 0
	for range calls {
		if err := <-errs; err == nil {
			made++
		} else {
			require.ErrorIs(t, err, ErrTaken)
		}
	}
	require.Equal(t, 1, made)
	customers := all(t, w.a.Customers(t.Context(), CustomerFilter{}))
	require.Len(t, customers, 1)

	_, err := add(w.b, "boss@new.example")
	require.NoError(t, err, "another partner's does not count")
	w.write(t, w.a, func(tx *Tx) error { return tx.ArchiveClient(customers[0].ID) })
	second, err := add(w.a, "boss@new.example")
	require.NoError(t, err, "an archived one does not count")
	_, err = add(w.a, "boss@new.example")
	require.ErrorIs(t, err, ErrTaken)
	third := w.addCustomer(t, w.a, "dst")
	w.write(t, w.a, func(tx *Tx) error { return tx.MergeAbonents(third, second) })
	_, err = add(w.a, "boss@new.example")
	require.NoError(t, err, "a merged one does not count")
	assert.Contains(t, planOf(t, w.a, customerByEmail, []any{1, "x"}), "COVERING INDEX client_created_email (", "a partner's customers are not walked")
}

// A register without a kind of contact for e-mails gets one, once.
func TestCustomerWithoutEmailType(t *testing.T) {
	w := newWorld(t)
	w.write(t, w.a, func(tx *Tx) error {
		return tx.c.Script(`UPDATE contact_type SET contact_type_name = 'Почта' WHERE id = 3`)
	})
	countFrom(t, w.Store, 5, 5)
	w.addCustomer(t, w.a, "one")
	w.addCustomer(t, w.b, "two")
	types := all(t, w.a.ContactTypes(t.Context()))
	require.Len(t, types, 5)
	assert.Equal(t, ContactType{UUID: types[4].UUID, Name: "E-mail", Code: EmployeeContactCode}, types[4])
	for _, as := range []*Tenant{w.a, w.b} {
		contacts := all(t, as.EmployeeContacts(t.Context(), OfClient, ContactFilter{}))
		require.Len(t, contacts, 1)
		assert.Equal(t, types[4].UUID, contacts[0].TypeUUID)
	}
}

func TestUpdateCustomer(t *testing.T) {
	w := newWorld(t)
	number := w.addCustomer(t, w.a, "one")
	other := w.addCustomer(t, w.a, "other")
	untouched := w.customer(t, w.a, other)
	before := w.customer(t, w.a, number)
	update := func(u CustomerUpdate) Customer {
		w.write(t, w.a, func(tx *Tx) error { return tx.UpdateCustomer(before.ID, u) })
		return w.customer(t, w.a, number)
	}
	assert.Equal(t, before, update(CustomerUpdate{}), "nil leaves")

	want := before
	want.Name, want.Description = "two", ""
	assert.Equal(t, want, update(CustomerUpdate{ClientUpdate: ClientUpdate{Name: ptr("two")}, Description: ptr("")}))

	want.MonthlyBase.Most, want.MonthlyBase.NotifyEmails = nil, nil
	want.MonthlyCalls.NotifyAt, want.MonthlyCalls.NotifyEmails = ptr(int64(7)), []string{"z@example.org", "c@example.org"}
	want.DailyCalls.Most, want.DailyCalls.NotifyAt = ptr(int64(9)), nil
	assert.Equal(t, want, update(CustomerUpdate{
		MonthlyBase:  LimitUpdate{Most: Change{Set: true}, NotifyEmails: &[]string{}},
		MonthlyCalls: LimitUpdate{NotifyAt: Change{true, ptr(int64(7))}, NotifyEmails: &[]string{"z@example.org", "c@example.org"}},
		DailyCalls:   LimitUpdate{Most: Change{true, ptr(int64(9))}, NotifyAt: Change{Set: true}},
	}))
	assert.Equal(t, untouched, w.customer(t, w.a, other))
}

func TestCustomerTariff(t *testing.T) {
	w := newWorld(t)
	number := w.addCustomer(t, w.a, "one")
	c := w.customer(t, w.a, number)
	theirs := w.add(t, w.b, func(tx *Tx) (int64, error) { return tx.AddServiceType("Чужая", "") })
	mine := w.add(t, w.a, func(tx *Tx) (int64, error) { return tx.AddServiceType("Моя", "") })
	plans := all(t, w.a.TariffPlans(t.Context()))
	require.Len(t, plans, 2)
	assert.Equal(t, "Моя", plans[1].Name)
	plan, err := w.a.AvailableTariff(t.Context(), plans[1].Number)
	require.NoError(t, err)
	assert.Equal(t, mine, plan.ID)
	foreign := all(t, w.b.TariffPlans(t.Context()))
	require.Len(t, foreign, 1)
	assert.Equal(t, theirs, foreign[0].ID)
	_, err = w.a.AvailableTariff(t.Context(), foreign[0].Number)
	assert.ErrorIs(t, err, ErrNotFound)

	w.write(t, w.a, func(tx *Tx) error { return tx.SetCustomerTariff(c.ID, plan.ID) })
	w.write(t, w.a, func(tx *Tx) error { return tx.DeleteServiceType(plan.ID) })
	c = w.customer(t, w.a, number)
	assert.Equal(t, &plan.Number, c.TariffPlan, "a customer keeps showing a deleted one (O5)")
	assert.Equal(t, "Моя", c.TariffPlanName)
	assert.Len(t, all(t, w.a.TariffPlans(t.Context())), 1)
	_, err = w.a.AvailableTariff(t.Context(), plan.Number)
	assert.ErrorIs(t, err, ErrNotFound)
}

// An exported line of another partner is a tariff plan for those whose contract
// covers it (S14), and a customer shows it whoever owns it.
func TestTariffPlansAreAvailableLines(t *testing.T) {
	st := openLines(t)
	for partner := range partners {
		var plans, lines []string
		for _, p := range all(t, st.As(partner).TariffPlans(t.Context())) {
			plans = append(plans, p.UUID)
			found, err := st.As(partner).AvailableTariff(t.Context(), p.Number)
			require.NoError(t, err)
			assert.Equal(t, p, found)
		}
		for _, l := range all(t, st.As(partner).ServiceTypes(t.Context(), ServiceTypeFilter{})) {
			lines = append(lines, l.UUID)
		}
		assert.ElementsMatch(t, lines, plans, "partner %d", partner)
	}
}

// Two partners with the same rows; nobody reaches the other's.
func TestCustomersAreThePartnersOwn(t *testing.T) {
	w := newWorld(t)
	mine, theirs := w.addCustomer(t, w.a, "mine"), w.addCustomer(t, w.b, "theirs")
	their := w.customer(t, w.b, theirs)
	w.write(t, w.b, func(tx *Tx) error {
		_, err := tx.c.Exec(`INSERT INTO client_site (partner, client, site_id, site_domain_name) VALUES (2, ?1, 5, 'theirs.example')`, their.ID)
		return err
	})
	their = w.customer(t, w.b, theirs)
	require.Equal(t, []Site{{5, "theirs.example"}}, their.Sites)
	user := all(t, w.b.CustomerUsers(t.Context(), CustomerUserFilter{}))[0]

	a := w.a
	ctx := t.Context()
	customers := all(t, a.Customers(ctx, CustomerFilter{}))
	require.Len(t, customers, 1)
	assert.Equal(t, mine, customers[0].Number)
	assert.Empty(t, all(t, a.Customers(ctx, CustomerFilter{Numbers: []int64{theirs}})))
	assert.Empty(t, all(t, a.Customers(ctx, CustomerFilter{UUIDs: []string{their.UUID}})))
	_, err := a.CustomerByNumber(ctx, theirs)
	assert.ErrorIs(t, err, ErrNotFound)
	_, err = a.FindCustomer(ctx, theirs)
	assert.ErrorIs(t, err, ErrNotFound)
	users := all(t, a.CustomerUsers(ctx, CustomerUserFilter{}))
	require.Len(t, users, 1)
	assert.Equal(t, mine, users[0].Customer)
	for _, f := range []CustomerUserFilter{{Numbers: []int64{user.Number}}, {UUIDs: []string{user.UUID}}, {Customers: []int64{theirs}}} {
		assert.Empty(t, all(t, a.CustomerUsers(ctx, f)), f)
		assert.Len(t, all(t, w.b.CustomerUsers(ctx, f)), 1, f)
	}
	email, err := a.EmployeeEmail(ctx, user.ID)
	require.NoError(t, err)
	assert.Empty(t, email)
	for what, n := range map[string]func(context.Context) (int64, error){"customers": a.CountCustomers, "users": a.CountCustomerUsers} {
		count, err := n(ctx)
		require.NoError(t, err)
		assert.EqualValues(t, 1, count, what)
	}

	for what, write := range map[string]func(tx *Tx) error{
		"update": func(tx *Tx) error {
			return tx.UpdateCustomer(their.ID, CustomerUpdate{ClientUpdate: ClientUpdate{Name: ptr("x")}})
		},
		"emails": func(tx *Tx) error {
			return tx.UpdateCustomer(their.ID, CustomerUpdate{MonthlyBase: LimitUpdate{NotifyEmails: &[]string{}}})
		},
		"status": func(tx *Tx) error { return tx.SetCustomerStatus(their.ID, StatusActive) },
		"tariff": func(tx *Tx) error { return tx.SetCustomerTariff(their.ID, 1) },
	} {
		assert.ErrorIs(t, w.refused(t, a, write), ErrNotFound, what)
	}
	assert.Equal(t, their, w.customer(t, w.b, theirs))
}

// The archive is hidden, also from changes (one-store's table); so is what was
// deleted for good.
func TestCustomersInTheArchive(t *testing.T) {
	for _, hidden := range []Status{StatusArchive, StatusDeleted} {
		t.Run(hidden.String(), func(t *testing.T) {
			w := newWorld(t)
			number := w.addCustomer(t, w.a, "one")
			c := w.customer(t, w.a, number)
			count, err := w.a.CountCustomers(t.Context())
			require.NoError(t, err)
			require.EqualValues(t, 1, count)
			w.write(t, w.a, func(tx *Tx) error { return tx.setClientStatus(c.ID, hidden) })
			assert.Empty(t, all(t, w.a.Customers(t.Context(), CustomerFilter{})))
			assert.Empty(t, all(t, w.a.Customers(t.Context(), CustomerFilter{UUIDs: []string{c.UUID}})))
			assert.Empty(t, all(t, w.a.CustomerUsers(t.Context(), CustomerUserFilter{})))
			count, err = w.a.CountCustomers(t.Context())
			require.NoError(t, err)
			assert.Zero(t, count, "one's own write is counted at once")
			_, err = w.a.CustomerByNumber(t.Context(), number)
			assert.ErrorIs(t, err, ErrNotFound)
			_, err = w.a.FindCustomer(t.Context(), number)
			assert.ErrorIs(t, err, ErrNotFound)
			for _, write := range []func(tx *Tx) error{
				func(tx *Tx) error {
					return tx.UpdateCustomer(c.ID, CustomerUpdate{ClientUpdate: ClientUpdate{Name: ptr("x")}})
				},
				func(tx *Tx) error { return tx.SetCustomerStatus(c.ID, StatusActive) },
				func(tx *Tx) error { return tx.SetCustomerTariff(c.ID, 1) },
			} {
				assert.ErrorIs(t, w.refused(t, w.a, write), ErrNotFound)
			}
		})
	}
}
