package invariants

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/soaptest"
	"partnerapi/jsonrpc"
	"partnerapi/soap"
	"partnerapi/test/doors"
	"partnerapi/usersidehttp"
)

// params are the parameters of an action of USERSIDE.
type params map[string]string

// answer is what USERSIDE answered.
type answer struct {
	status int
	Data   json.RawMessage `json:"data"`
	ID     json.RawMessage `json:"Id"`
	Code   string          `json:"error_code"`
}

// act calls an action with the key of a partner, or with another one that is
// given as a parameter.
func (w *world) act(p *partner, action string, values params) (a answer) {
	form := url.Values{"key": {p.key}, "cat": {"customer"}, "action": {action}}
	for name, value := range values {
		form.Set(name, value)
	}
	a.status = w.post(usersidehttp.Path, "application/x-www-form-urlencoded", form.Encode(), &a)
	return a
}

// post sends a body and reads the JSON that comes back.
func (w *world) post(path, contentType, body string, into any) (status int) {
	r, err := http.NewRequestWithContext(w.Context(), http.MethodPost, w.url+path, strings.NewReader(body))
	require.NoError(w, err)
	r.Header.Set("Content-Type", contentType)
	res, err := w.client.Do(r)
	require.NoError(w, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	require.NoError(w, err)
	require.NoError(w, json.Unmarshal(text, into), "%s", text)
	return res.StatusCode
}

// call calls a method of v2 and answers its data, or the mnemonic of the error.
func (w *world) call(p *partner, method string, in map[string]any) (data json.RawMessage, mnemonic string) {
	in["access_token"] = p.token
	var body bytes.Buffer
	require.NoError(w, json.NewEncoder(&body).Encode(map[string]any{"jsonrpc": "2.0", "id": 1, "method": method, "params": in}))
	var out struct {
		Result struct{ Data json.RawMessage }
		Error  struct{ Data struct{ Mnemonic string } }
	}
	w.post(jsonrpc.Paths[0], "application/json", body.String(), &out)
	return out.Result.Data, out.Error.Data.Mnemonic
}

// partnerAPI calls an operation of PartnerAPI, by SOAP or as a method of v2, and answers
// the rows, or the code of the fault. Operands are "name=value", or a name alone for null.
func (r *run) partnerAPI(p *partner, operation string, operands ...string) (rows []soaptest.Row, fault string) {
	var list []soaptest.Operand
	for _, operand := range operands {
		name, value, given := strings.Cut(operand, "=")
		if !given {
			list = append(list, soaptest.Null(name))
			continue
		}
		list = append(list, soaptest.Set(name, value))
	}
	by := r.overSOAP
	if r.draw != nil {
		by = pick(r, "interface", r.overSOAP, r.asMethod)
	}
	out := by(p, operation, list...)
	if out.Fault != nil {
		return nil, out.Fault.Code
	}
	return out.Rows, ""
}

func (w *world) overSOAP(p *partner, operation string, operands ...soaptest.Operand) *soaptest.Answer {
	c := soaptest.Client{URL: w.url + soap.Paths[0], Login: p.login, Password: "pass-" + p.login, HTTP: w.client}
	out, err := c.Call(w.Context(), operation, operands...)
	require.NoError(w, err)
	return out
}

func (w *world) asMethod(p *partner, operation string, operands ...soaptest.Operand) *soaptest.Answer {
	c := doors.NewOperations(w, w.url, p.token)
	c.HTTP, c.Native = w.client, true
	out, err := c.Call(w.Context(), operation, operands...)
	require.NoError(w, err)
	return out
}
