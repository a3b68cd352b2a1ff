package ops

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"time"
)

// NewRequestID makes the name under which a call stands in its refusal and in the
// log: 12 hexadecimal digits.
func NewRequestID() string {
	var id [6]byte
	rand.Read(id[:]) // never fails: the runtime ends the program instead
	return hex.EncodeToString(id[:])
}

// ClientLeft is the outcome of a call whose client did not wait for the answer, or
// took too long over it.
const ClientLeft = "client_left"

// Record is what is known of a call after it: for logs, metrics and counts. It
// holds no operand values.
type Record struct {
	Caller Caller
	// Door is the wire: "soap", "v2", "userside".
	Door string
	// Operation is "" when there is none of the name.
	Operation string
	// Outcome is "ok" or the code of the refusal.
	Outcome  string
	Duration time.Duration
}

// Tell gives the record to an observer, who may be nil, and a line to the log;
// failed, which may be nil, is the error of a call that is our fault, and is
// logged whole.
func (r Record) Tell(ctx context.Context, log *slog.Logger, observe func(Record), failed error) {
	if observe != nil {
		observe(r)
	}
	log.LogAttrs(ctx, slog.LevelInfo, "call",
		slog.String("request_id", r.Caller.RequestID),
		slog.String("operation", r.Operation),
		slog.String("partner", r.Caller.PartnerID),
		slog.String("login", r.Caller.Login),
		slog.String("outcome", r.Outcome),
		slog.Float64("duration_ms", float64(r.Duration.Microseconds())/1000))
	if failed != nil {
		log.LogAttrs(ctx, slog.LevelError, "call failed",
			slog.String("request_id", r.Caller.RequestID),
			slog.String("operation", r.Operation),
			slog.Any("error", failed))
	}
}
