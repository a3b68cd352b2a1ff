package server

import (
	"context"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"partnerapi/auth"
	"partnerapi/internal/requestid"
	"partnerapi/jsonrpc"
	"partnerapi/ops"
	"partnerapi/ops/partner"
	"partnerapi/soap"
	"partnerapi/usersidehttp"
	"partnerapi/wsdl"
)

// routes returns the handler of the address of the interfaces.
func (s *Server) routes() (http.Handler, error) {
	hasher, err := Hasher(s.cfg)
	if err != nil {
		return nil, err
	}
	if hasher.Weak() {
		s.log.Warn("new passwords are hashed too weakly to protect anybody: raise argon2-memory or argon2-time")
	}
	s.metrics.Hashes(hasher.Counts)
	s.metrics.Budgets(s.intake.Held, s.holding.Held, s.holding.Waiting)
	s.metrics.Connections(s.conns.Open, s.conns.Refused)
	logins, err := auth.New(context.Background(), s.store, hasher, auth.Options{Proxies: s.cfg.TrustedProxies})
	if err != nil {
		return nil, err
	}
	contract, err := wsdl.Read()
	if err != nil {
		return nil, err
	}
	operations, err := s.operations(contract)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", alive)
	mux.HandleFunc("GET /readyz", s.ready)
	if s.serves("soap") {
		door := s.soapDoor(logins, contract, operations)
		for _, at := range soap.Paths {
			mux.Handle(at, door)
		}
	}
	if s.serves("v2") {
		door, err := s.v2Door(logins, hasher, operations)
		if err != nil {
			return nil, err
		}
		for _, at := range jsonrpc.Paths {
			mux.Handle(at, door)
		}
	}
	if s.serves("userside") {
		mux.Handle(usersidehttp.Path, s.usersideDoor(logins, hasher))
	}
	return named(cleaned(mux)), nil
}

// named gives every answer its request id, also answers of no interface.
func named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requestid.Take(w, r)
		next.ServeHTTP(w, r)
	})
}

// cleaned removes doubled and trailing slashes, as an address may have that was put together
// of a host and a path. The mux would redirect, which hardly a SOAP client follows with its
// POST.
func cleaned(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if clean := path.Clean("/" + r.URL.Path); clean != r.URL.Path {
			r.URL.Path, r.URL.RawPath = clean, ""
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) serves(door string) bool { return slices.Contains(s.cfg.Doors, door) }

// operations binds PartnerAPI's operations to their contract. An operation that is missing
// or does not fit is an error at the start.
func (s *Server) operations(contract *wsdl.Contract) (*ops.Set, error) {
	letters, err := letters(s.cfg, s.log)
	if err != nil {
		return nil, err
	}
	return ops.Bind(contract, partner.Operations(partner.Config{Mail: letters}), s.store)
}

// soapDoor returns the handler of PartnerAPI over SOAP.
func (s *Server) soapDoor(logins *auth.Auth, contract *wsdl.Contract, operations *ops.Set) http.Handler {
	v2Path := ""
	if s.serves("v2") {
		v2Path = jsonrpc.Paths[0]
	}
	var names []string
	for _, op := range contract.Operations {
		names = append(names, op.Name)
	}
	return soap.New(operations, logins, contract, soap.Options{
		Namespace:      s.cfg.Namespace,
		Limits:         soap.Limits(s.cfg.Limits),
		PublicURL:      s.cfg.PublicURL,
		V2Path:         v2Path,
		TrustedProxies: s.cfg.TrustedProxies,
		Intake:         s.intake,
		Holding:        s.holding,
		WSDLLogin:      s.cfg.WSDLLogin,
		NoFaultDetail:  !s.cfg.FaultDetail,
		WriteTimeout:   s.cfg.Timeouts.Write,
		Log:            s.log,
		Observe:        s.observer("soap", names),
	})
}

// observer returns a function that counts the calls of an interface's operations: all for the
// metrics, those of known callers for the usage.
func (s *Server) observer(door string, operations []string) func(ops.Record) {
	calls := s.metrics.Calls(door, operations)
	return func(r ops.Record) {
		calls.Done(r.Operation, r.Outcome, r.Duration)
		if r.Operation != "" && r.Caller.Partner != 0 {
			s.background.usage.Count(r.Caller.Partner, r.Caller.Login, r.Door, r.Operation, r.Usage())
		}
	}
}

// metricsRoutes returns the handler of the metrics, which have an address of their own and
// need no login.
func (s *Server) metricsRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", s.metrics.Handler())
	return named(mux)
}

// counted keeps the store open until every call has ended.
func (s *Server) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.inFlight.Add(1)
		defer s.inFlight.Done()
		next.ServeHTTP(w, r)
	})
}

// timed gives every body until the read timeout to arrive. The body is replaced in a copy of
// the request: by the type of its own body net/http knows that a client waits for 100
// Continue, and can answer a refusal without waiting for the body.
func (s *Server) timed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body == http.NoBody {
			next.ServeHTTP(w, r)
			return
		}
		control := http.NewResponseController(w)
		// Every connection of ours has deadlines; an error means it is gone.
		_ = control.SetReadDeadline(time.Now().Add(s.cfg.Timeouts.Read))
		body := &timedBody{ReadCloser: r.Body, control: control}
		inner := r.WithContext(r.Context())
		inner.Body = body
		next.ServeHTTP(w, inner)
		waits := r.Header.Get("Expect") != ""
		// The rest of the body may take long. It needs no header, which is not charged to the
		// budget any more.
		r.Header, inner.Header = nil, nil
		if r.Close && !body.ended && !waits {
			readRest(w, inner)
		}
	})
}

// timedBody removes the deadline once the body was read: net/http reads on to notice when the
// client leaves, and would take the deadline for that.
type timedBody struct {
	io.ReadCloser
	control *http.ResponseController
	ended   bool
}

func (b *timedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err == io.EOF {
		b.ended = true
		_ = b.control.SetReadDeadline(time.Time{})
	}
	return n, err
}

// maxRest is how much is read of a body that was refused, as net/http has it.
const maxRest = 256 << 10

// readRest reads what a refusal has left unread of the body of a client that asked for the
// connection to be closed. Without it net/http closes at once, and the system resets a
// connection with unread bytes: the client may lose the answer. For other clients net/http
// reads the rest itself. If the rest is too long, a MaxBytesReader makes net/http close in
// two steps, with a pause.
func readRest(w http.ResponseWriter, r *http.Request) {
	body, most := r.Body, int64(maxRest)
	if r.ContentLength > most { // no use to begin
		body, most = io.NopCloser(strings.NewReader("too long")), 0
	}
	_, _ = io.Copy(io.Discard, http.MaxBytesReader(w, body, most)) // an error means that there is no more to read
}
