package v2

import (
	"encoding/json"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// @open-rpc/test-coverage takes the document that the server describes itself
// with, calls its examples and holds the answers against its schemas.
func TestDocument(t *testing.T) {
	s := serve(t)
	var session struct {
		Token string `json:"access_token"`
	}
	call := startYbbus(t, s.url)
	call.do(t, "login.user", params{"login": "p1", "password": "pass-p1"}, &session)
	real, err := json.Marshal(params{
		"access_token": s.token, "logout.user.access_token": session.Token, "login": "p1", "login.user.password": "pass-p1",
		"id": 102, "customer_id": 102, "tariff_plan_id": 11,
	})
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), "node", "node/coverage.js", s.url, string(real))
	out, err := cmd.Output()
	require.NoError(t, err, "run .ci/install?")
	var calls []struct {
		Method, Reason string
		Valid          bool
	}
	require.NoError(t, json.Unmarshal(out, &calls), "%s", out)
	require.Len(t, calls, 10, "one example of each method")
	for _, c := range calls {
		assert.True(t, c.Valid, "%s: %s", c.Method, c.Reason)
	}
}
