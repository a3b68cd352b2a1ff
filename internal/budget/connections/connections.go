// Package connections bounds how many connections there are, in all and of one address,
// before a byte of them is read. Otherwise who opens many takes all descriptors, and the
// memory that each one costs.
package connections

import (
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
)

// Options are of a Limit.
type Options struct {
	// All bounds all connections together, PerAddress those of one address.
	All, PerAddress int
	// CountedAs returns the address that a connection from addr is counted for; the zero
	// Addr: it is not counted, in neither bound.
	CountedAs func(addr netip.Addr) netip.Addr
	// Refused is told of each connection that is closed at once: for whom it was
	// counted, and the setting whose bound it met, "connections" or
	// "connections-per-address". The next one is accepted when it returns.
	Refused func(addr netip.Addr, setting string)
}

// Limit counts the connections of its listeners.
type Limit struct {
	opts    Options
	refused atomic.Int64

	mu    sync.Mutex
	all   int
	known map[netip.Addr]int
}

// New returns a limit.
func New(opts Options) *Limit { return &Limit{opts: opts, known: map[netip.Addr]int{}} }

// Open returns how many connections are counted now.
func (l *Limit) Open() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all
}

// Refused returns how many connections were closed at once.
func (l *Limit) Refused() int64 { return l.refused.Load() }

// Listener returns a listener that closes at once what is beyond the limit.
func (l *Limit) Listener(of net.Listener) net.Listener { return listener{of, l} }

type listener struct {
	net.Listener
	limit *Limit
}

// Accept implements net.Listener.
func (l listener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		addr := l.limit.opts.CountedAs(peer(c))
		if !addr.IsValid() {
			return c, nil
		}
		full := l.limit.enter(addr)
		if full == "" {
			return &conn{Conn: c, leave: sync.OnceFunc(func() { l.limit.leave(addr) })}, nil
		}
		_ = c.Close() // it has neither sent nor been sent anything
		l.limit.refused.Add(1)
		l.limit.opts.Refused(addr, full)
	}
}

// enter counts a connection, or returns the setting whose bound is met.
func (l *Limit) enter(addr netip.Addr) (full string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.known[addr] >= l.opts.PerAddress:
		return "connections-per-address"
	case l.all >= l.opts.All:
		return "connections"
	}
	l.all++
	l.known[addr]++
	return ""
}

// leave counts a connection no longer.
func (l *Limit) leave(addr netip.Addr) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all--
	if l.known[addr]--; l.known[addr] == 0 {
		delete(l.known, addr)
	}
}

func peer(c net.Conn) netip.Addr {
	if tcp, ok := c.RemoteAddr().(*net.TCPAddr); ok {
		return tcp.AddrPort().Addr()
	}
	return netip.Addr{}
}

// conn is a connection that is counted until it is closed.
type conn struct {
	net.Conn
	leave func()
}

// Close implements net.Conn.
func (c *conn) Close() error {
	c.leave()
	return c.Conn.Close()
}

// CloseWrite is what net/http looks for, to close in two steps.
func (c *conn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}
