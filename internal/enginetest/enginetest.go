// Package enginetest gives tests a place for a store on the engine that the run is
// for: scripts/with-postgres runs a command with a private PostgreSQL server, without
// it tests use SQLite.
package enginetest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
)

// Variable is the environment's name for the server's address, as its superuser.
const Variable = "TEST_POSTGRES"

// OnPostgres reports whether the run is for PostgreSQL.
func OnPostgres() bool { return os.Getenv(Variable) != "" }

// SQLiteOnly leaves out of a run for PostgreSQL a test of what SQLite alone has; the
// run for SQLite has it.
func SQLiteOnly(t testing.TB, why string) {
	t.Helper()
	if OnPostgres() {
		t.Skip("SQLite alone: " + why)
	}
}

// PostgresOnly leaves out of a run for SQLite a test of what PostgreSQL alone has; the
// run for PostgreSQL has it.
func PostgresOnly(t testing.TB, why string) {
	t.Helper()
	if !OnPostgres() {
		t.Skip("PostgreSQL alone: " + why)
	}
}

// Place is where a store is: a data directory, or a database and its key file.
type Place struct {
	// Store is a directory or a DSN.
	Store string
	// KeyFile is empty for a directory, which holds its own.
	KeyFile string
}

var made atomic.Int64

// New returns an empty place, which the test's end removes.
func New(t testing.TB) Place {
	t.Helper()
	if !OnPostgres() {
		return Place{Store: t.TempDir()}
	}
	return Place{Store: newDatabase(t, ""), KeyFile: filepath.Join(t.TempDir(), "partnerapi.key")}
}

// newDatabase makes a database, as a copy of another one if that is named.
func newDatabase(t testing.TB, template string) (dsn string) {
	t.Helper()
	name := fmt.Sprintf("test_%d_%d", os.Getpid(), made.Add(1))
	create := `CREATE DATABASE ` + name
	if template != "" {
		create += ` TEMPLATE ` + template
	}
	require.NoError(t, administer(create))
	t.Cleanup(func() { require.NoError(t, administer(`DROP DATABASE `+name+` WITH (FORCE)`)) })
	u, err := url.Parse(os.Getenv(Variable))
	require.NoError(t, err)
	u.Path = "/" + name
	return u.String()
}

func administer(text string) error {
	c, err := pgconn.Connect(context.Background(), os.Getenv(Variable))
	if err != nil {
		return err
	}
	defer c.Close(context.Background())
	_, err = c.Exec(context.Background(), text).ReadAll()
	return err
}
