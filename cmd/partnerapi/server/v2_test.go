package server_test

import (
	"database/sql"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3" // looks at the tables from outside
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
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(c.Data, "partnerapi.db")+"?mode=ro")
	require.NoError(t, err)
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
	require.NoError(t, db.Close())
	require.NoError(t, s.Stop())
}
