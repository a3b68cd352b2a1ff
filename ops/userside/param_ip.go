package userside

import (
	"math/bits"
	"strconv"
	"strings"
	"time"

	"partnerapi/store"
)

// Addr is a dotted IPv4 address.
type Addr struct{ IP store.IPv4 }

func (p *Addr) take(text string, _ *time.Location) (ok bool) {
	p.IP, ok = store.ParseIPv4(strings.TrimSpace(text))
	return ok
}
func (*Addr) expected() string { return "ожидается адрес IPv4 вида 192.168.0.1" }

// NewAddr is the value of ip_add: an address, or -1 for a MAC address alone.
type NewAddr struct {
	None bool
	Addr
}

func (p *NewAddr) take(text string, zone *time.Location) bool {
	p.None = strings.TrimSpace(text) == "-1"
	return p.None || p.Addr.take(text, zone)
}
func (*NewAddr) expected() string {
	return "ожидается адрес IPv4 вида 192.168.0.1 или -1"
}

// OldAddr is the value of ip_delete: an address, -1 for the rows without one, or
// all.
type OldAddr struct {
	All bool
	NewAddr
}

func (p *OldAddr) take(text string, zone *time.Location) bool {
	p.All = strings.TrimSpace(text) == "all"
	return p.All || p.NewAddr.take(text, zone)
}
func (*OldAddr) expected() string {
	return "ожидается адрес IPv4 вида 192.168.0.1, -1 или all"
}

// MAC is a MAC address in any usual spelling.
type MAC struct {
	Given bool
	S     string // 12 digits in lower case
}

func (p *MAC) take(text string, _ *time.Location) (ok bool) {
	p.Given = true
	p.S, ok = store.ParseMAC(strings.TrimSpace(text))
	return ok
}
func (*MAC) expected() string { return "ожидается MAC-адрес вида 00:11:22:33:44:55" }

// Mask is a network's mask, 255.255.255.0, or the length of its prefix, 24.
type Mask struct{ Length int }

func (p *Mask) take(text string, _ *time.Location) bool {
	text = strings.TrimPrefix(strings.TrimSpace(text), "/")
	if mask, ok := store.ParseIPv4(text); ok {
		p.Length = bits.LeadingZeros32(^uint32(mask))
		return bits.OnesCount32(uint32(mask)) == p.Length
	}
	n, err := strconv.Atoi(text)
	p.Length = n
	return err == nil && n >= 0 && n <= 32 && strings.Trim(text, "0123456789") == ""
}
func (*Mask) expected() string {
	return "ожидается маска вида 255.255.255.0 или длина префикса от 0 до 32"
}
