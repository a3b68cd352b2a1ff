package jsonrpc

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// remote is the address that a call comes from. A trusted proxy says for whom it
// asks: each appends the address it was asked from, so the last one that is no
// trusted proxy itself counts. What stands before it anybody can make up.
func (h *Handler) remote(r *http.Request) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	from := plain(peer.Addr())
	asked := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, text := range slices.Backward(asked) {
		if !h.trusted(from) {
			break
		}
		addr, err := netip.ParseAddr(strings.TrimSpace(text))
		if err != nil {
			break // the proxy said nothing, or what we do not understand
		}
		from = plain(addr)
	}
	return from
}

func plain(addr netip.Addr) netip.Addr { return addr.Unmap().WithZone("") }

func (h *Handler) trusted(addr netip.Addr) bool {
	return slices.ContainsFunc(h.TrustedProxies, func(network netip.Prefix) bool { return network.Contains(addr) })
}
