// Package userside has clients that know nothing of us call every action of the
// program's USERSIDE interface: plain curl, and Python's standard library.
package userside

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/internal/proctest"
	"partnerapi/test/schemas"
)

func TestMain(m *testing.M) { proctest.Main(m) }

const partner = "00000000-0000-4000-8000-0000000000f1"

// service is a running program with the registers of testdata/v2 and
// testdata/userside and a key of the first partner in each dialect.
type service struct {
	url  string
	keys map[string]string
}

func serve(t *testing.T, args ...string) service {
	t.Helper()
	place := enginetest.Empty(t).Flags()
	for _, registers := range []string{"v2", "userside"} {
		proctest.Run(t, place, "import", filepath.Join("..", "..", "testdata", registers, "registers.jsonl"))
	}
	s := service{keys: map[string]string{}}
	for _, dialect := range schemas.Dialects {
		s.keys[dialect] = strings.TrimSpace(proctest.Run(t, place, "key", "add", "--partner", partner, "--dialect", dialect))
	}
	server := proctest.Serve(t, place, nil, append([]string{"--argon2-memory", "7168", "--argon2-time", "5"}, args...)...)
	s.url = strings.TrimSuffix(server.URL, proctest.Path) + "/api.php"
	return s
}

// params of a call, by name.
type params map[string]string

// said is what a client makes of an answer.
type said struct {
	Status int
	Body   string
	// Failure is a client's own refusal of the answer.
	Failure string
}

// caller is a client: it calls an action by GET or POST.
type caller func(t *testing.T, method, action string, in params) said

// conversation is a client that speaks with a key of one dialect; every answer is
// held against the schemas.
type conversation struct {
	*testing.T
	call    caller
	dialect string
	schemas schemas.Schemas
	called  map[string]bool
}

// ask calls by GET and expects OK.
func (c *conversation) ask(action string, in params) string {
	c.Helper()
	return c.expect("GET", action, in, 200)
}

// post calls by POST and expects OK.
func (c *conversation) post(action string, in params) string {
	c.Helper()
	return c.expect("POST", action, in, 200)
}

// expect calls and returns the payload as JSON; of a refusal, the whole body. A
// client of the legacy dialect sees the status 200 with every refusal.
func (c *conversation) expect(method, action string, in params, status int) string {
	c.Helper()
	answer := c.call(c.T, method, action, in)
	require.Empty(c, answer.Failure, "%s %v: %s", action, in, answer.Body)
	seen := status
	if c.dialect == "legacy" {
		seen = 200
	}
	require.Equal(c, seen, answer.Status, "%s %v: %s", action, in, answer.Body)
	require.NoError(c, c.schemas.Check(action, c.dialect, status, answer.Body), "%s %v: %s", action, in, answer.Body)
	if status != 200 {
		return answer.Body
	}
	c.called[action] = true
	return payload(answer.Body)
}
