package server_test

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

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
	assert.Contains(t, text, `partnerapi_requests_total{door="soap",operation="client_read",outcome="ok"} 2`)
	assert.Regexp(t, `partnerapi_requests_total\{door="soap",operation="client_read",outcome="[a-z_]+"\} 1\n`, text)
	assert.Contains(t, text, `partnerapi_requests_total{door="soap",operation="other",outcome="unknown_operation"} 1`)
	assert.Contains(t, text, `partnerapi_requests_total{door="soap",operation="other",outcome="unauthorised"} 1`)
	assert.Contains(t, text, `partnerapi_request_duration_seconds_count{door="soap",operation="client_read"} 3`)
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

// The settings reach the interface: namespace, public URL, limits, login for the WSDL.
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

// A client that waits for 100 Continue with its body is refused at once (W2), and
// goes on when it may.
func TestExpectContinue(t *testing.T) {
	c := sampled(t)
	c.Timeouts.Read = time.Hour
	s := start(t, c)
	body := soaptest.Client{}.Envelope("client_read")
	// ask sends a header, and the body after the server's word; it answers the
	// statuses.
	ask := func(login string) (statuses []string) {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL(), "http://"))
		require.NoError(t, err)
		defer conn.Close()
		require.NoError(t, conn.SetDeadline(time.Now().Add(time.Minute)))
		_, err = fmt.Fprintf(conn, "POST /cus/ws/PartnerAPI HTTP/1.1\r\nHost: x\r\n%sExpect: 100-continue\r\nContent-Length: %d\r\n\r\n", login, len(body))
		require.NoError(t, err)
		answer := bufio.NewScanner(conn)
		for answer.Scan() {
			status := strings.Fields(answer.Text())[1]
			if statuses = append(statuses, status); status != "100" {
				return statuses
			}
			require.True(t, answer.Scan(), "an empty line")
			_, err = conn.Write(body)
			require.NoError(t, err)
		}
		require.NoError(t, answer.Err())
		return statuses
	}
	assert.Equal(t, []string{"401"}, ask(""))
	login := "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte("demo:demo")) + "\r\n"
	assert.Equal(t, []string{"100", "200"}, ask(login))
	require.NoError(t, s.Stop())
}

// W1: slashes too many are no reason for a redirect, which a POST would not follow.
func TestSlashes(t *testing.T) {
	s := start(t, sampled(t))
	for _, path := range []string{"//cus/ws/PartnerAPI", "/cus//ws/PartnerAPI.1cws", "/cus/ws/PartnerAPI/"} {
		client := demo(s)
		client.URL = s.URL() + path
		answer, err := client.Call(t.Context(), "client_read")
		require.NoError(t, err, path)
		assert.NotEmpty(t, answer.Rows, path)
	}
	_, text := get(t, http.DefaultClient, s.URL()+"//cus/ws/PartnerAPI/?wsdl")
	assert.Contains(t, text, `location="`+s.WSDL()[:len(s.WSDL())-len("?wsdl")]+`"`)
	status, _ := get(t, http.DefaultClient, s.URL()+"/")
	assert.Equal(t, 404, status)
	require.NoError(t, s.Stop())
}

// A refusal reaches a client that asked for the connection to be closed, whatever
// of its body was not read, and does not wait for a body that is refused anyway.
func TestRefusalBeforeTheBody(t *testing.T) {
	c := sampled(t)
	c.Timeouts.Read = time.Hour
	s := start(t, c)
	refused := func(path, head string, announced, sent int) (status string) {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL(), "http://"))
		require.NoError(t, err)
		defer conn.Close()
		require.NoError(t, conn.SetDeadline(time.Now().Add(time.Minute)))
		_, err = fmt.Fprintf(conn, "POST %s %s\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", path, head, announced, strings.Repeat(" ", sent))
		require.NoError(t, err)
		answer, err := io.ReadAll(conn)
		require.NoError(t, err, "%s, %d bytes to %s", head, announced, path)
		return strings.Fields(string(answer))[1]
	}
	const tooLong = 3 << 19
	for _, head := range []string{"HTTP/1.1\r\nConnection: close", "HTTP/1.0"} {
		for path, status := range map[string]string{"/cus/ws/PartnerAPI": "401", "/nowhere": "404"} {
			for _, size := range []int{20 << 10, 200 << 10, tooLong} {
				assert.Equal(t, status, refused(path, head, size, size))
			}
			assert.Equal(t, status, refused(path, head, tooLong, 0))
		}
		assert.Equal(t, "413", refused("/v2.0", head, tooLong, tooLong))
	}
	require.NoError(t, s.Stop())
}
