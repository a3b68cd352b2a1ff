package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
)

// A billing, an account and an id inside the billing change at once: the old
// account may be another customer's in the new billing.
func TestAccountChangesAtOnce(t *testing.T) {
	w := newWorld(t)
	a, b := w.addClient(t, w.a, "a"), w.addClient(t, w.a, "b")
	w.imports(t, func(tx *ImportTx) error {
		require.NoError(t, tx.PutBilling(1, 1, "Первый"))
		return tx.PutBilling(1, 2, "Второй")
	})
	edit := func(client, billing int64, number, id string) error {
		return w.a.Write(t.Context(), func(tx *Tx) error {
			return tx.EditAbonent(client, AbonentEdit{Billing: Change{Set: true, Value: &billing}, AccountNumber: &number, BillingCustomerID: &id})
		})
	}
	require.NoError(t, edit(a, 1, "7", "x"))
	require.NoError(t, edit(b, 2, "7", "x"))
	var field *FieldError
	require.ErrorAs(t, edit(a, 2, "7", "y"), &field)
	assert.Equal(t, FieldError{"account_number", ErrTaken}, *field)
	require.ErrorAs(t, edit(a, 2, "8", "x"), &field)
	assert.Equal(t, FieldError{"billing_customer_id", ErrTaken}, *field)
	require.NoError(t, edit(a, 2, "8", "y"))
	require.NoError(t, edit(a, 1, "7", "x"))
}

// An edit writes what changes, and no row where nothing does.
func TestEditWritesWhatChanges(t *testing.T) {
	enginetest.SQLiteOnly(t, "it counts changes")
	w := newWorld(t)
	id := w.addClient(t, w.a, "a")
	writes := func(e AbonentEdit) (n int64) {
		w.write(t, w.a, func(tx *Tx) error {
			before, _, err := tx.c.Int(`SELECT total_changes()`)
			require.NoError(t, err)
			require.NoError(t, tx.EditAbonent(id, e))
			n, _, err = tx.c.Int(`SELECT total_changes()`)
			n -= before
			return err
		})
		return n
	}
	login, email, none, corporate := "l", "e", "", true
	full := AbonentEdit{Login: &login, Email: &email, Corporate: &corporate, AccountNumber: &login, Phones: [phoneSlots]*string{&login}}
	assert.EqualValues(t, 0, writes(AbonentEdit{}))
	assert.EqualValues(t, 3, writes(full), "a row, a telephone number and the history's entry")
	assert.EqualValues(t, 0, writes(full))
	full.Login = &email
	assert.EqualValues(t, 2, writes(full))
	assert.EqualValues(t, 4, writes(AbonentEdit{Login: &none, Email: &none, AccountNumber: &none}))
}
