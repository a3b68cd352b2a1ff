package store

import (
	"errors"
	"slices"

	"partnerapi/store/internal/db"
)

// putAddresses gives a customer these addresses and subnets and no others; nil leaves them
// as they are. A row that stays is not written, and keeps its date. MAC addresses that are
// removed go into the history. Subnets are removed before addresses are added, and added
// after them, so that none overlaps the customer's own old rows.
func (tx *Tx) putAddresses(client int64, ips *[]IP, subnets *[]Subnet) error {
	var missing []int
	if subnets != nil {
		var err error
		if missing, err = tx.keepSubnets(client, *subnets); err != nil {
			return err
		}
	}
	if ips != nil {
		if err := tx.putIPs(client, *ips); err != nil {
			return err
		}
	}
	for _, at := range missing {
		err := tx.AddSubnet(client, (*subnets)[at])
		if errors.Is(err, ErrOverlap) {
			err = refuse("subnets", "item %d: %v overlaps another subnet or holds another customer's address", at+1, (*subnets)[at])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Otherwise SQLite reads all rows of the partner.
const subnetsOfClient = `SELECT first, last FROM customer_subnet WHERE partner = ?1
    AND first IN (SELECT first FROM customer_subnet WHERE partner = ?1 AND client = ?2)`

// keepSubnets removes the customer's subnets that are not wanted and returns the wanted
// ones that it does not have.
func (tx *Tx) keepSubnets(client int64, wanted []Subnet) (missing []int, err error) {
	var current []Subnet
	err = tx.c.Each(subnetsOfClient, []any{int64(tx.partner), client}, func(r db.Row) error {
		current = append(current, Subnet{IPv4(r.Int(0)), IPv4(r.Int(1))})
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, subnet := range current {
		if slices.Contains(wanted, subnet) {
			continue
		}
		if err := tx.RemoveSubnet(client, subnet.First); err != nil {
			return nil, err
		}
	}
	for at, subnet := range wanted {
		if !slices.Contains(current, subnet) {
			missing = append(missing, at)
		}
	}
	return missing, nil
}

func (tx *Tx) putIPs(client int64, wanted []IP) error {
	current, err := tx.ips(client)
	if err != nil {
		return err
	}
	kept := make([]bool, len(wanted))
	for _, ip := range current {
		at := slices.IndexFunc(wanted, ip.sameRow)
		switch {
		case at < 0 || kept[at]:
			_, err = tx.removeIPs(ipsOfRow, client, ip.ID)
		case ip.Addr != nil:
			kept[at] = true
			err = tx.SetMAC(*ip.Addr, wanted[at].MAC)
		default:
			kept[at] = true
		}
		if err != nil {
			return err
		}
	}
	for at, ip := range wanted {
		if kept[at] {
			continue
		}
		switch err := tx.AddIP(client, ip.Addr, ip.MAC); {
		case errors.Is(err, ErrTaken):
			return refuse("ips", "item %d: %v is another customer's", at+1, ip.Addr)
		case errors.Is(err, ErrOverlap):
			return refuse("ips", "item %d: %v is in another customer's subnet", at+1, ip.Addr)
		case err != nil:
			return err
		}
	}
	return nil
}

// sameRow reports whether two rows have the same address or, without one, the same MAC
// address.
func (ip *IP) sameRow(other IP) bool {
	if ip.Addr == nil || other.Addr == nil {
		return ip.Addr == other.Addr && ip.MAC == other.MAC
	}
	return *ip.Addr == *other.Addr
}

func (tx *Tx) ips(client int64) (list []IP, err error) {
	err = tx.c.Each(`SELECT id, ip, mac FROM customer_ip WHERE partner = ?1 AND client = ?2 ORDER BY id`, []any{int64(tx.partner), client}, func(r db.Row) error {
		ip := IP{ID: r.Int(0), MAC: r.Text(2)}
		if n := r.OptInt(1); n != nil {
			addr := IPv4(*n)
			ip.Addr = &addr
		}
		list = append(list, ip)
		return nil
	})
	return list, err
}

// putMarks gives a customer these marks and no others; nil leaves them as they are.
func (tx *Tx) putMarks(client int64, marks *[]int64) error {
	if marks == nil {
		return nil
	}
	var current []int64
	err := tx.c.Each(`SELECT mark FROM customer_mark WHERE partner = ?1 AND client = ?2`, []any{int64(tx.partner), client}, func(r db.Row) error {
		current = append(current, r.Int(0))
		return nil
	})
	if err != nil {
		return err
	}
	for _, mark := range current {
		if !slices.Contains(*marks, mark) {
			if err := tx.RemoveMark(client, mark); err != nil {
				return err
			}
		}
	}
	for _, mark := range *marks {
		if !slices.Contains(current, mark) {
			if err := tx.AddMark(client, mark); err != nil {
				return err
			}
		}
	}
	return nil
}
