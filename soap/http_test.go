package soap

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/beevik/etree"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/wsdl"
)

const flagCall = `<p:flag_read><p:flag>true</p:flag></p:flag_read>`

// location answers the soap:address of a WSDL.
func location(t *testing.T, document string) string {
	t.Helper()
	doc := etree.NewDocument()
	require.NoError(t, doc.ReadFromString(document))
	address := doc.FindElement("//service/port/address")
	require.NotNil(t, address)
	return address.SelectAttrValue("location", "")
}

// W1: GET with ?wsdl in any case answers the WSDL; HEAD works.
func TestWSDL(t *testing.T) {
	s := serve(t, Options{})
	for _, path := range Paths {
		for _, query := range []string{"?wsdl", "?WSDL", "?Wsdl", "?wsdl=1", "?x=1&wsdl"} {
			got := s.send(t, s.request(t, "GET", path+query, nil, header("Authorization", "")))
			assert.Equal(t, 200, got.status)
			assert.Equal(t, "text/xml; charset=utf-8", got.header.Get("Content-Type"))
			assert.Equal(t, "no-store", got.header.Get("Cache-Control"))
			assert.Equal(t, s.URL+path, location(t, got.body))
			assert.NotContains(t, got.body, "import", "self-contained")

			head := s.send(t, s.request(t, "HEAD", path+query, nil, header("Authorization", "")))
			assert.Equal(t, 200, head.status)
			assert.Empty(t, head.body)
			assert.Equal(t, fmt.Sprint(len(got.body)), head.header.Get("Content-Length"))
		}
	}
}

// W1: a GET without ?wsdl points to it.
func TestPointer(t *testing.T) {
	s := serve(t, Options{})
	for _, query := range []string{"", "?", "?wsdlx", "?x=wsdl", "?xsd=1", "?singleWsdl"} {
		got := s.send(t, s.request(t, "GET", Paths[0]+query, nil, header("Authorization", "")))
		assert.Equal(t, 200, got.status)
		assert.Equal(t, "text/html; charset=utf-8", got.header.Get("Content-Type"))
		assert.Contains(t, got.body, `href="?wsdl"`)
	}
}

// W1: POST is a call whatever the query says; other methods are not.
func TestMethods(t *testing.T) {
	s := serve(t, Options{})
	for _, path := range []string{Paths[0], Paths[1], Paths[0] + "?wsdl", Paths[0] + "?WSDL=x&y"} {
		got := s.send(t, s.request(t, "POST", path, strings.NewReader(call11(flagCall))))
		assert.Equal(t, 200, got.status, path)
		assert.Contains(t, got.body, ">true</m:return>", path)
	}
	for _, method := range []string{"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"} {
		got := s.send(t, s.request(t, method, Paths[0], nil))
		assert.Equal(t, 405, got.status, method)
		assert.Equal(t, "GET, HEAD, POST", got.header.Get("Allow"), method)
	}
}

// W1: without a Host header, which HTTP/1.0 does not ask for, the address is the
// one that was connected to.
func TestAddressWithoutHost(t *testing.T) {
	s := serve(t, Options{})
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(s.URL, "http://"))
	require.NoError(t, err)
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "GET %s?wsdl HTTP/1.0\r\n\r\n", Paths[0])
	require.NoError(t, err)
	answer, err := io.ReadAll(conn)
	require.NoError(t, err)
	_, document, _ := strings.Cut(string(answer), "\r\n\r\n")
	assert.Equal(t, s.URL+Paths[0], location(t, document))
}

// W1: the address is the configured one, else what the request used;
// X-Forwarded-Proto and -Host count from trusted proxies alone.
func TestAddress(t *testing.T) {
	loopback := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.0/8")}
	forwarded := []func(*http.Request){header("X-Forwarded-Proto", "http, https"), header("X-Forwarded-Host", "evil.example.com, api.example.com:8443")}
	for name, c := range map[string]struct {
		opts   Options
		change []func(*http.Request)
		want   string // "" is the server's own
	}{
		"request":          {},
		"host header":      {change: []func(*http.Request){func(r *http.Request) { r.Host = "legacy.example.com" }}, want: "http://legacy.example.com"},
		"configured":       {opts: Options{PublicURL: "https://api.example.com"}, want: "https://api.example.com"},
		"configured wins":  {opts: Options{PublicURL: "https://api.example.com/", TrustedProxies: loopback}, change: []func(*http.Request){header("X-Forwarded-Host", "other")}, want: "https://api.example.com"},
		"stranger":         {change: forwarded},
		"distrusted proxy": {opts: Options{TrustedProxies: loopback[:1]}, change: forwarded},
		"trusted proxy":    {opts: Options{TrustedProxies: loopback}, change: forwarded, want: "https://api.example.com:8443"},
		"strange values": {opts: Options{TrustedProxies: loopback}, change: []func(*http.Request){
			header("X-Forwarded-Proto", "javascript"), header("X-Forwarded-Host", "a/b\"><script>")}},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, c.opts)
			want := c.want
			if want == "" {
				want = s.URL
			}
			got := s.send(t, s.request(t, "GET", Paths[0]+"?wsdl", nil, c.change...))
			assert.Equal(t, want+Paths[0], location(t, got.body))
		})
	}
}

// W2: the login is asked for before the body is read, in UTF-8; the WSDL needs
// none by default, and does when a switch says so.
func TestLogin(t *testing.T) {
	s := serve(t, Options{})
	for name, change := range map[string]func(*http.Request){
		"none":           header("Authorization", ""),
		"another scheme": header("Authorization", "Bearer x"),
		"broken":         header("Authorization", "Basic !"),
		"wrong password": func(r *http.Request) { r.SetBasicAuth(login, "x") },
		"wrong login":    func(r *http.Request) { r.SetBasicAuth("x", pass) },
	} {
		for _, body := range []string{"", "<", call11(flagCall)} {
			got := s.post(t, body, change)
			assert.Equal(t, 401, got.status, name)
			assert.Equal(t, `Basic realm="PartnerAPI", charset="UTF-8"`, got.header.Get("WWW-Authenticate"), name)
			assert.NotContains(t, got.body, "Fault", name)
		}
	}
	assert.Equal(t, 200, s.post(t, call11(flagCall)).status, "a Cyrillic login and password")
	urlSafe := base64.URLEncoding.EncodeToString([]byte(login + ":" + pass))
	require.True(t, strings.ContainsAny(urlSafe, "-_"), "the alphabets differ")
	assert.Equal(t, 200, s.post(t, call11(flagCall), header("Authorization", "Basic "+urlSafe)).status, "as suds sends them")
	assert.Equal(t, 401, s.post(t, call11(flagCall), header("Authorization", "Basic "+urlSafe+"!")).status)
	standard := base64.StdEncoding.EncodeToString([]byte(login + ":" + pass))
	assert.Equal(t, 200, s.post(t, call11(flagCall), header("Authorization", "Basic \t "+standard)).status, "RFC 9110, section 11.4: one blank or more")

	s = serve(t, Options{WSDLLogin: true})
	assert.Equal(t, 401, s.send(t, s.request(t, "GET", Paths[0]+"?wsdl", nil, header("Authorization", ""))).status)
	assert.Equal(t, 401, s.send(t, s.request(t, "HEAD", Paths[0]+"?wsdl", nil, header("Authorization", ""))).status)
	assert.Equal(t, 200, s.send(t, s.request(t, "GET", Paths[0]+"?wsdl", nil)).status)
}

// A refused password tells the log where it came from, without what was sent; a
// call without any login, by which clients ask to be asked, does not.
func TestRefusedLoginsAreLogged(t *testing.T) {
	s := serve(t, Options{})
	require.Equal(t, 401, s.post(t, "", header("Authorization", "")).status)
	require.NotContains(t, s.log.String(), "login refused")
	require.Equal(t, 401, s.post(t, "", func(r *http.Request) { r.SetBasicAuth(login, "не тот") }).status)
	require.Regexp(t, `"msg":"login refused","request_id":"[0-9a-f]+","door":"soap","operation":"","partner":"","login":"Иванов","address":"127.0.0.1","outcome":"unauthorised"`, s.log.String())
	require.NotContains(t, s.log.String(), "не тот")
}

// W2: a client that announces a body and waits is answered 401 without it.
func TestLoginBeforeBody(t *testing.T) {
	s := serve(t, Options{})
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", s.Listener.Addr().String())
	require.NoError(t, err)
	defer conn.Close()
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\nExpect: 100-continue\r\n\r\n", Paths[0])
	answer := make([]byte, 12)
	_, err = io.ReadFull(conn, answer)
	require.NoError(t, err)
	assert.Equal(t, "HTTP/1.1 401", string(answer))
}

// W5: the version is that of the envelope's namespace; Content-Type and
// SOAPAction say nothing, quoted, bare, empty or missing.
func TestVersionIsTheEnvelopes(t *testing.T) {
	s := serve(t, Options{})
	for _, contentType := range []string{"text/xml", "application/soap+xml; charset=utf-8; action=\"urn:x\"", "application/json", "text/xml; charset=\"utf-8\"", "text/plain;;;", ""} {
		for _, action := range []string{"", `""`, `"` + wsdl.Namespace + `#PartnerAPI:flag_read"`, wsdl.Namespace + "#PartnerAPI:flag_read", `"urn:other"`} {
			change := []func(*http.Request){header("Content-Type", contentType), header("SOAPAction", action)}
			got := s.post(t, call11(flagCall), change...)
			assert.Equal(t, 200, got.status)
			assert.Equal(t, "text/xml; charset=utf-8", got.header.Get("Content-Type"))
			assert.Contains(t, got.body, space11)
			got = s.post(t, call12(flagCall), change...)
			assert.Equal(t, 200, got.status)
			assert.Equal(t, "application/soap+xml; charset=utf-8", got.header.Get("Content-Type"))
			assert.Contains(t, got.body, space12)
			// A fault is of the envelope's version too.
			assert.Contains(t, s.post(t, call12(`<p:none/>`), change...).body, "soap:Sender")
			assert.Contains(t, s.post(t, call11(`<p:none/>`), change...).body, "<faultcode>soap:Client</faultcode>")
		}
	}
}

// W3: another configured namespace stands in the WSDL and in details of faults.
func TestNamespace(t *testing.T) {
	s := serve(t, Options{Namespace: "urn:other"})
	assert.Contains(t, s.send(t, s.request(t, "GET", Paths[0]+"?wsdl", nil)).body, `targetNamespace="urn:other"`)
	assert.Contains(t, s.post(t, call11(`<p:none/>`)).body, `<m:error xmlns:m="urn:other">`)
	assert.Contains(t, s.post(t, call11(flagCall)).body, `<m:flag_readResponse xmlns:m="`+wsdl.Namespace+`">`)
}

func zipped(t testing.TB, body string) io.Reader {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := io.WriteString(z, body)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return &b
}

// W11: gzip both ways.
func TestGzip(t *testing.T) {
	s := serve(t, Options{})
	for _, coding := range []string{"gzip", "GZIP", "x-gzip"} {
		got := s.send(t, s.request(t, "POST", Paths[0], zipped(t, call11(flagCall)), header("Content-Encoding", coding)))
		assert.Equal(t, 200, got.status)
	}
	assert.Equal(t, 200, s.post(t, call11(flagCall), header("Content-Encoding", "identity")).status)
	assert.Equal(t, codeContentEncoding, faultOf(t, s.post(t, call11(flagCall), header("Content-Encoding", "br"))))
	for _, broken := range []string{"", "plain", "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xff\xff\xff"} {
		got := faultOf(t, s.post(t, broken, header("Content-Encoding", "gzip")))
		assert.Contains(t, []string{codeContentEncoding, codeIncomplete}, got)
	}
	for _, count := range []int{100, 20000} { // in one piece, and streamed
		call := call11(fmt.Sprintf("<p:rows_read><p:count>%d</p:count></p:rows_read>", count))
		plain := s.post(t, call, header("Accept-Encoding", "identity"))
		assert.Empty(t, plain.header.Get("Content-Encoding"))
		packed := s.post(t, call, header("Accept-Encoding", "br, gzip;q=0.5"))
		require.Equal(t, "gzip", packed.header.Get("Content-Encoding"))
		assert.Equal(t, "Accept-Encoding", packed.header.Get("Vary"))
		z, err := gzip.NewReader(strings.NewReader(packed.body))
		require.NoError(t, err)
		body, err := io.ReadAll(z)
		require.NoError(t, err)
		assert.Equal(t, plain.body, string(body))
	}
	for _, accept := range []string{"gzip;q=0", "br", "gzip; q=0.000", "gzip;q=x"} {
		got := s.post(t, call11("<p:rows_read><p:count>100</p:count></p:rows_read>"), header("Accept-Encoding", accept))
		assert.Empty(t, got.header.Get("Content-Encoding"), accept)
	}
}

// A message with attachments, as MTOM makes one of every message, is called by its name.
func TestMultipart(t *testing.T) {
	s := serve(t, Options{})
	part := "--uuid:1\r\nContent-Type: application/xop+xml; charset=UTF-8; type=\"text/xml\"\r\n\r\n" + call11(flagCall) + "\r\n--uuid:1--\r\n"
	for _, body := range []string{part, "\r\n" + part} {
		got := s.post(t, body, header("Content-Type", `multipart/related; type="application/xop+xml"; boundary="uuid:1"; start-info="text/xml"`))
		assert.Equal(t, codeMalformed, faultOf(t, got))
		assert.Contains(t, got.body, "multipart")
	}
}

// A body that ends too early is a fault of the client.
func TestHalfRequest(t *testing.T) {
	s := serve(t, Options{})
	conn, err := new(net.Dialer).DialContext(context.Background(), "tcp", s.Listener.Addr().String())
	require.NoError(t, err)
	defer conn.Close()
	r := s.request(t, "POST", Paths[0], nil)
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\nContent-Length: 1000\r\n\r\n<s:Env", Paths[0], r.Header.Get("Authorization"))
	require.NoError(t, conn.(*net.TCPConn).CloseWrite())
	answer, err := io.ReadAll(conn)
	require.NoError(t, err)
	assert.Contains(t, string(answer), "HTTP/1.1 500 ")
	assert.Contains(t, string(answer), "<m:code>incomplete_body</m:code>")
	assert.Contains(t, s.log.String(), `"outcome":"incomplete_body"`)
}

// Each call leaves a line in the log, without operands, logins' passwords or
// what is internal in its answer; what failed inside is told under the same id.
func TestLog(t *testing.T) {
	s := serve(t, Options{})
	got := s.post(t, call11(`<p:echo_read><p:text>тайна</p:text></p:echo_read>`))
	require.Equal(t, 200, got.status)
	assert.Regexp(t, `"msg":"call","request_id":"[0-9a-f]{12}","door":"soap","operation":"echo_read","partner":"6b0a7c1e-0000-4000-8000-000000000007","login":"Иванов","address":"127.0.0.1","outcome":"ok","operand":"","duration_ms":[\d.]+`, s.log.String())
	assert.NotContains(t, s.log.String(), "тайна")
	assert.NotContains(t, s.log.String(), pass)

	for _, how := range []string{"internal", "panic", "unavailable"} {
		got = s.post(t, call11(`<p:refuse><p:how>`+how+`</p:how></p:refuse>`))
		require.Equal(t, 500, got.status)
		assert.NotContains(t, got.body, "UNIQUE")
		assert.NotContains(t, got.body, "goroutine")
		id := requestID.FindString(got.body)[len("request_id>") : len("request_id>")+12]
		assert.Contains(t, s.log.String(), `"msg":"call failed","request_id":"`+id+`"`)
	}
	assert.Contains(t, s.log.String(), "UNIQUE constraint failed")
	assert.Contains(t, s.log.String(), "index out of range")
}
