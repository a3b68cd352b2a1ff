package soap

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A partner for which the operator has closed SOAP is told where to go, in both versions;
// who does not know its password learns nothing of it.
func TestClosed(t *testing.T) {
	const closed = "Вызовы партнера по SOAP закрыты. Те же операции — методы partnerapi.* интерфейса v2 (JSON-RPC)"
	body := call11(flagCall)
	for _, c := range []struct {
		opts Options
		want string
	}{
		{Options{}, closed + "<"},
		{Options{V2Path: "/v2.0"}, closed + ": http://api.example.ru/v2.0<"},
		{Options{V2Path: "/v2.0", PublicURL: "https://api.example.com/"}, closed + ": https://api.example.com/v2.0<"},
	} {
		s := serve(t, c.opts)
		host := func(r *http.Request) { r.Host = "api.example.ru" }
		require.Equal(t, 200, s.post(t, body, host).status)
		require.NoError(t, s.op.SetSOAPClosed(t.Context(), partnerID, true))
		require.Eventually(t, func() bool { return s.post(t, body, host).status == 500 }, time.Second, 50*time.Millisecond)

		got := s.post(t, body, host)
		assert.Contains(t, got.body, "<faultcode>soap:Client</faultcode>")
		assert.Contains(t, got.body, "<faultstring>"+c.want)
		assert.Contains(t, got.body, "<m:code>soap_closed</m:code>")
		assert.Contains(t, s.log.String(), `"login":"Иванов","address":"127.0.0.1","outcome":"soap_closed"`)
		got = s.post(t, call12(flagCall), host, header("Content-Type", "application/soap+xml; charset=utf-8"))
		assert.Equal(t, 500, got.status)
		assert.Contains(t, got.body, "<soap:Value>soap:Sender</soap:Value>")
		assert.Contains(t, got.body, `<soap:Text xml:lang="ru">`+c.want)
		assert.Equal(t, 500, s.post(t, "", host).status, "whatever the body")
		assert.Equal(t, 200, s.send(t, s.request(t, "GET", Paths[0]+"?wsdl", nil)).status, "the WSDL is anybody's")

		for _, stranger := range []func(*http.Request){
			header("Authorization", ""),
			func(r *http.Request) { r.SetBasicAuth(login, "не тот") },
			func(r *http.Request) { r.SetBasicAuth("никто", pass) },
		} {
			got := s.post(t, body, host, stranger)
			assert.Equal(t, 401, got.status)
			assert.NotContains(t, got.body, "закрыт")
		}
		require.NoError(t, s.op.SetSOAPClosed(t.Context(), partnerID, false))
		require.Eventually(t, func() bool { return s.post(t, body, host).status == 200 }, time.Second, 50*time.Millisecond)
	}
}

// With wsdl-login the WSDL asks as a call does.
func TestClosedWSDL(t *testing.T) {
	s := serve(t, Options{WSDLLogin: true, V2Path: "/v2.0"})
	require.NoError(t, s.op.SetSOAPClosed(t.Context(), partnerID, true))
	got := s.send(t, s.request(t, "GET", Paths[0]+"?wsdl", nil))
	assert.Equal(t, 403, got.status)
	assert.True(t, strings.HasSuffix(strings.TrimSpace(got.body), "/v2.0"), got.body)
}
