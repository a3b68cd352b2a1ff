package jsonrpc

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"partnerapi/internal/requestid"
	"partnerapi/ops/v2"
)

// fail answers with an HTTP status other than 200. The body is a JSON-RPC error all the same,
// for clients that read nothing else.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, status int, m v2.Mnemonic) {
	c := &call{Handler: h, http: r, start: time.Now(), answer: &answer{}}
	c.caller.RequestID, c.caller.Address = requestid.Take(w, r), h.TrustedProxies.Addr(r)
	err := &v2.Error{Mnemonic: m}
	c.record(err)
	body := c.appendError(nil, err)
	w.Header()["Content-Type"] = contentType
	w.Header()["Cache-Control"] = noStore
	w.Header()["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that has left wants no answer
}

// preflightAge is how many seconds a browser may remember the answer to a preflight.
const preflightAge = "600"

// cors lets scripts of the allowed origins call the API. It reports whether the request was a
// browser's preflight, which it has answered then.
func (h *Handler) cors(w http.ResponseWriter, r *http.Request) (answered bool) {
	if len(h.Origins) == 0 {
		return false
	}
	w.Header().Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	if !slices.Contains(h.Origins, origin) {
		return false
	}
	w.Header().Set("Access-Control-Allow-Origin", origin)
	w.Header().Set("Access-Control-Expose-Headers", "X-Request-Id, Retry-After")
	if r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" {
		return false
	}
	w.Header().Set("Access-Control-Allow-Methods", http.MethodPost)
	w.Header().Set("Access-Control-Allow-Headers", "Content-Type, Content-Encoding, X-Request-Id, X-Requested-With")
	w.Header().Set("Access-Control-Max-Age", preflightAge)
	w.WriteHeader(http.StatusNoContent)
	return true
}
