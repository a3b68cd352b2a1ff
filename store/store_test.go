package store

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

// newStore opens a store in a directory of its own with two partners, 1 and 2,
// that may both work in the one region.
func newStore(t testing.TB) *Store {
	return newStoreAt(t, t.TempDir())
}

func newStoreAt(t testing.TB, dir string) *Store {
	t.Helper()
	st, err := Open(dir, Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	require.NoError(t, st.As(1).Write(context.Background(), func(tx *Tx) error {
		return tx.c.script(`INSERT INTO region VALUES (1, '11111111-1111-4111-8111-111111111111', 'Москва', 3) ON CONFLICT DO NOTHING;
INSERT INTO partner VALUES (1, '21111111-1111-4111-8111-111111111111', 1, 'Один', 0), (2, '22222222-1111-4111-8111-111111111111', 2, 'Два', 0) ON CONFLICT DO NOTHING;
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

// Every connection has the settings that durability and integrity rest on.
func TestEveryConnectionHasItsPragmas(t *testing.T) {
	st := newStore(t)
	check := func(c *conn, writer bool) {
		for pragma, want := range map[string]string{"temp_store": map[bool]string{true: "2", false: "0"}[writer], "journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "30000", "query_only": map[bool]string{true: "0", false: "1"}[writer]} {
			var got any
			_, err := c.one("PRAGMA "+pragma, nil, func(r row) { got = r.v[0] })
			require.NoError(t, err)
			require.EqualValues(t, want, toText(got), pragma)
		}
	}
	require.NoError(t, st.writer.do(context.Background(), func(tx *Tx) error { check(tx.c, true); return nil }))
	readers := st.readers.Drain()
	require.Len(t, readers, st.opts.Readers)
	for _, c := range readers {
		check(c, false)
		st.readers.Put(c)
	}
}

// An import's transaction may be larger than the memory: what it may have to undo
// goes to the disk.
func TestBulkUndoesOnDisk(t *testing.T) {
	st, err := Open(t.TempDir(), Options{Bulk: true})
	require.NoError(t, err)
	require.NoError(t, st.writer.do(t.Context(), func(tx *Tx) error {
		kept, _, err := tx.c.int(`PRAGMA temp_store`)
		require.Zero(t, kept)
		return err
	}))
	require.NoError(t, st.Close())
}

// A reading connection cannot write, whatever a mistake asks of it.
func TestReadersCannotWrite(t *testing.T) {
	st := newStore(t)
	err := st.read(context.Background(), func(c *conn) error {
		_, err := c.exec(`UPDATE partner SET disabled = 1`)
		return err
	})
	require.Error(t, err)
}

// Open, close, open again: the schema is there once and the rows too.
func TestOpenAgain(t *testing.T) {
	dir := t.TempDir()
	st, err := Open(dir, Options{})
	require.NoError(t, err)
	require.NoError(t, st.Probe(context.Background()))
	require.NoError(t, st.Close())
	st, err = Open(dir, Options{})
	require.NoError(t, err)
	require.NoError(t, st.read(context.Background(), func(c *conn) error {
		n, _, err := c.int(`SELECT count(*) FROM probe`)
		require.EqualValues(t, 1, n)
		return err
	}))
	require.NoError(t, st.Close())
}

// A database that a newer program has migrated is left alone.
func TestANewerDatabaseIsRefused(t *testing.T) {
	dir := t.TempDir()
	st, err := Open(dir, Options{})
	require.NoError(t, err)
	require.NoError(t, st.writer.do(context.Background(), func(tx *Tx) error {
		_, err := tx.c.exec(`INSERT INTO migration (version, applied) VALUES (999, 0)`)
		return err
	}))
	require.NoError(t, st.Close())
	_, err = Open(dir, Options{})
	require.ErrorIs(t, err, ErrNewer)
}
