package badinput

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3" // looks at the tables from outside
	"github.com/stretchr/testify/require"
)

// tables looks at the server's database from outside: what is in every register,
// and how to make it so again.
type tables struct {
	db      *sql.Conn
	names   []string
	first   map[string][32]byte // the state that restore brings back
	last    map[string][32]byte
	version int64 // the data_version of last
}

// notRegisters count, or hold nothing of a partner. Numbers that a refused call
// took are gaps.
var notRegisters = []string{"counter", "probe", "migration", "points", "usage_count"}

func openTables(t testing.TB, file string) *tables {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+file+"?_busy_timeout=10000&_sync=OFF&_foreign_keys=OFF")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	s := &tables{}
	s.db, err = db.Conn(context.Background())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.db.Close()) })
	rows, err := s.db.QueryContext(t.Context(), `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
	require.NoError(t, err)
	for rows.Next() {
		var name string
		require.NoError(t, rows.Scan(&name))
		if !slices.Contains(notRegisters, name) {
			s.names = append(s.names, name)
		}
	}
	require.NoError(t, rows.Err())
	for _, name := range s.names {
		s.exec(t, `CREATE TEMP TABLE first_`+name+` AS SELECT * FROM main.`+name)
	}
	s.first, err = s.hashes(t.Context())
	require.NoError(t, err)
	return s
}

func (s *tables) exec(t testing.TB, statement string) {
	t.Helper()
	_, err := s.db.ExecContext(context.Background(), statement)
	require.NoError(t, err, statement)
}

// hashes answers a hash of every register. SQLite itself tells when nothing at
// all has been committed since the last time.
func (s *tables) hashes(ctx context.Context) (map[string][32]byte, error) {
	var version int64
	if err := s.db.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&version); err != nil {
		return nil, err
	}
	if s.last != nil && version == s.version {
		return s.last, nil
	}
	all := map[string][32]byte{}
	for _, name := range s.names {
		hash, err := s.hash(ctx, name)
		if err != nil {
			return nil, err
		}
		all[name] = hash
	}
	s.version, s.last = version, all
	return all, nil
}

func (s *tables) hash(ctx context.Context, name string) (hash [32]byte, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT * FROM main.`+name)
	if err != nil {
		return hash, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return hash, err
	}
	values, pointers := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		pointers[i] = &values[i]
	}
	var lines []string
	for rows.Next() {
		if err := rows.Scan(pointers...); err != nil {
			return hash, err
		}
		lines = append(lines, fmt.Sprintf("%#v", values))
	}
	slices.Sort(lines)
	return sha256.Sum256([]byte(strings.Join(lines, "\n"))), rows.Err()
}

// changed names the registers that are not as they were at first.
func (s *tables) changed(ctx context.Context) (names []string, err error) {
	now, err := s.hashes(ctx)
	for _, name := range s.names {
		if now[name] != s.first[name] {
			names = append(names, name)
		}
	}
	return names, err
}

// restore makes the registers as they were at first.
func (s *tables) restore(ctx context.Context) error {
	changed, err := s.changed(ctx)
	if err != nil || len(changed) == 0 {
		return err
	}
	script := "BEGIN IMMEDIATE;"
	for _, name := range changed {
		script += fmt.Sprintf("DELETE FROM main.%[1]s; INSERT INTO main.%[1]s SELECT * FROM temp.first_%[1]s;", name)
	}
	if _, err := s.db.ExecContext(ctx, script+"COMMIT"); err != nil {
		return err
	}
	s.last = nil // data_version tells of others' commits only
	if changed, err = s.changed(ctx); err == nil && len(changed) > 0 {
		err = fmt.Errorf("not restored: %v", changed)
	}
	return err
}
