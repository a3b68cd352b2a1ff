package enginetest

import (
	"bytes"
	"context"
	"net"
	"net/url"
	"sync"
	"sync/atomic"

	"github.com/stretchr/testify/require"
)

// Proxy stands between a store and its PostgreSQL server, and fails as a network does.
type Proxy struct {
	// Store is the place's DSN by way of the proxy.
	Store string

	server      string
	cutAtCommit atomic.Bool
	gate        sync.RWMutex // held for reading by who forwards a piece

	mu    sync.Mutex
	ended bool
	conns []net.Conn
}

// Proxy starts a proxy in front of the place's server; the test's end stops it.
func (p Place) Proxy(t Tester) *Proxy {
	t.Helper()
	dsn, err := url.Parse(p.Store)
	require.NoError(t, err)
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	proxy := &Proxy{server: dsn.Host}
	dsn.Host = listener.Addr().String()
	proxy.Store = dsn.String()
	var running sync.WaitGroup
	running.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return // the test has ended
			}
			running.Go(func() { proxy.serve(client) })
		}
	})
	t.Cleanup(func() {
		require.NoError(t, listener.Close())
		proxy.mu.Lock()
		proxy.ended = true
		proxy.mu.Unlock()
		proxy.Cut()
		running.Wait()
	})
	return proxy
}

// Freeze forwards nothing until thaw is called; connections stay, and new ones are
// made.
func (p *Proxy) Freeze() (thaw func()) {
	p.gate.Lock()
	return sync.OnceFunc(p.gate.Unlock)
}

// Cut ends all connections; new ones may be made.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, conn := range p.conns {
		_ = conn.Close() // it may have ended
	}
	p.conns = nil
}

// CutAtCommit says whether all connections end whenever a client has sent a COMMIT,
// before it is answered.
func (p *Proxy) CutAtCommit(cut bool) { p.cutAtCommit.Store(cut) }

// serve forwards one connection until either end closes it.
func (p *Proxy) serve(client net.Conn) {
	server, err := new(net.Dialer).DialContext(context.Background(), "tcp", p.server)
	if err != nil {
		_ = client.Close()
		return
	}
	p.mu.Lock()
	p.conns = append(p.conns, client, server)
	ended := p.ended
	p.mu.Unlock()
	var both sync.WaitGroup
	if !ended {
		both.Go(func() { p.forward(server, client) })
		both.Go(func() { p.forward(client, server) })
	}
	both.Wait()
	_, _ = client.Close(), server.Close()
}

func (p *Proxy) forward(to, from net.Conn) {
	piece := make([]byte, 64<<10)
	for {
		n, err := from.Read(piece)
		if p.cutAtCommit.Load() && bytes.Contains(piece[:n], []byte("COMMIT\x00")) {
			p.gate.Lock() // no answer passes before the connections have ended
			if _, failed := to.Write(piece[:n]); failed == nil {
				p.Cut()
			}
			p.gate.Unlock()
		} else if n > 0 {
			p.gate.RLock()
			_, _ = to.Write(piece[:n]) // the other end may have closed it
			p.gate.RUnlock()
		}
		if err != nil {
			_ = to.Close()
			return
		}
	}
}
