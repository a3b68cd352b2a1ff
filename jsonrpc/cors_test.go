package jsonrpc_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/jsonrpc"
)

const (
	friend   = "https://app.example.com"
	stranger = "https://app.example.com.evil.example"
)

// from sends a request as a script of a web page does.
func (w *world) from(origin, method, body string, header ...string) reply {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context(), method, w.url+"/v2.0", strings.NewReader(body))
	require.NoError(w, err)
	r.Header.Set("Origin", origin)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	require.NoError(w, err)
	require.NoError(w, answer.Body.Close())
	return reply{status: answer.StatusCode, header: answer.Header}
}

var preflight = []string{"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type"}

// A setting names the origins whose scripts may call; nobody else is let in.
func TestOrigins(t *testing.T) {
	w := openWorld(t, func(o *jsonrpc.Options) { o.Origins = []string{"https://other.example", friend} })
	r := w.from(friend, "OPTIONS", "", preflight...)
	assert.Equal(t, http.StatusNoContent, r.status)
	assert.Equal(t, friend, r.header.Get("Access-Control-Allow-Origin"))
	assert.Equal(t, "POST", r.header.Get("Access-Control-Allow-Methods"))
	assert.Contains(t, r.header.Get("Access-Control-Allow-Headers"), "Content-Type")
	assert.Equal(t, "Origin", r.header.Get("Vary"))
	for body, status := range map[string]int{accountCall: 200, "{": 200, strings.Repeat(" ", 2<<20): 413} {
		r = w.from(friend, "POST", body)
		assert.Equal(t, status, r.status)
		assert.Equal(t, friend, r.header.Get("Access-Control-Allow-Origin"), "scripts read errors too")
		assert.Contains(t, r.header.Get("Access-Control-Expose-Headers"), "X-Request-Id")
		assert.Equal(t, "Origin", r.header.Get("Vary"))
	}
	assert.Equal(t, http.StatusMethodNotAllowed, w.from(friend, "OPTIONS", "").status, "no preflight")
	for _, origin := range []string{stranger, "null", "http://app.example.com", "https://app.example.com:8443", "*", ""} {
		r := w.from(origin, "OPTIONS", "", preflight...)
		assert.Equal(t, http.StatusMethodNotAllowed, r.status, origin)
		assert.Empty(t, r.header.Get("Access-Control-Allow-Origin"), origin)
		assert.Equal(t, "Origin", r.header.Get("Vary"), "a cache keeps them apart")
		assert.Empty(t, w.from(origin, "POST", accountCall).header.Get("Access-Control-Allow-Origin"), origin)
	}
}

// Without the setting no script of another origin calls.
func TestNoOrigins(t *testing.T) {
	w := openWorld(t, nil)
	for _, origin := range []string{friend, "null", ""} {
		r := w.from(origin, "OPTIONS", "", preflight...)
		assert.Equal(t, http.StatusMethodNotAllowed, r.status)
		assert.Empty(t, r.header.Get("Access-Control-Allow-Origin"))
		assert.Empty(t, r.header.Get("Vary"))
	}
}
