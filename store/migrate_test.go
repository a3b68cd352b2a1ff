package store

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/seal"
	"partnerapi/store/internal/db"
)

// oldStore makes a data directory of an older schema with rows in it.
func oldStore(t *testing.T, dir string, schema int, rows string) {
	t.Helper()
	d, err := db.OpenDirectory(dir)
	require.NoError(t, err)
	_, err = seal.OpenKey(d.KeyFile())
	require.NoError(t, err)
	old, err := d.Open(db.Options{Schema: schema, Counters: counters(1), Now: time.Now, Batch: func(int, error) {}})
	require.NoError(t, err)
	require.NoError(t, old.Write(t.Context(), db.Nobody, func(tx *db.Tx) error { return tx.Script(rows) }))
	require.NoError(t, old.Close())
}

// A database of schema 1 is brought up to date, with a copy of what it was;
// afterwards it is known whose clients' numbers do not ascend with their keys, and
// what clients of others the calls of a partner name.
func TestMigrationFromTheFirstSchema(t *testing.T) {
	dir := t.TempDir()
	oldStore(t, dir, 1, worldSetupRows+`
INSERT INTO client (partner, id, client_id, number, client_new_id, client_name, status, status_time, created) VALUES
  (1, 1, 'a', 20, '', 'x', 2, 0, 0), (2, 2, 'b', 10, '', 'x', 2, 0, 0), (1, 3, 'c', 30, '', 'x', 2, 0, 0),
  (2, 4, 'd', 40, '', 'x', 2, 0, 0), (2, 5, 'e', 35, '', 'x', 2, 0, 0);
INSERT INTO call (partner, time, id, call_id, client) VALUES (1, 1, 1, x'01', 1), (1, 2, 2, x'02', 2), (1, 3, 3, x'03', NULL);
INSERT INTO remote_session (partner, time, id, session_id, client) VALUES (1, 1, 1, x'01', 2), (2, 1, 2, x'02', 3);`)

	st, err := Open(dir, Options{})
	require.NoError(t, err)
	assert.FileExists(t, filepath.Join(dir, "backup-schema-1.db"))
	for partner, want := range map[Partner]bool{1: false, 2: true} {
		disorder, err := st.As(partner).disorder(t.Context())
		require.NoError(t, err)
		assert.Equal(t, want, disorder, partner)
	}
	assert.Equal(t, []int64{10, 35, 40}, numbersOf(t, st.As(2).Customers(t.Context(), CustomerFilter{})))
	for partner, want := range map[Partner]map[string]error{1: {"a": nil, "b": nil, "d": ErrNotFound}, 2: {"a": ErrNotFound, "c": nil}} {
		for client, want := range want {
			_, err := st.As(partner).FindStatisticsClient(t.Context(), client)
			require.ErrorIs(t, err, want, "%s is named by calls of %d (T3)", client, partner)
		}
	}
	require.NoError(t, st.Close())
}

// A database of schema 3 keeps its ledger, in the order of time and with the balance
// before each booking, and its messages their direction.
func TestMigrationOfTheLedger(t *testing.T) {
	dir := t.TempDir()
	oldStore(t, dir, 3, worldSetupRows+`
INSERT INTO client (partner, id, client_id, number, client_new_id, client_name, status, status_time, created) VALUES
  (1, 1, 'a', 1, '', 'x', 2, 0, 0), (1, 2, 'b', 2, '', 'x', 6, 0, 0), (1, 3, 'c', 3, '', 'x', 7, 0, 0);
INSERT INTO employee (partner, id, type, employee_id, number, name) VALUES (1, 7, 1, 'e', 70, 'x');
INSERT INTO customer_data (partner, client, balance, merged_into) VALUES (1, 1, 115, NULL), (1, 2, -5, NULL), (1, 3, 0, 1);
INSERT INTO ledger (partner, id, client, first_client, time, amount, comment, employee, request_id) VALUES
  (1, 1, 1, 1, 100, 10, 'a', 7, 'r'), (1, 2, 2, 2, 100, -5, 'b', NULL, NULL), (1, 3, 1, 3, 200, 5, 'c', NULL, NULL), (1, 4, 1, 1, 200, 100, 'd', NULL, 's');
INSERT INTO customer_message (partner, id, client, time, employee, text) VALUES (1, 1, 1, 100, NULL, 'in'), (1, 2, 1, 100, 7, 'out');
INSERT INTO customer_phone VALUES (1, 1, 0, '+7 999 123-45-67', '79991234567');`)

	st, err := Open(dir, Options{})
	require.NoError(t, err)
	assert.FileExists(t, filepath.Join(dir, "backup-schema-3.db"))
	as := st.As(1)
	assert.Equal(t, []Entry{
		{ID: 1, Time: 100, Typer: EntryBooking, Amount: 10, Balance: 0, Comment: "a", Employee: ptr(int64(70))},
		{ID: 3, Time: 200, Typer: EntryBooking, Amount: 5, Balance: 10, Comment: "c"},
		{ID: 4, Time: 200, Typer: EntryBooking, Amount: 100, Balance: 15, Comment: "d"},
	}, all(t, as.History(t.Context(), 1, HistoryFilter{})))
	assert.Len(t, all(t, as.History(t.Context(), 2, HistoryFilter{})), 1)
	messages := all(t, as.Messages(t.Context(), MessageFilter{}))
	require.Len(t, messages, 2)
	assert.Equal(t, []bool{false, true}, []bool{messages[0].Outgoing, messages[1].Outgoing})
	found, err := as.AbonentsBy(t.Context(), ByPhone, "9991234567", false)
	require.NoError(t, err)
	assert.Equal(t, []int64{1}, found)
	require.NoError(t, as.Write(t.Context(), func(tx *Tx) error {
		id, err := tx.Book(3, Booking{Amount: 10, Comment: "a", Employee: ptr(int64(70)), RequestID: "r"})
		assert.NoError(t, err)
		assert.EqualValues(t, 1, id, "merged before, and the same customer")
		return tx.RestoreAbonent(2)
	}))
	restored, err := as.Abonent(t.Context(), 2)
	require.NoError(t, err)
	assert.Equal(t, StatusActive, restored.Status)
	for _, text := range []string{`DELETE FROM ledger`, `UPDATE ledger SET amount = 1`, `UPDATE ledger SET client = 2`} {
		assert.Error(t, as.Write(t.Context(), func(tx *Tx) error { _, err := tx.c.Exec(text); return err }), text)
	}
	require.NoError(t, st.Close())
}
