package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/bits"
	"net/netip"
	"strings"

	"partnerapi/store/internal/db"
)

// IPv4 is an IPv4 address as a number of 32 bits.
type IPv4 uint32

// ParseIPv4 reads a dotted address.
func ParseIPv4(text string) (IPv4, bool) {
	addr, err := netip.ParseAddr(text)
	if err != nil || !addr.Is4() {
		return 0, false
	}
	b := addr.As4()
	return IPv4(binary.BigEndian.Uint32(b[:])), true
}

// String is the dotted form.
func (ip IPv4) String() string {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], uint32(ip))
	return netip.AddrFrom4(b).String()
}

func optIPv4(n *int64) *IPv4 {
	if n == nil {
		return nil
	}
	ip := IPv4(*n)
	return &ip
}

// ParseMAC reads a MAC address in any usual spelling, 00:11:22:33:44:55,
// 00-11-22-33-44-55, 0011.2233.4455 or 001122334455, and returns its 12 digits
// in lower case.
func ParseMAC(text string) (string, bool) {
	digits := strings.ToLower(text)
	for _, form := range []struct {
		by    string
		parts int
	}{{":", 6}, {"-", 6}, {".", 3}} {
		if parts := strings.Split(digits, form.by); len(parts) == form.parts {
			for _, part := range parts {
				if len(part) != 12/form.parts {
					return "", false
				}
			}
			digits = strings.Join(parts, "")
			break
		}
	}
	if len(digits) != 12 || strings.Trim(digits, "0123456789abcdef") != "" {
		return "", false
	}
	return digits, true
}

// IP is an address of a customer, or a MAC address alone.
type IP struct {
	ID   int64
	Addr *IPv4  // nil: a MAC address alone
	MAC  string // 12 digits in lower case; "" unset
}

// Subnet is a network by its first and its last address.
type Subnet struct{ First, Last IPv4 }

// NewSubnet returns the network with a first address and the length of its prefix, 0 to 32.
// ok is false if no network of that length begins at the address.
func NewSubnet(first IPv4, length int) (s Subnet, ok bool) {
	if length < 0 || length > 32 {
		return s, false
	}
	rest := uint32(uint64(1)<<(32-length) - 1)
	return Subnet{first, first | IPv4(rest)}, uint32(first)&rest == 0
}

// Has reports whether an address lies in the subnet.
func (s Subnet) Has(ip IPv4) bool { return s.First <= ip && ip <= s.Last }

// String is the usual form, 10.9.0.0/24.
func (s Subnet) String() string {
	return fmt.Sprintf("%v/%d", s.First, 32-bits.Len32(uint32(s.Last-s.First)))
}

// NetOf is the subnet of the customer that holds an address.
func (a *Abonent) NetOf(ip IPv4) (Subnet, bool) {
	for _, s := range a.Subnets {
		if s.Has(ip) {
			return s, true
		}
	}
	return Subnet{}, false
}

// AddIP gives a customer an IP address, a MAC address or both. The refusals are ErrTaken
// for an IP address that another customer of the partner has, ErrOwnIP for one that this
// customer has, and ErrOverlap for one in another customer's subnet (O8).
func (tx *Tx) AddIP(client int64, ip *IPv4, mac string) error {
	if ip != nil {
		if err := tx.mayHave(client, *ip); err != nil {
			return err
		}
	}
	id, err := tx.ids.Take("customer_ip")
	if err != nil {
		return err
	}
	_, err = tx.c.Exec(`INSERT INTO customer_ip (partner, client, id, ip, mac, added) VALUES (?1, ?2, ?3, ?4, ?5, ?6)`,
		int64(tx.partner), client, id, ip.column(), unsetText(mac), tx.Now.Unix())
	return err
}

// column returns the address as the database has it: NULL for nil.
func (ip *IPv4) column() *int64 {
	if ip == nil {
		return nil
	}
	n := int64(*ip)
	return &n
}

// unsetText returns a text as the database has it in columns where "" is NULL.
func unsetText(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func (tx *Tx) mayHave(client int64, ip IPv4) error {
	has, taken, err := tx.c.Int(`SELECT client FROM customer_ip WHERE partner = ?1 AND ip = ?2`, int64(tx.partner), int64(ip))
	switch {
	case err != nil:
		return err
	case taken && has == client:
		return ErrOwnIP
	case taken:
		return ErrTaken
	}
	// Subnets do not overlap, so only the last one that begins at or before it can contain it.
	var owner, last int64
	found, err := tx.c.One(`SELECT client, last FROM customer_subnet WHERE partner = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1`,
		[]any{int64(tx.partner), int64(ip)}, func(r db.Row) { owner, last = r.Int(0), r.Int(1) })
	if err == nil && found && owner != client && last >= int64(ip) {
		err = ErrOverlap
	}
	return err
}

// Conditions of the rows that ip_delete and an import remove.
const (
	ipsOfAddress = ` WHERE partner = ?1 AND client = ?2 AND ip = ?3`
	ipsWithout   = ` WHERE partner = ?1 AND client = ?2 AND ip IS NULL`
	ipsAll       = ` WHERE partner = ?1 AND client = ?2`
	ipsOfRow     = ` WHERE partner = ?1 AND client = ?2 AND id = ?3`
)

// RemoveIP removes an IP address of a customer, or returns ErrNotFound.
func (tx *Tx) RemoveIP(client int64, ip IPv4) error {
	n, err := tx.removeIPs(ipsOfAddress, client, int64(ip))
	return expectRow(n, err, ErrNotFound)
}

// RemoveMACsAlone removes a customer's rows that have a MAC address and no IP address.
func (tx *Tx) RemoveMACsAlone(client int64) error {
	_, err := tx.removeIPs(ipsWithout, client)
	return err
}

// RemoveIPs removes all addresses of a customer.
func (tx *Tx) RemoveIPs(client int64) error {
	_, err := tx.removeIPs(ipsAll, client)
	return err
}

// removeIPs removes a customer's rows by a condition and adds their MAC addresses to the
// history. It returns how many rows there were.
func (tx *Tx) removeIPs(which string, client int64, more ...any) (int64, error) {
	args := append([]any{int64(tx.partner), client}, more...)
	var gone []IP
	err := tx.c.Each(`SELECT ip, mac FROM customer_ip`+which+` AND mac IS NOT NULL ORDER BY id`, args, func(r db.Row) error {
		one := IP{MAC: r.Text(1)}
		if n := r.OptInt(0); n != nil {
			ip := IPv4(*n)
			one.Addr = &ip
		}
		gone = append(gone, one)
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, one := range gone {
		if err := tx.addMACHistory(client, tx.macStop(one.Addr, one.MAC)); err != nil {
			return 0, err
		}
	}
	return tx.c.Exec(`DELETE FROM customer_ip`+which, args...)
}

// SetMAC sets the MAC address of an IP address, "" for none. ErrNotFound: no customer of the
// partner has the IP address.
func (tx *Tx) SetMAC(ip IPv4, mac string) error {
	var client, id int64
	var before string
	found, err := tx.c.One(`SELECT client, id, mac FROM customer_ip WHERE partner = ?1 AND ip = ?2`, []any{int64(tx.partner), int64(ip)}, func(r db.Row) {
		client, id, before = r.Int(0), r.Int(1), r.Text(2)
	})
	if err := expectFound(found, err, ErrNotFound); err != nil || before == mac {
		return err
	}
	if before != "" {
		if err := tx.addMACHistory(client, tx.macStop(&ip, before)); err != nil {
			return err
		}
	}
	_, err = tx.c.Exec(`UPDATE customer_ip SET mac = ?4 WHERE partner = ?1 AND client = ?2 AND id = ?3`, int64(tx.partner), client, id, unsetText(mac))
	return err
}

// macStop returns the entry of the history for a MAC address that ends now.
func (tx *Tx) macStop(ip *IPv4, mac string) MACStop {
	return MACStop{Stopped: Instant(tx.Now.Unix()), Addr: ip, MAC: mac}
}

func (tx *Tx) addMACHistory(client int64, stop MACStop) error {
	id, err := tx.ids.Take("mac_history")
	if err != nil {
		return err
	}
	_, err = tx.c.Exec(`INSERT INTO mac_history (partner, client, id, date_stop, ip, mac) VALUES (?1, ?2, ?3, ?4, ?5, ?6)`,
		int64(tx.partner), client, id, stop.Stopped, stop.Addr.column(), stop.MAC)
	return err
}

// MACStop is an entry of a customer's MAC history: a MAC address that ended.
type MACStop struct {
	Stopped Instant
	Addr    *IPv4 // nil: it had none
	MAC     string
}

// MACHistory returns which MAC addresses a customer had, oldest first.
func (t *Tenant) MACHistory(ctx context.Context, client int64) Seq[MACStop] {
	return queryAll(ctx, t, func(r db.Row) MACStop {
		stop := MACStop{Stopped: Instant(r.Int(0)), MAC: r.Text(2)}
		if n := r.OptInt(1); n != nil {
			ip := IPv4(*n)
			stop.Addr = &ip
		}
		return stop
	}, `SELECT date_stop, ip, mac FROM mac_history WHERE partner = ?1 AND client = ?2 ORDER BY date_stop, id`, int64(t.partner), client)
}

// NewestIP returns the IP address that was added last: to a customer or, for client 0, to any
// customer of the partner. ErrNotFound: there is none.
func (t *Tenant) NewestIP(ctx context.Context, client int64) (ip IPv4, err error) {
	text, args := `SELECT ip FROM customer_ip WHERE partner = ?1 AND ip IS NOT NULL ORDER BY id DESC LIMIT 1`, []any{int64(t.partner)}
	if client != 0 {
		text, args = `SELECT ip FROM customer_ip WHERE partner = ?1 AND client = ?2 AND ip IS NOT NULL ORDER BY id DESC LIMIT 1`, append(args, client)
	}
	err = t.read(ctx, func(c *db.Conn) error {
		n, found, err := c.Int(text, args...)
		ip = IPv4(n)
		return expectFound(found, err, ErrNotFound)
	})
	return ip, err
}

// AddSubnet gives a customer a subnet. The refusals are ErrOwnSubnet, if it overlaps one of
// the customer's own, and ErrOverlap, if it overlaps another customer's or contains another
// customer's address (O8).
func (tx *Tx) AddSubnet(client int64, s Subnet) error {
	var owner, last int64
	found, err := tx.c.One(`SELECT client, last FROM customer_subnet WHERE partner = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1`,
		[]any{int64(tx.partner), int64(s.Last)}, func(r db.Row) { owner, last = r.Int(0), r.Int(1) })
	switch {
	case err != nil:
		return err
	case found && last >= int64(s.First) && owner == client:
		return ErrOwnSubnet
	case found && last >= int64(s.First):
		return ErrOverlap
	}
	_, taken, err := tx.c.Int(`SELECT 1 FROM customer_ip WHERE partner = ?1 AND ip BETWEEN ?2 AND ?3 AND client <> ?4 LIMIT 1`,
		int64(tx.partner), int64(s.First), int64(s.Last), client)
	if err != nil {
		return err
	}
	if taken {
		return ErrOverlap
	}
	_, err = tx.c.Exec(`INSERT INTO customer_subnet (partner, first, last, client) VALUES (?1, ?2, ?3, ?4)`, int64(tx.partner), int64(s.First), int64(s.Last), client)
	return err
}

// RemoveSubnet removes the customer's subnet that begins at an address, or returns
// ErrNotFound.
func (tx *Tx) RemoveSubnet(client int64, first IPv4) error {
	n, err := tx.c.Exec(`DELETE FROM customer_subnet WHERE partner = ?1 AND first = ?2 AND client = ?3`, int64(tx.partner), int64(first), client)
	return expectRow(n, err, ErrNotFound)
}

// Wired is an address of a customer with the port of a device that connects the customer.
type Wired struct {
	Customer int64 // by number
	Addr     *IPv4
	MAC      string
	Device   int64
	DeviceIP *IPv4
	Port     int64
}

// Wired returns the addresses of the partner's customers that are connected to a port, in
// order of customer. Customers in the archive are left out.
func (t *Tenant) Wired(ctx context.Context) Seq[Wired] {
	return queryAll(ctx, t, func(r db.Row) Wired {
		w := Wired{Customer: r.Int(0), MAC: r.Text(2), Device: r.Int(3), Port: r.Int(5)}
		for column, addr := range map[int]**IPv4{1: &w.Addr, 4: &w.DeviceIP} {
			if n := r.OptInt(column); n != nil {
				ip := IPv4(*n)
				*addr = &ip
			}
		}
		return w
	}, `SELECT c.number, i.ip, i.mac, p.device, d.device_ip, p.port FROM commutation p
    JOIN client c ON c.partner = p.partner AND c.id = p.client AND c.`+isLiving+`
    JOIN customer_ip i ON i.partner = p.partner AND i.client = p.client
    JOIN device d ON d.partner = p.partner AND d.device_id = p.device
  WHERE p.partner = ?1 ORDER BY c.number, i.id, p.device, p.port`, int64(t.partner))
}
