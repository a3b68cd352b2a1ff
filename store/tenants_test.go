package store

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/store/internal/db"
)

// world is a store of two partners, as the isolation tests want it: whatever one
// has, the other has too.
type world struct {
	*Store
	place enginetest.Place
	a, b  *Tenant
}

// Contact types of the world's stores, by contact_type_code.
const (
	clientAddress  = 1
	partnerPhone   = 2
	employeeMail   = 3
	employeePhone  = 4
	worldRegion    = 1
	worldSetupRows = `
INSERT INTO region VALUES (1, '11111111-1111-4111-8111-111111111111', 'Москва', 3), (2, '11111111-1111-4111-8111-111111111112', 'Рига', 2);
INSERT INTO contact_type VALUES (1, '31111111-1111-4111-8111-111111111111', 'Фактический адрес', 1), (2, '31111111-1111-4111-8111-111111111112', 'Телефон', 2),
  (3, '31111111-1111-4111-8111-111111111113', 'E-mail', 3), (4, '31111111-1111-4111-8111-111111111114', 'Телефон', 3);
INSERT INTO partner (id, partner_id, number, partner_name, disabled) VALUES (1, '21111111-1111-4111-8111-111111111111', 1, 'Партнер 1', 0), (2, '21111111-1111-4111-8111-111111111112', 2, 'Партнер 2', 0);
INSERT INTO partner_region VALUES (1, 1, 1), (2, 1, 1);`
)

func newWorld(t *testing.T) *world {
	t.Helper()
	place := enginetest.New(t)
	st, err := Open(place.Store, Options{KeyFile: place.KeyFile})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	w := &world{Store: st, place: place, a: st.As(1), b: st.As(2)}
	w.write(t, w.a, func(tx *Tx) error { return tx.c.Script(worldSetupRows) })
	return w
}

// write runs fn in a transaction of a partner.
func (w *world) write(t *testing.T, as *Tenant, fn func(tx *Tx) error) {
	t.Helper()
	require.NoError(t, as.Write(t.Context(), fn))
}

// add answers the key of what fn adds.
func (w *world) add(t *testing.T, as *Tenant, fn func(tx *Tx) (int64, error)) (id int64) {
	t.Helper()
	w.write(t, as, func(tx *Tx) (err error) {
		id, err = fn(tx)
		return err
	})
	return id
}

func (w *world) addClient(t *testing.T, as *Tenant, name string) int64 {
	t.Helper()
	region := int64(worldRegion)
	return w.add(t, as, func(tx *Tx) (int64, error) { return tx.AddClient(ClientUpdate{Name: &name, Region: &region}) })
}

func (w *world) addClientUser(t *testing.T, as *Tenant, client int64, name string) int64 {
	t.Helper()
	return w.add(t, as, func(tx *Tx) (int64, error) { return tx.AddClientUser(client, EmployeeUpdate{Name: &name}) })
}

func (w *world) addPartnerUser(t *testing.T, as *Tenant, name string) int64 {
	t.Helper()
	return w.add(t, as, func(tx *Tx) (int64, error) { return tx.AddPartnerUser(EmployeeUpdate{Name: &name}) })
}

func (w *world) addAgent(t *testing.T, as *Tenant, employee int64, password string) int64 {
	t.Helper()
	return w.add(t, as, func(tx *Tx) (int64, error) { return tx.AddAgent(employee, password) })
}

// rows answers the rows of tables as text, to see what was changed.
func (w *world) rows(t *testing.T, tables ...string) (rows []string) {
	t.Helper()
	for _, table := range tables {
		rows = append(rows, w.rowsBy(t, table, "id")...)
	}
	return rows
}

// rowsBy answers the rows of a table in the order of a column.
func (w *world) rowsBy(t *testing.T, table, column string) (rows []string) {
	t.Helper()
	require.NoError(t, w.read(t.Context(), func(c *db.Conn) error {
		return c.Each("SELECT * FROM "+table+" ORDER BY partner, "+column, nil, func(r db.Row) error {
			rows = append(rows, fmt.Sprint(table, r.Values()))
			return nil
		})
	}))
	return rows
}

func all[T any](t *testing.T, seq Seq[T]) []T {
	t.Helper()
	rows, err := All(seq)
	require.NoError(t, err)
	return rows
}

// refused runs fn in a transaction and answers why it was refused.
func (w *world) refused(t *testing.T, as *Tenant, fn func(tx *Tx) error) error {
	t.Helper()
	err := as.Write(t.Context(), fn)
	require.Error(t, err)
	return err
}
