package jsonrpc

import (
	"errors"
	"net/http"
	"time"

	"partnerapi/internal/budget/holding"
	"partnerapi/internal/jsonvalue"
	"partnerapi/ops"
	"partnerapi/ops/v2"
)

// call is one call that is being answered.
type call struct {
	*Handler
	http         *http.Request
	start        time.Time
	id           *jsonvalue.Value // nil until it is known to be good
	notification bool
	answer       *answer
	method       *v2.Method
	caller       v2.Caller
	known        bool // the account
	reserved     bool // its point
}

func refusal(m v2.Mnemonic) error { return &v2.Error{Mnemonic: m} }

// run checks and runs a call in the order of jsonrpc/README.md: envelope, method,
// token, account, limits, role; the method itself checks its parameters.
func (c *call) run(v *jsonvalue.Value) (v2.Result, error) {
	name, params, err := c.envelope(v)
	if err != nil {
		return v2.Result{}, err
	}
	method, found := c.Set.Find(name)
	if !found {
		return v2.Result{}, refusal(v2.MethodNotFound)
	}
	c.method = method
	if params.Kind == jsonvalue.Array {
		return v2.Result{}, &v2.Error{Mnemonic: v2.DataTypeError, Field: "params"} // the value may hold a password
	}
	if !method.Open {
		if err := c.token(params); err != nil {
			return v2.Result{}, err
		}
		if c.caller.ReadOnly && method.Writes() || !c.caller.Methods.Allow(method.Name) {
			c.refund()
			return v2.Result{}, refusal(v2.Forbidden)
		}
	}
	c.caller.Admit = c.admit
	begin := resultData
	if method.Document {
		begin = resultWhole
	}
	c.caller.Into = append(c.appendHead(c.answer.buf), begin...)
	c.caller.Flush = c.answer.flush
	if c.notification {
		c.caller.Flush = c.answer.discard
	}
	result, err := c.Set.Do(holding.With(c.http.Context(), &c.answer.holding), method, c.caller, params)
	if err != nil && !c.answer.partly && !public(err).Costs { // who has read of it has paid for it
		c.refund()
	}
	return result, err
}

// admit sets the caller and takes one of its points.
func (c *call) admit(caller ops.Caller) error {
	caller.RequestID, caller.Address = c.caller.RequestID, c.caller.Address
	c.caller.Caller, c.known = caller, true
	if err := c.Points.Reserve(c.http.Context(), caller); err != nil {
		return err
	}
	c.reserved = true
	return nil
}

// refund gives back the point that the call has taken, if it has taken one.
func (c *call) refund() {
	if c.reserved {
		c.Points.Refund(c.http.Context(), c.caller.Caller)
	}
}

// envelope reads the request object. Names are case-sensitive, and none may occur twice.
func (c *call) envelope(v *jsonvalue.Value) (method string, params *jsonvalue.Value, err error) {
	if v.Kind != jsonvalue.Object {
		return "", nil, c.invalid()
	}
	id, hasID := v.Get("id")
	if hasID && (id.Kind == jsonvalue.Number || id.Kind == jsonvalue.String || id.Kind == jsonvalue.Null && c.StrictSpec) {
		c.id = id
	}
	version, _ := v.Get("jsonrpc")
	name, _ := v.Get("method")
	twice, repeated := v.Repeated()
	if twice == "id" {
		c.id = nil // nobody knows which is meant
	}
	if repeated || version == nil || version.Kind != jsonvalue.String || version.Text != "2.0" || name == nil || name.Kind != jsonvalue.String {
		return "", nil, c.invalid()
	}
	params, _ = v.Get("params")
	if params != nil && params.Kind != jsonvalue.Null && params.Kind != jsonvalue.Object && params.Kind != jsonvalue.Array {
		return "", nil, c.invalid()
	}
	if params == nil || params.Kind == jsonvalue.Null || params.Kind == jsonvalue.Array && len(params.Items) == 0 {
		params = &jsonvalue.Value{Kind: jsonvalue.Object} // PHP writes an empty object as []
	}
	switch {
	case !hasID && !c.StrictSpec:
		return "", nil, refusal(v2.NotificationUnsupported)
	case hasID && c.id == nil:
		return "", nil, c.invalid()
	}
	c.notification = !hasID
	return name.Text, params, nil
}

// invalid returns the error of what is no request object. JSON-RPC 2.0 has it answered
// without an id; the service answered with the one that was sent.
func (c *call) invalid() error {
	if c.StrictSpec {
		c.id = nil
	}
	return refusal(v2.InvalidRequest)
}

// token identifies the caller by the token, and admits it.
func (c *call) token(params *jsonvalue.Value) error {
	token, found := params.Get("access_token")
	switch {
	case !found:
		return &v2.Error{Mnemonic: v2.RequiredMissed, Field: "access_token"}
	case token.Kind != jsonvalue.String:
		return &v2.Error{Mnemonic: v2.DataTypeError, Field: "access_token"}
	}
	caller, err := c.Callers.Identify(c.http.Context(), ops.ByToken(token.Text), c.caller.Address)
	if err != nil {
		return v2.Refused(err, c.caller.Address)
	}
	c.answer.held.Known()
	c.answer.holding.Own(int64(caller.Partner))
	c.caller.Token = token.Text
	return c.admit(caller)
}

// public returns the error that a caller is shown for an error.
func public(err error) *v2.Error {
	var known *v2.Error
	if errors.As(err, &known) {
		return known
	}
	return &v2.Error{Mnemonic: v2.InternalError}
}

// record logs how a call ended and calls the observer, without any value of the parameters.
func (c *call) record(err error) {
	took := time.Since(c.start)
	ctx := c.http.Context()
	outcome, name := "ok", ""
	var known *v2.Error
	left := err != nil && !errors.As(err, &known) && (errors.Is(err, errGone) || ctx.Err() != nil)
	switch {
	case left:
		outcome = ops.ClientLeft
	case err != nil:
		outcome = string(public(err).Mnemonic)
	}
	if c.method != nil {
		name = c.method.Name
	}
	var failed error
	if err != nil && !left && (known == nil || known.Cause != nil && (known.Mnemonic == v2.InternalError || known.Mnemonic == v2.Unavailable)) {
		failed = err
	}
	record := ops.Record{Caller: c.caller.Caller, Door: "v2", Operation: name, Outcome: outcome, Duration: took}
	record.Failed = failed != nil || left || known != nil && known.Passing()
	if known != nil {
		record.Operand = known.Field
		record.Unknown = known.Mnemonic == v2.AuthError || known.Mnemonic == v2.TokenInvalid
	}
	if record.Unknown {
		record.Caller.Login = known.Login
	}
	record.Tell(ctx, c.Log, c.Observe, failed)
}
