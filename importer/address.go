package importer

import (
	"net/netip"

	"partnerapi/store"
)

// readIP reads an IPv4 address; blank counts as null.
func (v *value) readIP(k *key, text string) (complaint string) {
	text = trim(text)
	if text == "" {
		return v.readEmpty(k)
	}
	ip, ok := store.ParseIPv4(text)
	if !ok {
		return quoted(text) + " is not an IPv4 address like 10.9.0.1"
	}
	v.number = int64(ip)
	return ""
}

// ipOrNil returns what readIP has read, nil for null and what is left out.
func (v *value) ipOrNil() *store.IPv4 {
	if !v.set() {
		return nil
	}
	ip := store.IPv4(v.number)
	return &ip
}

// readMAC reads a MAC address in any usual spelling; blank counts as null.
func (v *value) readMAC(k *key, text string) (complaint string) {
	text = trim(text)
	if text == "" {
		return v.readEmpty(k)
	}
	mac, ok := store.ParseMAC(text)
	if !ok {
		return quoted(text) + " is not a MAC address like 00:11:22:33:44:55"
	}
	v.text = mac
	return ""
}

// readSubnet reads a network with its length.
func (v *value) readSubnet(text string) (complaint string) {
	text = trim(text)
	prefix, err := netip.ParsePrefix(text)
	switch {
	case err != nil || !prefix.Addr().Is4():
		return quoted(text) + " is not a subnet like 10.9.0.0/24"
	case prefix != prefix.Masked():
		return quoted(text) + " is off its boundary: " + prefix.Masked().String() + " holds it"
	}
	v.text = prefix.String()
	return ""
}

// subnet returns what readSubnet has read.
func (v *value) subnet() store.Subnet {
	prefix := netip.MustParsePrefix(v.text)
	first, _ := store.ParseIPv4(prefix.Addr().String())
	subnet, _ := store.NewSubnet(first, prefix.Bits())
	return subnet
}
