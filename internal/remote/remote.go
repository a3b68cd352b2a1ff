// Package remote tells who is at the other end of a request: the client's
// address and, behind a trusted proxy, the scheme and host that it used.
package remote

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Proxies are the networks of the proxies that are trusted to say for whom they
// ask, in X-Forwarded-For, -Proto and -Host (W1). nil trusts nobody.
type Proxies []netip.Prefix

// Trusted reports whether an address is a trusted proxy's.
func (p Proxies) Trusted(addr netip.Addr) bool {
	addr = plain(addr)
	return slices.ContainsFunc(p, func(network netip.Prefix) bool { return network.Contains(addr) })
}

// Addr returns the address that a request comes from; the zero Addr when the
// connection has none. Each proxy appends the address that it was asked from to
// X-Forwarded-For, so the last one that is no trusted proxy itself counts: what
// stands before it anybody can make up.
func (p Proxies) Addr(r *http.Request) netip.Addr {
	from := peer(r)
	if !p.Trusted(from) {
		return from
	}
	for _, line := range slices.Backward(r.Header["X-Forwarded-For"]) {
		for more := true; more; {
			var text string
			line, text, more = cutLast(line)
			addr, err := netip.ParseAddr(text)
			if err != nil {
				return from // the proxy said nothing, or what we do not understand
			}
			if from = plain(addr); !p.Trusted(from) {
				return from
			}
		}
	}
	return from
}

// Counted returns the address that a request is counted for: CountedAs of its Addr.
func (p Proxies) Counted(r *http.Request) netip.Addr { return p.CountedAs(p.Addr(r)) }

// CountedAs returns the address that what comes from addr (Proxies.Addr) is counted
// for: its Network, or the zero Addr for a trusted proxy that does not say for whom it
// asks, since many clients may stand behind it.
func (p Proxies) CountedAs(addr netip.Addr) netip.Addr {
	if p.Trusted(addr) {
		return netip.Addr{}
	}
	return Network(addr)
}

// Network returns the address under which a client is counted and waits: an IPv6
// client is its network of 64 bits, for who has one address there has them all.
func Network(addr netip.Addr) netip.Addr {
	addr = plain(addr)
	if !addr.Is6() {
		return addr
	}
	network, _ := addr.Prefix(64) // an IPv6 address has 128 bits
	return network.Addr()
}

// Proto returns the scheme that a trusted proxy was asked by, "http" or "https";
// "" when none said so.
func (p Proxies) Proto(r *http.Request) string {
	if proto := strings.ToLower(p.forwarded(r, "X-Forwarded-Proto")); proto == "http" || proto == "https" {
		return proto
	}
	return ""
}

// Host returns the host that a trusted proxy was asked for, with its port; ""
// when none said so, or what it said is no host.
func (p Proxies) Host(r *http.Request) string {
	host := p.forwarded(r, "X-Forwarded-Host")
	if strings.ContainsAny(host, "/?#@\\ \"<>") {
		return ""
	}
	return host
}

// forwarded returns the last value of a header: the one that our own proxy wrote.
func (p Proxies) forwarded(r *http.Request, header string) string {
	values := r.Header[header]
	if len(values) == 0 || !p.Trusted(peer(r)) {
		return ""
	}
	_, last, _ := cutLast(values[len(values)-1])
	return last
}

// cutLast cuts the last of the values with commas between them from a header
// line; more reports whether others stand before it.
func cutLast(line string) (before, last string, more bool) {
	comma := strings.LastIndexByte(line, ',')
	return line[:max(comma, 0)], strings.TrimSpace(line[comma+1:]), comma >= 0
}

// peer is the other end of the connection.
func peer(r *http.Request) netip.Addr {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return plain(at.Addr())
}

// plain makes IPv4 inside IPv6 IPv4 and drops the zone, so that one client has
// one address.
func plain(addr netip.Addr) netip.Addr { return addr.Unmap().WithZone("") }
