package soap

import (
	"errors"
	"time"

	"partnerapi/ops"
)

// record tells the log and the observer how a call ended. What is internal is
// logged whole; neither gets operand values.
func (c *call) record(err error) {
	took := time.Since(c.start)
	ctx := c.request.Context()
	outcome, failed := "ok", error(nil)
	var refusal *ops.Error
	switch {
	case err == nil:
	case errors.As(err, &refusal):
		outcome = public(err).Code
		if refusal.Kind == ops.Internal || refusal.Kind == ops.Unavailable {
			failed = err
		}
	case errors.Is(err, errGone) || ctx.Err() != nil:
		outcome = ops.ClientLeft
	default:
		outcome, failed = codeInternal, err
	}
	record := ops.Record{Caller: c.caller, Door: "soap", Operation: c.operation, Outcome: outcome, Duration: took}
	record.Failed = failed != nil || outcome == ops.ClientLeft || refusal != nil && refusal.Kind == ops.Busy
	if refusal != nil {
		record.Operand = refusal.Operand
		record.Unknown = refusal.Kind == ops.Unauthorised && refusal != errNoLogin
	}
	record.Tell(ctx, c.opts.Log, c.opts.Observe, failed)
}
