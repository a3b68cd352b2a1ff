package store

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/xmltext"
)

// In a billing an account and a customer's id are one customer's, where no billing
// counts as one; archived customers keep theirs.
func TestUniqueInABilling(t *testing.T) {
	w := newAbonents(t)
	in := func(billing int64) Change { return Change{true, &billing} }
	edit := func(account, customer string, billing Change) AbonentEdit {
		return AbonentEdit{AccountNumber: &account, BillingCustomerID: &customer, Billing: billing}
	}
	_, first := w.addAbonent(t, w.a, AbonentAdd{AbonentEdit: edit("A1", "1", in(1))})
	_, second := w.addAbonent(t, w.a, AbonentAdd{AbonentEdit: edit("A1", "1", in(2))})
	_, none := w.addAbonent(t, w.a, AbonentAdd{AbonentEdit: edit("A1", "1", Change{})})
	refused := func(field string, id int64, e AbonentEdit) {
		t.Helper()
		w.refusedAs(t, ErrTaken, field, func(tx *Tx) error { return tx.EditAbonent(id, e) })
	}
	add := func(e AbonentEdit) func(tx *Tx) error {
		return func(tx *Tx) error {
			_, err := tx.AddAbonent(AbonentAdd{AbonentEdit: e})
			return err
		}
	}
	w.refusedAs(t, ErrTaken, "account_number", add(edit("A1", "3", in(1))))
	w.refusedAs(t, ErrTaken, "billing_customer_id", add(edit("A3", "1", in(1))))
	w.refusedAs(t, ErrTaken, "account_number", add(edit("A1", "", Change{})))
	refused("account_number", second, AbonentEdit{Billing: in(1)})
	refused("account_number", second, AbonentEdit{Billing: Change{Set: true}})
	w.edit(t, second, AbonentEdit{AccountNumber: ptr("A2")})
	refused("billing_customer_id", second, AbonentEdit{Billing: in(1)})
	refused("account_number", second, edit("A1", "2", in(1)))
	w.edit(t, first, edit("A1", "1", in(1)))             // its own
	w.edit(t, second, edit("A2", "2", in(1)))            // what it had there before would be another's
	w.edit(t, second, edit("A2", "1", in(2)))            // and back
	w.edit(t, none, AbonentEdit{AccountNumber: ptr("")}) // nothing is nobody's
	w.edit(t, second, AbonentEdit{AccountNumber: ptr("")})

	w.write(t, w.a, func(tx *Tx) error { return tx.ArchiveAbonent(first) })
	refused("account_number", second, edit("A1", "9", in(1)))
	w.write(t, w.a, func(tx *Tx) error { return tx.DeleteAbonent(first) })
	w.edit(t, second, edit("A1", "1", in(1)))
	w.write(t, w.b, add(edit("A1", "1", in(1)))) // another partner's is another (O8)
}

func TestAddAbonent(t *testing.T) {
	w := newAbonents(t)
	number, _ := w.addAbonent(t, w.a, AbonentAdd{})
	a := w.abonent(t, w.a, number)
	assert.Equal(t, Abonent{ID: a.ID, Number: number, Name: "Абонент 1", Status: StatusActive, Created: a.Created}, a)
	assert.InDelta(t, w.Now().Unix(), int64(a.Created), 60)
	number, _ = w.addAbonent(t, w.a, AbonentAdd{Name: "Имя", Potential: true, AbonentEdit: AbonentEdit{Corporate: ptr(true)}})
	a = w.abonent(t, w.a, number)
	assert.Equal(t, "Имя", a.Name)
	assert.Equal(t, StatusWaiting, a.Status)
	assert.True(t, a.Corporate)

	runScript(t, w.Store, `DELETE FROM partner_region WHERE partner = 1`)
	w.refusedAs(t, ErrNoRegion, "", func(tx *Tx) error {
		_, err := tx.AddAbonent(AbonentAdd{})
		return err
	})
}

// Each value changes what it names and nothing else; nil changes nothing, what is
// empty clears.
func TestEditAbonent(t *testing.T) {
	w := newAbonents(t)
	manager := w.addPartnerUser(t, w.a, "Менеджер")
	parent, parentID := w.addAbonent(t, w.a, AbonentAdd{})
	number, id := w.addAbonent(t, w.a, AbonentAdd{Name: "До"})
	untouched := w.abonent(t, w.a, parent)
	employees := all(t, w.a.Employees(t.Context(), EmployeeFilter{Side: OfPartner}))
	require.Len(t, employees, 1)
	managerNumber := int64(1)
	at := Instant(1718442000)
	want := w.abonent(t, w.a, number)
	for _, c := range []struct {
		name  string
		edit  AbonentEdit
		wants func(a *Abonent)
	}{
		{"nothing", AbonentEdit{}, func(*Abonent) {}},
		{"name", AbonentEdit{Name: ptr(strings.Repeat("я", 1000))}, func(a *Abonent) { a.Name = strings.Repeat("я", 1000) }},
		{"comment", AbonentEdit{Comment: ptr("x")}, func(a *Abonent) { a.Comment = "x" }},
		{"no comment", AbonentEdit{Comment: ptr("")}, func(a *Abonent) { a.Comment = "" }},
		{"potential", AbonentEdit{Potential: ptr(true)}, func(a *Abonent) { a.Status = StatusWaiting }},
		{"not potential", AbonentEdit{Potential: ptr(false)}, func(a *Abonent) { a.Status = StatusActive }},
		{"account", AbonentEdit{AccountNumber: ptr("A1")}, func(a *Abonent) { a.AccountNumber = "A1" }},
		{"agreement", AbonentEdit{AgreementNumber: ptr("7"), AgreementDate: ptr(Date("2024-01-02"))}, func(a *Abonent) { a.AgreementNumber, a.AgreementDate = "7", "2024-01-02" }},
		{"no date", AbonentEdit{AgreementDate: ptr(Date(""))}, func(a *Abonent) { a.AgreementDate = "" }},
		{"address", AbonentEdit{House: Change{true, ptr(int64(1))}, Apartment: ptr("5"), Entrance: ptr("2"), Floor: ptr("3"), Coordinates: ptr("55,37")}, func(a *Abonent) {
			a.House, a.Apartment, a.Entrance, a.Floor, a.Coordinates = ptr(int64(1)), "5", "2", "3", "55,37"
		}},
		{"no address", AbonentEdit{House: Change{Set: true}, Apartment: ptr(""), Coordinates: ptr("")}, func(a *Abonent) { a.House, a.Apartment, a.Coordinates = nil, "", "" }},
		{"login", AbonentEdit{Login: ptr("l"), Email: ptr("e@example.org")}, func(a *Abonent) { a.Login, a.Email = "l", "e@example.org" }},
		{"email alone", AbonentEdit{Email: ptr("f@example.org")}, func(a *Abonent) { a.Email = "f@example.org" }},
		{"no login", AbonentEdit{Login: ptr("")}, func(a *Abonent) { a.Login = "" }},
		{"corporate", AbonentEdit{Corporate: ptr(true)}, func(a *Abonent) { a.Corporate = true }},
		{"not corporate", AbonentEdit{Corporate: ptr(false)}, func(a *Abonent) { a.Corporate = false }},
		{"connected", AbonentEdit{DateConnect: ptr(Date("2024-01-02"))}, func(a *Abonent) { a.DateConnect = "2024-01-02" }},
		{"activity", AbonentEdit{Activity: Change{true, ptr(int64(at))}, ActivityInet: Change{true, ptr(int64(at) + 1)}}, func(a *Abonent) { a.Activity, a.ActivityInet = ptr(at), ptr(at+1) }},
		{"no activity", AbonentEdit{Activity: Change{Set: true}}, func(a *Abonent) { a.Activity = nil }},
		{"group", AbonentEdit{Group: Change{true, ptr(int64(51))}}, func(a *Abonent) { a.Group = ptr(int64(51)) }},
		{"no group", AbonentEdit{Group: Change{Set: true}}, func(a *Abonent) { a.Group = nil }},
		{"manager", AbonentEdit{Manager: Change{true, &managerNumber}}, func(a *Abonent) { a.Manager = &managerNumber }},
		{"billing", AbonentEdit{Billing: Change{true, ptr(int64(2))}, BillingCustomerID: ptr("7")}, func(a *Abonent) { a.Billing, a.BillingCustomerID = ptr(int64(2)), "7" }},
		{"no billing", AbonentEdit{Billing: Change{Set: true}}, func(a *Abonent) { a.Billing = nil }},
		{"phones", AbonentEdit{Phones: [phoneSlots]*string{ptr("1"), nil, ptr("2"), nil, ptr("3")}}, func(a *Abonent) { a.Phones = []Phone{{0, "1"}, {2, "2"}, {4, "3"}} }},
		{"other phones", AbonentEdit{Phones: [phoneSlots]*string{ptr(""), ptr(""), ptr("4")}}, func(a *Abonent) { a.Phones = []Phone{{2, "4"}, {4, "3"}} }},
		{"parent", AbonentEdit{Parent: Change{true, &parent}}, func(a *Abonent) { a.Parent = &parent }},
	} {
		w.edit(t, id, c.edit)
		c.wants(&want)
		require.Equal(t, want, w.abonent(t, w.a, number), c.name)
	}
	assert.Equal(t, parentID, w.parentOf(t, id))
	assert.Equal(t, untouched, w.abonent(t, w.a, parent))
	w.write(t, w.a, func(tx *Tx) error { return tx.DeleteEmployee(manager) })
	w.refusedAs(t, ErrNotFound, "manager_id", func(tx *Tx) error { return tx.EditAbonent(id, AbonentEdit{Manager: Change{true, &managerNumber}}) })
}

// What does not exist is not referred to, and of an edit that is refused nothing
// is done.
func TestRefusalsOfEdit(t *testing.T) {
	w := newAbonents(t)
	number, id := w.addAbonent(t, w.a, AbonentAdd{})
	child, childID := w.addAbonent(t, w.a, under(number))
	grandchild, _ := w.addAbonent(t, w.a, under(child))
	theirs, _ := w.addAbonent(t, w.b, AbonentAdd{})
	to := func(n int64) Change { return Change{true, &n} }
	for _, c := range []struct {
		field string
		want  error
		edit  AbonentEdit
	}{
		{"group_id", ErrNotFound, AbonentEdit{Group: to(9)}},
		{"house_id", ErrNotFound, AbonentEdit{House: to(9)}},
		{"billing_id", ErrNotFound, AbonentEdit{Billing: to(9)}},
		{"manager_id", ErrNotFound, AbonentEdit{Manager: to(9)}},
		{"parent_id", ErrNotFound, AbonentEdit{Parent: to(999)}},
		{"parent_id", ErrNotFound, AbonentEdit{Parent: to(theirs)}},
		{"parent_id", ErrCycle, AbonentEdit{Parent: to(number)}},
		{"parent_id", ErrCycle, AbonentEdit{Parent: to(child)}},
		{"parent_id", ErrCycle, AbonentEdit{Parent: to(grandchild)}},
	} {
		c.edit.Name, c.edit.Login, c.edit.Phones[0] = ptr("x"), ptr("x"), ptr("1")
		w.refusedAs(t, c.want, c.field, func(tx *Tx) error { return tx.EditAbonent(id, c.edit) })
	}
	w.write(t, w.a, func(tx *Tx) error { return tx.ArchiveAbonent(childID) })
	w.refusedAs(t, ErrState, "is_potential", func(tx *Tx) error { return tx.EditAbonent(childID, AbonentEdit{Name: ptr("x"), Potential: ptr(true)}) })
	w.edit(t, childID, AbonentEdit{Name: ptr("x"), Potential: ptr(false)})
	w.refusedAs(t, xmltext.ErrCharacter, "", func(tx *Tx) error { return tx.EditAbonent(id, AbonentEdit{Name: ptr("x"), Login: ptr("\x00")}) })
}

// Only the password that was looked at is replaced (O7).
func TestCabinetPassword(t *testing.T) {
	w := newAbonents(t)
	_, id := w.addAbonent(t, w.a, AbonentAdd{})
	set := func(before, hash string) func(tx *Tx) error {
		return func(tx *Tx) error { return tx.SetCabinetPassword(id, before, hash) }
	}
	stands := func() string {
		hash, err := w.a.CabinetPassword(t.Context(), id)
		require.NoError(t, err)
		return hash
	}
	assert.Empty(t, stands())
	w.refusedAs(t, ErrState, "", set("other", "x"))
	w.write(t, w.a, set("", "one"))
	assert.Equal(t, "one", stands())
	w.refusedAs(t, ErrState, "", set("", "two"))
	w.write(t, w.a, set("one", "two"))
	assert.Equal(t, "two", stands())
	w.write(t, w.a, func(tx *Tx) error { return tx.DeleteAbonent(id) })
	_, err := w.a.CabinetPassword(t.Context(), id)
	assert.ErrorIs(t, err, ErrNotFound)
}
