package server_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// rpc answers the body of a call.
func rpc(t *testing.T, url, body string) string {
	t.Helper()
	resp, err := http.Post(url, "application/json", strings.NewReader(body))
	require.NoError(t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return string(text)
}

// A login.user that the limits refuse begins no session; one that is refused for
// its password costs no point.
func TestLoginBeyondTheLimits(t *testing.T) {
	c := sampled(t)
	c.Points.Day = 2
	s := start(t, c)
	db := placeOf(c).SQL(t)
	sessions := func() (n int) {
		t.Helper()
		require.NoError(t, db.QueryRowContext(t.Context(), `SELECT count(*) FROM api_session`).Scan(&n))
		return n
	}
	login := func(password string) string {
		t.Helper()
		return rpc(t, s.V2(), `{"jsonrpc":"2.0","id":1,"method":"login.user","params":{"login":"demo","password":"`+password+`"}}`)
	}
	assert.Contains(t, login("wrong"), `"mnemonic":"auth_error"`)
	for n := range 2 {
		assert.Contains(t, login("demo"), `"access_token":"`)
		assert.Equal(t, n+1, sessions())
	}
	refused := login("demo")
	assert.Contains(t, refused, `"mnemonic":"limit_exceeded"`)
	assert.Contains(t, refused, `"day_remaining":0`)
	assert.Equal(t, 2, sessions())
	assert.Contains(t, login("wrong"), `"mnemonic":"auth_error"`, "who does not know the password learns nothing of limits")
	require.NoError(t, s.Stop())
}

// Every address below v2's answers as v2 does, and scripts of the pages that the
// setting names may call it.
func TestV2Addresses(t *testing.T) {
	c := sampled(t)
	c.V2Origins = []string{"https://app.example.com"}
	s := start(t, c)
	ask := func(method, path string) (status int, header http.Header, body string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, s.URL()+path, strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"no.such"}`))
		require.NoError(t, err)
		r.Header.Set("Origin", "https://app.example.com")
		r.Header.Set("Access-Control-Request-Method", "POST")
		resp, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return resp.StatusCode, resp.Header, string(text)
	}
	for _, path := range []string{"/v2.0", "/v2.0/", "//v2.0//"} {
		status, header, body := ask("POST", path)
		assert.Equal(t, http.StatusOK, status, path)
		assert.Equal(t, "https://app.example.com", header.Get("Access-Control-Allow-Origin"))
		assert.Contains(t, body, `"id":1,"error":{"code":-32601`)
		status, _, _ = ask("OPTIONS", path)
		assert.Equal(t, http.StatusNoContent, status)
		status, header, body = ask("GET", path)
		assert.Equal(t, http.StatusMethodNotAllowed, status)
		assert.Equal(t, "POST", header.Get("Allow"))
		assert.Contains(t, body, `"id":null,"error":{"code":-32600`)
	}
	status, _, body := ask("POST", "/v2.0/customers")
	assert.Equal(t, http.StatusNotFound, status)
	assert.Contains(t, body, `"id":null,"error":{"code":-32601`)
	require.NoError(t, s.Stop())
}
