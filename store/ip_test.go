package store

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseIPv4(t *testing.T) {
	for text, want := range map[string]IPv4{"0.0.0.0": 0, "10.9.0.1": 10<<24 | 9<<16 | 1, "255.255.255.255": 1<<32 - 1, "127.0.0.1": 127<<24 | 1} {
		ip, ok := ParseIPv4(text)
		assert.True(t, ok, text)
		assert.Equal(t, want, ip)
		assert.Equal(t, text, ip.String())
	}
	for _, text := range []string{"", "-1", "10.9.0", "10.9.0.256", "010.9.0.1", "10.9.0.1/24", "10.9.0.1 ", "::ffff:10.9.0.1", "::1", "168361985"} {
		_, ok := ParseIPv4(text)
		assert.False(t, ok, text)
	}
}

func TestParseMAC(t *testing.T) {
	for _, text := range []string{"00:1a:2B:33:44:ff", "00-1A-2b-33-44-FF", "001a.2b33.44ff", "001A2B3344FF"} {
		mac, ok := ParseMAC(text)
		assert.True(t, ok, text)
		assert.Equal(t, "001a2b3344ff", mac)
	}
	for _, text := range []string{"", "00:1a:2b:33:44", "00:1a:2b:33:44:ff:00", "0:1a:2b:33:44:ff0", "00:1a:2b-33-44-ff", "001a.2b33.44f", "001a2b3344fg", "001a2b3344ff0", "001a2b3344f", "001a:2b33:44ff", strings.Repeat("0", 11) + "é"} {
		_, ok := ParseMAC(text)
		assert.False(t, ok, text)
	}
}

func TestNewSubnet(t *testing.T) {
	for _, c := range []struct {
		first       string
		length      int
		last, shown string // "": off the boundary
	}{
		{"10.9.0.0", 24, "10.9.0.255", "10.9.0.0/24"},
		{"10.9.0.128", 25, "10.9.0.255", "10.9.0.128/25"},
		{"10.9.0.4", 30, "10.9.0.7", "10.9.0.4/30"},
		{"10.9.0.5", 32, "10.9.0.5", "10.9.0.5/32"},
		{"0.0.0.0", 0, "255.255.255.255", "0.0.0.0/0"},
		{"128.0.0.0", 1, "255.255.255.255", "128.0.0.0/1"},
		{"10.9.0.1", 24, "", ""},
		{"10.9.0.128", 24, "", ""},
		{"10.9.0.6", 30, "", ""},
		{"10.0.0.0", 0, "", ""},
		{"10.9.0.0", 33, "", ""},
		{"10.9.0.0", -1, "", ""},
	} {
		s, ok := NewSubnet(addr(c.first), c.length)
		if assert.Equal(t, c.last != "", ok, "%s/%d", c.first, c.length); ok {
			assert.Equal(t, c.last, s.Last.String())
			assert.Equal(t, c.shown, s.String())
			assert.True(t, s.Has(s.First) && s.Has(s.Last))
			assert.False(t, s.First > 0 && s.Has(s.First-1) || s.Last < 1<<32-1 && s.Has(s.Last+1))
		}
	}
}

// addr is an address that is known to be one.
func addr(text string) IPv4 {
	ip, ok := ParseIPv4(text)
	if !ok {
		panic(text)
	}
	return ip
}

func subnet(first string, length int) Subnet {
	s, ok := NewSubnet(addr(first), length)
	if !ok {
		panic(first)
	}
	return s
}

func (w *world) addIP(t *testing.T, as *Tenant, id int64, ip, mac string) {
	t.Helper()
	var at *IPv4
	if ip != "" {
		at = ptr(addr(ip))
	}
	w.write(t, as, func(tx *Tx) error { return tx.AddIP(id, at, mac) })
}

// shownIPs are a customer's addresses as they stand, "ip mac".
func (w *world) shownIPs(t *testing.T, number int64) (list []string) {
	t.Helper()
	for _, ip := range w.abonent(t, w.a, number).IPs {
		text := "-"
		if ip.Addr != nil {
			text = ip.Addr.String()
		}
		list = append(list, strings.TrimSpace(text+" "+ip.MAC))
	}
	return list
}

// stops are what get_mac_history shows of a customer, "ip mac".
func (w *world) stops(t *testing.T, id int64) (list []string) {
	t.Helper()
	for _, stop := range all(t, w.a.MACHistory(t.Context(), id)) {
		text := "-"
		if stop.Addr != nil {
			text = stop.Addr.String()
		}
		assert.InDelta(t, w.Now().Unix(), int64(stop.Stopped), 60)
		list = append(list, text+" "+stop.MAC)
	}
	return list
}

const mac1, mac2, mac3 = "001122334455", "001122334466", "001122334477"

// An address is one customer's; a MAC address may be anybody's, and alone.
func TestAddIP(t *testing.T) {
	w := newAbonents(t)
	number, id := w.addAbonent(t, w.a, AbonentAdd{})
	_, other := w.addAbonent(t, w.a, AbonentAdd{})
	w.addIP(t, w.a, id, "10.0.0.2", mac1)
	w.addIP(t, w.a, id, "10.0.0.1", "")
	w.addIP(t, w.a, id, "", mac1)
	w.addIP(t, w.a, id, "", mac1)
	w.addIP(t, w.a, other, "", mac1)
	assert.Equal(t, []string{"10.0.0.2 " + mac1, "10.0.0.1", "- " + mac1, "- " + mac1}, w.shownIPs(t, number))
	for _, who := range []int64{id, other} {
		w.refusedAs(t, ErrTaken, "", func(tx *Tx) error { return tx.AddIP(who, ptr(addr("10.0.0.1")), "") })
	}
	_, theirs := w.addAbonent(t, w.b, AbonentAdd{})
	w.addIP(t, w.b, theirs, "10.0.0.1", "") // providers repeat 10.x (O8)

	newest := func(as *Tenant, client int64) string {
		ip, err := as.NewestIP(t.Context(), client)
		if err != nil {
			require.ErrorIs(t, err, ErrNotFound)
			return ""
		}
		return ip.String()
	}
	assert.Equal(t, "10.0.0.1", newest(w.a, 0))
	assert.Equal(t, "10.0.0.1", newest(w.a, id))
	assert.Empty(t, newest(w.a, other), "a MAC address alone is no address")
	assert.Empty(t, newest(w.a, theirs))
	w.addIP(t, w.a, other, "9.0.0.1", "")
	assert.Equal(t, "9.0.0.1", newest(w.a, 0), "the newest, not the largest")
	assert.Equal(t, "10.0.0.1", newest(w.a, id))
}

// Subnets do not overlap, and none holds another's address (O8); one's own may lie
// in one's own.
func TestSubnets(t *testing.T) {
	w := newAbonents(t)
	number, id := w.addAbonent(t, w.a, AbonentAdd{})
	_, other := w.addAbonent(t, w.a, AbonentAdd{})
	w.addIP(t, w.a, id, "10.0.0.77", "")
	w.addIP(t, w.a, other, "10.0.2.0", "")
	w.addIP(t, w.a, other, "10.0.1.255", "")
	add := func(id int64, s Subnet) func(tx *Tx) error {
		return func(tx *Tx) error { return tx.AddSubnet(id, s) }
	}
	w.write(t, w.a, add(id, subnet("10.0.0.0", 24)))
	w.write(t, w.a, add(id, subnet("10.0.4.0", 24)))
	_, theirs := w.addAbonent(t, w.b, AbonentAdd{})
	w.write(t, w.b, add(theirs, subnet("10.0.0.0", 8))) // another partner's
	for _, s := range []Subnet{subnet("10.0.0.0", 24), subnet("10.0.0.0", 32), subnet("10.0.0.255", 32), subnet("10.0.0.64", 26), subnet("10.0.0.0", 22), subnet("0.0.0.0", 0), subnet("10.0.4.0", 32)} {
		w.refusedAs(t, ErrOverlap, "", add(id, s))
		w.refusedAs(t, ErrOverlap, "", add(other, s))
	}
	for _, s := range []Subnet{subnet("10.0.2.0", 32), subnet("10.0.2.0", 24), subnet("10.0.1.0", 24), subnet("10.0.1.255", 32), subnet("10.0.1.128", 25)} {
		w.refusedAs(t, ErrOverlap, "", add(id, s))
	}
	w.refusedAs(t, ErrOverlap, "", func(tx *Tx) error { return tx.AddIP(other, ptr(addr("10.0.0.0")), "") })
	w.refusedAs(t, ErrOverlap, "", func(tx *Tx) error { return tx.AddIP(other, ptr(addr("10.0.4.255")), "") })
	w.addIP(t, w.a, other, "10.0.3.255", "")
	w.addIP(t, w.a, other, "10.0.5.0", "")
	w.addIP(t, w.a, other, "9.255.255.255", "")
	w.addIP(t, w.a, id, "10.0.0.255", "")
	w.write(t, w.a, add(other, subnet("10.0.2.0", 24)))

	a := w.abonent(t, w.a, number)
	assert.Equal(t, []Subnet{subnet("10.0.0.0", 24), subnet("10.0.4.0", 24)}, a.Subnets)
	net, ok := a.NetOf(addr("10.0.4.9"))
	assert.True(t, ok)
	assert.Equal(t, "10.0.4.0/24", net.String())
	_, ok = a.NetOf(addr("10.0.2.9"))
	assert.False(t, ok, "another's")

	remove := func(id int64, first string) func(tx *Tx) error {
		return func(tx *Tx) error { return tx.RemoveSubnet(id, addr(first)) }
	}
	w.refusedAs(t, ErrNotFound, "", remove(other, "10.0.0.0"))
	w.refusedAs(t, ErrNotFound, "", remove(id, "10.0.0.1"))
	w.write(t, w.a, remove(id, "10.0.0.0"))
	w.refusedAs(t, ErrNotFound, "", remove(id, "10.0.0.0"))
	w.addIP(t, w.a, other, "10.0.0.1", "")
}

// What goes leaves its MAC address in the history.
func TestRemoveIP(t *testing.T) {
	w := newAbonents(t)
	number, id := w.addAbonent(t, w.a, AbonentAdd{})
	otherNumber, other := w.addAbonent(t, w.a, AbonentAdd{})
	w.addIP(t, w.a, id, "10.0.0.1", mac1)
	w.addIP(t, w.a, id, "10.0.0.2", "")
	w.addIP(t, w.a, id, "10.0.0.3", mac3)
	w.addIP(t, w.a, id, "", mac2)
	w.addIP(t, w.a, other, "10.0.0.4", mac1)
	w.refusedAs(t, ErrNotFound, "", func(tx *Tx) error { return tx.RemoveIP(id, addr("10.0.0.4")) })
	w.refusedAs(t, ErrNotFound, "", func(tx *Tx) error { return tx.RemoveIP(id, addr("10.0.0.9")) })
	w.write(t, w.a, func(tx *Tx) error { return tx.RemoveIP(id, addr("10.0.0.1")) })
	w.write(t, w.a, func(tx *Tx) error { return tx.RemoveIP(id, addr("10.0.0.2")) })
	assert.Equal(t, []string{"10.0.0.3 " + mac3, "- " + mac2}, w.shownIPs(t, number))
	w.write(t, w.a, func(tx *Tx) error { return tx.RemoveMACsAlone(id) })
	assert.Equal(t, []string{"10.0.0.3 " + mac3}, w.shownIPs(t, number))
	w.write(t, w.a, func(tx *Tx) error { return tx.RemoveIPs(id) })
	w.write(t, w.a, func(tx *Tx) error { return tx.RemoveIPs(id) })
	w.write(t, w.a, func(tx *Tx) error { return tx.RemoveMACsAlone(id) })
	assert.Empty(t, w.shownIPs(t, number))
	assert.Equal(t, []string{"10.0.0.1 " + mac1, "- " + mac2, "10.0.0.3 " + mac3}, w.stops(t, id))
	assert.Equal(t, []string{"10.0.0.4 " + mac1}, w.shownIPs(t, otherNumber))
	assert.Empty(t, w.stops(t, other))
	w.addIP(t, w.a, other, "10.0.0.1", "")
}

func TestSetMAC(t *testing.T) {
	w := newAbonents(t)
	number, id := w.addAbonent(t, w.a, AbonentAdd{})
	w.addIP(t, w.a, id, "10.0.0.1", "")
	w.addIP(t, w.a, id, "10.0.0.2", "")
	set := func(ip, mac string) func(tx *Tx) error {
		return func(tx *Tx) error { return tx.SetMAC(addr(ip), mac) }
	}
	w.refusedAs(t, ErrNotFound, "", set("10.0.0.9", mac1))
	w.write(t, w.a, set("10.0.0.1", mac1))
	assert.Empty(t, w.stops(t, id), "none stood there")
	w.write(t, w.a, set("10.0.0.1", mac1))
	assert.Empty(t, w.stops(t, id), "the same stands there")
	w.write(t, w.a, set("10.0.0.1", mac2))
	assert.Equal(t, []string{"10.0.0.1 " + mac1}, w.stops(t, id))
	assert.Equal(t, []string{"10.0.0.1 " + mac2, "10.0.0.2"}, w.shownIPs(t, number))
}
