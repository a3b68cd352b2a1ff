package intake

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
)

// A header is in memory before a handler, and so Begin, is called: many connections
// that send one slowly would hold as much as they like.
const (
	// freeHeader is how many bytes a connection may send before its first request,
	// or between two, without being counted: a TLS handshake and a usual header.
	freeHeader = 8 << 10
	// headerByte is what a byte of a header takes at most: short lines become
	// strings of 16 bytes, in lists that double as they grow.
	headerByte = 8
)

// errHeader ends a connection whose header found no room.
var errHeader = errors.New("too many large headers are being read")

// Listener returns a listener whose connections count what they hold of large
// headers. One that finds no room is closed; usual headers always find it. The
// server's ConnContext and AfterHeader must be this package's.
func (in *Intake) Listener(l net.Listener) net.Listener { return listener{l, in} }

type listener struct {
	net.Listener
	in *Intake
}

// Accept implements net.Listener.
func (l listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &conn{Conn: c, in: l.in}, nil
}

// conn is a connection that is between two requests, or has handlers at work.
type conn struct {
	net.Conn
	in *Intake

	mu       sync.Mutex
	handlers int
	read     int64 // since the last request, or the begin
	counted  int64 // bytes of in's
}

// Read implements net.Conn.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 && !c.count(int64(n)) {
		return 0, errHeader
	}
	return n, err
}

func (c *conn) count(n int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.handlers > 0 {
		return true // a body; Read counts it
	}
	c.read += n
	more := (c.read-freeHeader)*headerByte - c.counted
	if more <= 0 {
		return true
	}
	if !c.in.headers.add(more) {
		return false
	}
	c.counted += more
	return true
}

// Close implements net.Conn.
func (c *conn) Close() error {
	c.mu.Lock()
	c.giveBack()
	c.mu.Unlock()
	return c.Conn.Close()
}

// CloseWrite is what net/http looks for: it closes in two steps where bytes are left
// that nobody has read, so that the client gets its answer.
func (c *conn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// giveBack ends a header; c.mu is held.
func (c *conn) giveBack() {
	c.in.headers.add(-c.counted)
	c.read, c.counted = 0, 0
}

func (c *conn) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.handlers++
	c.giveBack()
}

func (c *conn) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.handlers--
}

type connKey struct{}

// ConnContext is an http.Server's, for connections of a Listener.
func ConnContext(ctx context.Context, c net.Conn) context.Context {
	if secure, ok := c.(interface{ NetConn() net.Conn }); ok {
		c = secure.NetConn()
	}
	return context.WithValue(ctx, connKey{}, c)
}

// AfterHeader tells the connection of each request that its header has ended: from
// now on Begin counts it.
func AfterHeader(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c, ok := r.Context().Value(connKey{}).(*conn); ok {
			c.begin()
			defer c.end()
		}
		next.ServeHTTP(w, r)
	})
}
