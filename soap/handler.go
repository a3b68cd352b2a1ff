package soap

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"partnerapi/internal/budget/holding"
	"partnerapi/internal/budget/intake"
	"partnerapi/internal/remote"
	"partnerapi/internal/requestid"
	"partnerapi/ops"
	"partnerapi/wsdl"
)

// Paths are where the service is called (W1).
var Paths = []string{"/cus/ws/PartnerAPI", "/cus/ws/PartnerAPI.1cws"}

// Options of New; zero values mean the defaults named here.
type Options struct {
	// Namespace is the target namespace of the WSDL; default wsdl.Namespace.
	Namespace string
	// Limits bound what a request may bring; default DefaultLimits.
	Limits Limits
	// PublicURL is the scheme and host that clients reach us by, without a path;
	// empty: what the request itself used (W1).
	PublicURL string
	// V2Path is the path of v2 on the same host, where partners go for which SOAP is
	// closed; empty: it is not served.
	V2Path string
	// TrustedProxies may say X-Forwarded-Proto and X-Forwarded-Host (W1).
	TrustedProxies remote.Proxies
	// Intake is the budget of what requests hold; default one of its own.
	Intake *intake.Intake
	// Holding is the budget of what large answers hold; default one of its own.
	Holding *holding.Pool
	// WSDLLogin asks for a login before the WSDL is shown (W2).
	WSDLLogin bool
	// NoFaultDetail leaves the detail out of faults (W10).
	NoFaultDetail bool
	// WriteTimeout is how long a client may take for a piece of its answer;
	// default 30 seconds.
	WriteTimeout time.Duration
	// Log takes a line for each call and what is wrong inside; default slog.Default().
	Log *slog.Logger
	// Observe is told of each call when its answer has ended; may be nil.
	Observe func(ops.Record)
}

// Handler serves PartnerAPI over SOAP 1.1 and 1.2, and its WSDL.
type Handler struct {
	set     *ops.Set
	callers ops.Callers
	opts    Options
	plans   map[string]*plan
}

// New makes the handler of the operations of a set that is bound to that
// contract.
func New(set *ops.Set, callers ops.Callers, contract *wsdl.Contract, opts Options) *Handler {
	if opts.Namespace == "" {
		opts.Namespace = wsdl.Namespace
	}
	if opts.Limits == (Limits{}) {
		opts.Limits = DefaultLimits
	}
	if opts.Limits.Body == 0 {
		opts.Limits.Body = DefaultLimits.Body
	}
	if opts.Intake == nil {
		opts.Intake = intake.New(intake.Options{})
	}
	if opts.Holding == nil {
		opts.Holding = holding.New(holding.Options{})
	}
	if opts.WriteTimeout == 0 {
		opts.WriteTimeout = 30 * time.Second
	}
	if opts.Log == nil {
		opts.Log = slog.Default()
	}
	h := &Handler{set: set, callers: callers, opts: opts, plans: map[string]*plan{}}
	for _, op := range contract.Operations {
		h.plans[op.Name] = newPlan(op)
	}
	return h
}

// ServeHTTP answers calls (POST, whatever the query says) and the WSDL (GET and
// HEAD of ?wsdl).
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodPost:
		h.call(w, r)
	case http.MethodGet, http.MethodHead:
		h.describe(w, r)
	default:
		requestid.Take(w, r)
		w.Header().Set("Allow", "GET, HEAD, POST")
		http.Error(w, "Метод не поддерживается: вызовы принимаются методом POST", http.StatusMethodNotAllowed)
	}
}

// call is one call as it is being answered.
type call struct {
	*Handler
	answer    *answer
	request   *http.Request
	held      intake.Request
	start     time.Time
	caller    ops.Caller
	operation string // "" until it is known
}

func (h *Handler) call(w http.ResponseWriter, r *http.Request) {
	c := &call{Handler: h, answer: newAnswer(w, r, h.opts), request: r, start: time.Now()}
	defer c.answer.release()
	c.caller = ops.Caller{RequestID: requestid.Take(w, r), Address: h.opts.TrustedProxies.Addr(r)}
	if c.isSOAP12(r) {
		c.answer.version = soap12
	}
	err := h.opts.Intake.Begin(&c.held, r, h.opts.TrustedProxies.Counted(r))
	defer c.held.End()
	if err == nil {
		err = c.guarded()
	} else {
		err = refuseBody(err, h.opts.Limits.Body)
	}
	c.record(err)
	switch {
	case err == nil:
	case c.answer.sent:
		// The client must see that the answer is not whole: no end of the envelope,
		// no end of the chunks.
		panic(http.ErrAbortHandler)
	case isUnauthorised(err):
		unauthorised(w, err)
	default:
		if err := c.answer.fault(faultForm{h.opts.Namespace, h.opts.NoFaultDetail}, c.caller.RequestID, err); err != nil {
			panic(http.ErrAbortHandler)
		}
	}
}

// isSOAP12 guesses the version of an answer that is due before the envelope is
// known.
func (*call) isSOAP12(r *http.Request) bool {
	return strings.HasPrefix(strings.ToLower(r.Header.Get("Content-Type")), "application/soap+xml")
}

// guarded runs the call and makes an error of a panic.
func (c *call) guarded() (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return c.run()
}

// run answers the call, or says why not. Who calls is settled before anything of
// the body is read (W2).
func (c *call) run() error {
	if err := c.identify(); err != nil {
		return err
	}
	c.held.Known()
	c.answer.holding.Own(int64(c.caller.Partner))
	document, err := c.readDocument()
	if err != nil {
		return err
	}
	version, known, err := parse(document, c.opts.Limits.xml(), c.do)
	if known && !c.answer.sent {
		c.answer.version = version
	}
	return err
}

func (c *call) do(m *message) error {
	op, found := c.set.Find(m.operation)
	plan := c.plans[m.operation]
	if !found || plan == nil {
		return refuse(codeUnknownOperation, "", "Неизвестная операция %s", m.operation)
	}
	c.operation = m.operation
	c.answer.version = m.version
	result, err := c.set.Do(holding.With(c.request.Context(), &c.answer.holding), c.caller, op, m.operands)
	if err != nil {
		return err
	}
	return c.answer.operation(plan, m, result)
}

// identify asks who calls (W2).
func (c *call) identify() error {
	caller, err := c.authenticate(c.request, c.caller.Address)
	caller.RequestID, caller.Address = c.caller.RequestID, c.caller.Address
	c.caller = caller
	return err
}

// authenticate returns whose login a request brings; of one that was refused the
// login alone, for the log.
func (h *Handler) authenticate(r *http.Request, from netip.Addr) (ops.Caller, error) {
	login, password, ok := basicAuth(r)
	if !ok {
		return ops.Caller{}, errNoLogin
	}
	caller, err := h.callers.Identify(r.Context(), ops.ByLogin(login, password), from)
	if err != nil {
		caller.Login = ops.AttemptedLogin(login)
	}
	if errors.Is(err, ops.ErrSOAPClosed) {
		err = h.closed(r)
	}
	return caller, err
}

var standardBase64 = strings.NewReplacer("-", "+", "_", "/")

// basicAuth returns the credentials of a request, also where several blanks stand
// before them, and those in the URL-safe alphabet of base64, in which suds sends
// them: with Cyrillic logins the two differ.
func basicAuth(r *http.Request) (login, password string, ok bool) {
	if login, password, ok = r.BasicAuth(); ok {
		return login, password, true
	}
	scheme, credentials, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	header := scheme + " " + standardBase64.Replace(strings.TrimLeft(credentials, " \t"))
	standard := http.Request{Header: http.Header{"Authorization": {header}}}
	return standard.BasicAuth()
}

// errNoLogin is the refusal of a call without credentials, by which clients ask to
// be asked for them: it is no failure.
var errNoLogin = &ops.Error{Kind: ops.Unauthorised, Code: "unauthorised", Text: "Укажите логин и пароль партнера"}

func isUnauthorised(err error) bool {
	var refusal *ops.Error
	return errors.As(err, &refusal) && refusal.Kind == ops.Unauthorised
}

// unauthorised asks for a login, and says what was wrong with the one that came.
// It is no fault: clients look for the status.
func unauthorised(w http.ResponseWriter, err error) {
	w.Header().Set("WWW-Authenticate", `Basic realm="PartnerAPI", charset="UTF-8"`)
	http.Error(w, public(err).Text, http.StatusUnauthorized)
}
