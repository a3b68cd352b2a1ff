package db

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/internal/pgcluster"
)

func openNode(t *testing.T, nodes ...*pgcluster.Node) *postgresDB {
	t.Helper()
	return openPostgres(t, pgcluster.DSN(nodes...))
}

// A commit that waits for a standby and is cut off in that has been made on the primary
// alone: were the call acknowledged, a failover would lose it.
func TestCommitWithoutItsStandby(t *testing.T) {
	enginetest.PostgresOnly(t, "its standbys")
	node := pgcluster.Start(t, 0)[0]
	db := openNode(t, node)
	require.NoError(t, db.Write(t.Context(), Nobody, func(tx *Tx) error { return tx.Script(`CREATE TABLE kept (how TEXT)`) }))
	node.Set("synchronous_standby_names", "nobody")
	for _, how := range []string{"terminate", "cancel"} {
		connectReader(t, db)
		ended := make(chan error, 1)
		go func() {
			ended <- db.Write(t.Context(), Nobody, func(tx *Tx) error { _, err := tx.Exec(`INSERT INTO kept VALUES (?1)`, how); return err })
		}()
		cut := fmt.Sprintf(`SELECT count(pg_%s_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query = 'COMMIT'`, how)
		require.Eventually(t, func() bool { return node.Query(cut) == "1" }, 10*time.Second, time.Millisecond, "the commit waits for its standby")
		require.ErrorIs(t, <-ended, ErrUnknown, how)
	}
	require.Equal(t, "2", node.Query("SELECT count(*) FROM kept"), "both were made on this server")
}

// connectReader makes the reading connection, which stands from now on.
func connectReader(t *testing.T, db *postgresDB) {
	t.Helper()
	require.NoError(t, db.Read(t.Context(), Nobody, func(c *Conn) error { _, _, err := c.Int(`SELECT 1`); return err }))
}

// ranNow runs a transaction that ends as it is told, and returns what it is known by.
func ranNow(t *testing.T, db *postgresDB, then error) (ran transactionID) {
	t.Helper()
	ran.began = time.Now()
	err := db.Write(t.Context(), Nobody, func(tx *Tx) error {
		ran.server = tx.engine.(*postgresConn).server
		_, err := tx.One(`SELECT CAST(pg_current_xact_id() AS text)`, nil, func(r Row) { ran.xid = r.Text(0) })
		return errors.Join(err, then)
	})
	require.ErrorIs(t, err, then)
	return ran
}

// What became of a transaction whose connection was lost while it was committed: done,
// to be made again, or unknown where the database may have crashed since and given its
// number to another transaction.
func TestAfterALostCommit(t *testing.T) {
	enginetest.PostgresOnly(t, "its connections")
	db := openPostgres(t, enginetest.New(t).Store)
	slot := &postgresSlot{}
	before := ranNow(t, db, nil)
	connectReader(t, db)
	_, err := db.afterLoss(t.Context(), slot, before)
	require.ErrorIs(t, err, ErrUnknown, "no connection has stood since before")

	committed, aborted := ranNow(t, db, nil), ranNow(t, db, errors.New("refused"))
	again, err := db.afterLoss(t.Context(), slot, committed)
	require.NoError(t, err)
	require.False(t, again)
	for _, lost := range []transactionID{aborted, {xid: "4000000000", server: aborted.server, began: before.began}} {
		again, err = db.afterLoss(t.Context(), slot, lost)
		require.ErrorIs(t, err, ErrUnavailable)
		require.NotErrorIs(t, err, ErrUnknown)
		require.True(t, again, lost.xid)
	}
	require.NoError(t, slot.conn.engine.close())
}

// A server that was promoted gives the numbers of transactions that were lost to others.
// Neither it nor a connection that still stands to the old one vouches for a commit.
func TestNumberOfALostTransaction(t *testing.T) {
	enginetest.PostgresOnly(t, "its standbys")
	nodes := pgcluster.Start(t, 1)
	old := openNode(t, nodes[0])
	nodes[1].Set("primary_conninfo", "")
	require.Eventually(t, func() bool { return nodes[0].Query("SELECT count(*) FROM pg_stat_replication") == "0" }, 10*time.Second, time.Millisecond)
	connectReader(t, old)
	lost := ranNow(t, old, nil)
	nodes[1].Promote()
	promoted := openNode(t, nodes[1])
	var other transactionID
	for other.xid != lost.xid {
		other = ranNow(t, promoted, nil)
	}
	slot := &postgresSlot{}
	_, err := promoted.afterLoss(t.Context(), slot, lost)
	require.ErrorIs(t, err, ErrUnknown, "the promoted server speaks of another transaction")
	_, err = old.afterLoss(t.Context(), slot, other)
	require.ErrorIs(t, err, ErrUnknown, "the old server does")
	require.NoError(t, slot.conn.engine.close())
}

// Of several servers the one that takes writes is connected to, and found again after
// a failover; what is written meanwhile is refused.
func TestSeveralServers(t *testing.T) {
	enginetest.PostgresOnly(t, "its standbys")
	nodes := pgcluster.Start(t, 1)
	db := openNode(t, nodes[1], nodes[0])
	write := func() error {
		return db.Write(t.Context(), Nobody, func(tx *Tx) error { return tx.Script(`CREATE TABLE IF NOT EXISTS kept (how TEXT)`) })
	}
	require.NoError(t, write())
	require.Eventually(t, func() bool { return nodes[1].Query("SELECT count(*) FROM pg_class WHERE relname = 'kept'") == "1" }, 10*time.Second, time.Millisecond)
	nodes[0].Kill()
	require.ErrorIs(t, write(), ErrUnavailable)
	nodes[1].Promote()
	require.Eventually(t, func() bool { return write() == nil }, 10*time.Second, 100*time.Millisecond, "a failed connection is tried again after a second")
}
