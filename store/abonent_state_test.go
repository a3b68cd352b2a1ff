package store

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store/internal/db"
)

// O1: state_change binds no status but the archive, and a limit stays a limit.
func TestAbonentStates(t *testing.T) {
	w := newAbonents(t)
	number, id := w.addAbonent(t, w.a, AbonentAdd{})
	is := func(status Status) {
		w.write(t, w.a, func(tx *Tx) error {
			if err := tx.setClientStatus(id, StatusActive); err != nil { // what it was before leaves nothing
				return err
			}
			return tx.setClientStatus(id, status)
		})
	}
	for _, from := range []Status{StatusWaiting, StatusActive, StatusManualLock, StatusLimitLock, StatusDebtLock, StatusArchive} {
		for _, to := range []Status{StatusActive, StatusManualLock, StatusDebtLock} {
			is(from)
			change := func(tx *Tx) error { return tx.SetAbonentState(id, to) }
			want := to
			switch {
			case from == StatusArchive:
				w.refusedAs(t, ErrState, "", change)
				continue
			case from == StatusLimitLock && to == StatusDebtLock:
				want = from
			}
			w.write(t, w.a, change)
			assert.Equal(t, want, w.abonent(t, w.a, number).Status, "%v to %v", from, to)
		}
		for _, potential := range []bool{true, false} {
			is(from)
			change := func(tx *Tx) error { return tx.EditAbonent(id, AbonentEdit{Potential: &potential}) }
			want := from
			switch {
			case potential && from == StatusArchive:
				w.refusedAs(t, ErrState, "is_potential", change)
				continue
			case potential:
				want = StatusWaiting
			case from == StatusWaiting:
				want = StatusActive
			}
			w.write(t, w.a, change)
			assert.Equal(t, want, w.abonent(t, w.a, number).Status, "%v, potential %v", from, potential)
		}
		is(from)
		w.write(t, w.a, func(tx *Tx) error { return tx.RestoreAbonent(id) })
		want := from
		if from == StatusArchive {
			want = StatusActive
		}
		assert.Equal(t, want, w.abonent(t, w.a, number).Status, "to_normal from %v", from)
		for range 2 {
			w.write(t, w.a, func(tx *Tx) error { return tx.ArchiveAbonent(id) })
			assert.Equal(t, StatusArchive, w.abonent(t, w.a, number).Status, "to_ex from %v", from)
		}
	}
}

// O1: a customer comes back from the archive to the status that it had, and from
// waiting to the lock that it had, whichever interface takes it there and back.
func TestStatusesComeBack(t *testing.T) {
	type step = func(tx *Tx, id int64) error
	var (
		archive   = []step{(*Tx).ArchiveAbonent, (*Tx).ArchiveClient}
		restore   = []step{(*Tx).RestoreAbonent, (*Tx).RestoreClient}
		potential = func(yes bool) step {
			return func(tx *Tx, id int64) error { return tx.EditAbonent(id, AbonentEdit{Potential: &yes}) }
		}
		activate = func(tx *Tx, id int64) error { return tx.SetCustomerStatus(id, StatusActive) }
		state    = func(to Status) step { return func(tx *Tx, id int64) error { return tx.SetAbonentState(id, to) } }
	)
	for n := range archive {
		for _, from := range []Status{StatusWaiting, StatusActive, StatusManualLock, StatusLimitLock, StatusDebtLock} {
			back := from
			if from == StatusWaiting {
				back = StatusActive // it had no lock
			}
			for _, c := range []struct {
				name  string
				steps []step
				want  Status
			}{
				{"archive and back", []step{archive[n], restore[n]}, from},
				{"archived again", []step{archive[n], archive[1-n], restore[n]}, from},
				{"twice", []step{archive[n], restore[1-n], archive[1-n], restore[n]}, from},
				{"potential and back", []step{potential(true), potential(true), potential(false)}, back},
				{"activated by v2", []step{potential(true), activate}, back},
				{"through the archive", []step{potential(true), archive[n], restore[n], potential(false)}, back},
				{"state_change ends the lock", []step{potential(true), state(StatusActive), potential(true), potential(false)}, StatusActive},
			} {
				w := newAbonents(t)
				number, id := w.addAbonent(t, w.a, AbonentAdd{})
				w.write(t, w.a, func(tx *Tx) error { return tx.setClientStatus(id, from) })
				for _, do := range c.steps {
					w.write(t, w.a, func(tx *Tx) error { return do(tx, id) })
				}
				assert.Equal(t, c.want, w.abonent(t, w.a, number).Status, "%v: %s", from, c.name)
			}
		}
	}
}

// Who was archived before the status was kept comes back active.
func TestArchivedBefore(t *testing.T) {
	w := newAbonents(t)
	number, id := w.addAbonent(t, w.a, AbonentAdd{})
	runScript(t, w.Store, `UPDATE client SET status = 6`)
	w.write(t, w.a, func(tx *Tx) error { return tx.RestoreAbonent(id) })
	assert.Equal(t, StatusActive, w.abonent(t, w.a, number).Status)
}

// O2: to_ex is client_delete's cascade, and again it changes nothing, so that what
// came back below a customer stays.
func TestArchiveAbonentOnce(t *testing.T) {
	w := newAbonents(t)
	_, id := w.addAbonent(t, w.a, AbonentAdd{})
	user := w.addClientUser(t, w.a, id, "Сотрудник")
	w.addAgent(t, w.a, user, "пароль")
	w.write(t, w.a, func(tx *Tx) error { return tx.ArchiveAbonent(id) })
	assert.Equal(t, map[string]bool{"deleted employee 1": true, "active agent 1 of 1": false, "stored agent 1": false}, w.shown(t, id))
	before := w.dump(t)
	w.write(t, w.a, func(tx *Tx) error { return tx.ArchiveAbonent(id) })
	assert.Equal(t, before, w.dump(t))
	w.write(t, w.a, func(tx *Tx) error { return tx.RestoreAbonent(id) })
	assert.Equal(t, map[string]bool{"deleted employee 1": true, "active agent 1 of 1": false, "stored agent 1": false}, w.shown(t, id), "the customer alone (S8)")
	before = w.dump(t)
	w.write(t, w.a, func(tx *Tx) error { return tx.RestoreAbonent(id) })
	assert.Equal(t, before, w.dump(t))
}

// full is a customer of a partner that has one of everything.
func (w *world) full(t *testing.T, as *Tenant) (number, id int64) {
	t.Helper()
	one := int64(1)
	number, id = w.addAbonent(t, as, AbonentAdd{Name: "Полный", AbonentEdit: AbonentEdit{
		AccountNumber: ptr("A1"), Billing: Change{true, &one}, BillingCustomerID: ptr("1"), AgreementNumber: ptr("70"), Login: ptr("login"), Email: ptr("Mail@example.org"),
		House: Change{true, &one}, Apartment: ptr("5"), Activity: Change{true, &one}, ActivityInet: Change{true, &one}, DateConnect: ptr(Date("2024-01-02")),
		Phones: [phoneSlots]*string{ptr("+7 (495) 1")},
	}})
	key := map[Partner]int64{1: 1, 2: 3}[as.partner]
	line := w.add(t, as, func(tx *Tx) (int64, error) { return tx.AddServiceType("Линия", "") })
	user := w.addClientUser(t, as, id, "Сотрудник")
	w.addAgent(t, as, user, "пароль")
	w.addIP(t, as, id, "10.0.0.1", mac1)
	w.addIP(t, as, id, "10.0.0.2", mac2)
	w.write(t, as, func(tx *Tx) error {
		for _, do := range []func() error{
			func() error { _, err := tx.Book(number, Booking{Amount: 500, Key: key, RequestID: "r"}); return err },
			func() error { return tx.RemoveIP(id, addr("10.0.0.2")) },
			func() error { return tx.AddSubnet(id, subnet("10.1.0.0", 24)) },
			func() error { return tx.AddMark(id, 1) },
			func() error { return tx.SetAbonentTariff(id, line) },
			func() error { _, err := tx.AddAbonentService(id, line, 1, "x"); return err },
			func() error { _, err := tx.AddMessage(id, NewMessage{Text: "Привет"}); return err },
		} {
			if err := do(); err != nil {
				return err
			}
		}
		return tx.c.Script(fmt.Sprintf(`INSERT INTO commutation VALUES (%d, %d, 1, 5)`, as.partner, id))
	})
	return number, id
}

// keys are by what full is found.
var fullKeys = map[AbonentKey]any{
	ByAccount: "A1", ByBillingCustomer: "1", ByAgreement: "70", ByIP: addr("10.0.0.1"), ByLogin: "login", ByMAC: mac1, ByEmail: "mail@EXAMPLE.org", ByPhone: "7 495-1",
}

// reads is what every read of USERSIDE shows a partner, by the read's name. number,
// id and employee are of whom it is asked.
func (w *world) reads(t *testing.T, as *Tenant, number, id int64) map[string]any {
	t.Helper()
	ctx := t.Context()
	seen := map[string]any{}
	for key, value := range fullKeys {
		found, err := as.AbonentsBy(ctx, key, value, false)
		require.NoError(t, err)
		seen[fmt.Sprint("by ", key)] = len(found)
	}
	rows, err := All(as.Abonents(ctx, []int64{number}))
	require.NoError(t, err)
	seen["data"] = len(rows)
	_, err = as.Abonent(ctx, number)
	seen["one"] = err == nil
	_, err = as.FindAbonent(ctx, number)
	seen["key"] = err == nil
	byAccount, err := as.AbonentByAccount(ctx, "A1", 1)
	seen["by account and billing"] = err == nil && byAccount == number
	_, err = as.CabinetPassword(ctx, id)
	seen["password"] = err == nil
	found, err := as.SearchAbonents(ctx, AbonentFilter{Name: "Полный"})
	require.NoError(t, err)
	seen["search"] = len(found)
	for _, inet := range []bool{false, true} {
		n, err := as.CountActive(ctx, inet, 0, 10)
		require.NoError(t, err)
		seen[fmt.Sprint("active ", inet)] = n
	}
	for _, billing := range []int64{0, 1} {
		n, err := as.LargestAgreement(ctx, billing)
		require.NoError(t, err)
		seen[fmt.Sprint("agreement ", billing)] = n
	}
	seen["wired"] = len(all(t, as.Wired(ctx)))
	seen["messages"] = len(all(t, as.Messages(ctx, MessageFilter{})))
	seen["messages of one"] = len(all(t, as.Messages(ctx, MessageFilter{Client: id})))
	for _, client := range []int64{0, id} {
		_, err = as.NewestIP(ctx, client)
		seen[fmt.Sprint("newest ip of ", client != 0)] = err == nil
	}
	return seen
}

// everything is what reads shows of a full customer, and nothing what it shows of
// none.
var everything, nothing = func() (map[string]any, map[string]any) {
	every := map[string]any{
		"data": 1, "one": true, "key": true, "by account and billing": true, "password": true, "search": 1, "active false": int64(1), "active true": int64(1),
		"agreement 0": int64(70), "agreement 1": int64(70), "wired": 1, "messages": 1, "messages of one": 1, "newest ip of false": true, "newest ip of true": true,
	}
	for key := range fullKeys {
		every[fmt.Sprint("by ", key)] = 1
	}
	none := map[string]any{}
	for name, value := range every {
		none[name] = map[string]any{"int": 0, "int64": int64(0), "bool": false}[fmt.Sprintf("%T", value)]
	}
	return every, none
}()

// O3: no read shows who is deleted; the ledger, the messages and the history of
// MAC addresses stay in the store, and what is unique is free for another.
func TestDeleteAbonent(t *testing.T) {
	for _, archived := range []bool{false, true} {
		t.Run(fmt.Sprint("archived ", archived), func(t *testing.T) {
			w := newAbonents(t)
			number, id := w.full(t, w.a)
			child, childID := w.addAbonent(t, w.a, under(number))
			require.Equal(t, everything, w.reads(t, w.a, number, id))
			if archived {
				w.write(t, w.a, func(tx *Tx) error { return tx.ArchiveAbonent(id) })
			}
			keep := w.rows(t, "ledger", "customer_message", "mac_history")
			w.write(t, w.a, func(tx *Tx) error { return tx.DeleteAbonent(id) })
			assert.Equal(t, nothing, w.reads(t, w.a, number, id))
			assert.Equal(t, keep, w.rows(t, "ledger", "customer_message", "mac_history"))
			require.NoError(t, w.read(t.Context(), func(c *db.Conn) error {
				balance, _, err := c.Int(`SELECT balance FROM customer_data WHERE client = ?1`, id)
				assert.EqualValues(t, 500, balance)
				return err
			}))
			assert.Zero(t, w.parentOf(t, childID))
			for _, table := range []string{"customer_phone", "customer_mark", "customer_service", "commutation"} {
				assert.Empty(t, w.rowsBy(t, table, "client"), table)
			}
			w.edit(t, childID, AbonentEdit{AccountNumber: ptr("A1"), Billing: Change{true, ptr(int64(1))}, BillingCustomerID: ptr("1")})
			w.addIP(t, w.a, childID, "10.0.0.1", "")
			w.write(t, w.a, func(tx *Tx) error { return tx.AddSubnet(childID, subnet("10.1.0.0", 24)) })
			for what, write := range map[string]func(tx *Tx) error{
				"state":   func(tx *Tx) error { return tx.SetAbonentState(id, StatusActive) },
				"to_ex":   func(tx *Tx) error { return tx.ArchiveAbonent(id) },
				"back":    func(tx *Tx) error { return tx.RestoreAbonent(id) },
				"booking": func(tx *Tx) error { _, err := tx.Book(number, Booking{Amount: 1, Key: 1}); return err },
				"merge":   func(tx *Tx) error { return tx.MergeAbonents(child, number) },
				"into":    func(tx *Tx) error { return tx.MergeAbonents(number, child) },
				"parent":  func(tx *Tx) error { return tx.EditAbonent(childID, AbonentEdit{Parent: Change{true, &number}}) },
			} {
				t.Run(what, func(t *testing.T) { w.refusedAs(t, ErrNotFound, "", write) })
			}
		})
	}
}

// Archived customers are found, but counted and served no more.
func TestAbonentsInTheArchive(t *testing.T) {
	w := newAbonents(t)
	number, id := w.full(t, w.a)
	w.write(t, w.a, func(tx *Tx) error { return tx.ArchiveAbonent(id) })
	want := map[string]any{}
	for name, value := range everything {
		want[name] = value
	}
	want["active false"], want["active true"], want["wired"] = int64(0), int64(0), 0
	assert.Equal(t, want, w.reads(t, w.a, number, id))
	for key, value := range fullKeys {
		found, err := w.a.AbonentsBy(t.Context(), key, value, true)
		require.NoError(t, err)
		assert.Empty(t, found, key)
	}
}
