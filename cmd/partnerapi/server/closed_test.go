package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/cmd/partnerapi/server"
	"partnerapi/internal/enginetest"
	"partnerapi/internal/proctest"
)

// SOAP that a command closes for a partner is closed within a second on all servers. The
// partner's v2 and USERSIDE go on, and it learns where v2 is if v2 is served.
func TestClosedSOAP(t *testing.T) {
	c := sampled(t)
	flags := placeOf(c).Flags()
	command := func(args ...string) string {
		t.Helper()
		lines := strings.Fields(proctest.Run(t, flags, args...))
		if len(lines) == 0 {
			return ""
		}
		return lines[len(lines)-1]
	}
	token, key := command("token", "add", "--partner", demoPartner), command("key", "add", "--partner", demoPartner)
	servers := []*server.Server{start(t, c)}
	if enginetest.OnPostgres() {
		other := configured(placeOf(c))
		other.Doors = []string{"soap", "userside"}
		servers = append(servers, start(t, other))
	}
	fault := func(s *server.Server) string {
		t.Helper()
		answer, err := demo(s).Call(t.Context(), "client_read")
		require.NoError(t, err)
		if answer.Fault == nil {
			require.NotEmpty(t, answer.Rows)
			return ""
		}
		assert.Equal(t, "soap_closed", answer.Fault.Code)
		return answer.Fault.Text
	}
	all := func(closed bool) func() bool {
		return func() bool {
			for _, s := range servers {
				if (fault(s) != "") != closed {
					return false
				}
			}
			return true
		}
	}
	require.True(t, all(false)())
	command("partner", "doors", demoPartner, "--soap", "off")
	require.Eventually(t, all(true), time.Second, 20*time.Millisecond)
	const text = "Вызовы партнера по SOAP закрыты. Те же операции — методы partnerapi.* интерфейса v2 (JSON-RPC)"
	assert.Equal(t, text+": "+servers[0].V2(), fault(servers[0]))
	for _, without := range servers[1:] {
		assert.Equal(t, text, fault(without), "it serves no v2")
	}
	assert.Contains(t, rpc(t, servers[0].V2(), `{"jsonrpc":"2.0","id":1,"method":"get.customers","params":{"access_token":"`+token+`"}}`), `"result"`)
	for _, s := range servers {
		_, body := get(t, http.DefaultClient, s.Userside()+"?cat=customer&action=get_customer_group&key="+key)
		assert.Contains(t, body, `"OK"`)
	}
	command("partner", "doors", demoPartner, "--soap", "on")
	require.Eventually(t, all(false), time.Second, 20*time.Millisecond)
	for _, s := range servers {
		require.NoError(t, s.Stop())
	}
}
