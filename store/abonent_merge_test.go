package store

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store/internal/db"
)

// parentOf is the key of who stands above a customer, 0: nobody.
func (w *world) parentOf(t *testing.T, id int64) (parent int64) {
	t.Helper()
	require.NoError(t, w.read(t.Context(), func(c *db.Conn) (err error) {
		parent, _, err = c.Int(`SELECT coalesce(parent, 0) FROM customer_data WHERE client = ?1`, id)
		return err
	}))
	return parent
}

func under(number int64) AbonentAdd {
	return AbonentAdd{AbonentEdit: AbonentEdit{Parent: Change{true, &number}}}
}

// Whatever src has is dst's afterwards, once; dst's own scalars stay (O12).
func TestMergeMovesEverything(t *testing.T) {
	w := newAbonents(t)
	dst, to := w.addAbonent(t, w.a, AbonentAdd{Name: "Главный", AbonentEdit: AbonentEdit{
		AccountNumber: ptr("A1"), Billing: Change{true, ptr(int64(1))}, BillingCustomerID: ptr("1"), Login: ptr("main"), Email: ptr("main@example.org"),
		Phones: [phoneSlots]*string{ptr("+7 1"), nil, ptr("3")},
	}})
	src, from := w.addAbonent(t, w.a, AbonentAdd{Name: "Второй", AbonentEdit: AbonentEdit{
		AccountNumber: ptr("A2"), Billing: Change{true, ptr(int64(2))}, BillingCustomerID: ptr("2"), Login: ptr("second"), Email: ptr("second@example.org"), Comment: ptr("x"),
		Phones: [phoneSlots]*string{ptr("2"), ptr("3"), ptr("4"), ptr("5"), ptr("6")},
	}})
	child, childID := w.addAbonent(t, w.a, under(src))
	line := w.add(t, w.a, func(tx *Tx) (int64, error) { return tx.AddServiceType("Общая", "") })
	second := w.add(t, w.a, func(tx *Tx) (int64, error) { return tx.AddServiceType("Вторая", "") })
	w.book(t, dst, Booking{Amount: 1, Key: 1})
	w.book(t, src, Booking{Amount: 10, Key: 1})
	w.book(t, dst, Booking{Amount: 100, Key: 1})
	w.addIP(t, w.a, to, "10.0.0.1", mac1)
	w.addIP(t, w.a, from, "10.0.0.2", mac2)
	w.addIP(t, w.a, from, "10.0.0.3", mac3)
	w.write(t, w.a, func(tx *Tx) error {
		for _, do := range []func() error{
			func() error { return tx.RemoveIP(from, addr("10.0.0.3")) },
			func() error { return tx.AddSubnet(from, subnet("10.1.0.0", 24)) },
			func() error { return tx.AddMark(to, 1) },
			func() error { return tx.AddMark(from, 1) },
			func() error { return tx.AddMark(from, 2) },
		} {
			if err := do(); err != nil {
				return err
			}
		}
		return tx.c.Script(fmt.Sprintf(`INSERT INTO commutation VALUES (1, %[1]d, 1, 5), (1, %[2]d, 1, 5), (1, %[2]d, 2, 5)`, to, from))
	})
	attach := func(id, line, price int64, comment string) {
		w.add(t, w.a, func(tx *Tx) (int64, error) { return tx.AddAbonentService(id, line, price, comment) })
	}
	attach(to, line, 100, "своя")
	attach(from, line, 200, "чужая")
	attach(from, second, 300, "вторая")
	message := w.add(t, w.a, func(tx *Tx) (int64, error) {
		return tx.AddMessage(from, NewMessage{Text: "Привет", Archived: true})
	})
	user := w.addClientUser(t, w.a, from, "Сотрудник")
	agent := w.addAgent(t, w.a, user, "пароль")
	before := w.abonent(t, w.a, dst)

	w.merge(t, dst, src)

	_, err := w.a.Abonent(t.Context(), src)
	assert.ErrorIs(t, err, ErrNotFound)
	got, want := w.abonent(t, w.a, dst), before
	want.Comment = "x" // it had none
	want.Balance, want.PositiveBalance = 111, got.PositiveBalance
	want.Phones = []Phone{{0, "+7 1"}, {1, "2"}, {2, "3"}, {3, "4"}, {4, "5"}, {5, "6"}}
	want.Marks = []int64{1, 2}
	want.Services = append(want.Services, got.Services[1])
	want.IPs = append(want.IPs, IP{ID: 2, Addr: ptr(addr("10.0.0.2")), MAC: mac2})
	want.Subnets = []Subnet{subnet("10.1.0.0", 24)}
	assert.Equal(t, want, got)
	assert.Equal(t, "своя", got.Services[0].Comment, "what both have stays as dst has it")
	assert.EqualValues(t, 300, got.Services[1].Price)
	assert.Equal(t, []int64{1, 10, 100}, w.amounts(t, to), "oldest first")
	w.balanced(t)
	assert.Equal(t, []string{"10.0.0.3 " + mac3}, w.stops(t, to))
	messages := all(t, w.a.Messages(t.Context(), MessageFilter{Client: to}))
	require.Len(t, messages, 1)
	assert.Equal(t, message, messages[0].ID)
	assert.Equal(t, dst, messages[0].Customer)
	assert.Equal(t, to, w.parentOf(t, childID))
	assert.Equal(t, []string{fmt.Sprint("commutation", "[1 1 1 5]"), fmt.Sprint("commutation", "[1 1 2 5]")}, w.rowsBy(t, "commutation", "device"))
	users := all(t, w.a.Employees(t.Context(), EmployeeFilter{Side: OfClient, Client: to, IncludeDeleted: true}))
	require.Len(t, users, 1)
	assert.Equal(t, user, users[0].ID)
	agents := all(t, w.a.Agents(t.Context(), AgentFilter{Side: OfClient, Client: to}))
	require.Len(t, agents, 1)
	assert.Equal(t, agent, agents[0].ID)
	assert.True(t, agents[0].Active)

	w.refusedAs(t, ErrMerged, "", func(tx *Tx) error { return tx.MergeAbonents(dst, src) })
	w.refusedAs(t, ErrMerged, "", func(tx *Tx) error { return tx.MergeAbonents(child, src) })
	w.refusedAs(t, ErrNotFound, "dst_id", func(tx *Tx) error { return tx.MergeAbonents(src, child) })
	w.refusedAs(t, ErrNotFound, "src_id", func(tx *Tx) error { return tx.MergeAbonents(dst, 999) })
	w.write(t, w.a, func(tx *Tx) error { return tx.DeleteAbonent(childID) })
	w.refusedAs(t, ErrNotFound, "src_id", func(tx *Tx) error { return tx.MergeAbonents(dst, child) })
	w.edit(t, to, AbonentEdit{AccountNumber: ptr("A2"), Billing: Change{true, ptr(int64(2))}, BillingCustomerID: ptr("2")}) // free again
}

// Where dst has none of what belongs together it takes src's (O12); what it has of it
// keeps out all of src's. The password is never taken.
func TestMergeFillsGaps(t *testing.T) {
	house := func(n int64) Change { return Change{true, &n} }
	at := Instant(1718442000)
	full := AbonentEdit{
		Comment: ptr("x"), AgreementNumber: ptr("7"), AgreementDate: ptr(Date("2024-01-02")), House: house(1), Apartment: ptr("5"), Entrance: ptr("2"), Floor: ptr("3"), Coordinates: ptr("55,37"),
		Login: ptr("src"), Email: ptr("s@example.org"), DateConnect: ptr(Date("2024-01-03")), Activity: Change{true, ptr(int64(at))}, ActivityInet: Change{true, ptr(int64(at) + 1)},
		Group: Change{true, ptr(int64(51))}, AccountNumber: ptr("A1"), Billing: Change{true, ptr(int64(1))}, BillingCustomerID: ptr("1"),
	}
	for name, c := range map[string]struct {
		dst  AbonentEdit
		want func(dst, src *Abonent)
	}{
		"nothing":               {AbonentEdit{}, func(*Abonent, *Abonent) {}},
		"an agreement's date":   {AbonentEdit{AgreementDate: ptr(Date("2020-01-01"))}, func(dst, _ *Abonent) { dst.AgreementNumber, dst.AgreementDate = "", "2020-01-01" }},
		"an agreement's number": {AbonentEdit{AgreementNumber: ptr("9")}, func(dst, _ *Abonent) { dst.AgreementNumber, dst.AgreementDate = "9", "" }},
		"an apartment": {AbonentEdit{Apartment: ptr("8")}, func(dst, _ *Abonent) {
			dst.House, dst.Apartment, dst.Entrance, dst.Floor, dst.Coordinates = nil, "8", "", "", ""
		}},
		"a billing":             {AbonentEdit{Billing: Change{true, ptr(int64(2))}, BillingCustomerID: ptr("9")}, func(dst, _ *Abonent) { dst.Billing, dst.BillingCustomerID, dst.AccountNumber = ptr(int64(2)), "9", "" }},
		"the same billing":      {AbonentEdit{Billing: Change{true, ptr(int64(1))}, BillingCustomerID: ptr("9")}, func(dst, _ *Abonent) { dst.BillingCustomerID = "9" }},
		"an account":            {AbonentEdit{AccountNumber: ptr("A9")}, func(dst, _ *Abonent) { dst.AccountNumber = "A9" }},
		"an id without billing": {AbonentEdit{BillingCustomerID: ptr("9")}, func(dst, _ *Abonent) { dst.Billing, dst.BillingCustomerID, dst.AccountNumber = nil, "9", "" }},
		"a login":               {AbonentEdit{Login: ptr("dst")}, func(dst, _ *Abonent) { dst.Login = "dst" }},
	} {
		t.Run(name, func(t *testing.T) {
			w := newAbonents(t)
			number, _ := w.addAbonent(t, w.a, AbonentAdd{Name: "dst", AbonentEdit: c.dst})
			src, from := w.addAbonent(t, w.a, AbonentAdd{Name: "src", AbonentEdit: full})
			line := w.add(t, w.a, func(tx *Tx) (int64, error) { return tx.AddServiceType("Общая", "") })
			w.write(t, w.a, func(tx *Tx) error {
				if err := tx.SetCabinetPassword(from, "", "hash"); err != nil {
					return err
				}
				return tx.SetAbonentTariff(from, line)
			})
			dst, want := w.abonent(t, w.a, number), w.abonent(t, w.a, src)
			c.want(&want, &want)
			want.ID, want.Number, want.Name, want.Created = dst.ID, dst.Number, dst.Name, dst.Created
			w.merge(t, number, src)
			assert.Equal(t, want, w.abonent(t, w.a, number))
			hash, err := w.a.CabinetPassword(t.Context(), dst.ID)
			require.NoError(t, err)
			assert.Empty(t, hash)
			for key, value := range map[AbonentKey]string{ByAccount: "A1", ByBillingCustomer: "1"} {
				found, err := w.a.AbonentsBy(t.Context(), key, value, false)
				require.NoError(t, err)
				assert.Equal(t, []int64{number}, found, "what was src's finds dst")
			}
			found, err := w.a.AbonentByAccount(t.Context(), "A1", 1)
			require.NoError(t, err)
			assert.Equal(t, number, found)
		})
	}
}

// What src had is nobody else's afterwards, through further merges too, until the
// customer is deleted.
func TestMergedAccountsStayTaken(t *testing.T) {
	w := newAbonents(t)
	account := func(account, id string) AbonentAdd {
		return AbonentAdd{AbonentEdit: AbonentEdit{AccountNumber: &account, Billing: Change{true, ptr(int64(1))}, BillingCustomerID: &id}}
	}
	last, lastID := w.addAbonent(t, w.a, account("A3", "3"))
	dst, _ := w.addAbonent(t, w.a, account("A2", "2"))
	src, _ := w.addAbonent(t, w.a, account("A1", "1"))
	w.merge(t, dst, src)
	w.merge(t, last, dst)
	for _, taken := range []string{"1", "2", "3"} {
		w.refusedAs(t, ErrTaken, "account_number", func(tx *Tx) error { _, err := tx.AddAbonent(account("A"+taken, "9")); return err })
		w.refusedAs(t, ErrTaken, "billing_customer_id", func(tx *Tx) error { _, err := tx.AddAbonent(account("A9", taken)); return err })
	}
	found, err := w.a.SearchAbonents(t.Context(), AbonentFilter{AccountNumber: "A1", BillingCustomerID: "2"})
	require.NoError(t, err)
	assert.Equal(t, []int64{last}, found)
	w.edit(t, lastID, AbonentEdit{AccountNumber: ptr("A1")}) // its own
	theirs, _ := w.addAbonent(t, w.b, account("A1", "1"))
	assert.NotZero(t, theirs, "another partner's is another")
	w.write(t, w.a, func(tx *Tx) error { return tx.DeleteAbonent(lastID) })
	for _, free := range []string{"1", "2", "3"} {
		w.addAbonent(t, w.a, account("A"+free, free))
	}
}

// Merged again, everything goes on to the last; the first owner stays known.
func TestMergeInChains(t *testing.T) {
	w := newAbonents(t)
	var numbers, ids []int64
	for n := range int64(4) {
		number, id := w.addAbonent(t, w.a, AbonentAdd{})
		numbers, ids = append(numbers, number), append(ids, id)
		w.book(t, number, Booking{Amount: n + 1, Key: 1, RequestID: fmt.Sprint(n)})
	}
	for n := range 3 {
		w.merge(t, numbers[n+1], numbers[n])
	}
	assert.Equal(t, []int64{1, 2, 3, 4}, w.amounts(t, ids[3]))
	assert.EqualValues(t, 10, w.abonent(t, w.a, numbers[3]).Balance)
	w.balanced(t)
	for n, row := range w.rows(t, "ledger") {
		assert.Contains(t, row, fmt.Sprintf("ledger[1 %d %d %d ", n+1, ids[3], ids[n]))
	}
}

// Children are never lost, and nobody comes to stand above itself, however deep
// dst is below src.
func TestMergeAboveAndBelow(t *testing.T) {
	w := newAbonents(t)
	top, topID := w.addAbonent(t, w.a, AbonentAdd{})
	src, _ := w.addAbonent(t, w.a, under(top))
	between, betweenID := w.addAbonent(t, w.a, under(src))
	dst, to := w.addAbonent(t, w.a, under(between))
	_, sibling := w.addAbonent(t, w.a, under(src))
	_, leaf := w.addAbonent(t, w.a, under(dst))
	w.merge(t, dst, src)
	assert.Equal(t, topID, w.parentOf(t, to), "dst takes the place of src")
	assert.Equal(t, to, w.parentOf(t, betweenID))
	assert.Equal(t, to, w.parentOf(t, sibling))
	assert.Equal(t, to, w.parentOf(t, leaf))

	w.merge(t, dst, between)
	assert.Equal(t, topID, w.parentOf(t, to), "a child merges into its parent, who stays")
	w.merge(t, dst, top)
	assert.Zero(t, w.parentOf(t, to))
	assert.Equal(t, to, w.parentOf(t, leaf))
}

// What comes to an archived customer works no more (S25); what comes from the
// archive stays as it was there.
func TestMergeInTheArchive(t *testing.T) {
	for _, archived := range []string{"dst", "src"} {
		t.Run(archived, func(t *testing.T) {
			w := newAbonents(t)
			dst, to := w.addAbonent(t, w.a, AbonentAdd{})
			src, from := w.addAbonent(t, w.a, AbonentAdd{})
			user := w.addClientUser(t, w.a, from, "Сотрудник")
			agent := w.addAgent(t, w.a, user, "пароль")
			w.write(t, w.a, func(tx *Tx) error { return tx.ArchiveAbonent(map[string]int64{"dst": to, "src": from}[archived]) })
			w.merge(t, dst, src)
			assert.Equal(t, archived == "dst", w.abonent(t, w.a, dst).Status == StatusArchive)
			users := all(t, w.a.Employees(t.Context(), EmployeeFilter{Side: OfClient, Client: to, IncludeDeleted: true}))
			require.Len(t, users, 1)
			assert.True(t, users[0].Deleted)
			agents := all(t, w.a.Agents(t.Context(), AgentFilter{Side: OfClient, Client: to, Employee: user}))
			require.Len(t, agents, 1)
			assert.Equal(t, agent, agents[0].ID)
			assert.False(t, agents[0].Stored)
		})
	}
}
