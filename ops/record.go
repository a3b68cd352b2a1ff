package ops

import (
	"context"
	"log/slog"
	"time"

	"partnerapi/store"
)

// ClientLeft is the outcome of a call whose client did not wait for the answer, or
// took too long over it.
const ClientLeft = "client_left"

// Record is what is known of a call after it: for logs, metrics and counts. It
// holds no operand values.
type Record struct {
	// Caller is who called. Of a caller whose credentials were refused it has the
	// login that was tried, if any, and no partner.
	Caller Caller
	// Door is the interface: "soap", "v2", "userside".
	Door string
	// Operation is "" when there is none of the name.
	Operation string
	// Outcome is "ok" or the code of the refusal.
	Outcome string
	// Operand names the operand that was refused, if one was.
	Operand  string
	Duration time.Duration
	// Failed says that the service could not answer, or the client did not wait:
	// the call was not refused for what it brought.
	Failed bool
	// Unknown says that the credentials were refused.
	Unknown bool
}

// maxOperand is how many characters of an operand's name the log shows: a caller may
// have made it up.
const maxOperand = 100

// AttemptedLogin is a login that was refused, as the log may show it.
func AttemptedLogin(login string) string { return store.FirstRunes(login, store.MaxLogin) }

// Usage is how the call counts in the partner's usage.
func (r Record) Usage() store.UsageCount {
	count := store.UsageCount{Calls: 1}
	switch {
	case r.Failed:
		count.Failed = 1
	case r.Outcome != "ok":
		count.Refused = 1
	}
	return count
}

// Tell gives the record to an observer, who may be nil, and a line to the log, which
// for refused credentials is a warning; failed, which may be nil, is the error of a
// call that is our fault, and is logged whole.
func (r Record) Tell(ctx context.Context, log *slog.Logger, observe func(Record), failed error) {
	if observe != nil {
		observe(r)
	}
	level, message := slog.LevelInfo, "call"
	if r.Unknown {
		level, message = slog.LevelWarn, "login refused"
	}
	log.LogAttrs(ctx, level, message,
		slog.String("request_id", r.Caller.RequestID),
		slog.String("door", r.Door),
		slog.String("operation", r.Operation),
		slog.String("partner", r.Caller.PartnerID),
		slog.String("login", r.Caller.Login),
		slog.String("address", r.Caller.Address.String()),
		slog.String("outcome", r.Outcome),
		slog.String("operand", store.FirstRunes(r.Operand, maxOperand)),
		slog.Float64("duration_ms", float64(r.Duration.Microseconds())/1000))
	if failed != nil {
		log.LogAttrs(ctx, slog.LevelError, "call failed",
			slog.String("request_id", r.Caller.RequestID),
			slog.String("door", r.Door),
			slog.String("operation", r.Operation),
			slog.Any("error", failed))
	}
}
