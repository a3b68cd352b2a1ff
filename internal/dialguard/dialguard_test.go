package dialguard

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// names answers lookups from a table, and in turn where a name stands for
// several answers.
type names map[string][][]string

func (n names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	answers := n[host]
	if len(answers) == 0 {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	if len(answers) > 1 {
		n[host] = answers[1:]
	}
	var addresses []netip.Addr
	for _, text := range answers[0] {
		addresses = append(addresses, netip.MustParseAddr(text))
	}
	return addresses, nil
}

// untouched fails the test that asks it.
type untouched struct{ t *testing.T }

func (u untouched) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	assert.Fail(u.t, "looked up", host)
	return nil, &net.DNSError{Name: host}
}

// listen accepts connections on 127.0.0.1 and answers the port.
func listen(t *testing.T) uint16 {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, l.Close()) })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			conn.Close()
		}
	}()
	return uint16(l.Addr().(*net.TCPAddr).Port)
}

func at(host string, port uint16) string { return net.JoinHostPort(host, strconv.Itoa(int(port))) }

func TestRefusedAddresses(t *testing.T) {
	for address, says := range map[string]string{
		"127.0.0.1":       "loopback",
		"127.255.255.254": "loopback",
		"127.0.0.1.":      "loopback",
		"0.0.0.0":         "unspecified",
		"0.1.2.3":         "unspecified",
		"10.0.0.1":        "private",
		"172.16.0.1":      "private",
		"172.31.255.255":  "private",
		"192.168.1.1":     "private",
		"100.64.0.1":      "carrier-grade",
		"100.127.255.255": "carrier-grade",
		"169.254.169.254": "link-local",
		"192.0.0.8":       "reserved",
		"192.0.2.1":       "documentation",
		"198.51.100.7":    "documentation",
		"203.0.113.7":     "documentation",
		"198.18.0.1":      "benchmarks",
		"198.19.255.255":  "benchmarks",
		"192.88.99.1":     "6to4 relay",
		"224.0.0.1":       "multicast",
		"239.255.255.255": "multicast",
		"240.0.0.1":       "reserved",
		"255.255.255.255": "broadcast",

		"::":                      "unspecified",
		"::1":                     "loopback",
		"0:0:0:0:0:0:0:1":         "loopback",
		"::127.0.0.1":             "outside",
		"::ffff:127.0.0.1":        "loopback",
		"::ffff:7f00:1":           "loopback",
		"::FFFF:10.0.0.1":         "private",
		"::ffff:0:127.0.0.1":      "outside",
		"64:ff9b::127.0.0.1":      "NAT64 of 127.0.0.1, loopback",
		"64:ff9b::a9fe:a9fe":      "NAT64 of 169.254.169.254, link-local",
		"64:ff9b:1::8.8.8.8":      "outside",
		"2002:7f00:1::":           "6to4 of 127.0.0.1, loopback",
		"2002:a00:1::1":           "6to4 of 10.0.0.1, private",
		"2001:0:4136:e378:8000::": "protocols",
		"2001:db8::1":             "documentation",
		"3fff::1":                 "documentation",
		"100::1":                  "outside",
		"5f00::1":                 "outside",
		"fc00::1":                 "private",
		"fdff::1":                 "private",
		"fe80::1":                 "link-local",
		"fe80::1%eth0":            "link-local",
		"::1%lo":                  "loopback",
		"fec0::1":                 "outside",
		"ff02::1":                 "multicast",
		"4000::1":                 "outside",
	} {
		g := &Guard{Ports: []uint16{25}}
		_, err := g.DialContext(t.Context(), "tcp", at(address, 25))
		var refusal *Refusal
		if assert.ErrorAs(t, err, &refusal, address) {
			assert.Equal(t, Address, refusal.Cause, address)
			assert.Contains(t, refusal.Why, says, address)
			assert.ErrorContains(t, err, strconv.Quote(at(address, 25)))
		}
	}
}

func TestPublicAddresses(t *testing.T) {
	for _, address := range []string{
		"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
		"128.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
		"223.255.255.255", "2a00:1450:4010:c0e::6c", "2606:4700::1111", "64:ff9b::8.8.8.8", "2002:808:808::1", "2001:200::1",
	} {
		assert.Empty(t, why(netip.MustParseAddr(address)), address)
	}
}

// What some resolvers and inet_aton take for an address is not even looked up.
func TestOddSpellingsAreNoNames(t *testing.T) {
	g := &Guard{Ports: []uint16{25}, Resolver: untouched{t}}
	for _, host := range []string{
		"", ".", "0x7f.1", "0x7f.0.0.1", "0X7F000001", "0x", "2130706433", "017700000001", "127.1", "127.0.1", "0177.0.0.1",
		"127.0.0.01", "127.0.0.1.2", "127.0.0.256", "2130706433.", "0x7f.1.", "mail.example.1", "[::1]", "::1::", "::1.", "fe80::%",
		"mail example", "mail\r\nexample", "mail\x00.example", "a@mail.example", "mail.example/x", strings.Repeat("a.", 127) + "a",
	} {
		_, err := g.DialContext(t.Context(), "tcp", at(host, 25))
		var refusal *Refusal
		if assert.ErrorAs(t, err, &refusal, host) {
			assert.Contains(t, []Cause{Name, Address}, refusal.Cause, host)
		}
	}
	for _, address := range []string{"", "127.0.0.1", "25", "::1:25:", "[::1]25"} {
		_, err := g.DialContext(t.Context(), "tcp", address)
		var refusal *Refusal
		assert.ErrorAs(t, err, &refusal, address)
	}
}

func TestPorts(t *testing.T) {
	everywhere := []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}
	port := listen(t)
	g := &Guard{Ports: []uint16{25, port}, Networks: everywhere}
	for _, text := range []string{"22", "0", "-1", "65536", "65561", "smtp", "", "+25", "0x19", " 25"} {
		_, err := g.DialContext(t.Context(), "tcp", "127.0.0.1:"+text)
		var refusal *Refusal
		if assert.ErrorAs(t, err, &refusal, text) {
			assert.Equal(t, Port, refusal.Cause, text)
		}
	}
	conn, err := g.DialContext(t.Context(), "tcp", at("127.0.0.1", port))
	require.NoError(t, err)
	require.NoError(t, conn.Close())

	var refusal *Refusal
	_, err = new(Guard).DialContext(t.Context(), "tcp", "8.8.8.8:25")
	require.ErrorAs(t, err, &refusal, "the zero Guard allows nothing")
	_, err = g.DialContext(t.Context(), "udp", at("127.0.0.1", port))
	require.ErrorContains(t, err, `"udp" instead of tcp`)
}

func TestNetworksOfTheConfiguration(t *testing.T) {
	g := &Guard{Networks: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("fe80::/64")}}
	for address, allowed := range map[string]bool{
		"10.1.2.3": true, "10.2.0.1": false, "127.0.0.1": false, "fe80::1": true, "fe80::1%eth0": true, "fe80:1::1": false,
		"64:ff9b::10.1.2.3": false, "2002:a01:203::": false, "8.8.8.8": true,
	} {
		assert.Equal(t, allowed, g.refuses(netip.MustParseAddr(address)) == "", address)
	}
}

func TestOfSeveralAddressesOnlyAllowedOnesAreDialled(t *testing.T) {
	port := listen(t)
	g := &Guard{
		Ports:    []uint16{port},
		Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/30")},
		Resolver: names{
			"mixed":  {{"10.1.2.3", "::1", "127.0.0.1"}},
			"mapped": {{"::ffff:127.0.0.1"}},
			"second": {{"127.0.0.2", "127.0.0.1"}}, // nobody listens on the first
			"inside": {{"10.1.2.3", "::1", "169.254.169.254"}},
			"closed": {{"10.1.2.3", "127.0.0.2"}},
			"empty":  {{}},
		},
	}
	for _, host := range []string{"mixed", "mapped", "second"} {
		conn, err := g.DialContext(t.Context(), "tcp", at(host, port))
		require.NoError(t, err, host)
		assert.Equal(t, at("127.0.0.1", port), conn.RemoteAddr().String(), host)
		require.NoError(t, conn.Close())
	}

	var refusal *Refusal
	var unresolved *net.DNSError
	var failed *net.OpError
	_, err := g.DialContext(t.Context(), "tcp", at("inside", port))
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, Address, refusal.Cause)
	assert.Equal(t, "10.1.2.3 is private; ::1 is loopback; 169.254.169.254 is link-local", refusal.Why)

	_, err = g.DialContext(t.Context(), "tcp", at("closed", port))
	require.ErrorAs(t, err, &failed, "dialled, and nobody was there: no refusal")
	require.False(t, errors.As(err, &refusal))

	for _, host := range []string{"unknown", "empty"} {
		_, err = g.DialContext(t.Context(), "tcp", at(host, port))
		require.ErrorAs(t, err, &unresolved, host)
		require.False(t, errors.As(err, &failed), "%s: nothing was dialled", host)
	}
}

// A name server that answers a public address to the check and the loopback to
// whoever asks again gets nowhere: nobody asks again.
func TestTheAddressCheckedIsTheAddressDialled(t *testing.T) {
	port := listen(t)
	rebinding := names{"rebinding": {{"127.0.0.2"}, {"127.0.0.1"}}}
	g := &Guard{Ports: []uint16{port}, Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")}, Resolver: rebinding}
	_, err := g.DialContext(t.Context(), "tcp", at("rebinding", port))
	var failed *net.OpError
	require.ErrorAs(t, err, &failed)
	require.Equal(t, at("127.0.0.2", port), failed.Addr.String())
	var refusal *Refusal
	_, err = g.DialContext(t.Context(), "tcp", at("rebinding", port))
	require.ErrorAs(t, err, &refusal, "the next dial asks, and checks what it gets")
}

func TestLocalhostOfTheSystemsResolver(t *testing.T) {
	for _, host := range []string{"localhost", "LOCALHOST"} {
		_, err := (&Guard{Ports: []uint16{25}}).DialContext(t.Context(), "tcp", at(host, 25))
		var refusal *Refusal
		require.ErrorAs(t, err, &refusal, host)
		require.Contains(t, refusal.Why, "loopback")
	}
}

func TestTheContextEndsADial(t *testing.T) {
	port := listen(t)
	g := &Guard{Ports: []uint16{port}, Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}}
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	_, err := g.DialContext(ctx, "tcp", at("127.0.0.1", port))
	var failed *net.OpError
	require.ErrorAs(t, err, &failed)
	require.True(t, failed.Timeout())
}
