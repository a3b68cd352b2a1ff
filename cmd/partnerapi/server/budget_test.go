package server_test

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/cmd/partnerapi/server"
	"partnerapi/test/doors"
)

var (
	demoLogin = "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte("demo:demo"))
	paths     = map[string]string{"soap": "/cus/ws/PartnerAPI", "v2": "/v2.0", "userside": "/api.php?cat=customer&action=get_data"}
)

// begin sends the header of a POST of so many bytes and some of its body.
func begin(t *testing.T, s *server.Server, path string, size, sent int, headers ...string) net.Conn {
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL(), "http://"))
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(time.Minute)))
	_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\n%s\r\nContent-Length: %d\r\n\r\n", path, strings.Join(append(headers, "X-Test: 1"), "\r\n"), size)
	require.NoError(t, err)
	_, _ = io.WriteString(conn, strings.Repeat(" ", sent)) // fails when it was refused before
	return conn
}

// answer reads the answer to what was begun.
func answer(conn net.Conn) (*http.Response, string, error) {
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp, string(body), err
}

// Bodies that come slowly hold no more than the share of unknown callers, and known
// ones go on.
func TestSlowBodies(t *testing.T) {
	c := sampled(t)
	c.Budgets.Requests = 64 << 20
	s := start(t, c)
	client := demo(s)
	_, err := client.Call(t.Context(), "region_read")
	require.NoError(t, err)
	for door, headers := range map[string][]string{"v2": nil, "userside": nil, "soap": {demoLogin}} {
		t.Run(door, func(t *testing.T) {
			const slow = 200
			before := doors.LiveHeap()
			ended := make(chan string, slow)
			var conns []net.Conn
			for range slow {
				conn := begin(t, s, paths[door], 1<<20, 700<<10, headers...)
				conns = append(conns, conn)
				go func() {
					_, body, err := answer(conn)
					if err != nil {
						body = "cut off" // refused while it was still sending
					}
					ended <- body
				}()
			}
			for range slow / 2 { // more than half find no room
				<-ended
			}
			held := doors.LiveHeap() - before
			t.Logf("%d KiB", held>>10)
			assert.Less(t, held, int64(48<<20))
			for range 3 {
				got, err := client.Call(t.Context(), "region_read")
				require.NoError(t, err)
				assert.Nil(t, got.Fault)
			}
			status, body := get(t, http.DefaultClient, s.URL()+"/api.php?cat=customer&action=get_data&key=nobody")
			assert.Equal(t, 403, status, body)
			for _, conn := range conns {
				conn.Close()
			}
			for range slow - slow/2 {
				<-ended
			}
		})
	}
	require.NoError(t, s.Stop())
}

// One address has so many requests under way, each interface says so in its own way,
// and a proxy's requests are those of whom it asks for.
func TestRequestsPerAddress(t *testing.T) {
	c := sampled(t)
	c.Budgets.InFlight = 1
	c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
	s := start(t, c)
	from := func(addr string) string { return "X-Forwarded-For: " + addr }
	held := begin(t, s, paths["soap"], 100, 0, demoLogin, from("192.0.2.1"), "Expect: 100-continue")
	text := make([]byte, len("HTTP/1.1 100 Continue"))
	_, err := io.ReadFull(held, text)
	require.NoError(t, err)
	require.Equal(t, "HTTP/1.1 100 Continue", string(text), "its body is waited for")
	refused := func(door string) (*http.Response, string) {
		resp, body, err := answer(begin(t, s, paths[door], 0, 0, demoLogin, from("192.0.2.1")))
		require.NoError(t, err)
		return resp, body
	}
	resp, body := refused("soap")
	assert.Equal(t, 500, resp.StatusCode)
	assert.NotEmpty(t, resp.Header.Get("Retry-After"))
	assert.Contains(t, body, "<faultcode>soap:Server</faultcode>")
	assert.Contains(t, body, "<m:code>busy</m:code>")
	resp, body = refused("v2")
	assert.Equal(t, 200, resp.StatusCode)
	assert.NotEmpty(t, resp.Header.Get("Retry-After"))
	assert.Contains(t, body, `"code":-32000,"message":"Server is busy, try again later","data":{"mnemonic":"server_busy"`)
	resp, body = refused("userside")
	assert.Equal(t, 503, resp.StatusCode)
	assert.NotEmpty(t, resp.Header.Get("Retry-After"))
	assert.Contains(t, body, `"error_code":"busy"`)

	for _, headers := range [][]string{{from("192.0.2.2")}, {from("192.0.2.1, 192.0.2.3")}, nil} {
		_, body, err := answer(begin(t, s, paths["userside"], 0, 0, headers...))
		require.NoError(t, err)
		assert.NotContains(t, body, "busy", headers)
	}
	require.NoError(t, held.Close())
	require.NoError(t, s.Stop())
}

// A bad key outside the form is refused before the form has come; a short form may
// hold another.
func TestBadKeyBeforeTheForm(t *testing.T) {
	s := start(t, sampled(t))
	for _, path := range []string{paths["userside"] + "&key=nobody", paths["userside"]} {
		resp, body, err := answer(begin(t, s, path, 1<<20, 0, "X-Api-Key: nobody"))
		require.NoError(t, err)
		assert.Equal(t, 403, resp.StatusCode)
		assert.Contains(t, body, "bad_key")
	}
	conn := begin(t, s, paths["userside"], 3, 0, "X-Api-Key: nobody")
	_, err := io.WriteString(conn, "a=%")
	require.NoError(t, err)
	_, body, err := answer(conn)
	require.NoError(t, err)
	assert.Contains(t, body, "bad_value", "it was read")
	require.NoError(t, s.Stop())
}
