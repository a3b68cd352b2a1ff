package remote

import (
	"net/http"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
)

var trusted = Proxies{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8::/64")}

func TestAddr(t *testing.T) {
	for _, c := range []struct {
		peer  string
		asked []string
		want  string
	}{
		{"192.0.2.1:99", nil, "192.0.2.1"},
		{"[::ffff:192.0.2.1]:99", nil, "192.0.2.1"},
		{"[fe80::1%eth0]:99", nil, "fe80::1"},
		{"192.0.2.1:99", []string{"198.51.100.7"}, "192.0.2.1"}, // a stranger says what it likes
		{"10.0.0.1:99", nil, "10.0.0.1"},
		{"10.0.0.1:99", []string{"198.51.100.7"}, "198.51.100.7"},
		{"[::ffff:10.0.0.1]:99", []string{"::ffff:198.51.100.7"}, "198.51.100.7"},
		{"[2001:db8::1]:99", []string{" 2001:db9::7 "}, "2001:db9::7"},
		{"10.0.0.1:99", []string{"203.0.113.9, 198.51.100.7"}, "198.51.100.7"}, // the first is made up
		{"10.0.0.1:99", []string{"203.0.113.9", "198.51.100.7,10.0.0.2"}, "198.51.100.7"},
		{"10.0.0.1:99", []string{"203.0.113.9,198.51.100.7", "10.0.0.2"}, "198.51.100.7"},
		{"10.0.0.1:99", []string{"10.0.0.3,10.0.0.2"}, "10.0.0.3"},
		{"10.0.0.1:99", []string{"unknown"}, "10.0.0.1"},
		{"10.0.0.1:99", []string{"198.51.100.7, nonsense, 10.0.0.2"}, "10.0.0.2"},
		{"10.0.0.1:99", []string{"198.51.100.7,"}, "10.0.0.1"},
		{"10.0.0.1:99", []string{""}, "10.0.0.1"},
		{"nowhere", []string{"198.51.100.7"}, "invalid IP"},
	} {
		r := &http.Request{RemoteAddr: c.peer, Header: http.Header{"X-Forwarded-For": c.asked}}
		assert.Equal(t, c.want, trusted.Addr(r).String(), "%+v", c)
	}
}

// A proxy is not counted, whom it asks for is.
func TestCounted(t *testing.T) {
	for asked, want := range map[string]string{"": "invalid IP", "10.0.0.2": "invalid IP", "198.51.100.7": "198.51.100.7", "2001:db9:0:7::1": "2001:db9:0:7::", "2001:db9:0:7:8::1": "2001:db9:0:7::"} {
		r := &http.Request{RemoteAddr: "10.0.0.1:99", Header: http.Header{"X-Forwarded-For": {asked}}}
		assert.Equal(t, want, trusted.Counted(r).String())
		assert.Equal(t, want, trusted.CountedAs(trusted.Addr(r)).String())
	}
}

// Scheme and host are the last that were said, and only a trusted proxy says them:
// what stands before came with the client's request.
func TestForwarded(t *testing.T) {
	for _, c := range []struct {
		peer        string
		proto, host []string
		want        [2]string
	}{
		{"10.0.0.1:99", []string{"https"}, []string{"api.example.com:8443"}, [2]string{"https", "api.example.com:8443"}},
		{"10.0.0.1:99", []string{"http, HTTPS"}, []string{"evil.example, api.example.com"}, [2]string{"https", "api.example.com"}},
		{"10.0.0.1:99", []string{"http", "https"}, []string{"evil.example", "api.example.com"}, [2]string{"https", "api.example.com"}},
		{"10.0.0.1:99", []string{"https, javascript"}, []string{"api.example.com, a/b\"><script>"}, [2]string{}},
		{"10.0.0.1:99", []string{"https,"}, []string{"api.example.com,"}, [2]string{}},
		{"10.0.0.1:99", nil, nil, [2]string{}},
		{"192.0.2.1:99", []string{"https"}, []string{"api.example.com"}, [2]string{}},
		{"nowhere", []string{"https"}, []string{"api.example.com"}, [2]string{}},
	} {
		r := &http.Request{RemoteAddr: c.peer, Header: http.Header{"X-Forwarded-Proto": c.proto, "X-Forwarded-Host": c.host}}
		assert.Equal(t, c.want, [2]string{trusted.Proto(r), trusted.Host(r)}, "%+v", c)
	}
}

func TestNobodyTrusted(t *testing.T) {
	r := &http.Request{RemoteAddr: "127.0.0.1:99", Header: http.Header{"X-Forwarded-For": {"198.51.100.7"}}}
	assert.Equal(t, "127.0.0.1", Proxies(nil).Addr(r).String())
}
