package server

import (
	"bytes"
	"log/slog"
)

// httpLog takes the lines that net/http logs. What strangers send, such as broken
// TLS handshakes, is no event; that connections cannot be accepted, or that a
// handler panicked, is one.
type httpLog struct{ log *slog.Logger }

func (l httpLog) Write(line []byte) (int, error) {
	text := string(bytes.TrimSpace(line))
	switch {
	case bytes.HasPrefix(line, []byte("http: Accept error")):
		l.log.Warn("connections are not accepted", "error", text)
	case bytes.HasPrefix(line, []byte("http: panic serving")):
		l.log.Error("a handler panicked", "error", text)
	default:
		l.log.Debug("http", "error", text)
	}
	return len(line), nil
}
