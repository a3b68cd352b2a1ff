package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"partnerapi/store/internal/db"
)

// Who has a value is found by it, whoever else has it too.
func TestAbonentsBy(t *testing.T) {
	w := newAbonents(t)
	in := func(billing int64) Change { return Change{true, &billing} }
	one, first := w.addAbonent(t, w.a, AbonentAdd{AbonentEdit: AbonentEdit{
		AccountNumber: ptr("A1"), Billing: in(1), BillingCustomerID: ptr("7"), AgreementNumber: ptr("12/а"), Login: ptr("Login"), Email: ptr("One@Example.org"), Phones: [phoneSlots]*string{ptr("8 (495) 123-45-67"), ptr("без цифр")}}})
	two, second := w.addAbonent(t, w.a, AbonentAdd{AbonentEdit: AbonentEdit{
		AccountNumber: ptr("A1"), Billing: in(2), BillingCustomerID: ptr("7"), AgreementNumber: ptr("12/а"), Login: ptr("login"), Email: ptr("one@example.ORG"), Phones: [phoneSlots]*string{nil, nil, nil, nil, ptr("84951234567")}}})
	w.addIP(t, w.a, first, "10.0.0.1", mac1)
	w.addIP(t, w.a, first, "10.0.0.3", mac1)
	w.addIP(t, w.a, second, "10.0.0.2", mac1)
	w.write(t, w.a, func(tx *Tx) error { return tx.ArchiveAbonent(second) })
	for _, c := range []struct {
		key     AbonentKey
		value   any
		numbers []int64
	}{
		{ByAccount, "A1", []int64{one, two}}, {ByAccount, "a1", nil}, {ByAccount, "A", nil},
		{ByBillingCustomer, "7", []int64{one, two}}, {ByBillingCustomer, "07", nil},
		{ByAgreement, "12/а", []int64{one, two}}, {ByAgreement, "12", nil},
		{ByLogin, "Login", []int64{one}}, {ByLogin, "login", []int64{two}},
		{ByEmail, "ONE@example.org", []int64{one, two}}, {ByEmail, "example.org", nil},
		{ByPhone, "8-495-1234567", []int64{one, two}}, {ByPhone, "+84951234567", []int64{one, two}}, {ByPhone, "951234567", nil}, {ByPhone, "без цифр", nil}, {ByPhone, "+", nil},
		{ByMAC, mac1, []int64{one, two}}, {ByMAC, mac2, nil},
		{ByIP, addr("10.0.0.1"), []int64{one}}, {ByIP, addr("10.0.0.2"), []int64{two}}, {ByIP, addr("10.0.0.4"), nil}, {ByIP, IPv4(0), nil},
		{ByAccount, "", nil}, {ByLogin, "", nil}, {ByEmail, "", nil},
	} {
		found, err := w.a.AbonentsBy(t.Context(), c.key, c.value, false)
		require.NoError(t, err)
		assert.Equal(t, c.numbers, found, "%d %v", c.key, c.value)
		found, err = w.a.AbonentsBy(t.Context(), c.key, c.value, true)
		require.NoError(t, err)
		want := slices.DeleteFunc(slices.Clone(c.numbers), func(n int64) bool { return n == two })
		if c.value == "951234567" {
			want = []int64{one} // the end of one customer's number now
		}
		assert.ElementsMatch(t, want, found, "%d %v, but for the archive", c.key, c.value)
	}
	for billing, want := range map[int64]int64{1: one, 2: two} {
		number, err := w.a.AbonentByAccount(t.Context(), "A1", billing)
		require.NoError(t, err)
		assert.Equal(t, want, number)
	}
	_, err := w.a.AbonentByAccount(t.Context(), "A1", 0)
	assert.ErrorIs(t, err, ErrNotFound)
}

// A number is found by its last nine digits or more, where they are one customer's,
// and by no other part.
func TestPhonesAreFoundByTheirTail(t *testing.T) {
	w := newAbonents(t)
	with := func(as *Tenant, phones ...string) int64 {
		var e AbonentEdit
		for n := range phones {
			e.Phones[n] = &phones[n]
		}
		number, _ := w.addAbonent(t, as, AbonentAdd{AbonentEdit: e})
		return number
	}
	one := with(w.a, "+7 (999) 123-45-67", "8 999 123 45 67")
	with(w.a, "+7 495 765-43-21")
	with(w.a, "+7 812 765-43-21")
	short := with(w.a, "123-45-67")
	exact := with(w.a, "9991112233")
	with(w.a, "79991112233")
	with(w.b, "+7 999 123-45-68")
	for phone, want := range map[string][]int64{
		"9991234567": {one}, "(999) 123-45-67": {one}, "991234567": {one}, "79991234567": {one}, // both numbers are one customer's
		"91234567":   nil,     // too short
		"1234567":    {short}, // the whole number
		"999123456":  nil,     // its beginning
		"9997654321": nil, "957654321": {one + 1}, "127654321": {one + 2}, "4957654321": {one + 1},
		"179991234567": nil, // longer than what is stored
		"9991112233":   {exact},
		"9991234568":   nil, // another partner's
	} {
		found, err := w.a.AbonentsBy(t.Context(), ByPhone, phone, false)
		require.NoError(t, err)
		assert.Equal(t, want, found, phone)
	}
	other := with(w.a, "8-999-123-45-67")
	found, err := w.a.AbonentsBy(t.Context(), ByPhone, "9991234567", false)
	require.NoError(t, err)
	assert.Empty(t, found, "now the end of two customers' numbers")
	found, err = w.a.AbonentsBy(t.Context(), ByPhone, "89991234567", false)
	require.NoError(t, err)
	assert.Equal(t, []int64{one, other}, found)
}

// The largest number of an agreement is of those that are all digits, and not too
// many.
func TestLargestAgreement(t *testing.T) {
	w := newAbonents(t)
	largest := func(billing int64) int64 {
		n, err := w.a.LargestAgreement(t.Context(), billing)
		require.NoError(t, err)
		return n
	}
	assert.Zero(t, largest(0))
	_, first := w.addAbonent(t, w.a, AbonentAdd{AbonentEdit: AbonentEdit{AgreementNumber: ptr("0012"), Billing: Change{true, ptr(int64(1))}}})
	_, second := w.addAbonent(t, w.a, AbonentAdd{AbonentEdit: AbonentEdit{AgreementNumber: ptr("9")}})
	w.addAbonent(t, w.a, AbonentAdd{AbonentEdit: AbonentEdit{AgreementNumber: ptr("99а")}})
	w.addAbonent(t, w.a, AbonentAdd{AbonentEdit: AbonentEdit{AgreementNumber: ptr("-99")}})
	w.addAbonent(t, w.a, AbonentAdd{AbonentEdit: AbonentEdit{AgreementNumber: ptr(strings.Repeat("9", 16))}})
	assert.EqualValues(t, 12, largest(0), "as numbers, not as texts")
	assert.EqualValues(t, 12, largest(1))
	assert.Zero(t, largest(2))
	w.edit(t, second, AbonentEdit{AgreementNumber: ptr(strings.Repeat("9", 15))})
	assert.EqualValues(t, 999_999_999_999_999, largest(0))
	w.edit(t, second, AbonentEdit{AgreementNumber: ptr("x")})
	assert.EqualValues(t, 12, largest(0))
	w.edit(t, first, AbonentEdit{AgreementNumber: ptr("")})
	assert.Zero(t, largest(0))
}

// found is a customer of the search's model, with what Abonent does not show.
type found struct {
	Abonent
	unit    int64 // of the house
	devices []int64
}

// conditions of a search by their names: each puts a value into a filter and says
// for whom it holds.
var conditions = map[string]func(r *rapid.T, f *AbonentFilter) func(c *found) bool{
	"account_number": func(r *rapid.T, f *AbonentFilter) func(*found) bool {
		f.AccountNumber = rapid.SampledFrom([]string{"A1", "a", "Б", "нет"}).Draw(r, "account")
		return func(c *found) bool { return like(f, c.AccountNumber, f.AccountNumber) }
	},
	"address_unit": func(r *rapid.T, f *AbonentFilter) func(*found) bool {
		f.AddressUnit = drawn(r, 7, 8)
		return func(c *found) bool { return c.unit == *f.AddressUnit }
	},
	"apartment": func(r *rapid.T, f *AbonentFilter) func(*found) bool {
		f.Apartment = rapid.SampledFrom([]string{"5", "5А", "а"}).Draw(r, "apartment")
		return func(c *found) bool { return like(f, c.Apartment, f.Apartment) }
	},
	"balance_from": func(r *rapid.T, f *AbonentFilter) func(*found) bool {
		f.BalanceFrom = drawn(r, -100, 0, 1, 100)
		return func(c *found) bool { return c.Balance >= *f.BalanceFrom }
	},
	"balance_to": func(r *rapid.T, f *AbonentFilter) func(*found) bool {
		f.BalanceTo = drawn(r, -1, 0, 99, 100)
		return func(c *found) bool { return c.Balance <= *f.BalanceTo }
	},
	"billing": func(r *rapid.T, f *AbonentFilter) func(*found) bool {
		f.Billing = drawn(r, 0, 1, 2)
		return func(c *found) bool { return c.Billing != nil && *c.Billing == *f.Billing }
	},
	"billing_uuid": func(r *rapid.T, f *AbonentFilter) func(*found) bool {
		f.BillingCustomerID = rapid.SampledFrom([]string{"7", "8"}).Draw(r, "uuid")
		return func(c *found) bool { return c.BillingCustomerID == f.BillingCustomerID }
	},
	"connected_from": func(r *rapid.T, f *AbonentFilter) func(*found) bool {
		f.ConnectedFrom = rapid.SampledFrom([]Date{"2024-01-01", "2024-01-02", "2024-01-03"}).Draw(r, "from")
		return func(c *found) bool { return c.DateConnect != "" && c.DateConnect >= f.ConnectedFrom }
	},
	"connected_to": func(r *rapid.T, f *AbonentFilter) func(*found) bool {
		f.ConnectedTo = rapid.SampledFrom([]Date{"2024-01-01", "2024-01-02", "2024-01-03"}).Draw(r, "to")
		return func(c *found) bool { return c.DateConnect != "" && c.DateConnect <= f.ConnectedTo }
	},
	"device": func(r *rapid.T, f *AbonentFilter) func(*found) bool {
		f.Device = drawn(r, 1, 2)
		return func(c *found) bool { return slices.Contains(c.devices, *f.Device) }
	},
	"house": func(r *rapid.T, f *AbonentFilter) func(*found) bool {
		f.House = drawn(r, 1, 2)
		return func(c *found) bool { return c.House != nil && *c.House == *f.House }
	},
	"corporate": func(r *rapid.T, f *AbonentFilter) func(*found) bool {
		f.Corporate = ptr(rapid.Bool().Draw(r, "corporate"))
		return func(c *found) bool { return c.Corporate == *f.Corporate }
	},
	"archived": func(r *rapid.T, f *AbonentFilter) func(*found) bool {
		f.Archived = ptr(rapid.Bool().Draw(r, "archived"))
		return func(c *found) bool { return (c.Status == StatusArchive) == *f.Archived }
	},
	"manager": func(r *rapid.T, f *AbonentFilter) func(*found) bool {
		f.Manager = drawn(r, 0, 3, 4, 1)
		return func(c *found) bool {
			return *f.Manager == 0 && c.Manager == nil || c.Manager != nil && *c.Manager == *f.Manager
		}
	},
	"mark": func(r *rapid.T, f *AbonentFilter) func(*found) bool {
		f.Mark = drawn(r, 1, 2)
		return func(c *found) bool { return slices.Contains(c.Marks, *f.Mark) }
	},
	"name": func(r *rapid.T, f *AbonentFilter) func(*found) bool {
		f.Name = rapid.SampledFrom([]string{"Ёлка", "ёл", "%"}).Draw(r, "name")
		return func(c *found) bool { return like(f, c.Name, f.Name) }
	},
	"statuses": func(r *rapid.T, f *AbonentFilter) func(*found) bool {
		f.Statuses = rapid.SampledFrom([][]Status{{StatusActive}, {StatusWaiting, StatusDebtLock, StatusArchive}, {StatusManualLock}, {}}).Draw(r, "statuses")
		return func(c *found) bool { return slices.Contains(f.Statuses, c.Status) }
	},
	"tariff": func(r *rapid.T, f *AbonentFilter) func(*found) bool {
		f.Tariff = drawn(r, 3, 4, 1)
		return func(c *found) bool { return c.Tariff != nil && *c.Tariff == *f.Tariff }
	},
}

func drawn(r *rapid.T, from ...int64) *int64 { return ptr(rapid.SampledFrom(from).Draw(r, "value")) }

// like compares as the filter says.
func like(f *AbonentFilter, text, asked string) bool {
	if f.Like {
		return strings.Contains(strings.ToLower(text), strings.ToLower(asked))
	}
	return text == asked
}

// searched is a world of customers that differ in what is searched for, and the
// same of another partner.
func searched(t *testing.T) (w *world, customers []found) {
	w = newAbonents(t)
	// Employees and lines 1 and 2 are the other partner's, 3 and 4 the first's.
	for _, as := range []*Tenant{w.b, w.a} {
		for n := range 2 {
			w.addPartnerUser(t, as, "Менеджер")
			w.add(t, as, func(tx *Tx) (int64, error) { return tx.AddServiceType(fmt.Sprint("Линия ", n), "") })
		}
	}
	for _, as := range []*Tenant{w.b, w.a} {
		lines := all(t, as.TariffPlans(t.Context()))
		employee := map[Partner]int64{1: 3, 2: 1}[as.partner]
		for n := range int64(60) {
			// What is left of n by small numbers makes every pair of values occur.
			ref := func(by, of int64) Change {
				if n%by == 0 {
					return Change{}
				}
				return Change{true, ptr(1 + n/by%of)}
			}
			e := AbonentEdit{House: ref(3, 2), Billing: ref(5, 2), Corporate: ptr(n%4 == 1)}
			e.Name = ptr([]string{"Ёлка", "ЁЛКА", "ёлки 100%", "Сосна"}[n%4])
			if n%2 == 0 {
				e.AccountNumber = ptr([]string{"A1", "а", "Б", "ба"}[n/2%4])
				if n > 7 {
					e.AccountNumber = ptr(fmt.Sprint("A", n))
				}
			}
			if n%3 == 1 {
				e.Apartment = ptr([]string{"5", "5А", "15а"}[n/3%3])
			}
			if n == 10 || n == 11 {
				e.BillingCustomerID = ptr(fmt.Sprint(n - 3))
			}
			if n%4 != 2 {
				e.DateConnect = ptr([]Date{"2024-01-01", "2024-01-02", "2024-01-03", ""}[n/4%4])
			}
			if n%7 != 0 {
				e.Manager = Change{true, ptr(employee + n/7%2)}
			}
			_, id := w.addAbonent(t, as, AbonentAdd{AbonentEdit: e})
			w.write(t, as, func(tx *Tx) error {
				if n%5 == 1 {
					if _, err := tx.book(id, ledgerRow{time: tx.Now.Unix(), amount: []int64{-100, 1, 100, 250}[n/5%4]}); err != nil {
						return err
					}
				}
				for mark := range n % 3 {
					if err := tx.AddMark(id, mark+1); err != nil {
						return err
					}
				}
				if n%4 != 0 {
					if err := tx.SetAbonentTariff(id, lines[n%2].ID); err != nil {
						return err
					}
				}
				if n%6 > 3 {
					return tx.c.Script(fmt.Sprintf(`INSERT INTO commutation VALUES (%[1]d, %[2]d, %[3]d, 1), (%[1]d, %[2]d, %[3]d, 2)`, as.partner, id, n%6-3))
				}
				return nil
			})
			w.write(t, as, func(tx *Tx) error { return tx.setClientStatus(id, Status(1+(n+n/7)%7)) })
		}
	}
	// A client that PartnerAPI has added has no row of customer_data.
	w.addClient(t, w.a, "Ёлка")
	return w, customersOf(t, w)
}

// customersOf are the first partner's customers as the store shows each.
func customersOf(t *testing.T, w *world) (list []found) {
	var numbers []int64
	require.NoError(t, w.read(t.Context(), func(c *db.Conn) error {
		return c.Each(`SELECT number FROM client WHERE partner = 1`, nil, func(r db.Row) error {
			numbers = append(numbers, r.Int(0))
			return nil
		})
	}))
	rows, err := All(w.a.Abonents(t.Context(), numbers))
	require.NoError(t, err)
	for _, a := range rows {
		one := found{Abonent: a}
		if a.House != nil && *a.House == 1 {
			one.unit = 7
		}
		require.NoError(t, w.read(t.Context(), func(c *db.Conn) error {
			return c.Each(`SELECT device FROM commutation WHERE partner = 1 AND client = ?1`, []any{a.ID}, func(r db.Row) error {
				one.devices = append(one.devices, r.Int(0))
				return nil
			})
		}))
		list = append(list, one)
	}
	return list
}

// Every condition alone and any of them together select just those for whom they
// hold, ascending and each once.
func TestSearchAbonents(t *testing.T) {
	w, customers := searched(t)
	names := slices.Sorted(func(yield func(string) bool) {
		for name := range conditions {
			if !yield(name) {
				return
			}
		}
	})
	rapid.Check(t, func(r *rapid.T) {
		f := AbonentFilter{Like: rapid.Bool().Draw(r, "like")}
		var hold []func(*found) bool
		chosen := rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, 3, func(name string) string { return name }).Draw(r, "conditions")
		for _, name := range chosen {
			hold = append(hold, conditions[name](r, &f))
		}
		var want []int64
		for i := range customers {
			if !slices.ContainsFunc(hold, func(holds func(*found) bool) bool { return !holds(&customers[i]) }) {
				want = append(want, customers[i].Number)
			}
		}
		slices.Sort(want)
		got, err := w.a.SearchAbonents(t.Context(), f)
		require.NoError(r, err)
		require.Equal(r, want, got)
	})
}

// Every search is a text of its own, which both engines take.
func TestEverySearch(t *testing.T) {
	_, a := newTenant(t)
	n, yes := int64(1), true
	for _, f := range []AbonentFilter{
		{AddressUnit: &n}, {Billing: &n}, {Device: &n}, {House: &n}, {Mark: &n}, {Tariff: &n}, {Manager: &n}, {Manager: new(int64)},
		{BalanceFrom: &n}, {BalanceTo: &n}, {ConnectedFrom: "2024-01-01"}, {ConnectedTo: "2024-01-01"}, {Statuses: []Status{StatusActive}},
		{Corporate: &yes}, {Archived: &yes}, {BillingCustomerID: "1"}, {AccountNumber: "1"}, {Apartment: "1"}, {Name: "1"},
		{AccountNumber: "1", Like: true}, {Apartment: "1", Like: true}, {Name: "1", Like: true},
	} {
		found, err := a.SearchAbonents(t.Context(), f)
		require.NoError(t, err)
		require.Empty(t, found)
	}
}
