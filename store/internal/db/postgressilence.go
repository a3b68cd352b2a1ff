package db

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// A PostgreSQL server may vanish without a word: its machine, or the network between.
// The kernel notices within vanishedAfter where nothing comes back at all. Where
// something between keeps the connection alive, the server's own bound on statements
// tells: what is silent for longer than a statement may take is lost.
const (
	vanishedAfter = 15 * time.Second
	// statementTime is how long a statement of a call may take, unless the address says
	// otherwise by statement_timeout.
	statementTime = 40 * time.Second
	// answerTime is how much later the server must have said that it ended one.
	answerTime = 5 * time.Second
)

// errSilent says that a connection was given up since the server did not answer.
var errSilent = fmt.Errorf("%w: the server does not answer", ErrUnavailable)

// boundedConn is a network connection on which no read or write waits for longer than
// its patience.
type boundedConn struct {
	net.Conn
	patience time.Duration // 0 is for ever
	deadline atomic.Bool   // one was set from outside, and holds
}

// dialBounded connects to a server, and has the kernel look whether it is still there.
func dialBounded(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := &net.Dialer{
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 5 * time.Second, Interval: 2 * time.Second, Count: 3},
		Control:         endWhenUnacknowledged,
	}
	conn, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &boundedConn{Conn: conn}, nil
}

// bound sets the patience of a connection to what its statements may take.
func bound(c *Conn, conn *boundedConn) error {
	const text = `SELECT CAST(setting AS BIGINT) FROM pg_settings WHERE name = 'statement_timeout'`
	var ms int64
	err := c.EachOnce(text, nil, func(r Row) error { ms = r.Int(0); return nil })
	conn.patience = 0
	if ms > 0 {
		conn.patience = time.Duration(ms)*time.Millisecond + answerTime
	}
	return err
}

// SetDeadline implements net.Conn.
func (c *boundedConn) SetDeadline(t time.Time) error {
	c.deadline.Store(!t.IsZero())
	return c.Conn.SetDeadline(t)
}

// Read implements net.Conn.
func (c *boundedConn) Read(b []byte) (int, error) { return c.within(c.SetReadDeadline, c.Conn.Read, b) }

// Write implements net.Conn.
func (c *boundedConn) Write(b []byte) (int, error) {
	return c.within(c.SetWriteDeadline, c.Conn.Write, b)
}

func (c *boundedConn) within(set func(t time.Time) error, do func(b []byte) (int, error), b []byte) (int, error) {
	if c.patience == 0 || c.deadline.Load() {
		return do(b)
	}
	if err := set(time.Now().Add(c.patience)); err != nil {
		return 0, err
	}
	n, err := do(b)
	if errors.Is(err, os.ErrDeadlineExceeded) && !c.deadline.Load() {
		err = errSilent
	}
	return n, err
}

// underneath returns the connection that dialBounded made, which TLS may wrap.
func underneath(pg *pgconn.PgConn) *boundedConn {
	conn := pg.Conn()
	if wrapped, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = wrapped.NetConn()
	}
	return conn.(*boundedConn)
}
