package db

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/internal/pgcluster"
)

// replicated is a database with a replica, and what was told of that.
type replicatedDB struct {
	*postgresDB
	t    *testing.T
	told chan error
}

// openReplicated opens a database with a replica; the test's end closes it.
func openReplicated(t *testing.T, dsn, replica string) *replicatedDB {
	t.Helper()
	told := make(chan error, 100)
	opened, err := OpenPostgres(t.Context(), dsn, Options{
		Readers: 2, Now: time.Now, Batch: func(int, error) {}, Replica: replica, ReplicaTold: func(err error) { told <- err },
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, opened.Close()) })
	return &replicatedDB{opened.(*postgresDB), t, told}
}

// start starts a primary and standbys. What a disk takes is not what is tried here.
func start(t *testing.T, standbys int) []*pgcluster.Node {
	return pgcluster.Start(t, standbys, "fsync = off")
}

// partnerOf is who reads and writes here.
const partnerOf = Asker(7)

// set writes a number; number reads it, and says whether that was on the replica.
func (db *replicatedDB) set(n int64) {
	db.t.Helper()
	require.NoError(db.t, db.Write(db.t.Context(), partnerOf, func(tx *Tx) error {
		_, err := tx.Exec(`INSERT INTO probe (id, at) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET at = ?1`, n)
		return err
	}))
}

func (db *replicatedDB) number() (n int64, onReplica bool) {
	db.t.Helper()
	require.NoError(db.t, db.Read(db.t.Context(), partnerOf, func(c *Conn) error {
		_, err := c.One(`SELECT coalesce(max(at), 0), pg_is_in_recovery() FROM probe WHERE id = 1`, nil, func(r Row) { n, onReplica = r.Int(0), r.Bool(1) })
		return err
	}))
	return n, onReplica
}

// used waits until reads are made on the replica.
func (db *replicatedDB) used(why string) {
	db.t.Helper()
	require.Eventually(db.t, func() bool { _, there := db.number(); return there }, time.Minute, 10*time.Millisecond, why)
}

// says waits for the next thing that is told of the replica.
func (db *replicatedDB) says(want error) {
	db.t.Helper()
	select {
	case err := <-db.told:
		require.ErrorIs(db.t, err, want)
	case <-time.After(time.Minute):
		require.Fail(db.t, "nothing was told")
	}
}

// quiet looks that nothing else was told.
func (db *replicatedDB) quiet() {
	db.t.Helper()
	require.Empty(db.t, db.told)
}

// Reads of a partner go to the replica once it has all that was answered before, also by
// another server, and to the primary while it has not. The role has no privileges.
func TestReadsOnTheReplica(t *testing.T) {
	enginetest.PostgresOnly(t, "its standbys")
	nodes := start(t, 1)
	nodes[0].Query(`CREATE ROLE plain LOGIN; GRANT ALL ON SCHEMA public TO plain`)
	as := func(dsn string) string { return strings.Replace(dsn, "//postgres@", "//plain@", 1) }
	db := openReplicated(t, as(pgcluster.DSN(nodes[0])), as(pgcluster.DSN(nodes[1])))
	other := openReplicated(t, as(pgcluster.DSN(nodes[0])), "")
	db.says(nil)
	other.set(1)
	db.used("it has caught up")
	for name, read := range map[string]func(fn func(c *Conn) error) error{
		"of nobody":    func(fn func(c *Conn) error) error { return db.Read(t.Context(), Nobody, fn) },
		"with a count": func(fn func(c *Conn) error) error { return db.Count(t.Context(), partnerOf, fn) },
		"in a transaction": func(fn func(c *Conn) error) error {
			return db.Write(t.Context(), partnerOf, func(tx *Tx) error { return fn(tx.Conn) })
		},
	} {
		require.NoError(t, read(func(c *Conn) error {
			standby, _, err := c.Int(`SELECT pg_is_in_recovery()`)
			require.Zero(t, standby, name)
			return err
		}))
	}
	onReplica, _ := db.ReplicaReads()
	for round := range int64(3) {
		nodes[1].Query(`SELECT pg_wal_replay_pause()`)
		other.set(10 + round)
		n, there := db.number()
		require.False(t, there, "it lacks a write of another server")
		require.Equal(t, 10+round, n)
		nodes[1].Query(`SELECT pg_wal_replay_resume()`)
		db.used("it goes on")
	}
	replica, primary := db.ReplicaReads()
	require.GreaterOrEqual(t, replica, onReplica+3)
	require.GreaterOrEqual(t, primary, int64(3))
}

// A read that fails on the replica before it has rows is made on the primary, whatever
// it was; a stream's chunk is made there also after it had some.
func TestReadThatFailsOnTheReplica(t *testing.T) {
	enginetest.PostgresOnly(t, "its standbys")
	nodes := start(t, 1)
	db := openReplicated(t, pgcluster.DSN(nodes[0]), pgcluster.DSN(nodes[1]))
	db.used("it is there")
	cut := func() {
		nodes[1].Query(`SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE application_name = 'partnerapi'`)
	}
	runs := 0
	require.NoError(t, db.Read(t.Context(), partnerOf, func(c *Conn) error {
		if runs++; runs == 1 {
			cut()
		}
		standby, _, err := c.Int(`SELECT pg_is_in_recovery()`)
		require.Zero(t, standby)
		return err
	}))
	require.Equal(t, 2, runs, "cut off")

	db.used("it is there again")
	runs = 0
	require.NoError(t, db.Read(t.Context(), partnerOf, func(c *Conn) error {
		runs++
		_, err := c.Exec(`CREATE TEMPORARY TABLE not_on_a_standby (n BIGINT)`)
		return err
	}))
	require.Equal(t, 2, runs, "refused")
	require.True(t, db.replica.usable.Load())

	runs = 0
	refusal := errors.New("the call's own")
	require.ErrorIs(t, db.Read(t.Context(), partnerOf, func(*Conn) error { runs++; return refusal }), refusal)
	require.Equal(t, 1, runs, "what the read itself refuses stands")

	db.used("it is there")
	runs = 0
	stream := Stream(t.Context(), Source{Read: func(ctx context.Context, fn func(c *Conn) error) error { return db.Read(ctx, partnerOf, fn) }},
		func(c *Conn, _ *int64, _ int, rows []int64) ([]int64, error) {
			runs++
			standby, _, err := c.Int(`SELECT pg_is_in_recovery()`)
			if err != nil || standby == 0 {
				return append(rows, standby), err
			}
			cut()
			_, _, err = c.Int(`SELECT 1`)
			return append(rows, standby), err
		})
	var rows []int64
	require.NoError(t, stream(func(standby *int64) error { rows = append(rows, *standby); return nil }))
	require.Equal(t, []int64{0}, rows)
	require.Equal(t, 2, runs)
}

// Whatever becomes of the replica, reads go on; it is used again when it is back, and
// both are told once.
func TestReplicaThatIsLost(t *testing.T) {
	enginetest.PostgresOnly(t, "its standbys")
	nodes := start(t, 1)
	proxy := enginetest.Place{Store: pgcluster.DSN(nodes[1])}.Proxy(t)
	db := openReplicated(t, pgcluster.DSN(nodes[0]), proxy.Store)
	db.says(nil)
	lost := func(name string, want error, lose, back func()) {
		db.set(1)
		db.used(name)
		lose()
		for n := range int64(50) {
			db.set(n)
			got, there := db.number()
			require.False(t, there, name)
			require.Equal(t, n, got, name)
		}
		db.says(want)
		db.quiet()
		back()
		db.used(name)
		db.says(nil)
		db.quiet()
	}
	lost("killed", ErrUnavailable, nodes[1].Kill, nodes[1].Restart)
	var thaw func()
	lost("frozen", ErrUnavailable, func() { thaw = proxy.Freeze() }, func() { thaw() })
	lost("behind", errBehind, func() { nodes[1].Query(`SELECT pg_wal_replay_pause()`) }, func() { nodes[1].Query(`SELECT pg_wal_replay_resume()`) })
	db.used("it is there")
	nodes[1].Promote()
	nodes[1].Query(`UPDATE probe SET at = -1`)
	for n := range int64(50) {
		db.set(n)
		got, there := db.number()
		require.False(t, there, "promoted")
		require.Equal(t, n, got, "promoted")
	}
	db.says(errNoStandby)
	db.quiet()
}

// What is not this database's standby is never read from, and that is told.
func TestReplicaOfAnotherDatabase(t *testing.T) {
	enginetest.PostgresOnly(t, "its standbys")
	nodes, others := start(t, 1), start(t, 1)
	nodes[0].Query(`CREATE DATABASE other`)
	nodes[0].Query(`CREATE SCHEMA elsewhere`)
	openReplicated(t, pgcluster.DSN(others[0]), "").set(-1)
	for dsn, want := range map[string]error{
		pgcluster.DSN(others[1]):                           errOtherDatabase,
		pgcluster.DSN(nodes[0]):                            errNoStandby,
		pgcluster.DSN(nodes[1]) + "&dbname=other":          errOtherDatabase,
		pgcluster.DSN(nodes[1]) + "&search_path=elsewhere": errOtherDatabase,
		"postgres://postgres@127.0.0.1:1/postgres":         ErrUnavailable,
	} {
		db := openReplicated(t, pgcluster.DSN(nodes[0]), dsn)
		db.says(want)
		db.set(1)
		n, there := db.number()
		require.Equal(t, int64(1), n, dsn)
		require.False(t, there, dsn)
		require.ErrorIs(t, db.replica.try(t.Context(), &postgresSlot{}), want, dsn)
	}
	_, err := OpenPostgres(t.Context(), pgcluster.DSN(nodes[0]), Options{Readers: 1, Now: time.Now, Replica: "postgres://u:s3cret@%zz/p"})
	require.ErrorContains(t, err, "malformed")
	require.NotContains(t, err.Error(), "s3cret")
}

// A standby that has more of the old primary's log than the server that took over is
// ahead of that, and does not have what is written there.
func TestReplicaOfAnotherTimeline(t *testing.T) {
	enginetest.PostgresOnly(t, "its standbys")
	nodes := start(t, 2)
	old, next, standby := nodes[0], nodes[1], nodes[2]
	db := openReplicated(t, pgcluster.DSN(old, next), pgcluster.DSN(standby))
	db.says(nil)
	db.set(1)
	db.used("it follows the primary")
	require.Eventually(t, func() bool { return next.Query(`SELECT max(at) FROM probe`) == "1" }, time.Minute, time.Millisecond)
	next.Set("primary_conninfo", "")
	require.Eventually(t, func() bool { return next.Query(`SELECT count(*) FROM pg_stat_wal_receiver`) == "0" }, time.Minute, time.Millisecond)
	old.Query(`SELECT pg_logical_emit_message(true, 'more', repeat('x', 4000000))`)
	db.set(2)
	db.used("it has that")
	old.Kill()
	next.Promote()
	require.Eventually(t, func() bool {
		return db.Write(t.Context(), partnerOf, func(tx *Tx) error {
			_, err := tx.Exec(`UPDATE probe SET at = 3`)
			return err
		}) == nil
	}, time.Minute, 10*time.Millisecond)
	for n := range int64(20) {
		db.set(10 + n)
		got, there := db.number()
		require.False(t, there)
		require.Equal(t, 10+n, got)
	}
	require.Equal(t, "t", next.Query(`SELECT pg_current_wal_flush_lsn() < '`+standby.Query(`SELECT pg_last_wal_replay_lsn()`)+`'`))
	db.says(errOtherTimeline)
	standby.Kill()
	standby.Rejoin(next)
	db.used("it follows the new primary")
}

// Of writes and reads by two servers, with a replica that stops and goes on, every read
// sees what was answered before it began, and what earlier reads have seen.
func TestReadsSeeWhatWasAnswered(t *testing.T) {
	enginetest.PostgresOnly(t, "its standbys")
	nodes := start(t, 1)
	var servers [2]*replicatedDB
	for i := range servers {
		servers[i] = openReplicated(t, pgcluster.DSN(nodes[0]), pgcluster.DSN(nodes[1]))
	}
	servers[0].set(0)
	for _, db := range servers {
		db.used("it is there")
	}
	var answered, seen atomic.Int64 // the largest number
	raise := func(to *atomic.Int64, n int64) {
		for before := to.Load(); before < n && !to.CompareAndSwap(before, n); before = to.Load() {
		}
	}
	var workers, pauses sync.WaitGroup
	ended := make(chan struct{})
	pauses.Go(func() {
		for {
			select {
			case <-ended:
				return
			case <-time.After(time.Duration(rand.IntN(300)) * time.Millisecond):
			}
			nodes[1].Query(`SELECT pg_wal_replay_pause()`)
			time.Sleep(time.Duration(rand.IntN(30)) * time.Millisecond)
			nodes[1].Query(`SELECT pg_wal_replay_resume()`)
		}
	})
	for i := range 8 {
		db := servers[i%2]
		workers.Go(func() {
			for range 300 {
				if i >= 4 {
					time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond)
					var n int64
					assert.NoError(t, db.Write(t.Context(), partnerOf, func(tx *Tx) (err error) {
						n, _, err = tx.Int(`UPDATE probe SET at = at + 1 WHERE id = 1 RETURNING at`)
						return err
					}))
					raise(&answered, n)
					continue
				}
				least := max(answered.Load(), seen.Load())
				n, _ := db.number()
				if !assert.GreaterOrEqual(t, n, least) {
					return
				}
				raise(&seen, n)
			}
		})
	}
	workers.Wait()
	close(ended)
	pauses.Wait()
	for _, db := range servers {
		replica, primary := db.ReplicaReads()
		t.Logf("%d reads on the replica, %d on the primary", replica, primary)
		require.Positive(t, replica, "else nothing was tried")
	}
}
