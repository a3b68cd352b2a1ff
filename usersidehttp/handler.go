// Package usersidehttp is the wire of the USERSIDE API `customer`: one address, GET
// and POST, two dialects of one envelope (see README.md beside it). It knows no action
// by name but what the table says of it.
package usersidehttp

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"partnerapi/internal/budget/holding"
	"partnerapi/internal/budget/intake"
	"partnerapi/internal/remote"
	"partnerapi/internal/requestid"
	"partnerapi/ops"
	"partnerapi/ops/userside"
)

// Path is the path of the API.
const Path = "/api.php"

// Options of New.
type Options struct {
	Set *userside.Set
	// Callers identifies callers by their keys.
	Callers ops.Callers
	// TrustedProxies are the proxies whose X-Forwarded-For is believed.
	TrustedProxies remote.Proxies
	// PostOnly refuses actions that write if they come by GET.
	PostOnly bool
	// LegacyHTTP200 answers refusals to keys of the dialect legacy with HTTP 200, except
	// 405 and 503.
	LegacyHTTP200 bool
	// Intake is the budget of the memory of requests; default one of its own.
	Intake *intake.Intake
	// Holding is the budget of the memory of large answers; default one of its own.
	Holding *holding.Pool
	// MaxBody is the largest body of a request, in bytes; default 1 MiB.
	MaxBody int64
	// WriteTimeout is how long a client may take to receive a piece of its answer; default
	// 30 seconds.
	WriteTimeout time.Duration
	// Log gets a line for each call; default slog.Default().
	Log *slog.Logger
	// Observe is called after each call; may be nil.
	Observe func(ops.Record)
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

// call is one call that is being answered.
type call struct {
	*Handler
	http   *http.Request
	held   intake.Request
	answer holding.Answer
	write  *http.ResponseController
	start  time.Time
	key    checkedKey
	caller ops.Caller
	// dialect is the key's; "" until the key is known.
	dialect userside.Dialect
	action  *userside.Action
	// keySent reports whether the call brought a key: one without is no failed attempt.
	keySent bool
}

// ServeHTTP answers a call. The answer is always JSON, also to what is no call.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{Handler: h, http: r, start: time.Now(), write: http.NewResponseController(w)}
	h.Holding.Begin(&c.answer, c, 0)
	defer c.answer.End()
	c.caller.RequestID, c.caller.Address = requestid.Take(w, r), h.TrustedProxies.Addr(r)
	defer c.held.End()
	answer, err := c.guarded()
	c.record(err)
	c.reply(w, answer, err)
	answer.Release()
}

// guarded runs the call and turns a panic into an error.
func (c *call) guarded() (answer userside.Answer, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return c.run()
}

// run checks and runs a call: method, form, cat and action, key, scope; the action itself
// checks its parameters. Only a caller with a valid key learns that an action does not exist.
func (c *call) run() (userside.Answer, error) {
	if err := c.Intake.Begin(&c.held, c.http, c.TrustedProxies.Counted(c.http)); err != nil {
		return userside.Answer{}, ops.ErrBusy
	}
	if c.http.Method != http.MethodGet && c.http.Method != http.MethodPost {
		return userside.Answer{}, notAllowed("Допустимы только методы GET и POST")
	}
	values, err := c.values()
	if err != nil {
		return userside.Answer{}, err
	}
	name := strings.TrimSpace(values["action"])
	if name == "" {
		name = strings.TrimSpace(values["subcat"])
	}
	for _, required := range []struct{ name, value string }{{"cat", values["cat"]}, {"action", name}} {
		if strings.TrimSpace(required.value) == "" {
			return userside.Answer{}, userside.Missing(required.name)
		}
	}
	if err := c.check(c.keyOf(values)); err != nil {
		return userside.Answer{}, err
	}
	if strings.TrimSpace(values["cat"]) != "customer" {
		return userside.Answer{}, &ops.Error{Kind: ops.Invalid, Code: userside.CodeUnknownAction, Operand: "cat", Text: "Неизвестная категория: поддерживается только cat=customer"}
	}
	action, found := c.Set.Find(name)
	if !found {
		return userside.Answer{}, &ops.Error{Kind: ops.Invalid, Code: userside.CodeUnknownAction, Operand: "action", Text: "Неизвестное действие (параметр action)"}
	}
	c.action = action
	switch {
	case c.PostOnly && c.http.Method == http.MethodGet && action.Kind == ops.Write:
		return userside.Answer{}, notAllowed("Изменения допустимы только методом POST")
	case !action.Allowed(c.caller.Scopes):
		return userside.Answer{}, &ops.Error{Kind: ops.Forbidden, Code: userside.CodeScope, Text: "Ключу не разрешено действие " + action.Name}
	}
	return c.Set.Do(holding.With(c.http.Context(), &c.answer), action, c.caller, values)
}

// notAllowed returns the refusal of an HTTP method.
func notAllowed(text string) error {
	return &ops.Error{Kind: ops.Invalid, Code: userside.CodeMethodNotAllowed, Text: text}
}

// shortForm is the longest form, in bytes, that is read although the key outside of it is
// bad: a key in the form replaces that one. A longer form is read only if the key outside is
// good, or if there is none.
const shortForm = 16 << 10

// values reads the query and the form. A key outside of the form is checked before the form
// is read, which may take long to arrive.
func (c *call) values() (userside.Values, error) {
	values := userside.Values{}
	err := take(values, c.http.URL.RawQuery)
	if err != nil || c.http.Method != http.MethodPost || c.http.Body == http.NoBody {
		return values, err
	}
	if key := c.keyOf(values); key != "" {
		err := c.check(key)
		if short := c.http.ContentLength >= 0 && c.http.ContentLength <= shortForm; err != nil && !short {
			return nil, err
		}
	}
	return values, c.body(values)
}

// keyOf returns the key among the parameters, or else that in a header, without white space
// around it.
func (c *call) keyOf(values userside.Values) string {
	if key := strings.TrimSpace(values["key"]); key != "" {
		return key
	}
	if key := strings.TrimSpace(c.http.Header.Get("X-Api-Key")); key != "" {
		return key
	}
	if scheme, rest, _ := strings.Cut(c.http.Header.Get("Authorization"), " "); strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(rest)
	}
	return ""
}

// checkedKey is the last key that was checked, with the result.
type checkedKey struct {
	text    string
	refused error
	done    bool
}

// check identifies the caller by a key, once for each key.
func (c *call) check(key string) error {
	if !c.key.done || c.key.text != key {
		c.key = checkedKey{key, c.identify(key), true}
	}
	return c.key.refused
}

// identify returns the caller with a key.
func (c *call) identify(key string) error {
	c.keySent = key != ""
	known, err := c.Callers.Identify(c.http.Context(), ops.ByKey(key), c.caller.Address)
	switch {
	case errors.Is(err, ops.ErrDisabled):
		return &ops.Error{Kind: ops.Forbidden, Code: userside.CodeBadKey, Text: ops.ErrDisabled.Text}
	case errors.Is(err, ops.ErrKey):
		return &ops.Error{Kind: ops.Forbidden, Code: userside.CodeBadKey, Operand: "key", Text: ops.ErrKey.Text}
	case err != nil:
		return err
	}
	if c.dialect, err = userside.ParseDialect(known.Dialect); err != nil {
		return fmt.Errorf("the dialect %q of a key of the database %w", known.Dialect, err)
	}
	known.RequestID, known.Address = c.caller.RequestID, c.caller.Address
	c.caller = known
	c.held.Known()
	c.answer.Own(int64(known.Partner))
	return nil
}

// public returns the error that a caller is shown for an error.
func public(err error) *ops.Error {
	var known *ops.Error
	if errors.As(err, &known) {
		return known
	}
	return &ops.Error{Kind: ops.Internal, Code: userside.CodeInternal, Text: "Внутренняя ошибка сервиса"}
}

// record logs how a call ended and calls the observer, without any value of the parameters.
func (c *call) record(err error) {
	outcome, name, failed := "ok", "", error(nil)
	var known *ops.Error
	switch {
	case err == nil:
	case errors.As(err, &known):
		outcome = known.Code
		if known.Kind == ops.Unavailable {
			failed = err
		}
	case c.http.Context().Err() != nil:
		outcome = ops.ClientLeft
	default:
		outcome, failed = userside.CodeInternal, err
	}
	if c.action != nil {
		name = c.action.Name
	}
	record := ops.Record{Caller: c.caller, Door: "userside", Operation: name, Outcome: outcome, Duration: time.Since(c.start)}
	record.Failed = failed != nil || outcome == ops.ClientLeft || known != nil && known.Kind == ops.Busy
	if known != nil {
		record.Operand = known.Operand
		record.Unknown = known.Code == userside.CodeBadKey && c.keySent
	}
	record.Tell(c.http.Context(), c.Log, c.Observe, failed)
}
