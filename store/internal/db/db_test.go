package db

import (
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/seal"
)

// openAt opens a data directory as the store does.
func openAt(dir string, opts Options) (DB, error) {
	d, err := OpenDirectory(dir)
	if err != nil {
		return nil, err
	}
	if _, err := seal.OpenKey(d.KeyFile()); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if opts.Readers == 0 {
		opts.Readers = 2
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Batch == nil {
		opts.Batch = func(int, error) {}
	}
	return d.Open(opts)
}

func newDB(t *testing.T) *sqliteDB {
	t.Helper()
	db, err := openAt(t.TempDir(), Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db.(*sqliteDB)
}

func toText(v any) string {
	switch v := v.(type) {
	case int64:
		return strconv.FormatInt(v, 10)
	case string:
		return v
	}
	return fmt.Sprint(v)
}

// Every connection has the settings that durability and integrity rest on.
func TestEveryConnectionHasItsPragmas(t *testing.T) {
	db := newDB(t)
	check := func(c *Conn, writer bool) {
		for pragma, want := range map[string]string{"temp_store": map[bool]string{true: "2", false: "0"}[writer], "journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "30000", "query_only": map[bool]string{true: "0", false: "1"}[writer]} {
			var got any
			_, err := c.One("PRAGMA "+pragma, nil, func(r Row) { got = r.v[0] })
			require.NoError(t, err)
			require.EqualValues(t, want, toText(got), pragma)
		}
	}
	require.NoError(t, db.Write(t.Context(), Nobody, func(tx *Tx) error { check(tx.Conn, true); return nil }))
	readers := db.readers.Drain()
	require.Len(t, readers, db.opts.Readers)
	for _, c := range readers {
		check(c, false)
		db.readers.Put(c)
	}
}

// An import's transaction may be larger than the memory: what it may have to undo
// goes to the disk.
func TestBulkUndoesOnDisk(t *testing.T) {
	db, err := openAt(t.TempDir(), Options{Bulk: true})
	require.NoError(t, err)
	require.NoError(t, db.Write(t.Context(), Nobody, func(tx *Tx) error {
		kept, _, err := tx.Int(`PRAGMA temp_store`)
		require.Zero(t, kept)
		return err
	}))
	require.NoError(t, db.Close())
}

// A reading connection cannot write, whatever a mistake asks of it.
func TestReadersCannotWrite(t *testing.T) {
	db := newDB(t)
	err := db.Read(t.Context(), Nobody, func(c *Conn) error {
		_, err := c.Exec(`DELETE FROM probe`)
		return err
	})
	require.Error(t, err)
}

// A database that a newer program has migrated is left alone.
func TestANewerDatabaseIsRefused(t *testing.T) {
	dir := t.TempDir()
	db, err := openAt(dir, Options{})
	require.NoError(t, err)
	require.NoError(t, db.Write(t.Context(), Nobody, func(tx *Tx) error {
		_, err := tx.Exec(`INSERT INTO migration (version, applied) VALUES (999, 0)`)
		return err
	}))
	require.NoError(t, db.Close())
	_, err = openAt(dir, Options{})
	require.ErrorIs(t, err, ErrNewer)
}

// A callback that uses the connection whose rows it is given is refused: an engine
// that sends them as they come has no room for another query.
func TestCallbacksDoNotQuery(t *testing.T) {
	db := newDB(t)
	require.NoError(t, db.Write(t.Context(), Nobody, func(tx *Tx) error {
		for name, use := range map[string]func() error{
			"query": func() error { _, _, err := tx.Int(`SELECT 1`); return err },
			"write": func() error { _, err := tx.Exec(`DELETE FROM probe`); return err },
		} {
			err := tx.Each(`SELECT 1`, nil, func(Row) error { return use() })
			require.ErrorIs(t, err, errBusy, name)
			require.NoError(t, use(), "%s: afterwards", name)
		}
		return nil
	}))
}

// Arguments of types of the store's own say what they are stored as; a nil pointer
// to one is NULL.
func TestValues(t *testing.T) {
	at := time.Unix(1, 0)
	for _, c := range []struct{ given, want any }{
		{nil, nil}, {int(1), int64(1)}, {int64(1), int64(1)}, {"a", "a"}, {true, true}, {[]byte("a"), []byte("a")},
		{(*int64)(nil), nil}, {(*string)(nil), nil}, {new("a"), "a"}, {sql.NullInt64{}, nil}, {sql.NullInt64{Int64: 2, Valid: true}, int64(2)}, {(*sql.NullInt64)(nil), nil},
	} {
		got, err := Value(c.given)
		require.NoError(t, err)
		require.Equal(t, c.want, got)
	}
	_, err := Value(at)
	require.ErrorContains(t, err, "time.Time cannot be stored")
}
