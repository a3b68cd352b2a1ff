package server_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/cmd/partnerapi/server"
	"partnerapi/internal/proctest"
	"partnerapi/jsonrpc"
	"partnerapi/soap"
)

// flooded is a server behind a proxy, where one partner changes passwords so often
// that its line of hashes is full.
type flooded struct {
	*server.Server
	t   *testing.T
	key string
}

const (
	demoPartner = "9778fdfe-441d-4d2e-8a0b-4efc485a3f25"
	floodFrom   = "198.51.100.1" // where the flood comes from
	lineOfOne   = 64             // hashes that wait for one partner at one address
)

// call sends a request that the proxy forwards for an address, and returns status,
// header and body.
func (f *flooded) call(ctx context.Context, from, path, contentType, body, login, password string) (int, http.Header, string) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, f.URL()+path, strings.NewReader(body))
	if !assert.NoError(f.t, err) {
		return 0, nil, ""
	}
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("X-Forwarded-For", from)
	if login != "" {
		r.SetBasicAuth(login, password)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil, "" // the flood ends so
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, resp.Header, string(text)
}

func (f *flooded) userside(ctx context.Context, from, action string, more url.Values) (int, http.Header, string) {
	form := url.Values{"cat": {"customer"}, "action": {action}, "key": {f.key}}
	for name, value := range more {
		form[name] = value
	}
	return f.call(ctx, from, "/api.php", "application/x-www-form-urlencoded", form.Encode(), "", "")
}

func (f *flooded) soap(login, password string) (int, http.Header, string) {
	return f.call(f.t.Context(), floodFrom, soap.Paths[0], "text/xml", string(demo(f.Server).Envelope("region_read")), login, password)
}

func (f *flooded) v2(from, login, password string) (int, http.Header, string) {
	body := fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"login.user","params":{"login":%q,"password":%q}}`, login, password)
	return f.call(f.t.Context(), from, jsonrpc.Paths[0], "application/json", body, "", "")
}

// metric reads a number from the metrics.
func (f *flooded) metric(name string) int {
	_, text := get(f.t, http.DefaultClient, f.MetricsURL())
	found := regexp.MustCompile(`(?m)^` + name + ` (\d+)$`).FindStringSubmatch(text)
	require.NotNil(f.t, found, name)
	n, err := strconv.Atoi(found[1])
	require.NoError(f.t, err)
	return n
}

// One partner's flood of password hashes refuses its own calls as busy, at every
// interface in its words; remembered logins and other partners pass it.
func TestFloodOfHashes(t *testing.T) {
	c := sampled(t)
	c.MetricsListen = "127.0.0.1:0"
	c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	c.Argon2.Time = 16 // a change of a password is slow, an old hash is not
	f := &flooded{t: t, key: strings.TrimSpace(proctest.Run(t, placeOf(c).Flags(), "key", "add", "--partner", demoPartner))}
	f.key = f.key[strings.LastIndexByte(f.key, '\n')+1:]
	f.Server = start(t, c)

	status, _, text := f.soap("demo", "demo")
	require.Equal(t, 200, status, text)
	change := url.Values{"customer_id": {"100000"}, "pass_new": {"новый пароль"}}

	ctx, end := context.WithCancel(t.Context())
	var calls sync.WaitGroup
	for range lineOfOne + 8 {
		calls.Go(func() {
			for ctx.Err() == nil {
				f.userside(ctx, floodFrom, "pass_change", change)
			}
		})
	}
	full := func() bool { return f.metric("partnerapi_password_hashes_waiting") >= lineOfOne }
	require.Eventually(t, full, time.Minute, 5*time.Millisecond)

	// refused asks until it meets the full line, whose waiters go and come.
	refused := func(want string, ask func(n int) (int, http.Header, string)) (status int) {
		n := 0
		require.Eventually(t, func() bool {
			var header http.Header
			var text string
			n++
			status, header, text = ask(n)
			return header.Get("Retry-After") != "" && strings.Contains(text, want)
		}, time.Minute, time.Millisecond, want)
		return status
	}
	assert.Equal(t, 503, refused(`"error_code":"busy"`, func(int) (int, http.Header, string) {
		return f.userside(t.Context(), floodFrom, "pass_change", change)
	}))
	assert.Equal(t, 200, refused(`"mnemonic":"server_busy"`, func(n int) (int, http.Header, string) {
		return f.v2(floodFrom, "demo", fmt.Sprint("wrong ", n))
	}))
	assert.Equal(t, 500, refused("<faultcode>soap:Server</faultcode>", func(n int) (int, http.Header, string) {
		return f.soap("demo", fmt.Sprint("wrong too ", n))
	}))

	before := f.metric("partnerapi_password_hashes_total")
	status, _, text = f.soap("demo", "demo")
	assert.Equal(t, 200, status, text)
	status, _, text = f.v2(floodFrom, "demo", "demo")
	assert.Contains(t, text, `"access_token":"`, "it is remembered, at every interface: %d", status)
	status, _, text = f.v2(floodFrom, "riga", "riga-demo")
	assert.Contains(t, text, `"access_token":"`, "another partner: %d", status)
	assert.Less(t, f.metric("partnerapi_password_hashes_total")-before, lineOfOne/4, "nobody waited for the flood to pass")
	end()
	calls.Wait()
	require.NoError(t, f.Stop())
}
