package store

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/internal/pgcluster"
	"partnerapi/internal/seal"
	"partnerapi/store/internal/db"
)

// A database knows its key before it has sealed anything.
func TestDatabaseKnowsItsKey(t *testing.T) {
	enginetest.PostgresOnly(t, "a data directory holds its key")
	place := enginetest.Empty(t)
	open := func() error {
		st, err := Open(place.Store, Options{KeyFile: place.KeyFile})
		if err == nil {
			err = st.Close()
		}
		return err
	}
	require.NoError(t, open())
	require.NoError(t, os.Rename(place.KeyFile, place.KeyFile+".right"))
	require.ErrorContains(t, open(), place.KeyFile+" is missing")
	assert.NoFileExists(t, place.KeyFile)
	_, err := seal.OpenKey(place.KeyFile)
	require.NoError(t, err, "another key")
	require.ErrorIs(t, open(), seal.ErrOtherKey)
	require.NoError(t, os.Rename(place.KeyFile+".right", place.KeyFile))
	require.NoError(t, open())
}

// Two that open an empty database at once both have it, with its tables made once.
func TestOpenAtOnce(t *testing.T) {
	enginetest.PostgresOnly(t, "directories have a lock")
	place := enginetest.Empty(t)
	var done sync.WaitGroup
	for range 4 {
		done.Go(func() {
			st, err := Open(place.Store, Options{KeyFile: place.KeyFile})
			if assert.NoError(t, err) {
				assert.NoError(t, st.Probe(t.Context()))
				assert.NoError(t, st.Close())
			}
		})
	}
	done.Wait()
}

// However many calls wait for a partner whose row another server has locked, the calls of
// other partners are made.
func TestLockedPartnerStopsNoOther(t *testing.T) {
	enginetest.PostgresOnly(t, "a directory has one server")
	place := enginetest.New(t)
	other, server := newStoreAt(t, place), newStoreAt(t, place)
	const calls = 20
	var done sync.WaitGroup
	require.NoError(t, other.As(1).Write(t.Context(), func(*Tx) error {
		for range calls {
			done.Go(func() {
				assert.NoError(t, server.As(1).Write(t.Context(), func(*Tx) error { return nil }))
			})
		}
		assert.Eventually(t, func() bool { return server.Waiting() >= calls/2 }, time.Minute, time.Millisecond)
		soon, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		assert.NoError(t, server.As(2).Write(soon, func(*Tx) error { return nil }))
		return nil
	}))
	done.Wait()
}

// A server that has stopped in the middle of its probe keeps no other one from being
// ready.
func TestProbesDoNotWaitForEachOther(t *testing.T) {
	enginetest.PostgresOnly(t, "a directory has one server")
	place := enginetest.Empty(t)
	var servers [2]*Store
	for i := range servers {
		var err error
		servers[i], err = Open(place.Store+"&lock_timeout=1", Options{KeyFile: place.KeyFile})
		require.NoError(t, err)
		require.NoError(t, servers[i].Probe(t.Context()))
	}
	require.NoError(t, servers[0].write(t.Context(), func(tx *Tx) error {
		require.NoError(t, probe(tx))
		return servers[1].Probe(t.Context())
	}))
	for _, s := range servers {
		require.NoError(t, s.read(t.Context(), func(c *db.Conn) error {
			rows, _, err := c.Int(`SELECT count(*) FROM probe`)
			assert.Zero(t, rows)
			return err
		}))
		require.NoError(t, s.Close())
	}
}

// Settings by which a commit may be lost are named, to a role without privileges, too.
func TestVolatile(t *testing.T) {
	enginetest.PostgresOnly(t, "its settings")
	nodes := pgcluster.Start(t, 1)
	nodes[0].Query(`CREATE ROLE plain LOGIN; GRANT ALL ON SCHEMA public TO plain`)
	key := filepath.Join(t.TempDir(), "key")
	empty := "synchronous_standby_names is empty, and there are standbys"
	check := func(dsn, want string) {
		t.Helper()
		st, err := Open(strings.Replace(dsn, "//postgres@", "//plain@", 1), Options{KeyFile: key})
		require.NoError(t, err)
		settings, err := st.Volatile(t.Context())
		require.NoError(t, err)
		assert.Equal(t, want, settings)
		require.NoError(t, st.Close())
	}
	check(pgcluster.DSN(nodes[0]), empty)
	check(pgcluster.DSN(nodes[0])+"&options=-c%20synchronous_commit%3Doff", "synchronous_commit = off, "+empty)
	nodes[0].Set("synchronous_standby_names", "ANY 1 (*)")
	check(pgcluster.DSN(nodes...), "")
	check(pgcluster.DSN(nodes[0])+"&options=-c%20synchronous_commit%3Dlocal", "synchronous_commit = local")
	nodes[0].Set("synchronous_standby_names", "")
	nodes[1].Kill()
	require.Eventually(t, func() bool { return nodes[0].Query("SELECT count(*) FROM pg_stat_replication") == "0" }, 10*time.Second, time.Millisecond)
	check(pgcluster.DSN(nodes...), empty)
	check(pgcluster.DSN(nodes[0]), "")
}

// No error of a connection shows the password.
func TestNoErrorShowsThePassword(t *testing.T) {
	for _, dsn := range []string{
		"postgres://u:s3cret@127.0.0.1:1/p", "postgres://u:s3cret@127.0.0.1:port/p", "postgres://u:s3cret@%zz/p", "postgres://u:s3cret@127.0.0.1:1/p?sslmode=never",
		"postgres://u:s3cret/x@127.0.0.1:1/p", "postgres://u:s3cret@127.0.0.1:1,127.0.0.1:2/p?target_session_attrs=read-write", "postgres://u:s3cret@127.0.0.1:1,%zz:2/p",
	} {
		_, err := Open(dsn, Options{KeyFile: "key"})
		require.Error(t, err)
		assert.NotContains(t, err.Error(), "s3cret", dsn)
		_, err = Exists(dsn)
		require.Error(t, err)
		assert.NotContains(t, err.Error(), "s3cret", dsn)
	}
}

// Connections that the server has closed are made anew: a write is made again, for
// nothing of it was kept, and so is a read.
func TestLostConnections(t *testing.T) {
	enginetest.PostgresOnly(t, "its connections")
	st, tenant := newTenant(t)
	addClient(t, tenant, "до")
	cut := func() {
		require.NoError(t, st.db.Read(t.Context(), db.Nobody, func(c *db.Conn) error {
			_, _, err := c.Int(`SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
			return err
		}))
	}
	cut()
	addClient(t, tenant, "после")
	runs := 0
	require.NoError(t, tenant.Write(context.Background(), func(tx *Tx) error {
		if runs++; runs == 1 {
			if _, _, err := tx.c.Int(`SELECT 1`); err != nil {
				return err
			}
			cut() // also this connection, in its transaction
		}
		_, err := tx.AddClient(ClientUpdate{Name: ptr("снова")})
		return err
	}))
	assert.Equal(t, 2, runs)
	assert.Equal(t, []string{"до", "после", "снова"}, clientNames(t, tenant))
}

func clientNames(t *testing.T, tenant *Tenant) (names []string) {
	t.Helper()
	require.NoError(t, tenant.Clients(t.Context(), ClientFilter{})(func(c *Client) error { names = append(names, c.Name); return nil }))
	return names
}
