package store

import (
	"testing"

	"github.com/stretchr/testify/require"

	"partnerapi/store/internal/db"
)

// What both partners of a world have for USERSIDE; the numbers are their own, so
// both use the same. Keys 1 and 2 are the first partner's, 3 the second's.
const abonentRegisters = `
INSERT INTO billing VALUES (1, 1, 'Биллинг'), (1, 2, 'Другой'), (2, 1, 'Биллинг'), (2, 2, 'Другой');
INSERT INTO mark VALUES (1, 1, 'Метка'), (1, 2, 'Ещё'), (2, 1, 'Метка'), (2, 2, 'Ещё');
INSERT INTO customer_group VALUES (1, 51, 'Группа'), (2, 51, 'Группа');
INSERT INTO device VALUES (1, 1, 'Свитч', 167772161), (1, 2, 'Свитч', NULL), (2, 1, 'Свитч', 167772161), (2, 2, 'Свитч', NULL);
INSERT INTO house VALUES (1, 1, 'Дом', 7), (1, 2, 'Дом', NULL), (2, 1, 'Дом', 7), (2, 2, 'Дом', NULL);
INSERT INTO api_key (partner, id, hash, beginning, created, scopes, dialect) VALUES (1, 1, x'01', 'A', 0, 'finance', 'both'), (1, 2, x'02', 'B', 0, 'finance', 'both'), (2, 3, x'03', 'C', 0, 'finance', 'both');`

// newAbonents is a world with the registers of USERSIDE.
func newAbonents(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	runScript(t, w.Store, abonentRegisters)
	return w
}

// addAbonent adds a customer and answers its number and its key.
func (w *world) addAbonent(t *testing.T, as *Tenant, a AbonentAdd) (number, id int64) {
	t.Helper()
	number = w.add(t, as, func(tx *Tx) (int64, error) { return tx.AddAbonent(a) })
	id, err := as.FindAbonent(t.Context(), number)
	require.NoError(t, err)
	return number, id
}

func (w *world) abonent(t *testing.T, as *Tenant, number int64) Abonent {
	t.Helper()
	a, err := as.Abonent(t.Context(), number)
	require.NoError(t, err)
	return a
}

// edit edits a customer of the first partner by its key.
func (w *world) edit(t *testing.T, id int64, e AbonentEdit) {
	t.Helper()
	w.write(t, w.a, func(tx *Tx) error { return tx.EditAbonent(id, e) })
}

func (w *world) merge(t *testing.T, dst, src int64) {
	t.Helper()
	w.write(t, w.a, func(tx *Tx) error { return tx.MergeAbonents(dst, src) })
}

func (w *world) book(t *testing.T, number int64, b Booking) {
	t.Helper()
	w.write(t, w.a, func(tx *Tx) error { _, err := tx.Book(number, b); return err })
}

// amounts are what abon_hist shows of a customer of the first partner.
func (w *world) amounts(t *testing.T, id int64) (list []int64) {
	t.Helper()
	for _, e := range all(t, w.a.History(t.Context(), id, HistoryFilter{})) {
		if e.Typer == EntryBooking {
			list = append(list, e.Amount)
		}
	}
	return list
}

// balanced checks that every balance, of deleted customers too, is the sum of the
// ledger.
func (w *world) balanced(t *testing.T) {
	t.Helper()
	require.NoError(t, w.read(t.Context(), func(c *db.Conn) error {
		wrong, _, err := c.Int(`SELECT count(*) FROM customer_data d WHERE balance <> coalesce((SELECT sum(amount) FROM ledger l WHERE l.client = d.client), 0)`)
		require.Zero(t, wrong)
		return err
	}))
}

// dump is every row of USERSIDE's tables and of the clients: what is refused
// changes none.
func (w *world) dump(t *testing.T) (rows []string) {
	t.Helper()
	rows = w.rows(t, "client", "employee", "agent", "ledger", "customer_history", "customer_message", "customer_ip", "mac_history")
	for _, table := range []string{"customer_data", "customer_phone", "customer_mark", "customer_service", "commutation", "customer_alias", "customer_request"} {
		rows = append(rows, w.rowsBy(t, table, "client")...)
	}
	return append(rows, w.rowsBy(t, "customer_subnet", "first")...)
}

// refusedAs runs fn, which must be refused with an error that names a parameter
// ("": none) and must change nothing.
func (w *world) refusedAs(t *testing.T, want error, field string, fn func(tx *Tx) error) {
	t.Helper()
	before := w.dump(t)
	err := w.refused(t, w.a, fn)
	require.ErrorIs(t, err, want)
	var named *FieldError
	if field != "" {
		require.ErrorAs(t, err, &named)
		require.Equal(t, field, named.Field)
	}
	require.Equal(t, before, w.dump(t), "a refusal changes nothing")
}
