package importer

import (
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/mattn/go-sqlite3"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/internal/password"
	"partnerapi/internal/proctest"
	"partnerapi/store"
)

func TestMain(m *testing.M) { proctest.Main(m) }

// The sample of `make run`, and what USERSIDE alone knows beside it.
const (
	sampleFile   = "../testdata/registers/sample.jsonl"
	usersideFile = "../testdata/registers/userside.jsonl"
)

// data is a place with its store open.
type data struct {
	t testing.TB
	enginetest.Place
	*store.Store

	side *pgconn.PgConn // for what tests ask PostgreSQL themselves, once they do
}

// onPostgres reports whether the place is a PostgreSQL database.
func (d *data) onPostgres() bool { return store.IsPostgres(d.Place.Store) }

func newData(t testing.TB) *data {
	t.Helper()
	place := enginetest.New(t)
	st, err := store.Open(place.Store, store.Options{Readers: 2, KeyFile: place.KeyFile})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	return &data{t: t, Place: place, Store: st}
}

// newSample is a data directory with the sample registers.
func newSample(t testing.TB) *data {
	t.Helper()
	d := newData(t)
	d.take(sample(t)...)
	return d
}

// cheap hashes as little as is allowed.
func cheap(t testing.TB) *password.Hasher {
	h, err := password.NewHasher(password.Params{Memory: 7168, Time: 5, Threads: 1})
	require.NoError(t, err)
	return h
}

// load imports from a reader and answers the report and the problems as they are
// printed.
func (d *data) load(from io.Reader, opts Options) (Report, []string) {
	d.t.Helper()
	var problems []string
	opts.Problem = func(p Problem) { problems = append(problems, p.String()) }
	report, err := Import(d.t.Context(), d.Store, cheap(d.t), from, opts)
	require.NoError(d.t, err)
	return report, problems
}

// take imports lines that all must be taken.
func (d *data) take(lines ...string) {
	d.t.Helper()
	report, problems := d.load(text(lines...), Options{})
	require.Empty(d.t, problems)
	require.Equal(d.t, int64(len(lines)), report.Taken)
}

// refused imports lines of which some have problems, and answers those.
func (d *data) refused(lines ...string) []string {
	d.t.Helper()
	_, problems := d.load(text(lines...), Options{})
	require.NotEmpty(d.t, problems)
	return problems
}

func text(lines ...string) io.Reader { return strings.NewReader(strings.Join(lines, "\n") + "\n") }

func sample(t testing.TB) []string {
	t.Helper()
	var all string
	for _, name := range []string{sampleFile, usersideFile} {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		all += string(text)
	}
	return strings.Split(strings.TrimSpace(all), "\n")
}

// line makes a line of JSON with keys changed: nil values take them away.
func line(of string, changes map[string]any) string {
	var object map[string]any
	decoder := json.NewDecoder(strings.NewReader(of))
	decoder.UseNumber()
	if err := decoder.Decode(&object); err != nil {
		panic(err)
	}
	for key, value := range changes {
		if value == nil {
			delete(object, key)
		} else {
			object[key] = value
		}
	}
	text, err := json.Marshal(object)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// null stands for JSON's null in line.
var null = json.RawMessage("null")

// firstOf answers the first line of a kind in the sample.
func firstOf(t testing.TB, kind string) string {
	t.Helper()
	for _, line := range sample(t) {
		if strings.HasPrefix(line, `{"kind": "`+kind+`"`) || strings.HasPrefix(line, `{"kind":"`+kind+`"`) {
			return line
		}
	}
	t.Fatalf("the sample has no %s", kind)
	return ""
}

func (d *data) db() *sql.DB {
	d.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(d.Place.Store, "partnerapi.db")+"?_busy_timeout=10000")
	require.NoError(d.t, err)
	return db
}

// query answers the rows of a query as text, a column after another.
func (d *data) query(query string, args ...any) (all []string) {
	d.t.Helper()
	if d.onPostgres() {
		return d.queryPostgres(query, args...)
	}
	db := d.db()
	defer db.Close()
	rows, err := db.Query(query, args...)
	require.NoError(d.t, err, query)
	defer rows.Close()
	columns, err := rows.Columns()
	require.NoError(d.t, err)
	values := make([]any, len(columns))
	for rows.Next() {
		into := make([]any, len(columns))
		for n := range values {
			into[n] = &values[n]
		}
		require.NoError(d.t, rows.Scan(into...))
		parts := make([]string, len(columns))
		for n, value := range values {
			if bytes, ok := value.([]byte); ok {
				value = fmt.Sprintf("%x", bytes)
			}
			parts[n] = fmt.Sprint(value)
		}
		all = append(all, strings.Join(parts, "|"))
	}
	require.NoError(d.t, rows.Err())
	return all
}

func (d *data) tables() []string {
	if d.onPostgres() {
		return d.query(`SELECT CAST(relname AS text) FROM pg_class WHERE relnamespace = CAST('public' AS regnamespace) AND relkind IN ('r', 'p')
  AND NOT relispartition AND relname NOT LIKE '%\_directory' ORDER BY 1`)
	}
	return d.query(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
}

// columns are those of a table, in order.
func (d *data) columns(table string) []string {
	if d.onPostgres() {
		return d.query(`SELECT CAST(attname AS text) FROM pg_attribute WHERE attrelid = CAST(CAST(?1 AS text) AS regclass) AND attnum > 0 AND NOT attisdropped ORDER BY attnum`, table)
	}
	return d.query(`SELECT name FROM pragma_table_info(?1)`, table)
}

// references are the columns of a table that refer to another by one column alone,
// with that table, as SQLite's schema has them: on PostgreSQL keys carry the partner, and
// registers with partitions have no foreign keys.
func (d *data) references(table string) []string {
	if !d.onPostgres() {
		return d.query(`SELECT min("from"), min("table") FROM pragma_foreign_key_list(?1) GROUP BY id HAVING count(*) = 1`, table)
	}
	if sqliteSchema == nil {
		dir := d.t.TempDir()
		st, err := store.Open(dir, store.Options{})
		require.NoError(d.t, err)
		defer func() { require.NoError(d.t, st.Close()) }()
		lite := &data{t: d.t, Place: enginetest.Place{Store: dir}}
		sqliteSchema = map[string][]string{}
		for _, name := range lite.tables() {
			sqliteSchema[name] = lite.references(name)
		}
	}
	return sqliteSchema[table]
}

// sqliteSchema has the references of each table, once they were asked for.
var sqliteSchema map[string][]string

// hash is of every row of every table that an import fills.
func (d *data) hash() string {
	d.t.Helper()
	h := sha256.New()
	for _, table := range d.tables() {
		if table == "audit" {
			continue // every import leaves its line
		}
		rows := d.query(`SELECT * FROM ` + table)
		slices.Sort(rows)
		fmt.Fprintln(h, table, strings.Join(rows, "\n"))
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// outside names the column by which each register is known outside.
var outside = map[string]string{
	"region": "region_id", "role": "role_id", "contact_type": "contact_type_id", "partner": "partner_id", "contract": "contract_id",
	"service_type": "service_type_id", "employee": "employee_id", "agent": "agent_id", "api_key": "beginning",
}

// clientOutside is how a client is known outside: USERSIDE's by its number alone.
const clientOutside = `CASE WHEN x.id IN (SELECT client FROM userside_customer) THEN CAST(x.number AS TEXT) ELSE x.client_id END`

// content is what the registers say, without what depends on the order in which
// rows came, on chance, or on the moment, as the history of changes does.
func (d *data) content() (all []string) {
	d.t.Helper()
	for _, table := range d.tables() {
		if table == "counter" || table == "directory" || table == "sealing_key" || table == "probe" || table == "migration" || table == "audit" || table == "customer_history" {
			continue
		}
		refers := map[string]string{}
		// What each partner numbers is known outside by those numbers (O8).
		for _, key := range d.references(table) {
			column, to, _ := strings.Cut(key, "|")
			refers[column] = to
		}
		var columns []string
		for _, column := range d.columns(table) {
			to := refers[column]
			switch {
			case to == "client":
				columns = append(columns, `(SELECT `+clientOutside+` FROM client x WHERE x.id = t.`+column+`)`)
			case table == "client" && (column == "client_id" || column == "client_new_id"):
				columns = append(columns, strings.ReplaceAll(strings.ReplaceAll(clientOutside, "client_id", column), "x.", "t."))
			case to != "":
				columns = append(columns, fmt.Sprintf(`(SELECT %s FROM %s x WHERE x.id = t.%s)`, outside[to], to, column))
			case slices.Contains([]string{"id", "created", "status_time", "added", "date_positive_balance", "password", "password_hash", "cabinet_password"}, column):
			case column == "number" && table != "agent", column == "time" && table == "ledger":
			default:
				columns = append(columns, column)
			}
		}
		for _, row := range d.query(`SELECT ` + strings.Join(columns, ", ") + ` FROM ` + table + ` t`) {
			all = append(all, table+": "+row)
		}
	}
	slices.Sort(all)
	return all
}
