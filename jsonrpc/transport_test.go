package jsonrpc_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"partnerapi/jsonrpc"
	"partnerapi/ops"
	"partnerapi/ops/v2"
	"partnerapi/test/doors"
)

const accountCall = `{"jsonrpc":"2.0","id":1,"method":"get.account","params":{"access_token":"p1"}}`

// Content-Type is never a reason to refuse, and errors are HTTP 200 too.
func TestAnyContentType(t *testing.T) {
	w := openWorld(t, nil)
	for _, contentType := range []string{"application/json", "application/json; charset=UTF-8", "", "text/plain", "application/x-www-form-urlencoded", "no such type at all;;"} {
		for _, path := range []string{"/v2.0", "/v2.0/"} {
			for body, mnemonic := range map[string]string{accountCall: "", "{": "parse_error", "[]": "batch_opreations_not_supported", `{"id":1}`: "invalid_request"} {
				r := w.send(http.MethodPost, path, contentType, body)
				assert.Equal(t, http.StatusOK, r.status, "%s %s", contentType, body)
				assert.Equal(t, "application/json; charset=utf-8", r.header.Get("Content-Type"))
				assert.Equal(t, "no-store", r.header.Get("Cache-Control"))
				assert.Equal(t, fmt.Sprint(len(r.body)), r.header.Get("Content-Length"))
				assert.Contains(t, r.body, mnemonic)
			}
		}
	}
}

// failed checks the answer to what HTTP has a status for: a JSON-RPC error all the
// same.
func (w *world) failed(r reply, status int, mnemonic string) {
	w.Helper()
	assert.Equal(w, status, r.status)
	assert.Equal(w, "application/json; charset=utf-8", r.header.Get("Content-Type"))
	assert.Equal(w, "no-store", r.header.Get("Cache-Control"))
	p := player{world: w, id: "null"}
	assert.Equal(w, decoded(w, p.refusal(mnemonic, false)), decoded(w, r.body))
}

// Below the API there is nothing.
func TestOtherPaths(t *testing.T) {
	w := openWorld(t, nil)
	for _, path := range []string{"/v2.0/x", "/v2.0/get.account", "/v2.0/v2.0/"} {
		for _, method := range []string{"POST", "GET", "OPTIONS"} {
			w.failed(w.send(method, path, "application/json", accountCall), http.StatusNotFound, "method_not_found")
		}
	}
}

func TestOtherVerbs(t *testing.T) {
	w := openWorld(t, nil)
	for _, method := range []string{"GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "post"} {
		for _, path := range []string{"/v2.0", "/v2.0/"} {
			r := w.send(method, path, "application/json", accountCall)
			assert.Equal(t, http.StatusMethodNotAllowed, r.status, method)
			assert.Equal(t, "POST", r.header.Get("Allow"), method)
			if method != "HEAD" {
				w.failed(r, http.StatusMethodNotAllowed, "invalid_request")
			}
		}
	}
}

// A body of 1 MiB is read, a larger one is 413.
func TestOversize(t *testing.T) {
	w := openWorld(t, nil)
	pad := func(size int) string { return accountCall + strings.Repeat(" ", size-len(accountCall)) }
	assert.Equal(t, http.StatusOK, w.send(http.MethodPost, "/v2.0", "", pad(1<<20)).status)
	w.failed(w.send(http.MethodPost, "/v2.0", "", pad(1<<20+1)), http.StatusRequestEntityTooLarge, "invalid_request")
	w.failed(w.send(http.MethodPost, "/v2.0", "", strings.Repeat("[", 2<<20)), http.StatusRequestEntityTooLarge, "invalid_request")
}

// A notification is answered 204 under strict_spec, also one that fails; a batch
// has at most 100 calls.
func TestStrictSpec(t *testing.T) {
	w := openWorld(t, func(o *jsonrpc.Options) { o.StrictSpec = true })
	notification := strings.Replace(accountCall, `"id":1,`, "", 1)
	for _, body := range []string{notification, strings.Replace(notification, "p1", "nobody", 1), "[" + notification + "," + notification + "]"} {
		r := w.send(http.MethodPost, "/v2.0", "", body)
		assert.Equal(t, http.StatusNoContent, r.status, body)
		assert.Empty(t, r.body)
	}
	assert.EqualValues(t, 3, w.points.used[1], "they were run")
	batch := func(n int) string { return "[" + strings.TrimSuffix(strings.Repeat(accountCall+",", n), ",") + "]" }
	assert.Equal(t, 100, strings.Count(w.post(batch(100)), `"result"`))
	w.refused("invalid_request", w.post(batch(101)))
}

func (w *world) refused(mnemonic, body string) {
	w.Helper()
	assert.Contains(w, body, `"mnemonic":"`+mnemonic+`"`)
}

// The depth of filters: ten groups in each other are read, eleven are not.
func TestFilterDepth(t *testing.T) {
	w := openWorld(t, nil)
	nested := func(depth int, inner string) string {
		return strings.Repeat(`{"condition":"and","filters":[`, depth) + inner + strings.Repeat(`]}`, depth)
	}
	call := func(filter string) string {
		return w.post(`{"jsonrpc":"2.0","id":1,"method":"get.customers","params":{"access_token":"p1","fields":["id"],"filter":` + filter + `}}`)
	}
	for _, inner := range []string{"", `{"field":"id","operator":">","value":0}`} {
		assert.Contains(t, call(nested(10, inner)), `"total_items":5`)
		for _, depth := range []int{11, 12, 13} {
			answer := call(nested(depth, inner))
			w.refused("invalid_parameter_value", answer)
			assert.Contains(t, answer, `"field":"filter"`)
		}
	}
}

// A request of too many values, or too deep, is no JSON that we read, be it a batch
// or a call.
func TestRequestShape(t *testing.T) {
	list := func(n int) string { return "[" + strings.TrimSuffix(strings.Repeat("1,", n), ",") + "]" }
	for _, strict := range []bool{false, true} {
		w := openWorld(t, func(o *jsonrpc.Options) { o.StrictSpec = strict })
		in := func(n int) string {
			return w.post(`{"jsonrpc":"2.0","id":1,"method":"get.customers","params":{"access_token":"p1","filter":{"field":"id","operator":"in","value":` + list(n) + `}}}`)
		}
		assert.Contains(t, in(10_000), `"total_items"`)
		for name, body := range map[string]string{
			"values":  in(20_000),
			"list":    w.post(list(500_000)),
			"objects": w.post(`[` + strings.TrimSuffix(strings.Repeat(`{"":{}},`, 100_000), ",") + `]`),
			"members": w.post(`{"jsonrpc":"2.0"` + strings.Repeat(`,"a":0`, 1000) + `}`),
			"depth":   w.post(`{"jsonrpc":"2.0","id":1,"method":"get.account","params":` + strings.Repeat("[", 400) + strings.Repeat("]", 400) + `}`),
		} {
			w.refused("parse_error", body)
			assert.Contains(t, body, `"id":null`, name)
		}
	}
}

// A used-up limit: its error, whose limits are told, before the role and the
// parameters are looked at; what fails costs nothing.
func TestPoints(t *testing.T) {
	w := openWorld(t, nil)
	w.points.most = 3
	refused := strings.Replace(accountCall, `"access_token"`, `"x":1,"access_token"`, 1)
	for range 5 {
		w.refused("unexpected_parameters", w.post(refused))
	}
	for range 3 {
		assert.Contains(t, w.post(accountCall), `"result"`)
	}
	p := player{world: w, as: "p1", id: "1", spent: map[string]int64{"p1": 3}}
	for _, body := range []string{accountCall, refused, strings.Replace(accountCall, `"p1"`, `"p1-reads"`, 1)} {
		assert.Equal(t, decoded(t, p.refusal(`limit_exceeded null null {"limit_type":"day","limit_max_value":3}`, true)), decoded(t, w.post(body)))
	}
	assert.Contains(t, w.post(`{"jsonrpc":"2.0","id":1,"method":"rpc.discover"}`), `"openrpc":"1.2.6"`, "it costs no point")
	assert.Contains(t, w.post(strings.Replace(accountCall, "p1", "p2", 1)), `"result"`, "limits are per partner")
}

// Every method that takes a token can be taken from it and given to it alone; a refused call
// costs no point.
func TestMethodsOfATokenGenerated(t *testing.T) {
	w := openWorld(t, nil)
	for _, m := range v2.Methods {
		if m.Open {
			continue
		}
		var others []string
		for _, other := range v2.Methods {
			if other.Name != m.Name {
				others = append(others, other.Name)
			}
		}
		call := func(methods string) string {
			return w.post(fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":%q,"params":{"access_token":"p1 %s","no such parameter":1}}`, m.Name, methods))
		}
		w.refused("forbidden", call(strings.Join(others, ",")))
		w.refused("unexpected_parameters", call(m.Name))
	}
	assert.Zero(t, w.points.used[1])
}

// No secret and no value of a parameter stands in the log.
func TestLogHoldsNoValues(t *testing.T) {
	w := openWorld(t, nil)
	w.post(`{"jsonrpc":"2.0","id":1,"method":"login.user","params":{"login":"p1","password":"тайна-тайна"}}`)
	w.post(`{"jsonrpc":"2.0","id":1,"method":"create.customers","params":{"access_token":"p1","name":"тайна-имя","tariff_plan_id":11,"email":"x","password":"тайна-тайна","monthly_base_notify_emails":[],"monthly_calls_notify_emails":[],"daily_calls_notify_emails":[]}}`)
	w.post(accountCall)
	assert.Contains(t, w.log.String(), "operation=create.customers")
	assert.Contains(t, w.log.String(), "operation=get.account")
	assert.NotContains(t, w.log.String(), "тайна")
}

// What fails inside is an internal_error that tells nothing of it; the log does.
func TestInternalError(t *testing.T) {
	for _, how := range []func(){func() {}, func() { panic("SELECT secret") }} {
		w := openWorld(t, func(o *jsonrpc.Options) {
			o.Callers = doors.Callers(func(ops.Credentials, netip.Addr) (ops.Caller, error) {
				how()
				return ops.Caller{}, errors.New("SELECT secret")
			})
		})
		p := player{world: w, id: "1"}
		assert.Equal(t, decoded(t, p.refusal("internal_error", false)), decoded(t, w.post(accountCall)))
		assert.Contains(t, w.log.String(), "SELECT secret")
	}
}
