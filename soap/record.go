package soap

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"time"

	"partnerapi/ops"
)

// newRequestID makes the name under which a call stands in its fault and in the
// log: 12 hexadecimal digits.
func newRequestID() string {
	var id [6]byte
	rand.Read(id[:]) // never fails: the runtime ends the program instead
	return hex.EncodeToString(id[:])
}

// record tells the log and the observer how a call ended. What is internal is
// logged whole; neither gets operand values.
func (c *call) record(err error) {
	took := time.Since(c.start)
	ctx := c.request.Context()
	outcome, failed := "ok", false
	var refusal *ops.Error
	switch {
	case err == nil:
	case errors.As(err, &refusal):
		outcome, failed = public(err).Code, refusal.Kind == ops.Internal || refusal.Kind == ops.Unavailable
	case errors.Is(err, errGone) || ctx.Err() != nil:
		outcome = "client_left"
	default:
		outcome, failed = codeInternal, true
	}
	if c.opts.Observe != nil {
		c.opts.Observe(ops.Record{Caller: c.caller, Door: "soap", Operation: c.operation, Outcome: outcome, Duration: took})
	}
	c.opts.Log.LogAttrs(ctx, slog.LevelInfo, "call",
		slog.String("request_id", c.caller.RequestID),
		slog.String("operation", c.operation),
		slog.String("partner", c.caller.PartnerID),
		slog.String("login", c.caller.Login),
		slog.String("outcome", outcome),
		slog.Float64("duration_ms", float64(took.Microseconds())/1000))
	// Clients that call without a login only to be asked for one are no event.
	if refusal != nil && refusal.Kind == ops.Unauthorised && refusal != errNoLogin {
		c.opts.Log.LogAttrs(ctx, slog.LevelWarn, "login refused",
			slog.String("request_id", c.caller.RequestID),
			slog.String("address", c.request.RemoteAddr))
	}
	if failed {
		c.opts.Log.LogAttrs(ctx, slog.LevelError, "call failed",
			slog.String("request_id", c.caller.RequestID),
			slog.String("operation", c.operation),
			slog.Any("error", err))
	}
}
