package store

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store/internal/db"
)

// imports runs fn in a transaction of an import.
func (w *world) imports(t *testing.T, fn func(tx *ImportTx) error) {
	t.Helper()
	require.NoError(t, w.Operator().Importer().Write(t.Context(), fn))
}

// What a transaction has found is forgotten when it is lost: its ids go to other
// rows.
func TestImporterForgetsWhatWasLost(t *testing.T) {
	st, err := Open(inPlace(t, Options{}))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	importer := st.Operator().Importer()
	const lost, kept = "aaaaaaaa-1111-4111-8111-111111111111", "bbbbbbbb-1111-4111-8111-111111111111"
	put := func(tx *ImportTx, uuid string) error {
		err := tx.PutRegion(RegionEntry{UUID: uuid, Name: "Тверь", TimeZone: 3})
		_, ok, failed := tx.Find(Regions, 0, uuid)
		assert.True(t, ok)
		return errors.Join(err, failed)
	}
	broken := errors.New("broken")
	require.ErrorIs(t, importer.Write(t.Context(), func(tx *ImportTx) error { return errors.Join(put(tx, lost), broken) }), broken)
	require.NoError(t, importer.Write(t.Context(), func(tx *ImportTx) error {
		_, ok, err := tx.Find(Regions, 0, lost)
		assert.False(t, ok)
		return errors.Join(err, put(tx, kept))
	}))
	require.NoError(t, importer.Write(t.Context(), func(tx *ImportTx) error {
		_, ok, err := tx.Find(Regions, 0, kept)
		assert.True(t, ok)
		return err
	}))
}

// The Latin prefix means the Cyrillic one; nothing else changes, and what is
// valid stays so (S5).
func TestRegNumber(t *testing.T) {
	for number, want := range map[string]string{"BO1": "ВО1", "ВО1": "ВО1", "FRBO": "FRBO", "1BO": "1BO", "": "", "500000": "500000", "BO": "ВО"} {
		assert.Equal(t, want, normalRegNumber(number))
		assert.Equal(t, ValidRegNumber(number), ValidRegNumber(want), number)
	}
	for number, valid := range map[string]bool{
		"499999": false, "500000": true, "999999999999": true, "1000000000000": false, "0500000": true, "+500000": false, " 500000": false,
		"": false, "ВО": true, "BО1": false, "во1": false, "FR1": true, "fr1": false,
	} {
		assert.Equal(t, valid, ValidRegNumber(number), number)
	}
}

// A kind of contact has one value for each that has contacts, and a line's number is
// its own.
func TestImportedContactsAndNumbers(t *testing.T) {
	w := newWorld(t)
	const line, other = "aaaaaaaa-1111-4111-8111-111111111111", "bbbbbbbb-1111-4111-8111-111111111111"
	for _, view := range []string{"one", "two"} {
		w.imports(t, func(tx *ImportTx) error { return tx.PutPartnerContact(Found{ID: 1, Partner: 1}, 1, 1, view) })
	}
	require.NoError(t, w.Store.read(t.Context(), func(c *db.Conn) error {
		n, _, err := c.Int(`SELECT count(*) FROM partner_contact WHERE contact_view = 'two'`)
		assert.EqualValues(t, 1, n)
		return err
	}))
	number := int64(77)
	w.imports(t, func(tx *ImportTx) error {
		return tx.PutServiceType(ServiceTypeEntry{UUID: line, Partner: 1, Name: "x", Number: &number})
	})
	require.ErrorContains(t, w.Operator().Importer().Write(t.Context(), func(tx *ImportTx) error {
		return tx.PutServiceType(ServiceTypeEntry{UUID: other, Partner: 1, Name: "x", Number: &number})
	}), "77 is another row's")
}
