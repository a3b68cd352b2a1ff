// Package jsonrpc is the wire of the v2 API: one address, POST, JSON-RPC 2.0 as
// the service's public clients speak it (see README.md beside it). It knows no method by
// name but what the table says of it.
package jsonrpc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"partnerapi/internal/budget/holding"
	"partnerapi/internal/budget/intake"
	"partnerapi/internal/jsonvalue"
	"partnerapi/internal/remote"
	"partnerapi/internal/requestid"
	"partnerapi/ops"
	"partnerapi/ops/v2"
)

// Paths are the paths of the API, as patterns of http.ServeMux. The second one matches all
// that is below it, of which only the path itself is found.
var Paths = []string{"/v2.0", "/v2.0/"}

// Options of New.
type Options struct {
	Set *v2.Set
	// Callers identifies callers by their tokens.
	Callers ops.Callers
	// Points counts the calls of partners.
	Points Points
	// TrustedProxies are the proxies whose X-Forwarded-For is believed.
	TrustedProxies remote.Proxies
	// Intake is the budget of the memory of requests; default one of its own.
	Intake *intake.Intake
	// Holding is the budget of the memory of large answers; default one of its own.
	Holding *holding.Pool
	// MaxBody is the largest body of a request, in bytes; default 1 MiB.
	MaxBody int64
	// Origins are the origins whose scripts may call the API from a browser, such as
	// https://app.example.com.
	Origins []string
	// StrictSpec turns on what JSON-RPC 2.0 has and the service did not: batches and
	// notifications.
	StrictSpec bool
	// WriteTimeout is how long a client may take to receive a piece of its answer;
	// default 30 seconds.
	WriteTimeout time.Duration
	// Log gets a line for each call; default slog.Default().
	Log *slog.Logger
	// Observe is called after each call; may be nil.
	Observe func(ops.Record)
}

// Points counts the calls that partners may still make.
type Points interface {
	// Reserve takes a point, or returns a *v2.Error with the limit that is used up.
	Reserve(ctx context.Context, partner ops.Caller) error
	// Refund gives one back: only calls that succeed cost one.
	Refund(ctx context.Context, partner ops.Caller)
	// Limits returns the partner's limits and what is left of them.
	Limits(partner ops.Caller) Limits
}

// Limits are a partner's points in the metadata of an answer; resets are in seconds.
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
	if o.Intake == nil {
		o.Intake = intake.New(intake.Options{})
	}
	if o.Holding == nil {
		o.Holding = holding.New(holding.Options{})
	}
	if o.WriteTimeout == 0 {
		o.WriteTimeout = 30 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Handler{o}
}

// ServeHTTP answers a POST. Every JSON-RPC answer has the status 200, errors too, because
// clients ignore the bodies of others.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id := requestid.Take(w, r)
	switch {
	case h.cors(w, r):
		return
	case !slices.Contains(Paths, r.URL.Path):
		h.fail(w, r, http.StatusNotFound, v2.MethodNotFound)
		return
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		h.fail(w, r, http.StatusMethodNotAllowed, v2.InvalidRequest)
		return
	}
	a := newAnswer(w, r, h.Options)
	a.requestID = id
	defer a.release()
	defer a.held.End()
	body, err := h.body(r, a)
	if errors.Is(err, intake.ErrTooLarge) {
		h.fail(w, r, http.StatusRequestEntityTooLarge, v2.InvalidRequest)
		return
	}
	if err != nil {
		h.refuse(r, a, unread(err))
	} else {
		h.answer(r, body, a)
	}
	if err := a.finish(); err != nil {
		panic(http.ErrAbortHandler) // the client left
	}
}

// body reads the body. The caller is not known before, because its token is in the body.
func (h *Handler) body(r *http.Request, a *answer) (body string, err error) {
	if err := h.Intake.Begin(&a.held, r, h.TrustedProxies.Counted(r)); err != nil {
		return "", err
	}
	err = a.held.Read(r, h.MaxBody, func(b []byte) error {
		if err := a.held.Hold(jsonvalue.Cost(b)); err != nil {
			return err
		}
		body = string(b)
		return nil
	})
	return body, err
}

// unread answers a request whose body could not be read.
func unread(err error) v2.Mnemonic {
	if errors.Is(err, intake.ErrBusy) {
		return v2.ServerBusy
	}
	return v2.ParseError
}

// byteOrderMark may precede a body: 1C writes one.
const byteOrderMark = "\ufeff"

// answer answers the call or the batch of a body.
func (h *Handler) answer(r *http.Request, body string, a *answer) {
	parsed, err := jsonvalue.Parse(strings.TrimPrefix(body, byteOrderMark))
	switch {
	case err != nil:
		h.refuse(r, a, v2.ParseError)
	case parsed.Kind == jsonvalue.Array && !h.StrictSpec:
		h.refuse(r, a, v2.BatchNotSupported)
	case parsed.Kind == jsonvalue.Array:
		h.batch(r, &parsed, a)
	default:
		h.one(r, &parsed, a)
	}
}

// maxBatch is the most calls of a batch.
const maxBatch = 100

// batch answers the calls of an array, one after another (strict_spec).
func (h *Handler) batch(r *http.Request, list *jsonvalue.Value, a *answer) {
	if len(list.Items) == 0 || len(list.Items) > maxBatch {
		h.refuse(r, a, v2.InvalidRequest)
		return
	}
	answers := 0
	for i := range list.Items {
		before := len(a.buf)
		a.buf = append(a.buf, "[,"[min(answers, 1)])
		if h.one(r, &list.Items[i], a) {
			answers++
		} else {
			a.buf = a.buf[:before] // a notification
		}
		if len(a.buf) >= pieceSize && a.send() != nil {
			panic(http.ErrAbortHandler)
		}
	}
	if answers > 0 {
		a.buf = append(a.buf, ']')
	}
}

// one answers one request object; a notification gets no answer.
func (h *Handler) one(r *http.Request, v *jsonvalue.Value, a *answer) (answered bool) {
	c := &call{Handler: h, http: r, start: time.Now(), answer: a}
	c.caller.RequestID, c.caller.Address = a.requestID, h.TrustedProxies.Addr(r)
	a.begin()
	result, err := c.guarded(v)
	c.record(err)
	switch {
	case err != nil && a.partly:
		// The client must see that the answer is not whole: no end of the object, no
		// end of the chunks.
		panic(http.ErrAbortHandler)
	case c.notification:
		return false // whatever came of it
	case err != nil:
		a.buf = c.appendError(a.buf[:a.from], err)
	default:
		a.buf = c.appendResult(a.buf, result)
	}
	return true
}

// refuse answers what is no call with an error.
func (h *Handler) refuse(r *http.Request, a *answer, m v2.Mnemonic) {
	c := &call{Handler: h, http: r, start: time.Now(), answer: a}
	c.caller.RequestID, c.caller.Address = a.requestID, h.TrustedProxies.Addr(r)
	err := &v2.Error{Mnemonic: m}
	c.record(err)
	a.buf = c.appendError(a.buf, err)
}

// guarded runs the call and turns a panic into an error.
func (c *call) guarded(v *jsonvalue.Value) (result v2.Result, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return c.run(v)
}
