package server

import (
	"bytes"
	"log/slog"
)

// httpLog gets the lines that net/http logs. A failure to accept connections is a warning and
// a panic of a handler an error. The rest comes of what strangers send, such as broken TLS
// handshakes, and is logged at level debug.
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
