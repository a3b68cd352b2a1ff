package store

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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

// The forms of T1 and T2.
func TestParseDate(t *testing.T) {
	for text, want := range map[string]Date{
		"2012-09-14": "2012-09-14", "2012-09-14Z": "2012-09-14", "2012-09-14T23:59:59.123456789-11:00": "2012-09-14", "2012-02-29": "2012-02-29",
		"0001-01-01": "", "0001-01-01T00:00:00": "", "0001-01-01T00:00:00Z": "", "0001-01-01T21:00:00Z": "",
		// A time of UTC other than midnight is an instant; another offset keeps the written date.
		"1990-05-05T20:00:00Z": "1990-05-06", "1990-05-05T20:00:00+00:00": "1990-05-06", "1990-05-05T20:00:00-00:00": "1990-05-06", "1990-05-05T19:59:59.999Z": "1990-05-05",
		"1990-05-05T00:00:00Z": "1990-05-05", "1990-05-05T00:00:00.000+00:00": "1990-05-05", "1990-05-05T20:00:00+00:01": "1990-05-05", "1990-05-05T20:00:00+14:00": "1990-05-05",
		"1990-05-05T20:00:00": "1990-05-05", "1990-05-05+00:00": "1990-05-05", "2026-12-31T21:00:00.0000000000001Z": "2027-01-01",
	} {
		got, ok := ParseDate(text, Moscow)
		assert.True(t, ok, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "2012", "2012-9-14", "2012-02-30", "2012-09-14 00:00:00", "2012-09-14T24:00:00", "2012-09-14T00:00:00,5", "14.09.2012", "2012-09-14T00:00", "2012-09-14x"} {
		_, ok := ParseDate(text, Moscow)
		assert.False(t, ok, text)
		_, _, ok = ParseInstant(text)
		assert.False(t, ok, text)
	}
	// Years that no answer can show.
	_, ok := ParseDate("9999-12-31T23:00:00Z", Moscow)
	assert.False(t, ok)
	_, _, ok = ParseInstant("9999-12-31T23:00:00Z")
	assert.False(t, ok)
	_, empty, ok := ParseInstant("0001-01-02T00:00:00+14:00")
	assert.True(t, empty && ok, "it is 1 January there")

	west, err := time.LoadLocation("America/New_York")
	require.NoError(t, err)
	got, ok := ParseDate("1990-05-05T02:00:00Z", west)
	assert.True(t, ok)
	assert.Equal(t, Date("1990-05-04"), got, "the zone is the deployment's")
	got, ok = ParseDate("0001-01-02T02:00:00Z", west)
	assert.True(t, ok)
	assert.Empty(t, got)
}
