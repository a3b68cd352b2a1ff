package server_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/cmd/partnerapi/server"
)

// Every answer carries the request's id, whatever interface or none was called and
// however the call ended, and fault and log name the same.
func TestRequestIDs(t *testing.T) {
	log := new(lines)
	s, err := server.Start(sampled(t), slog.New(slog.NewJSONHandler(log, nil)), "test")
	require.NoError(t, err)
	envelope := string(demo(s).Envelope("client_add"))
	const soap, v2, userside = "/cus/ws/PartnerAPI", "/v2.0", "/api.php"
	for name, c := range map[string]struct {
		method, path, login, body string
		status                    int
	}{
		"fault":              {"POST", soap, "demo", envelope, 500},
		"no login":           {"POST", soap, "", envelope, 401},
		"wrong login":        {"POST", soap, "nobody", envelope, 401},
		"too large":          {"POST", soap, "demo", strings.Repeat(" ", 2<<20), 500},
		"WSDL":               {"GET", soap + "?wsdl", "", "", 200},
		"page":               {"GET", soap, "", "", 200},
		"method of SOAP":     {"PUT", soap, "", "", 405},
		"v2":                 {"POST", v2, "", "{}", 200},
		"no JSON":            {"POST", v2, "", "{", 200},
		"too large for v2":   {"POST", v2, "", strings.Repeat(" ", 2<<20), 413},
		"method of v2":       {"GET", v2, "", "", 405},
		"no key":             {"GET", userside + "?cat=customer&action=msg", "", "", 403},
		"nothing":            {"GET", userside, "", "", 400},
		"method of USERSIDE": {"HEAD", userside, "", "", 405},
		"alive":              {"GET", "/healthz", "", "", 200},
		"ready":              {"GET", "/readyz", "", "", 200},
		"nowhere":            {"GET", "/nowhere", "", "", 404},
		"method of nothing":  {"POST", "/healthz", "", "", 405},
	} {
		for _, id := range []string{"", "call-7.of_1C", "not good"} {
			r, err := http.NewRequestWithContext(t.Context(), c.method, s.URL()+c.path, strings.NewReader(c.body))
			require.NoError(t, err)
			if id != "" {
				r.Header.Set("X-Request-Id", id)
			}
			if c.login != "" {
				r.SetBasicAuth(c.login, "demo")
			}
			resp, err := http.DefaultClient.Do(r)
			require.NoError(t, err, name)
			text, err := io.ReadAll(resp.Body)
			require.NoError(t, err, name)
			require.NoError(t, resp.Body.Close())
			assert.Equal(t, c.status, resp.StatusCode, "%s: %s", name, text)
			got := resp.Header.Get("X-Request-Id")
			if id == "call-7.of_1C" {
				assert.Equal(t, id, got, name)
			} else {
				assert.Regexp(t, "^[0-9a-f]{12}$", got, name)
			}
			if name == "fault" {
				assert.Contains(t, string(text), "<m:request_id>"+got+"</m:request_id>")
				assert.Positive(t, log.count(`"msg":"call","request_id":"`+got+`"`))
			}
		}
	}
	assert.Positive(t, log.count(`"operand":"client_name"`)+log.count(`"operand":"region_id"`), "what was refused is named")
	require.NoError(t, s.Stop())
}

// Refused logins of every interface leave a line with the login and the address
// that the proxy forwards.
func TestRefusedLoginsNameTheAddress(t *testing.T) {
	c := sampled(t)
	c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	log := new(lines)
	s, err := server.Start(c, slog.New(slog.NewJSONHandler(log, nil)), "test")
	require.NoError(t, err)
	call := func(method, path, body string, prepare func(r *http.Request)) {
		r, err := http.NewRequestWithContext(t.Context(), method, s.URL()+path, strings.NewReader(body))
		require.NoError(t, err)
		r.Header.Set("X-Forwarded-For", "203.0.113.1, 198.51.100.7")
		if prepare != nil {
			prepare(r)
		}
		resp, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
	}
	call("POST", "/cus/ws/PartnerAPI", "", func(r *http.Request) { r.SetBasicAuth("nobody", "tayna") })
	call("POST", "/v2.0", `{"jsonrpc":"2.0","id":1,"method":"login.user","params":{"login":"somebody","password":"tayna"}}`, nil)
	call("POST", "/v2.0", `{"jsonrpc":"2.0","id":1,"method":"get.account","params":{"access_token":"tayna"}}`, nil)
	call("GET", "/api.php?cat=customer&action=msg&key=tayna", "", nil)
	call("GET", "/api.php?cat=customer&action=msg", "", nil) // no key is no failure
	call("POST", "/cus/ws/PartnerAPI", "", nil)              // nor is no login
	for _, want := range []string{
		`"door":"soap","operation":"","partner":"","login":"nobody","address":"198.51.100.7","outcome":"unauthorised"`,
		`"door":"v2","operation":"login.user","partner":"","login":"somebody","address":"198.51.100.7","outcome":"auth_error"`,
		`"door":"v2","operation":"get.account","partner":"","login":"","address":"198.51.100.7","outcome":"access_token_invalid"`,
		`"door":"userside","operation":"","partner":"","login":"","address":"198.51.100.7","outcome":"bad_key"`,
	} {
		assert.Equal(t, 1, log.matches(`"level":"WARN","msg":"login refused","request_id":"[0-9a-f]+",`+want), want)
	}
	assert.Equal(t, 4, log.count(`"msg":"login refused"`))
	assert.Equal(t, 2, log.count(`"msg":"call"`), "a refused login is one line")
	assert.Zero(t, log.count("tayna"))
	require.NoError(t, s.Stop())
}
