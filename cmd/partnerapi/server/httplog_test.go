package server

import (
	"bytes"
	"log"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
)

// That no connection is accepted any more is told; what strangers send is not.
func TestHTTPLog(t *testing.T) {
	var out bytes.Buffer
	l := log.New(httpLog{slog.New(slog.NewTextHandler(&out, nil))}, "", 0)
	l.Printf("http: TLS handshake error from 192.0.2.1:1: EOF")
	assert.Empty(t, out.String())
	l.Printf("http: Accept error: %v; retrying in 5ms", "accept tcp 127.0.0.1:1: too many open files")
	assert.Contains(t, out.String(), "level=WARN")
	assert.Contains(t, out.String(), "too many open files")
	out.Reset()
	l.Printf("http: panic serving 192.0.2.1:1: oh")
	assert.Contains(t, out.String(), "level=ERROR")
}
