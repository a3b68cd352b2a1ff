package store

import (
	"errors"
	"slices"

	"partnerapi/store/internal/db"
)

// putAddresses gives a customer just these addresses and subnets; nil leaves them
// alone. What is as it should be keeps its age, and MAC addresses that go are kept
// in the history. Subnets go before addresses come, and come after them: a
// customer's own do not stand in its way.
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

// By itself SQLite would rather walk all of the partner's rows.
const subnetsOfClient = `SELECT first, last FROM customer_subnet WHERE partner = ?1
    AND first IN (SELECT first FROM customer_subnet WHERE partner = ?1 AND client = ?2)`

// keepSubnets takes from a customer the subnets that are not wanted and answers
// which of the wanted ones it lacks.
func (tx *Tx) keepSubnets(client int64, wanted []Subnet) (missing []int, err error) {
	var stand []Subnet
	err = tx.c.Each(subnetsOfClient, []any{int64(tx.partner), client}, func(r db.Row) error {
		stand = append(stand, Subnet{IPv4(r.Int(0)), IPv4(r.Int(1))})
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, subnet := range stand {
		if slices.Contains(wanted, subnet) {
			continue
		}
		if err := tx.RemoveSubnet(client, subnet.First); err != nil {
			return nil, err
		}
	}
	for at, subnet := range wanted {
		if !slices.Contains(stand, subnet) {
			missing = append(missing, at)
		}
	}
	return missing, nil
}

func (tx *Tx) putIPs(client int64, wanted []IP) error {
	stand, err := tx.ips(client)
	if err != nil {
		return err
	}
	kept := make([]bool, len(wanted))
	for _, ip := range stand {
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

// sameRow says that two rows stand for the same: the same address or, without
// one, the same MAC address.
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

// putMarks gives a customer just these marks; nil leaves them alone.
func (tx *Tx) putMarks(client int64, marks *[]int64) error {
	if marks == nil {
		return nil
	}
	var stand []int64
	err := tx.c.Each(`SELECT mark FROM customer_mark WHERE partner = ?1 AND client = ?2`, []any{int64(tx.partner), client}, func(r db.Row) error {
		stand = append(stand, r.Int(0))
		return nil
	})
	if err != nil {
		return err
	}
	for _, mark := range stand {
		if !slices.Contains(*marks, mark) {
			if err := tx.RemoveMark(client, mark); err != nil {
				return err
			}
		}
	}
	for _, mark := range *marks {
		if !slices.Contains(stand, mark) {
			if err := tx.AddMark(client, mark); err != nil {
				return err
			}
		}
	}
	return nil
}
