// Package enginetest gives tests a place for a store on the engine that the run is
// for: scripts/with-postgres runs a command with a private PostgreSQL server, without
// it tests use SQLite.
package enginetest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
)

// addressVariable is the environment's name for the server's address, as its superuser.
const addressVariable = "TEST_POSTGRES"

// migratedVariable is the environment's name for the name of a database of the server
// that has all tables and no rows: copying it takes a fraction of the time that making
// the tables takes.
const migratedVariable = "TEST_POSTGRES_MIGRATED"

// OnPostgres reports whether the run is for PostgreSQL.
func OnPostgres() bool { return os.Getenv(addressVariable) != "" }

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

// Tester is what tests, benchmarks and rapid's checks have in common.
type Tester interface {
	require.TestingT
	Helper()
	Cleanup(func())
}

// Place is where a store is: a data directory, or a database and its key file.
type Place struct {
	// Store is a directory or a DSN.
	Store string
	// KeyFile is empty for a directory, which holds its own.
	KeyFile string

	dir string // to be removed
}

// Flags name the place to a command of the program.
func (p Place) Flags() []string {
	if p.KeyFile == "" {
		return []string{"--data", p.Store}
	}
	return []string{"--store", p.Store, "--key-file", p.KeyFile}
}

// databases counts the databases that were made, which gives each a name.
var databases atomic.Int64

// New returns a place for a store without rows, which the test's end removes. A
// database has its tables already, where the run has made such a one to copy: its numbers
// begin at 1, whatever the store's or the program's options say.
func New(t Tester) Place {
	t.Helper()
	return removedAtEnd(t, Make)
}

// Empty returns a place in which nothing was made yet; the test's end removes it.
func Empty(t Tester) Place {
	t.Helper()
	return removedAtEnd(t, MakeEmpty)
}

// Copy returns a place with what the other one holds, which nothing has open; the
// test's end removes it.
func (p Place) Copy(t Tester) Place {
	t.Helper()
	if !OnPostgres() {
		copied := removedAtEnd(t, MakeEmpty)
		out, err := exec.CommandContext(context.Background(), "cp", "-a", p.Store+"/.", copied.Store).CombinedOutput()
		require.NoError(t, err, "%s", out)
		return copied
	}
	key, err := os.ReadFile(p.KeyFile)
	require.NoError(t, err)
	name, err := databaseOf(p.Store)
	require.NoError(t, err)
	copied := removedAtEnd(t, func() (Place, error) { return makePlace(name) })
	require.NoError(t, os.WriteFile(copied.KeyFile, key, 0o600))
	return copied
}

// removedAtEnd makes a place and removes it at the test's end, after a look at what the
// test has left in it.
func removedAtEnd(t Tester, newPlace func() (Place, error)) Place {
	t.Helper()
	p, err := newPlace()
	require.NoError(t, err)
	t.Cleanup(func() {
		problem, err := p.problem()
		require.NoError(t, errors.Join(err, p.Remove()))
		require.Empty(t, problem)
	})
	return p
}

// Make returns a place as New does. It stays until Remove is called.
func Make() (Place, error) { return makePlace(os.Getenv(migratedVariable)) }

// MakeEmpty returns a place as Empty does. It stays until Remove is called.
func MakeEmpty() (Place, error) { return makePlace("") }

// makePlace makes a place; its database is a copy of the one named, if one is.
func makePlace(template string) (p Place, err error) {
	if p.dir, err = os.MkdirTemp("", "partnerapi-store-"); err != nil {
		return p, err
	}
	if !OnPostgres() {
		p.Store = p.dir
		return p, nil
	}
	p.KeyFile = filepath.Join(p.dir, "partnerapi.key")
	p.Store, err = newDatabase(template)
	return p, err
}

// Remove removes the place and what it holds, if there is one.
func (p Place) Remove() error {
	err := os.RemoveAll(p.dir)
	if p.Store == "" || !OnPostgres() {
		return err
	}
	name, named := databaseOf(p.Store)
	return errors.Join(err, named, administer(`DROP DATABASE `+name+` WITH (FORCE)`))
}

// newDatabase makes a database, as a copy of another one if that is named.
func newDatabase(template string) (dsn string, err error) {
	name := fmt.Sprintf("test_%d_%d", os.Getpid(), databases.Add(1))
	create := `CREATE DATABASE ` + name
	if template != "" {
		create += ` TEMPLATE ` + template
	}
	if err := administer(create); err != nil {
		return "", err
	}
	u, err := url.Parse(os.Getenv(addressVariable))
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	return u.String(), nil
}

func databaseOf(dsn string) (name string, err error) {
	u, err := url.Parse(dsn)
	if err != nil {
		return "", err
	}
	return strings.TrimPrefix(u.Path, "/"), nil
}

func administer(text string) error {
	c, err := pgconn.Connect(context.Background(), os.Getenv(addressVariable))
	if err != nil {
		return err
	}
	defer c.Close(context.Background())
	_, err = c.Exec(context.Background(), text).ReadAll()
	return err
}
