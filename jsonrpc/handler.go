// Package jsonrpc is the wire of the v2 API: one address, POST, JSON-RPC 2.0 as
// the service's public clients speak it (v2-contract.md). It knows no method by
// name but what the table says of it.
package jsonrpc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"partnerapi/internal/jsonvalue"
	"partnerapi/ops"
	"partnerapi/ops/v2"
)

// Paths are where the API is called.
var Paths = []string{"/v2.0", "/v2.0/"}

// Options of New.
type Options struct {
	Set *v2.Set
	// Token answers who a token belongs to; the error is a *v2.Error.
	Token func(ctx context.Context, token string, address netip.Addr) (v2.Caller, error)
	// Points counts calls.
	Points Points
	// TrustedProxies may say for whom they ask, in X-Forwarded-For.
	TrustedProxies []netip.Prefix
	// MaxBody is the largest request; default 1 MiB.
	MaxBody int64
	// StrictSpec turns on what JSON-RPC 2.0 has and the service had not: batches
	// and notifications.
	StrictSpec bool
	// WriteTimeout is how long a client may take for its answer; default 30 seconds.
	WriteTimeout time.Duration
	// Log takes a line for each call; default slog.Default().
	Log *slog.Logger
	// Observe is told of each call; may be nil.
	Observe func(ops.Record)
}

// Points are the calls that a partner has left.
type Points interface {
	// Reserve takes a point, or says which limit is used up.
	Reserve(partner ops.Caller) *v2.Error
	// Refund gives one back: only calls that succeed cost one.
	Refund(partner ops.Caller)
	// Limits are the partner's limits as they stand.
	Limits(partner ops.Caller) Limits
}

// Limits are what metadata says of a partner's points; resets are in seconds.
type Limits struct {
	DayLimit, DayRemaining, DayReset          int64
	MinuteLimit, MinuteRemaining, MinuteReset int64
}

// Handler serves the API.
type Handler struct{ Options }

// New makes the handler.
func New(o Options) *Handler {
	if o.MaxBody == 0 {
		o.MaxBody = 1 << 20
	}
	if o.WriteTimeout == 0 {
		o.WriteTimeout = 30 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Handler{o}
}

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// keepBuffer is the most bytes a pooled buffer may have: a page of 10,000
// customers fits.
const keepBuffer = 8 << 20

// ServeHTTP answers a POST. Every JSON-RPC answer is HTTP 200, errors too:
// clients drop the bodies of other codes.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "POST only", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, h.MaxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		http.Error(w, fmt.Sprintf("the request is larger than %d bytes", h.MaxBody), http.StatusRequestEntityTooLarge)
		return
	case err != nil:
		http.Error(w, "the request did not arrive whole", http.StatusBadRequest)
		return
	}
	pooled := buffers.Get().(*[]byte)
	answer := h.answer(r, string(body), (*pooled)[:0])
	defer func() {
		if cap(answer) <= keepBuffer {
			*pooled = answer
		}
		buffers.Put(pooled)
	}()
	if len(answer) == 0 {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header()["Content-Type"] = contentType
	w.Header()["Cache-Control"] = noStore
	w.Header()["Content-Length"] = []string{strconv.Itoa(len(answer))}
	// Errors mean that the client left, and nobody is there to be told.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(h.WriteTimeout))
	_, _ = w.Write(answer)
}

var (
	contentType = []string{"application/json; charset=utf-8"}
	noStore     = []string{"no-store"}
)

// answer appends the answer to a body; nothing for what wants none.
func (h *Handler) answer(r *http.Request, body string, b []byte) []byte {
	parsed, err := jsonvalue.Parse(body)
	switch {
	case err != nil:
		return h.refuse(r, b, v2.ParseError)
	case parsed.Kind == jsonvalue.Array && !h.StrictSpec:
		return h.refuse(r, b, v2.BatchNotSupported)
	case parsed.Kind == jsonvalue.Array:
		return h.batch(r, &parsed, b)
	}
	return h.one(r, &parsed, b)
}

// maxBatch is how many calls a batch may hold.
const maxBatch = 100

// batch answers the calls of an array one after another (strict_spec).
func (h *Handler) batch(r *http.Request, list *jsonvalue.Value, b []byte) []byte {
	if len(list.Items) == 0 || len(list.Items) > maxBatch {
		return h.refuse(r, b, v2.InvalidRequest)
	}
	for i := range list.Items {
		before := len(b)
		b = h.one(r, &list.Items[i], append(b, ','))
		if len(b) == before+1 {
			b = b[:before] // a notification
		}
	}
	if len(b) > 0 {
		b[0] = '['
		b = append(b, ']')
	}
	return b
}

// one answers one request object.
func (h *Handler) one(r *http.Request, v *jsonvalue.Value, b []byte) []byte {
	c := &call{Handler: h, http: r, start: time.Now(), answer: b}
	c.caller.RequestID = newRequestID()
	c.caller.Address = h.remote(r).String()
	result, err := c.guarded(v)
	c.record(err)
	switch {
	case c.notification && h.StrictSpec && (err == nil || c.method != nil):
		return b
	case err != nil:
		return c.appendError(b, err)
	}
	return c.appendResult(b, result)
}

// refuse answers what never became a call.
func (h *Handler) refuse(r *http.Request, b []byte, m v2.Mnemonic) []byte {
	c := &call{Handler: h, http: r, start: time.Now()}
	c.caller.RequestID = newRequestID()
	err := &v2.Error{Mnemonic: m}
	c.record(err)
	return c.appendError(b, err)
}

// guarded runs the call and makes an error of a panic.
func (c *call) guarded(v *jsonvalue.Value) (result v2.Result, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return c.run(v)
}
