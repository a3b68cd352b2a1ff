package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The numbers of an employee go to the telephone types in their order; the e-mail address to
// the contact that is shown. Deleted employees and other partners' are not there.
func TestPartnerUsers(t *testing.T) {
	w := newWorld(t)
	w.write(t, w.a, func(tx *Tx) error {
		return tx.c.Script(`INSERT INTO contact_type VALUES (5, '31111111-1111-4111-8111-111111111115', 'Mobile PHONE', 3), (6, '31111111-1111-4111-8111-111111111116', 'Телефон помощника', 1)`)
	})
	add := func(as *Tenant, family string, email string, phones ...string) (id int64) {
		return w.add(t, as, func(tx *Tx) (int64, error) {
			id, err := tx.AddPartnerUser(EmployeeUpdate{FamilyName: &family, Name: ptr("Анна")})
			if err == nil {
				err = tx.SetEmployeeEmail(id, email)
			}
			if err == nil {
				err = tx.SetEmployeePhones(id, phones)
			}
			return id, err
		})
	}
	both := add(w.a, "Обе", "a@example.org", "1", "2")
	gone := add(w.a, "Удалена", "", "3")
	none := add(w.a, "Без", "")
	theirs := add(w.b, "Чужая", "b@example.org")
	w.write(t, w.a, func(tx *Tx) error { return tx.DeleteEmployee(gone) })

	places, err := w.a.PhonePlaces(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 2, places, "those of employees alone")
	users := all(t, w.a.PartnerUsers(t.Context(), PartnerUserFilter{}))
	require.Len(t, users, 2)
	assert.Equal(t, PartnerUser{ID: both, Number: users[0].Number, UUID: users[0].UUID, Name: "Анна", FamilyName: "Обе", Email: "a@example.org", Phones: []string{"1", "2"}}, users[0])
	assert.Equal(t, none, users[1].ID)
	assert.Empty(t, users[1].Phones)
	assert.Equal(t, "Без Анна", users[1].FullName())
	assert.Equal(t, users[:1], all(t, w.a.PartnerUsers(t.Context(), PartnerUserFilter{Numbers: []int64{users[0].Number}})))
	assert.Equal(t, users[1:], all(t, w.a.PartnerUsers(t.Context(), PartnerUserFilter{UUIDs: []string{users[1].UUID}})))
	assert.Empty(t, all(t, w.b.PartnerUsers(t.Context(), PartnerUserFilter{UUIDs: []string{users[0].UUID}})))
	_, err = w.a.PartnerUser(t.Context(), theirs)
	require.ErrorIs(t, err, ErrNotFound)
	_, err = w.a.PartnerUser(t.Context(), gone)
	require.ErrorIs(t, err, ErrNotFound)

	w.write(t, w.a, func(tx *Tx) error {
		if err := tx.SetEmployeePhones(both, []string{"9"}); err != nil {
			return err
		}
		return tx.SetEmployeeEmail(both, "")
	})
	user, err := w.a.PartnerUser(t.Context(), both)
	require.NoError(t, err)
	assert.Equal(t, []string{"9"}, user.Phones)
	assert.Empty(t, user.Email)
	assert.Error(t, w.refused(t, w.a, func(tx *Tx) error { return tx.SetEmployeePhones(both, []string{"1", "2", "3"}) }))
	w.write(t, w.b, func(tx *Tx) error { return tx.SetEmployeePhones(both, nil) })
	unchanged, err := w.a.PartnerUser(t.Context(), both)
	require.NoError(t, err)
	assert.Equal(t, user, unchanged, "another partner blanks nothing")
	assert.ErrorIs(t, w.refused(t, w.b, func(tx *Tx) error { return tx.SetEmployeeEmail(both, "x@example.org") }), ErrNotFound)
}

// Without a telephone type in the register one number gets one, as an e-mail address does.
func TestFirstPhoneType(t *testing.T) {
	w := newWorld(t)
	w.write(t, w.a, func(tx *Tx) error { return tx.c.Script(`DELETE FROM contact_type`) })
	id := w.add(t, w.a, func(tx *Tx) (int64, error) { return tx.AddPartnerUser(EmployeeUpdate{FamilyName: ptr("x")}) })
	places, err := w.a.PhonePlaces(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, places)
	w.write(t, w.a, func(tx *Tx) error { return tx.SetEmployeePhones(id, []string{"1"}) })
	user, err := w.a.PartnerUser(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, []string{"1"}, user.Phones)
}
