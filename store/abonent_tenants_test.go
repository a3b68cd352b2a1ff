package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Two partners with the same rows; nobody reads, changes or stands in the way of
// the other's.
func TestAbonentsAreThePartnersOwn(t *testing.T) {
	w := newAbonents(t)
	theirs, their := w.full(t, w.b)
	manager := w.addPartnerUser(t, w.b, "Менеджер")
	require.Equal(t, nothing, w.reads(t, w.a, theirs, their))
	assert.Empty(t, all(t, w.a.History(t.Context(), their, HistoryFilter{})))
	assert.Empty(t, all(t, w.a.MACHistory(t.Context(), their)))
	assert.Empty(t, all(t, w.a.Messages(t.Context(), MessageFilter{Employee: &manager})))

	mine, my := w.full(t, w.a) // the same account, address, request_id …
	require.Equal(t, everything, w.reads(t, w.a, mine, my))
	require.Equal(t, everything, w.reads(t, w.b, theirs, their))
	their1 := w.abonent(t, w.b, theirs)

	line := all(t, w.b.TariffPlans(t.Context()))[0]
	before := w.dump(t)
	for what, write := range map[string]func(tx *Tx) error{
		"book":           func(tx *Tx) error { _, err := tx.Book(theirs, Booking{Amount: 1, Key: 1}); return err },
		"merge from":     func(tx *Tx) error { return tx.MergeAbonents(mine, theirs) },
		"merge to":       func(tx *Tx) error { return tx.MergeAbonents(theirs, mine) },
		"delete":         func(tx *Tx) error { return tx.DeleteAbonent(their) },
		"to_ex":          func(tx *Tx) error { return tx.ArchiveAbonent(their) },
		"to_normal":      func(tx *Tx) error { return tx.RestoreAbonent(their) },
		"state":          func(tx *Tx) error { return tx.SetAbonentState(their, StatusManualLock) },
		"potential":      func(tx *Tx) error { return tx.EditAbonent(their, AbonentEdit{Potential: ptr(true)}) },
		"name":           func(tx *Tx) error { return tx.EditAbonent(their, AbonentEdit{Name: ptr("x")}) },
		"parent":         func(tx *Tx) error { return tx.EditAbonent(my, AbonentEdit{Parent: Change{true, &theirs}}) },
		"tariff":         func(tx *Tx) error { return tx.SetAbonentTariff(their, line.ID) },
		"remove ip":      func(tx *Tx) error { return tx.RemoveIP(their, addr("10.0.0.1")) },
		"remove subnet":  func(tx *Tx) error { return tx.RemoveSubnet(their, addr("10.1.0.0")) },
		"remove service": func(tx *Tx) error { return tx.RemoveAbonentService(their, line.Number) },
		"my subnet":      func(tx *Tx) error { return tx.RemoveSubnet(my, addr("10.2.0.0")) },
		"my service":     func(tx *Tx) error { return tx.RemoveAbonentService(my, line.Number) },
	} {
		assert.ErrorIs(t, w.refused(t, w.a, write), ErrNotFound, what)
		assert.Equal(t, before, w.dump(t), what)
	}
	assert.ErrorIs(t, w.refused(t, w.a, func(tx *Tx) error { return tx.SetCabinetPassword(their, "", "x") }), ErrState)
	for what, write := range map[string]func(tx *Tx) error{
		"all ips":     func(tx *Tx) error { return tx.RemoveIPs(their) },
		"macs alone":  func(tx *Tx) error { return tx.RemoveMACsAlone(their) },
		"remove mark": func(tx *Tx) error { return tx.RemoveMark(their, 1) },
	} {
		w.write(t, w.a, write)
		assert.Equal(t, before, w.dump(t), what)
	}
	// A key that nobody has looked up, of another partner's customer: what is put
	// there stays with who put it.
	for _, write := range []func(tx *Tx) error{
		func(tx *Tx) error {
			return tx.EditAbonent(their, AbonentEdit{Login: ptr("x"), Phones: [phoneSlots]*string{nil, ptr("x")}})
		},
		func(tx *Tx) error { return tx.AddIP(their, ptr(addr("10.3.0.1")), mac3) },
		func(tx *Tx) error { return tx.AddSubnet(their, subnet("10.4.0.0", 24)) },
		func(tx *Tx) error { return tx.AddMark(their, 2) },
		func(tx *Tx) error { _, err := tx.AddAbonentService(their, line.ID, 1, ""); return err },
		func(tx *Tx) error { _, err := tx.AddMessage(their, NewMessage{Text: "x"}); return err },
	} {
		_ = w.a.Write(t.Context(), write) // refused or not
	}
	assert.Equal(t, nothing["data"], w.reads(t, w.a, theirs, their)["data"])
	w.write(t, w.a, func(tx *Tx) error { return tx.SetMAC(addr("10.0.0.1"), mac3) })
	w.write(t, w.a, func(tx *Tx) error { return tx.DeleteAbonent(my) })
	assert.Equal(t, their1, w.abonent(t, w.b, theirs))
	assert.Equal(t, everything, w.reads(t, w.b, theirs, their))
}

// The registers that customers refer to are a partner's own.
func TestRegistersOfAbonentsAreThePartnersOwn(t *testing.T) {
	w := newAbonents(t)
	runScript(t, w.Store, `INSERT INTO billing VALUES (2, 9, 'b'); INSERT INTO mark VALUES (2, 9, 'm'); INSERT INTO customer_group VALUES (2, 99, 'g'); INSERT INTO house VALUES (2, 9, 'h', 8)`)
	theirManager := w.addPartnerUser(t, w.b, "Менеджер")
	_, id := w.addAbonent(t, w.a, AbonentAdd{})
	nine, ninetyNine, one := int64(9), int64(99), int64(1)
	for field, e := range map[string]AbonentEdit{
		"billing_id": {Billing: Change{true, &nine}}, "group_id": {Group: Change{true, &ninetyNine}}, "house_id": {House: Change{true, &nine}}, "manager_id": {Manager: Change{true, &one}},
	} {
		w.refusedAs(t, ErrNotFound, field, func(tx *Tx) error { return tx.EditAbonent(id, e) })
	}
	w.refusedAs(t, ErrNotFound, "", func(tx *Tx) error { return tx.AddMark(id, 9) })
	w.refusedAs(t, ErrNotFound, "", func(tx *Tx) error { return tx.RemoveMark(id, 9) })
	known, err := w.a.KnowsBilling(t.Context(), 9)
	require.NoError(t, err)
	assert.False(t, known)
	known, err = w.b.KnowsBilling(t.Context(), 9)
	require.NoError(t, err)
	assert.True(t, known)
	assert.Equal(t, []CustomerGroup{{51, "Группа"}}, all(t, w.a.CustomerGroups(t.Context())))
	assert.Equal(t, []CustomerGroup{{51, "Группа"}, {99, "g"}}, all(t, w.b.CustomerGroups(t.Context())))
	number := func(as *Tenant, employee int64) error {
		_, err := as.FindWorkingPartnerUser(t.Context(), employee)
		return err
	}
	require.NoError(t, number(w.b, 1), "employee %d", theirManager)
	assert.ErrorIs(t, number(w.a, 1), ErrNotFound)
	_, err = w.a.FindPartnerUser(t.Context(), 1)
	assert.ErrorIs(t, err, ErrNotFound)
}
