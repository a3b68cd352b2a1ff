package enginetest

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver pgx
	_ "github.com/mattn/go-sqlite3"    // the driver sqlite3
	"github.com/stretchr/testify/require"
)

// SQL returns the database of a place for a test that reads or writes rows aside of
// the store, also such as break a foreign key; the test's end closes it. Parameters
// are $1, $2 and so on, scripts of several statements take none.
func (p Place) SQL(t Tester) *sql.DB {
	t.Helper()
	driver, source := "sqlite3", "file:"+filepath.Join(p.Store, "partnerapi.db")+"?_busy_timeout=10000"
	if OnPostgres() {
		driver, source = "pgx", p.Store+"&default_query_exec_mode=simple_protocol&options=-c%20session_replication_role%3Dreplica"
	}
	db, err := sql.Open(driver, source)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// Querier is a database, a connection or a transaction.
type Querier interface {
	QueryContext(ctx context.Context, query string, parameters ...any) (*sql.Rows, error)
}

// Tables returns the names of all tables, sorted; partitions are no tables of their own.
func Tables(t Tester, db Querier) (names []string) {
	t.Helper()
	query := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`
	if OnPostgres() {
		query = `SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace ORDER BY relname COLLATE "C"`
	}
	rows, err := db.QueryContext(context.Background(), query)
	require.NoError(t, err)
	defer func() { require.NoError(t, rows.Close()) }()
	for rows.Next() {
		var name string
		require.NoError(t, rows.Scan(&name))
		names = append(names, name)
	}
	require.NoError(t, rows.Err())
	return names
}

// SetCounters makes the store's counters continue at these values.
func SetCounters(t Tester, db *sql.DB, next map[string]int64) {
	t.Helper()
	for name, value := range next {
		// PostgreSQL has rows only for the counters that leave no number out.
		statement := fmt.Sprintf(`INSERT INTO counter (name, next) VALUES ('%s', %d)`, name, value)
		if OnPostgres() {
			statement = fmt.Sprintf(`UPDATE counter SET next = %d WHERE name = '%s'`, value, name)
		}
		result, err := db.ExecContext(context.Background(), statement)
		require.NoError(t, err)
		set, err := result.RowsAffected()
		require.NoError(t, err)
		if set == 0 {
			_, err := db.ExecContext(context.Background(), fmt.Sprintf(`ALTER SEQUENCE seq_%s RESTART WITH %d`, strings.ReplaceAll(name, ".", "_"), value))
			require.NoError(t, err)
		}
	}
}

// Rows returns the rows of a table as texts, sorted.
func Rows(t Tester, db Querier, table string) (texts []string) {
	t.Helper()
	rows, err := db.QueryContext(context.Background(), `SELECT * FROM `+table)
	require.NoError(t, err)
	defer func() { require.NoError(t, rows.Close()) }()
	columns, err := rows.Columns()
	require.NoError(t, err)
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		require.NoError(t, rows.Scan(into...))
		texts = append(texts, fmt.Sprintf("%q", values))
	}
	require.NoError(t, rows.Err())
	slices.Sort(texts)
	return texts
}
