package soap

import (
	"fmt"
	"html"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"partnerapi/internal/requestid"
	"partnerapi/ops"
	"partnerapi/wsdl"
)

// describe answers GET and HEAD: the WSDL when the query asks for it in any case
// of letters, else a page that points to it (W1). net/http leaves the body of a
// HEAD away.
func (h *Handler) describe(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store") // the address in it may be the caller's own invention (W1)
	requestid.Take(w, r)
	address := h.address(r, r.URL.Path)
	if !asksWSDL(r.URL.RawQuery) {
		page := fmt.Sprintf(pointerPage, html.EscapeString(address))
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(page)))
		fmt.Fprint(w, page)
		return
	}
	if h.opts.WSDLLogin && !h.mayDescribe(w, r) {
		return
	}
	document := wsdl.Document(h.opts.Namespace, address)
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(document)))
	_, _ = w.Write(document) // an error means that the client left
}

// mayDescribe asks for a login before the WSDL is shown (W2), and answers a request
// that has none.
func (h *Handler) mayDescribe(w http.ResponseWriter, r *http.Request) bool {
	c := &call{Handler: h, request: r, start: time.Now()}
	c.caller = ops.Caller{RequestID: requestid.Take(w, r), Address: h.opts.TrustedProxies.Addr(r)}
	err := c.identify()
	if err == nil {
		return true
	}
	c.record(err)
	switch refusal := public(err); refusal.Kind {
	case ops.Unauthorised:
		unauthorised(w, err)
	case ops.Forbidden:
		http.Error(w, refusal.Text, http.StatusForbidden)
	case ops.Busy, ops.Unavailable:
		ops.InviteRetry(w.Header()) // nothing was done
		http.Error(w, refusal.Text, http.StatusServiceUnavailable)
	default:
		http.Error(w, refusal.Text, http.StatusInternalServerError)
	}
	return false
}

const pointerPage = `<!DOCTYPE html>
<html lang="ru">
<title>PartnerAPI</title>
<p>Веб-сервис PartnerAPI. Описание: <a href="?wsdl">%s?wsdl</a>. Вызовы принимаются методом POST.</p>
</html>
`

func asksWSDL(query string) bool {
	for part := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(part, "=")
		if strings.EqualFold(name, "wsdl") {
			return true
		}
	}
	return false
}

// address is where the client should call a path: at the configured origin, or at what
// the request itself used (W1).
func (h *Handler) address(r *http.Request, path string) string {
	if h.opts.PublicURL != "" {
		return strings.TrimSuffix(h.opts.PublicURL, "/") + path
	}
	origin := url.URL{Scheme: "http", Host: r.Host, Path: path}
	if local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr); ok && origin.Host == "" {
		origin.Host = local.String() // HTTP/1.0 may leave Host out
	}
	if r.TLS != nil {
		origin.Scheme = "https"
	}
	if proto := h.opts.TrustedProxies.Proto(r); proto != "" {
		origin.Scheme = proto
	}
	if host := h.opts.TrustedProxies.Host(r); host != "" {
		origin.Host = host
	}
	return origin.String()
}
