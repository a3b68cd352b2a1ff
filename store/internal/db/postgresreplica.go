package db

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"partnerapi/internal/budget/fair"
)

// What a replica may cost a read that is made on the primary after all.
const (
	// replicaStatement is how long a statement may take on a replica, and replicaSilence
	// how long its answer may be out.
	replicaStatement = 2 * time.Second
	replicaSilence   = 3 * time.Second
	// replicaConnect is how long a read waits for a connection.
	replicaConnect = 2 * time.Second
	// replicaBehind is how long a replica is left alone that is behind.
	replicaBehind = 100 * time.Millisecond
	// replicaPolls is how often a replica is asked again that is behind: after 1, 2, 3 and
	// 4 ms.
	replicaPolls = 4
)

// replica is a hot standby. A read of a partner is made there if the standby has
// replayed all that the primary had on its disk at a moment after the read began: what
// was answered before, to whom and by which server it was, is seen.
type replica struct {
	asking   postgresSlot // to the primary
	position positions
	standby  *postgresDB // connects to it
	slots    fair.Stack[Asker, *postgresSlot]
	told     func(err error)

	usable atomic.Bool
	failed chan error // holds one: a read has found it not usable
	stop   context.CancelFunc
	kept   sync.WaitGroup
	reads  struct{ replica, primary atomic.Int64 }
}

// openReplica begins to use a standby once it can be used.
func openReplica(primary *postgresDB, dsn string) (*replica, error) {
	config, err := postgresConfig(dsn, false)
	if err != nil {
		return nil, fmt.Errorf("replica: %w", err)
	}
	config.ValidateConnect = validateStandby
	config.RuntimeParams["statement_timeout"] = milliseconds(replicaStatement)
	r := &replica{
		standby: &postgresDB{config: config, opts: primary.opts},
		told:    primary.opts.ReplicaTold,
		failed:  make(chan error, 1),
	}
	r.position.send = func() (position, error) { return primary.positionOf(&r.asking) }
	for range primary.opts.Readers {
		r.slots.Put(&postgresSlot{})
	}
	ctx, stop := context.WithCancel(context.Background())
	r.stop = stop
	r.kept.Go(func() { r.keep(ctx) })
	return r, nil
}

// validateStandby refuses servers that do not follow another one.
func validateStandby(ctx context.Context, pg *pgconn.PgConn) error {
	err := pgconn.ValidateConnectTargetSessionAttrsStandby(ctx, pg)
	if err != nil && !pg.IsClosed() {
		return errNoStandby
	}
	return err
}

// keep finds out whether the standby can be used: at the beginning, and again and again
// after a read has found that it cannot. What lasts is told.
func (r *replica) keep(ctx context.Context) {
	var own postgresSlot
	defer func() { own.closeWithin(replicaConnect) }()
	used, told, since := false, false, time.Now()
	for ctx.Err() == nil {
		err := r.try(ctx, &own)
		now := err == nil
		if ctx.Err() == nil && (now != used || !told) && (now || time.Since(since) >= connectAgain) {
			used, told = now, true
			r.told(err)
		}
		if now {
			r.usable.Store(true)
			select {
			case err = <-r.failed:
			case <-ctx.Done():
			}
			since = time.Now()
		}
		select {
		case <-time.After(againAfter(err)):
		case <-ctx.Done():
		}
	}
}

// againAfter is how long reads leave a standby alone that cannot be used.
func againAfter(err error) time.Duration {
	if errors.Is(err, errBehind) {
		return replicaBehind
	}
	return connectAgain
}

// try returns why the standby cannot be used now.
func (r *replica) try(ctx context.Context, slot *postgresSlot) error {
	want, err := r.position.get(ctx)
	if err == nil {
		_, err = r.use(slot, want)
	}
	return err
}

// leaveAlone has reads made on the primary until keep finds the standby usable.
func (r *replica) leaveAlone(why error) {
	if r.usable.CompareAndSwap(true, false) {
		r.failed <- why
	}
}

// read runs fn on the standby, in turns as the primary's readers have them, and reports
// whether that is all there is to do. If not, the read is the primary's to make: no row
// of it was handed out.
func (r *replica) read(ctx context.Context, by Asker, fn func(c *Conn) error) (done bool, err error) {
	if !r.usable.Load() {
		return false, nil
	}
	want, err := r.position.get(ctx)
	if err != nil {
		return ctx.Err() != nil, err
	}
	slot, err := r.slots.Take(ctx, by)
	if err != nil {
		return true, err
	}
	defer r.slots.Put(slot)
	if !r.usable.Load() { // others have found that out meanwhile
		return false, nil
	}
	c, err := r.use(slot, want)
	if err != nil {
		r.leaveAlone(err)
		return false, nil
	}
	before := c.handed
	err = fn(c)
	var refused *pgconn.PgError
	lost := c.engine.(*postgresConn).pg.IsClosed()
	if lost {
		r.leaveAlone(err)
	}
	if err != nil && (lost || errors.As(err, &refused)) && c.handed == before {
		return false, nil
	}
	r.reads.replica.Add(1)
	return true, postgresUnavailable(err)
}

// use returns the slot's connection, which shows all up to a position of the primary.
func (r *replica) use(slot *postgresSlot, want position) (c *Conn, err error) {
	for fresh := false; ; {
		if slot.conn == nil {
			fresh = true
			if err := r.connect(slot); err != nil {
				return nil, err
			}
		}
		c = slot.conn
		if err = hasReplayed(c, want); err == nil || errors.Is(err, errBehind) {
			return c, err
		}
		slot.closeWithin(replicaConnect) // the address may name other standbys
		if fresh || !lostConnection(c, err) {
			return nil, err
		}
	}
}

// connect makes the slot's connection.
func (r *replica) connect(slot *postgresSlot) (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), replicaConnect)
	defer cancel()
	if slot.conn, err = r.standby.connect(ctx); err == nil {
		underneath(slot.conn.engine.(*postgresConn).pg).patience = replicaSilence
	}
	return err
}

func (r *replica) close() {
	r.stop()
	r.kept.Wait()
	for _, slot := range r.slots.Drain() {
		slot.closeWithin(replicaConnect)
	}
	r.position.done.Wait()
	r.asking.closeWithin(connectTimeout)
}

// closeWithin closes the slot's connection, if there is one. Nothing hangs on how it
// ends.
func (s *postgresSlot) closeWithin(most time.Duration) {
	if s.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), most)
	defer cancel()
	_ = s.conn.engine.(*postgresConn).pg.Close(ctx)
	s.conn = nil
}

// Why a standby cannot be used. No caller is told: its read is made on the primary.
var (
	errNoStandby     = errors.New("the server is no hot standby")
	errBehind        = errors.New("the standby is behind the primary")
	errOtherDatabase = errors.New("the server is of another database than the primary")
	errOtherTimeline = errors.New("the standby is not known to follow the primary since that took over")
)

const replayed = `SELECT pg_is_in_recovery(), CAST(pg_last_wal_replay_lsn() - '0/0' AS BIGINT), ` + ourTable

// hasReplayed returns nil once a standby's connection shows all up to a position of the
// primary. It waits for that, but not for long.
func hasReplayed(c *Conn, want position) error {
	if err := follows(c, want.branch); err != nil {
		return err
	}
	for poll := time.Duration(0); ; poll++ {
		time.Sleep(poll * time.Millisecond)
		var standby bool
		var at, table int64
		if _, err := c.One(replayed, nil, func(r Row) { standby, at, table = r.Bool(0), r.Int(1), r.Int(2) }); err != nil {
			return err
		}
		switch {
		case !standby:
			return errNoStandby
		case at >= want.lsn && table == want.table:
			return nil
		case at >= want.lsn:
			return errOtherDatabase
		case poll == replicaPolls:
			return fmt.Errorf("%w by %d bytes", errBehind, want.lsn-at)
		}
	}
}

// follows returns nil for a standby's connection whose positions are the primary's. The
// standby may have changed its timeline since it was asked.
func follows(c *Conn, primary branch) (err error) {
	engine := c.engine.(*postgresConn)
	if engine.branch == primary {
		return nil
	}
	if engine.branch, err = branchOf(c, standbyTimeline); err != nil {
		return err
	}
	switch {
	case engine.branch.database != primary.database:
		return errOtherDatabase
	case engine.branch != primary:
		return errOtherTimeline
	}
	return nil
}
