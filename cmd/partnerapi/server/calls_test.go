package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/soaptest"
)

// Calls are counted by operation and outcome, whatever they send.
func TestCallsAreCounted(t *testing.T) {
	c := sampled(t)
	c.MetricsListen = "127.0.0.1:0"
	s := start(t, c)
	client := demo(s)
	for range 2 {
		answer, err := client.Call(t.Context(), "client_read")
		require.NoError(t, err)
		require.NotEmpty(t, answer.Rows)
	}
	for operation, operand := range map[string]soaptest.Operand{
		"client_read": soaptest.Set("client_id", "no UUID"),
		"drop_table":  soaptest.Null("client"),
	} {
		answer, err := client.Call(t.Context(), operation, operand)
		require.NoError(t, err)
		require.NotNil(t, answer.Fault, operation)
	}
	status, _ := post(t, s.URL()+"/cus/ws/PartnerAPI", "<a/>")
	require.Equal(t, 401, status)
	_, text := get(t, http.DefaultClient, s.MetricsURL())
	assert.Contains(t, text, `partnerapi_requests_total{operation="client_read",outcome="ok"} 2`)
	assert.Regexp(t, `partnerapi_requests_total\{operation="client_read",outcome="[a-z_]+"\} 1\n`, text)
	assert.Contains(t, text, `partnerapi_requests_total{operation="other",outcome="unknown_operation"} 1`)
	assert.Contains(t, text, `partnerapi_requests_total{operation="other",outcome="unauthorised"} 1`)
	assert.Contains(t, text, `partnerapi_request_duration_seconds_count{operation="client_read"} 3`)
	assert.NotContains(t, text, "drop_table")
	require.NoError(t, s.Stop())
}

func post(t *testing.T, url, body string) (int, string) {
	t.Helper()
	resp, err := http.Post(url, "text/xml", strings.NewReader(body))
	require.NoError(t, err)
	defer resp.Body.Close()
	return resp.StatusCode, resp.Status
}

// The settings reach the door: namespace, public URL, limits, login for the WSDL.
func TestSettingsReachTheDoor(t *testing.T) {
	c := sampled(t)
	c.PublicURL = "https://api.example.com"
	c.Namespace = "urn:of-our-own"
	c.Limits.Depth = 4
	s := start(t, c)
	status, text := get(t, http.DefaultClient, s.WSDL())
	require.Equal(t, 200, status)
	assert.Contains(t, text, `location="https://api.example.com/cus/ws/PartnerAPI"`)
	assert.Contains(t, text, `targetNamespace="urn:of-our-own"`)
	deep, err := demo(s).Post(t.Context(), []byte(`<a><a><a><a><a/></a></a></a></a>`))
	require.NoError(t, err)
	require.NotNil(t, deep.Fault)
	assert.Equal(t, "limit_depth", deep.Fault.Code)
	require.NoError(t, s.Stop())

	c.WSDLLogin = true
	s = start(t, c)
	status, _ = get(t, http.DefaultClient, s.WSDL())
	assert.Equal(t, 401, status)
	require.NoError(t, s.Stop())
}
