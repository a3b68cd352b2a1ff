package store

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/store/internal/db"
)

// newStore opens a store in a directory of its own with two partners, 1 and 2,
// that may both work in the one region.
func newStore(t testing.TB) *Store {
	return newStoreAt(t, enginetest.New(t))
}

// inPlace returns what Open wants for an empty store on the engine of the run.
func inPlace(t testing.TB, opts Options) (location string, _ Options) {
	t.Helper()
	place := enginetest.New(t)
	opts.KeyFile = place.KeyFile
	return place.Store, opts
}

func newStoreAt(t testing.TB, place enginetest.Place) *Store {
	t.Helper()
	st, err := Open(place.Store, Options{KeyFile: place.KeyFile})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	require.NoError(t, st.As(1).Write(context.Background(), func(tx *Tx) error {
		return tx.c.Script(`INSERT INTO region VALUES (1, '11111111-1111-4111-8111-111111111111', 'Москва', 3) ON CONFLICT DO NOTHING;
INSERT INTO partner (id, partner_id, number, partner_name, disabled) VALUES (1, '21111111-1111-4111-8111-111111111111', 1, 'Один', 0), (2, '22222222-1111-4111-8111-111111111111', 2, 'Два', 0) ON CONFLICT DO NOTHING;
INSERT INTO partner_region VALUES (1, 1, 1), (2, 1, 1) ON CONFLICT DO NOTHING;`)
	}))
	return st
}

func newTenant(t testing.TB) (*Store, *Tenant) {
	st := newStore(t)
	return st, st.As(1)
}

// addClient adds a client with a name and answers its internal key.
func addClient(t testing.TB, tenant *Tenant, name string) (id int64) {
	t.Helper()
	region := int64(1)
	require.NoError(t, tenant.Write(context.Background(), func(tx *Tx) (err error) {
		id, err = tx.AddClient(ClientUpdate{Region: &region, Name: &name})
		return err
	}))
	return id
}

// Open, close, open again: the schema is there once and the rows too.
func TestOpenAgain(t *testing.T) {
	dir := t.TempDir()
	st, err := Open(dir, Options{})
	require.NoError(t, err)
	runScript(t, st, `INSERT INTO probe (id, at) VALUES (1, 1)`)
	require.NoError(t, st.Close())
	st, err = Open(dir, Options{})
	require.NoError(t, err)
	require.NoError(t, st.read(context.Background(), func(c *db.Conn) error {
		n, _, err := c.Int(`SELECT count(*) FROM probe`)
		require.EqualValues(t, 1, n)
		return err
	}))
	require.NoError(t, st.Close())
}
