package enginetest

import (
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
)

// Watch tells whether anything at all was committed to a database.
type Watch struct {
	t       Tester
	version func() (string, error)
}

// Watch returns a watch over the place; the test's end removes it.
func (p Place) Watch(t Tester) *Watch {
	t.Helper()
	if OnPostgres() {
		return &Watch{t, p.rowVersions(t)}
	}
	db := p.SQL(t)
	db.SetMaxOpenConns(1) // data_version is of others' commits than the connection's
	return &Watch{t, func() (version string, err error) {
		return version, db.QueryRowContext(context.Background(), `PRAGMA data_version`).Scan(&version)
	}}
}

// Version returns what differs as soon as anything has been committed.
func (w *Watch) Version() string {
	w.t.Helper()
	version, err := w.version()
	require.NoError(w.t, err)
	return version
}

// rowVersions returns a function that says which transaction made each row that there
// is; a lock of a row is no change. The directory beside a table with partitions is
// written whenever the table is. The query is prepared: planning it takes longer than
// running it.
func (p Place) rowVersions(t Tester) func() (string, error) {
	t.Helper()
	var tables []string
	names := Tables(t, p.SQL(t))
	for _, name := range names {
		if !slices.Contains(names, name+"_directory") {
			tables = append(tables, `(SELECT count(*) || ' ' || coalesce(sum(hashtextextended(xmin::text || ctid::text, 0)), 0) FROM `+name+`)`)
		}
	}
	ctx := context.Background()
	conn, err := pgconn.Connect(ctx, p.Store)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close(ctx)) })
	_, err = conn.Prepare(ctx, "versions", `SELECT `+strings.Join(tables, ` || ',' || `), nil)
	require.NoError(t, err)
	return func() (string, error) {
		result := conn.ExecPrepared(ctx, "versions", nil, nil, nil).Read()
		if result.Err != nil {
			return "", result.Err
		}
		return string(result.Rows[0][0]), nil
	}
}
