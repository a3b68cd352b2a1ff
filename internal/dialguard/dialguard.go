// Package dialguard dials hosts that somebody outside names, and only those on
// the public internet: not the machine itself, not the networks it stands in
// (S21). A name is resolved once and the very addresses that were checked
// are dialled, so that a name server cannot answer the check one thing and the
// connection another.
package dialguard

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Guard holds the rules. The zero Guard refuses everything, as no port is
// allowed. It is safe for concurrent use as long as nobody changes it.
type Guard struct {
	// Ports that may be dialled, and no others.
	Ports []uint16
	// Networks that may be dialled though they are not public. An address is
	// looked for as it is dialled (10.0.0.0/8 does not allow the NAT64 form of
	// 10.0.0.1), an IPv4-mapped one as IPv4. 0.0.0.0/0 and ::/0 allow all.
	Networks []netip.Prefix
	// Resolver for names; nil is the system's.
	Resolver Resolver
}

// Resolver is the part of *net.Resolver that a Guard needs.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Cause is the part of an address that the rules refuse.
type Cause int

// The causes of a refusal.
const (
	Port    Cause = iota + 1 // the port is not in the list
	Name                     // the host is neither an address nor a name
	Address                  // no address of the host is allowed
)

// Refusal is the error of a dial that the rules forbid: nothing was dialled. Its
// text names resolved addresses and is for the log; who asked should not learn
// from it how our networks resolve a name.
type Refusal struct {
	Cause  Cause
	Target string // host:port as asked for
	Why    string
}

// Error says what was refused, and why.
func (r *Refusal) Error() string {
	return fmt.Sprintf("dialling %q is not allowed: %s", r.Target, r.Why)
}

// maxAddresses bounds how many addresses of one name are tried.
const maxAddresses = 4

// DialContext is net.Dialer's for TCP and "host:port" with the port as a number,
// under the rules. The error is a *Refusal, wraps a *net.DNSError when the name
// does not resolve, or else is that of the first dial that failed.
func (g *Guard) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	if network != "tcp" {
		return nil, fmt.Errorf("dial guard: network %q instead of tcp", network)
	}
	host, portText, err := net.SplitHostPort(address)
	if err != nil {
		return nil, &Refusal{Name, address, "not host:port"}
	}
	port, err := strconv.ParseUint(portText, 10, 16)
	if err != nil || !slices.Contains(g.Ports, uint16(port)) {
		return nil, &Refusal{Port, address, fmt.Sprintf("port %s is not one of %v", portText, g.Ports)}
	}
	addresses, err := g.resolve(ctx, address, host)
	if err != nil {
		return nil, err
	}
	var allowed, refused = make([]netip.AddrPort, 0, len(addresses)), make([]string, 0, len(addresses))
	for _, addr := range addresses {
		addr = addr.Unmap()
		if reason := g.refuses(addr); reason != "" {
			refused = append(refused, addr.String()+" is "+reason)
		} else {
			allowed = append(allowed, netip.AddrPortFrom(addr, uint16(port)))
		}
	}
	if len(allowed) == 0 {
		return nil, &Refusal{Address, address, strings.Join(refused, "; ")}
	}
	return dial(ctx, allowed[:min(len(allowed), maxAddresses)])
}

// hostName keeps out what no name server knows, line ends above all.
var hostName = regexp.MustCompile(`^[\p{L}\p{M}\p{N}_.-]{1,253}$`)

// numeric matches the last label of what some resolvers take for an IPv4 address
// (0x7f.1, 2130706433, 127.1, 0177.0.0.1). No top-level domain looks so.
var numeric = regexp.MustCompile(`(^|\.)([0-9]+|0[xX][0-9a-fA-F]*)$`)

func (g *Guard) resolve(ctx context.Context, target, host string) ([]netip.Addr, error) {
	bare := strings.TrimSuffix(host, ".")
	if addr, err := netip.ParseAddr(bare); err == nil {
		return []netip.Addr{addr}, nil
	}
	if !hostName.MatchString(bare) || numeric.MatchString(bare) {
		return nil, &Refusal{Name, target, "neither an address nor a host name"}
	}
	var resolver Resolver = net.DefaultResolver
	if g.Resolver != nil {
		resolver = g.Resolver
	}
	addresses, err := resolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, fmt.Errorf("dial guard: %w", err)
	}
	if len(addresses) == 0 {
		return nil, fmt.Errorf("dial guard: %w", &net.DNSError{Err: "no address", Name: host, IsNotFound: true})
	}
	return addresses, nil
}

// refuses says why an address may not be dialled, and "" when it may.
func (g *Guard) refuses(addr netip.Addr) string {
	addr = addr.WithZone("")
	if slices.ContainsFunc(g.Networks, func(n netip.Prefix) bool { return n.Contains(addr) }) {
		return ""
	}
	return why(addr)
}

// dial tries one address after the other, each for its share of the time left.
func dial(ctx context.Context, addresses []netip.AddrPort) (net.Conn, error) {
	var first error
	for i, addr := range addresses {
		conn, err := dialOne(ctx, addr, len(addresses)-i)
		if err == nil {
			return conn, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

func dialOne(ctx context.Context, addr netip.AddrPort, share int) (net.Conn, error) {
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Until(deadline)/time.Duration(share))
		defer cancel()
	}
	return new(net.Dialer).DialContext(ctx, "tcp", addr.String())
}
