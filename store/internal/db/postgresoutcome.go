package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// ErrUnknown says that it is not known what became of a commit: the connection was lost
// in it, or its wait for a standby was cut off. The call may have been done.
var ErrUnknown = fmt.Errorf("%w: it is not known whether the call was committed; it may have been done", ErrUnavailable)

// transactionID is what a transaction is known by. Its number alone is not enough: of a
// transaction that a crash or a failover lost, the number is given to another one.
type transactionID struct {
	xid    string
	server string // that it ran on
	began  time.Time
}

// warned is where a connection keeps that PostgreSQL has warned of something.
const warned = "warned"

func noteWarning(pg *pgconn.PgConn, n *pgconn.Notice) {
	if n.SeverityUnlocalized == "WARNING" {
		pg.CustomData()[warned] = true
	}
}

// commit ends the transaction. PostgreSQL only warns where a commit is made on the
// primary alone because its wait for a standby was cut off, as by statement_timeout.
func (c *postgresConn) commit() error {
	delete(c.pg.CustomData(), warned)
	if err := c.script(`COMMIT`); err != nil {
		return err
	}
	if c.pg.CustomData()[warned] != nil {
		return ErrUnknown
	}
	return nil
}

// afterLoss asks PostgreSQL what became of a transaction whose connection was lost
// while it was committed. again is as transaction returns it.
func (db *postgresDB) afterLoss(ctx context.Context, slot *postgresSlot, ran transactionID) (again bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, askingTime)
	defer cancel()
	for wait := 100 * time.Millisecond; ctx.Err() == nil; wait *= 2 {
		select { // another server may be taking over, or the transaction still be ending
		case <-time.After(wait):
		case <-ctx.Done():
		}
		status, sure := db.statusThere(ctx, ran)
		if status == "" {
			status = db.statusAnywhere(ctx, slot, ran)
		}
		switch {
		case status == "aborted":
			return true, fmt.Errorf("%w: %w", ErrUnavailable, errLostConnection)
		case status == "committed" && !sure:
			return false, ErrUnknown
		case status == "committed":
			return false, nil
		}
	}
	return false, ErrUnknown
}

const statusOf = `SELECT pg_xact_status(CAST(?1 AS xid8))`

// statusThere asks a connection that has stood since before the transaction, to the
// server on which it ran: that server has not crashed, and nobody else has been given
// the number. sure says that a commit is on the standbys, too, that PostgreSQL waits
// for. The status is empty where there is no such connection.
func (db *postgresDB) statusThere(ctx context.Context, ran transactionID) (status string, sure bool) {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	slot, err := db.readers.Take(ctx, Nobody)
	if err != nil {
		return "", false
	}
	defer db.readers.Put(slot)
	if slot.conn == nil || slot.opened.After(ran.began) || slot.server() != ran.server {
		return "", false
	}
	if _, err := slot.conn.One(statusOf, []any{ran.xid}, func(r Row) { status = r.Text(0) }); err != nil {
		return "", false
	}
	if status == "committed" {
		sure = replicated(ctx, slot.conn.engine.(*postgresConn).pg) == nil
	}
	return status, sure
}

// replicated returns once all that was committed before is where PostgreSQL waits for
// it: a commit of its own is.
func replicated(ctx context.Context, pg *pgconn.PgConn) error {
	delete(pg.CustomData(), warned)
	if _, err := pg.Exec(ctx, `SELECT pg_logical_emit_message(true, 'partnerapi', '')`).ReadAll(); err != nil {
		return err
	}
	if pg.CustomData()[warned] != nil {
		return ErrUnknown
	}
	return nil
}

// statusAnywhere asks the server that writes now, which may be another one, or the same
// after a crash: "committed" may be said of another transaction there, "aborted" is not:
// a number of which a commit has arrived is never given again.
func (db *postgresDB) statusAnywhere(ctx context.Context, slot *postgresSlot, ran transactionID) (status string) {
	c, err := slot.use(ctx, db)
	if err != nil {
		return ""
	}
	_, err = c.One(statusOf, []any{ran.xid}, func(r Row) { status = r.Text(0) })
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == "22023" { // a number that has not been given yet
		return "aborted"
	}
	return status
}
