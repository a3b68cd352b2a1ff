package db

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// positionTime is how long a read waits for the primary to say how far it is.
const positionTime = time.Second

// errPosition says that the primary has not told its position.
var errPosition = fmt.Errorf("%w: the primary does not say how far it is", ErrUnavailable)

// position is how far the primary has written its log.
type position struct {
	branch branch
	lsn    int64
	table  int64 // ourTable
}

// branch is what positions can be compared within: a database and its history. After a
// failover the same position stands for something else.
type branch struct {
	database string // and its cluster
	timeline string
}

// positions asks the primary how far it is. All that ask while a question is out share
// the next one: what is told was true after each of them asked.
type positions struct {
	send func() (position, error) // sends a question and returns the answer

	mu     sync.Mutex
	asking bool
	next   *question // nil: nobody has asked since the last one was sent
	done   sync.WaitGroup
}

type question struct {
	answered chan struct{} // closed, with what follows set
	position position
	err      error
}

// get returns a position that the primary had after get was called: what was committed
// and answered before then, by whichever server, is below it.
func (p *positions) get(ctx context.Context) (position, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, positionTime, errPosition)
	defer cancel()
	q := p.ask()
	select {
	case <-q.answered:
		return q.position, q.err
	case <-ctx.Done():
		return position{}, context.Cause(ctx)
	}
}

// ask returns a question that has not been sent yet.
func (p *positions) ask() *question {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.next == nil {
		p.next = &question{answered: make(chan struct{})}
	}
	if !p.asking {
		p.asking = true
		p.done.Go(p.answer)
	}
	return p.next
}

// answer sends questions until there are none.
func (p *positions) answer() {
	for {
		p.mu.Lock()
		q := p.next
		p.next = nil
		p.asking = q != nil
		p.mu.Unlock()
		if q == nil {
			return
		}
		if q.position, q.err = p.send(); q.err != nil {
			q.err = errors.Join(errPosition, q.err)
		}
		close(q.answered)
	}
}

// Commits are answered once they are on the disk of the primary, but without
// synchronous_commit before.
const written = `SELECT CAST(CASE current_setting('synchronous_commit') WHEN 'off' THEN pg_current_wal_insert_lsn()
  ELSE pg_current_wal_flush_lsn() END - '0/0' AS BIGINT), ` + ourTable

// ourTable differs where others than our tables are found, as by another search_path.
const ourTable = `CAST(CAST(to_regclass('migration') AS oid) AS BIGINT)`

// positionOf asks the primary, on the slot's connection.
func (db *postgresDB) positionOf(slot *postgresSlot) (at position, err error) {
	c, err := slot.use(context.Background(), db)
	if err != nil {
		return at, err
	}
	defer func() { slot.rested = time.Now() }()
	engine := c.engine.(*postgresConn)
	if engine.branch == (branch{}) {
		if engine.branch, err = branchOf(c, primaryTimeline); err != nil {
			return at, err
		}
	}
	at.branch = engine.branch
	_, err = c.One(written, nil, func(r Row) { at.lsn, at.table = r.Int(0), r.Int(1) })
	return at, err
}

// The timeline of a server. A primary's is the one that it writes, which does not
// change while it runs. A standby's is the last one that it has noted on its disk, at a
// checkpoint or since: it may replay a later one, but no earlier one.
const (
	primaryTimeline = `left(pg_walfile_name(pg_current_wal_flush_lsn()), 8)`
	standbyTimeline = `lpad(upper(to_hex(greatest((SELECT timeline_id FROM pg_control_checkpoint()),
  (SELECT min_recovery_end_timeline FROM pg_control_recovery())))), 8, '0')`
)

// branchOf asks a server which branch its positions are of.
func branchOf(c *Conn, timeline string) (b branch, err error) {
	_, err = c.One(`SELECT concat_ws(' ', (SELECT system_identifier FROM pg_control_system()),
  (SELECT oid FROM pg_database WHERE datname = current_database())), `+timeline, nil,
		func(r Row) { b = branch{database: r.Text(0), timeline: r.Text(1)} })
	return b, err
}
