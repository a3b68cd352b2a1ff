package registers

import (
	"encoding/binary"
	"net/netip"
)

// readIP reads an IPv4 address as USERSIDE writes it, with dots; blank counts as
// null.
func (v *value) readIP(k *key, text string) (complaint string) {
	text = trim(text)
	if text == "" {
		return v.readEmpty(k)
	}
	addr, err := netip.ParseAddr(text)
	if err != nil || !addr.Is4() {
		return quoted(text) + " is not an IPv4 address like 10.9.0.1"
	}
	v.number = ipNumber(addr)
	return ""
}

// ipNumber answers the 32 bits of an IPv4 address.
func ipNumber(addr netip.Addr) int64 {
	b := addr.As4()
	return int64(binary.BigEndian.Uint32(b[:]))
}
