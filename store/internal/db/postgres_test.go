package db

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
)

// What became of a transaction whose connection was lost while it was committed: done,
// to be made again, or unknown where the database may have crashed since and given its
// number to another transaction.
func TestAfterALostCommit(t *testing.T) {
	enginetest.PostgresOnly(t, "its connections")
	opened, err := OpenPostgres(t.Context(), enginetest.New(t).Store, Options{Readers: 1, Now: time.Now, Batch: func(int, error) {}})
	require.NoError(t, err)
	defer func() { require.NoError(t, opened.Close()) }()
	db := opened.(*postgresDB)
	xidOf := func(then error) (xid string) {
		err := db.Write(t.Context(), Nobody, func(tx *Tx) error {
			_, err := tx.One(`SELECT CAST(pg_current_xact_id() AS text)`, nil, func(r Row) { xid = r.Text(0) })
			return errors.Join(err, then)
		})
		require.ErrorIs(t, err, then)
		return xid
	}
	slot := &postgresSlot{}
	before := time.Now()
	committed := xidOf(nil)
	_, err = db.afterLoss(t.Context(), slot, committed, before)
	require.ErrorIs(t, err, ErrUnknown, "no connection has stood since before")

	require.NoError(t, db.Read(t.Context(), Nobody, func(c *Conn) error { _, _, err := c.Int(`SELECT 1`); return err }))
	began := time.Now()
	committed, refused := xidOf(nil), errors.New("refused")
	again, err := db.afterLoss(t.Context(), slot, committed, began)
	require.NoError(t, err)
	require.False(t, again)
	again, err = db.afterLoss(t.Context(), slot, xidOf(refused), began)
	require.ErrorIs(t, err, ErrUnavailable)
	require.NotErrorIs(t, err, ErrUnknown)
	require.True(t, again)
	require.NoError(t, slot.conn.engine.close())
}
