package badinput

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
)

// tables looks at the server's database from outside: what is in every register,
// and how to make it so again.
type tables struct {
	db      *sql.Conn
	names   []string
	first   map[string]string // hashes of the state that restore brings back
	last    map[string]string
	version string // what versionQuery said of last
	// What differs between the engines: how to learn that nothing at all has been
	// committed since, and how to begin a transaction.
	versionQuery, begin string
}

// notRegisters count, or hold nothing of a partner. Numbers that a refused call
// took are gaps.
var notRegisters = []string{"counter", "probe", "migration", "points", "usage_count"}

func openTables(t testing.TB, place enginetest.Place) *tables {
	t.Helper()
	db := place.SQL(t)
	s := &tables{versionQuery: `PRAGMA data_version`, begin: `BEGIN IMMEDIATE`}
	for _, name := range enginetest.Tables(t, db) {
		if !slices.Contains(notRegisters, name) {
			s.names = append(s.names, name)
		}
	}
	var err error
	s.db, err = db.Conn(context.Background())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.db.Close()) })
	if enginetest.OnPostgres() {
		s.versionQuery, s.begin = `SELECT pg_current_wal_insert_lsn()`, `BEGIN`
		s.exec(t, `SET synchronous_commit = off`)
	} else {
		s.exec(t, `PRAGMA synchronous = OFF`)
	}
	for _, name := range s.names {
		s.exec(t, `CREATE TEMP TABLE first_`+name+` AS SELECT * FROM `+name)
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

// hashes answers a hash of every register.
func (s *tables) hashes(ctx context.Context) (all map[string]string, err error) {
	var version string
	if err := s.db.QueryRowContext(ctx, s.versionQuery).Scan(&version); err != nil {
		return nil, err
	}
	if s.last != nil && version == s.version {
		return s.last, nil
	}
	if enginetest.OnPostgres() {
		all, err = s.postgresHashes(ctx)
	} else {
		all = map[string]string{}
		for _, name := range s.names {
			if all[name], err = s.hash(ctx, name); err != nil {
				return nil, err
			}
		}
	}
	s.version, s.last = version, all
	return all, err
}

// postgresHashes are the server's own: one question instead of one a register.
func (s *tables) postgresHashes(ctx context.Context) (map[string]string, error) {
	var each []string
	for _, name := range s.names {
		each = append(each, fmt.Sprintf(`SELECT '%[1]s', coalesce(md5(string_agg(r::text, '|' ORDER BY r::text)), '') FROM %[1]s r`, name))
	}
	rows, err := s.db.QueryContext(ctx, strings.Join(each, ` UNION ALL `))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]string{}
	for rows.Next() {
		var name, hash string
		if err := rows.Scan(&name, &hash); err != nil {
			return nil, err
		}
		all[name] = hash
	}
	return all, rows.Err()
}

func (s *tables) hash(ctx context.Context, name string) (hash string, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT * FROM `+name)
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
	return fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(lines, "\n")))), rows.Err()
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
	script := s.begin + ";"
	for _, name := range changed {
		script += fmt.Sprintf("DELETE FROM %[1]s; INSERT INTO %[1]s SELECT * FROM first_%[1]s;", name)
	}
	if _, err := s.db.ExecContext(ctx, script+"COMMIT"); err != nil {
		return err
	}
	s.last = nil // SQLite's data_version tells of others' commits only
	if changed, err = s.changed(ctx); err == nil && len(changed) > 0 {
		err = fmt.Errorf("not restored: %v", changed)
	}
	return err
}
