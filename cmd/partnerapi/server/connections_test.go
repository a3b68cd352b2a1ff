package server_test

import (
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// dialFrom connects from one of this machine's addresses.
func dialFrom(t *testing.T, from, url string) net.Conn {
	t.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	conn, err := dialer.DialContext(t.Context(), "tcp", strings.TrimPrefix(url, "http://"))
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(time.Minute)))
	return conn
}

// alive asks over a connection and reports whether it was answered, and not closed.
func alive(conn net.Conn) bool {
	_, _ = io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n") // fails when it is closed already
	resp, _, err := answer(conn)
	return err == nil && resp.StatusCode == http.StatusOK
}

// What an address opens beyond its share, or all beyond theirs, is closed at once.
// Others and trusted proxies go on, and who closes one may open another.
func TestConnections(t *testing.T) {
	c := configuration(t)
	c.Budgets.ConnectionsPerAddress, c.Budgets.Connections = 2, 3
	c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.9/32")}
	c.MetricsListen = "127.0.0.1:0"
	s := start(t, c)
	first, second := dialFrom(t, "127.0.0.1", s.URL()), dialFrom(t, "127.0.0.1", s.URL())
	require.True(t, alive(first))
	require.True(t, alive(second))
	for range 3 {
		assert.False(t, alive(dialFrom(t, "127.0.0.1", s.URL())), "127.0.0.1 has its two")
	}
	third := dialFrom(t, "127.0.0.2", s.URL())
	assert.True(t, alive(third), "another address")
	assert.False(t, alive(dialFrom(t, "127.0.0.3", s.URL())), "there are three")
	for range 4 {
		assert.True(t, alive(dialFrom(t, "127.0.0.9", s.URL())), "a trusted proxy is not counted")
	}
	_, text := get(t, http.DefaultClient, s.MetricsURL())
	assert.Contains(t, text, "\npartnerapi_connections 3\n")
	assert.Contains(t, text, "\npartnerapi_connections_refused_total 4\n")
	for _, conn := range []net.Conn{first, second, third} {
		assert.True(t, alive(conn), "what was open stays")
	}
	require.NoError(t, first.Close())
	require.Eventually(t, func() bool { return alive(dialFrom(t, "127.0.0.1", s.URL())) }, 10*time.Second, 10*time.Millisecond)
	require.NoError(t, s.Stop())
}

// A server says how many streams a connection of HTTP/2 may have.
func TestStreams(t *testing.T) {
	c := configuration(t)
	pemFiles := t.TempDir()
	c.TLSCert, c.TLSKey = filepath.Join(pemFiles, "cert.pem"), filepath.Join(pemFiles, "key.pem")
	pool := writeCertificate(t, c.TLSCert, c.TLSKey, "x")
	s := start(t, c)
	conn, err := tls.Dial("tcp", strings.TrimPrefix(s.URL(), "https://"), &tls.Config{RootCAs: pool, NextProtos: []string{"h2"}})
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(time.Minute)))
	require.Equal(t, "h2", conn.ConnectionState().NegotiatedProtocol)
	_, err = fmt.Fprint(conn, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00") // and no settings
	require.NoError(t, err)
	header := make([]byte, 9)
	_, err = io.ReadFull(conn, header)
	require.NoError(t, err)
	require.EqualValues(t, 4, header[3], "SETTINGS come first")
	settings := make([]byte, binary.BigEndian.Uint32(append([]byte{0}, header[:3]...)))
	_, err = io.ReadFull(conn, settings)
	require.NoError(t, err)
	assert.True(t, bytes.Contains(settings, []byte{0, 3, 0, 0, 0, 128}), "SETTINGS_MAX_CONCURRENT_STREAMS: %x", settings)
	require.NoError(t, s.Stop())
}
