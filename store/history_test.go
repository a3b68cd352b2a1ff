package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store/internal/db"
)

// line is an entry as the tests write it.
func (e *Entry) line() string {
	return fmt.Sprintf("%s %q %q %d of %d", e.Typer, e.Was, e.Became, e.Amount, e.Balance)
}

func (w *world) history(t *testing.T, id int64, f HistoryFilter) (lines []string) {
	t.Helper()
	for _, e := range all(t, w.a.History(t.Context(), id, f)) {
		lines = append(lines, e.line())
	}
	return lines
}

// Whatever interface changes a customer, the history has it, once; what changes
// nothing leaves nothing.
func TestHistoryOfChanges(t *testing.T) {
	w := newAbonents(t)
	number, id := w.addAbonent(t, w.a, AbonentAdd{AbonentEdit: AbonentEdit{Login: ptr("l"), Billing: Change{true, ptr(int64(1))}, BillingCustomerID: ptr("1")}})
	other, otherID := w.addAbonent(t, w.a, AbonentAdd{})
	line := w.add(t, w.a, func(tx *Tx) (int64, error) { return tx.AddServiceType("Общая", "") })
	require.Empty(t, w.history(t, id, HistoryFilter{}), "a new customer has none")
	w.book(t, number, Booking{Amount: 150, Key: 1})
	for _, c := range []struct {
		what string
		do   func(tx *Tx) error
		want string // "" adds nothing
	}{
		{"state_change", func(tx *Tx) error { return tx.SetAbonentState(id, StatusDebtLock) }, `state "active" "debt_lock" 0 of 150`},
		{"state_change again", func(tx *Tx) error { return tx.SetAbonentState(id, StatusDebtLock) }, ""},
		{"client_delete", func(tx *Tx) error { return tx.ArchiveClient(id) }, `archive "debt_lock" "" 0 of 150`},
		{"to_ex of who is there", func(tx *Tx) error { return tx.ArchiveAbonent(id) }, ""},
		{"to_normal", func(tx *Tx) error { return tx.RestoreAbonent(id) }, `restore "" "debt_lock" 0 of 150`},
		{"is_potential", func(tx *Tx) error { return tx.EditAbonent(id, AbonentEdit{Potential: ptr(true)}) }, `state "debt_lock" "waiting" 0 of 150`},
		{"update.customer_status", func(tx *Tx) error { return tx.SetCustomerStatus(id, StatusActive) }, `state "waiting" "debt_lock" 0 of 150`},
		{"tarif_change", func(tx *Tx) error { return tx.SetAbonentTariff(id, line) }, `tariff "" "1" 0 of 150`},
		{"update.customer_tariff_plans to the same", func(tx *Tx) error { return tx.SetCustomerTariff(id, line) }, ""},
		{"service_add", func(tx *Tx) error { _, err := tx.AddAbonentService(id, line, 0, ""); return err }, `service "" "1" 0 of 150`},
		{"service_remove", func(tx *Tx) error { return tx.RemoveAbonentService(id, 1) }, `service "1" "" 0 of 150`},
		{"change_billing", func(tx *Tx) error { return tx.EditAbonent(id, AbonentEdit{Billing: Change{true, ptr(int64(2))}}) }, `billing "1/1" "2/1" 0 of 150`},
		{"change_billing to the same", func(tx *Tx) error { return tx.EditAbonent(id, AbonentEdit{Billing: Change{true, ptr(int64(2))}}) }, ""},
		{"edit", func(tx *Tx) error {
			return tx.EditAbonent(id, AbonentEdit{Name: ptr("Новое"), Login: ptr("l"), Email: ptr("e"), House: Change{true, ptr(int64(1))}, AgreementNumber: ptr("7"), Phones: [phoneSlots]*string{nil, ptr("1")}})
		}, `edit "" "agreement_number,email,house_id,name,phone1" 0 of 150`},
		{"edit to the same", func(tx *Tx) error {
			return tx.EditAbonent(id, AbonentEdit{Name: ptr("Новое"), Email: ptr("e"), Phones: [phoneSlots]*string{ptr("")}})
		}, ""},
		{"edit of the activity", func(tx *Tx) error { return tx.EditAbonent(id, AbonentEdit{Activity: Change{true, ptr(int64(5))}}) }, ""},
		{"client_edit", func(tx *Tx) error { return tx.EditClient(id, ClientUpdate{Name: ptr("Новое"), INN: ptr("77")}) }, `edit "" "client_inn" 0 of 150`},
		{"update.customers", func(tx *Tx) error {
			return tx.UpdateCustomer(id, CustomerUpdate{Description: ptr("x"), DailyCalls: LimitUpdate{Most: Change{true, ptr(int64(5))}, NotifyEmails: &[]string{"a@example.org"}}})
		}, `edit "" "daily_calls_limit,comment,daily_calls_notify_emails" 0 of 150`},
		{"update.customers to the same", func(tx *Tx) error {
			return tx.UpdateCustomer(id, CustomerUpdate{Description: ptr("x"), DailyCalls: LimitUpdate{NotifyEmails: &[]string{"a@example.org"}}})
		}, ""},
		{"merge", func(tx *Tx) error {
			if _, err := tx.Book(other, Booking{Amount: 1000, Key: 1}); err != nil {
				return err
			}
			if err := tx.SetAbonentState(otherID, StatusManualLock); err != nil {
				return err
			}
			return tx.MergeAbonents(number, other)
		}, fmt.Sprintf(`merge "" "%d" 0 of 150`, other)},
		{"change_balance", func(tx *Tx) error { _, err := tx.Book(number, Booking{Amount: -1, Key: 1}); return err }, `balance "" "" -1 of 1150`},
	} {
		before := w.history(t, id, HistoryFilter{})
		w.write(t, w.a, c.do)
		after := w.history(t, id, HistoryFilter{})
		switch {
		case c.what == "merge":
			require.Equal(t, append(before, `balance "" "" 1000 of 0`, `state "active" "manual_lock" 0 of 1000`, c.want), after, "src's history is dst's")
		case c.want == "":
			require.Equal(t, before, after, c.what)
		default:
			require.Equal(t, append(before, c.want), after, c.what)
		}
	}
	require.NoError(t, w.Operator().LockCustomer(t.Context(), number, StatusLimitLock))
	lines := w.history(t, id, HistoryFilter{})
	assert.Equal(t, `state "debt_lock" "limit_lock" 0 of 1149`, lines[len(lines)-1], "the operator's commands too")
	ids := map[int64]bool{}
	for _, e := range all(t, w.a.History(t.Context(), id, HistoryFilter{})) {
		ids[e.ID] = true
	}
	assert.Len(t, ids, len(lines), "every entry has an id of its own")
}

// Bookings and changes come in the order of their time, across chunks, within
// bounds that are inclusive.
func TestHistoryInOrder(t *testing.T) {
	c := newClocked(t, "Europe/Moscow", "2024-06-15 12:00:00")
	runScript(t, c.Store, abonentRegisters)
	w := &world{Store: c.Store, a: c.As(1), b: c.As(2)}
	number, id := w.addAbonent(t, w.a, AbonentAdd{})
	start := c.now
	const rows = 2*db.ChunkSize + 3
	w.write(t, w.a, func(tx *Tx) error {
		for n := range rows {
			tx.Now = start.Add(time.Duration(n/2) * time.Minute)
			if n%3 == 0 {
				if err := tx.note(id, EntryEdit, "", fmt.Sprint(n)); err != nil {
					return err
				}
				continue
			}
			if _, err := tx.Book(number, Booking{Amount: 1, Comment: fmt.Sprint(n), Key: 1, RequestID: fmt.Sprint(n)}); err != nil {
				return err
			}
		}
		// An import brings what was booked long ago.
		_, err := tx.book(id, ledgerRow{time: start.Add(-time.Hour).Unix(), amount: 1, comment: "-1"})
		return err
	})
	order := func(f HistoryFilter) (order []string) {
		for _, e := range all(t, w.a.History(t.Context(), id, f)) {
			order = append(order, e.Comment+e.Became)
		}
		return order
	}
	var want []string
	for n := -1; n < rows; n++ {
		want = append(want, fmt.Sprint(n))
	}
	at := func(n int) *Instant { return ptr(Instant(start.Add(time.Duration(n) * time.Minute).Unix())) }
	assert.Equal(t, want, order(HistoryFilter{}))
	assert.Equal(t, want[1+2*10:1+2*21], order(HistoryFilter{From: at(10), To: at(20)}))
	assert.Equal(t, want[1+2*10:], order(HistoryFilter{From: at(10)}))
	assert.Empty(t, order(HistoryFilter{From: at(11), To: at(10)}))
	assert.Equal(t, []string{"4"}, order(HistoryFilter{RequestID: "4"}))
	assert.Empty(t, order(HistoryFilter{RequestID: "4", From: at(10)}))
	assert.Empty(t, order(HistoryFilter{RequestID: "3"}), "an edit has none")
}

// A request is done once; its customer stays the same through a merge.
func TestOnce(t *testing.T) {
	w := newAbonents(t)
	dst, _ := w.addAbonent(t, w.a, AbonentAdd{})
	src, _ := w.addAbonent(t, w.a, AbonentAdd{})
	done := int64(0)
	once := func(as *Tenant, action, id string, customer *int64, digest string) (answer int64, err error) {
		err = as.Write(t.Context(), func(tx *Tx) error {
			answer, err = tx.Once(Request{Action: action, ID: id, Customer: customer, Digest: []byte(digest)}, func() (int64, error) { done++; return done, nil })
			return err
		})
		return answer, err
	}
	is := func(want int64, as *Tenant, action, id string, customer *int64, digest string) {
		t.Helper()
		answer, err := once(as, action, id, customer, digest)
		require.NoError(t, err)
		assert.Equal(t, want, answer)
	}
	refused := func(action, id string, customer *int64, digest string) {
		t.Helper()
		_, err := once(w.a, action, id, customer, digest)
		assert.ErrorIs(t, err, ErrOtherRequest)
	}
	is(1, w.a, "add", "r", nil, "x")
	is(1, w.a, "add", "r", nil, "x")
	refused("add", "r", nil, "y")
	is(2, w.a, "msg_add", "r", &src, "x")
	is(3, w.b, "add", "r", nil, "y")
	is(4, w.a, "add", "R", nil, "y")
	refused("msg_add", "r", &dst, "x")
	refused("msg_add", "r", ptr(int64(999)), "x")
	refused("msg_add", "r", nil, "x")
	w.merge(t, dst, src)
	is(2, w.a, "msg_add", "r", &src, "x")
	is(2, w.a, "msg_add", "r", &dst, "x")
	refused("msg_add", "r", &dst, "y")
}
