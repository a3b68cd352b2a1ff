package userside

import (
	"context"
	"errors"
	"strconv"

	"partnerapi/internal/jsonvalue"
	"partnerapi/ops"
	"partnerapi/store"
)

type addIPParams struct {
	ofCustomer
	Value NewAddr `us:"value,required"`
	MAC   MAC     `us:"mac"`
}

func (p *addIPParams) check() *ops.Error {
	if p.Value.None && !p.MAC.Given {
		return Missing("mac")
	}
	return nil
}

// ip_add gives a customer an address, or with -1 a MAC address alone.
func addIP(_ context.Context, c *Call, id int64, in *addIPParams) (Answer, error) {
	ip := &in.Value.IP
	if in.Value.None {
		ip = nil
	}
	return done(about("value", c.Tx.AddIP(id, ip, in.MAC.S)))
}

type deleteIPParams struct {
	ofCustomer
	Value OldAddr `us:"value,required"`
}

func deleteIP(_ context.Context, c *Call, id int64, in *deleteIPParams) (Answer, error) {
	switch {
	case in.Value.All:
		return done(c.Tx.RemoveIPs(id))
	case in.Value.None:
		return done(c.Tx.RemoveMACsAlone(id))
	}
	return done(about("value", c.Tx.RemoveIP(id, in.Value.IP)))
}

type addSubnetParams struct {
	ofCustomer
	IP     Addr `us:"ip,required"`
	Subnet Mask `us:"subnet,required"`

	subnet store.Subnet
}

// check wants a network's own first address.
func (p *addSubnetParams) check() *ops.Error {
	var ok bool
	if p.subnet, ok = store.NewSubnet(p.IP.IP, p.Subnet.Length); !ok {
		return Bad("ip", "подсеть /"+strconv.Itoa(p.Subnet.Length)+" не начинается с этого адреса")
	}
	return nil
}

func addSubnet(_ context.Context, c *Call, id int64, in *addSubnetParams) (Answer, error) {
	return done(about("ip", c.Tx.AddSubnet(id, in.subnet)))
}

type deleteSubnetParams struct {
	ofCustomer
	IP Addr `us:"ip,required"`
}

func deleteSubnet(_ context.Context, c *Call, id int64, in *deleteSubnetParams) (Answer, error) {
	err := c.Tx.RemoveSubnet(id, in.IP.IP)
	if errors.Is(err, store.ErrNotFound) {
		err = &ops.Error{Kind: ops.NotFound, Code: CodeNotFound, Operand: "ip", Text: "Подсеть не найдена (параметр ip)"}
	}
	return done(err)
}

type setMACParams struct {
	IP  Addr `us:"ip,required"`
	MAC MAC  `us:"mac,required"`
}

func setMAC(_ context.Context, c *Call, in *setMACParams) (Answer, error) {
	return done(about("ip", c.Tx.SetMAC(in.IP.IP, in.MAC.S)))
}

// appendIP appends an address as the decimal text of its 32 bits; "0" of a
// MAC address alone.
func appendIP(b []byte, ip *store.IPv4) []byte {
	if ip == nil {
		return append(b, `"0"`...)
	}
	return appendText(b, int64(*ip))
}

// appendDotted appends an address in its usual form; "" is none.
func appendDotted(b []byte, ip *store.IPv4) []byte {
	if ip == nil {
		return append(b, `""`...)
	}
	return jsonvalue.AppendString(b, ip.String())
}

func macHistory(ctx context.Context, c *Call, id int64, _ *ofCustomer) (Answer, error) {
	return listed(ctx, c.MACHistory(ctx, id), func(b []byte, s *store.MACStop) []byte {
		b = c.clock.Append(append(b, `{"date_stop":`...), int64(s.Stopped))
		b = appendIP(append(b, `,"ip":`...), s.Addr)
		return append(jsonvalue.AppendString(append(b, `,"mac":`...), s.MAC), '}')
	})
}

type lastIPParams struct {
	Customer ID `us:"customer_id"`
}

// get_last_ip answers the newest address, of a customer when one is named.
func lastIP(ctx context.Context, c *Call, in *lastIPParams) (Answer, error) {
	var id int64
	if in.Customer.Given {
		var err error
		if id, err = c.customer(ctx, "customer_id", in.Customer); err != nil {
			return Answer{}, err
		}
	}
	ip, err := c.NewestIP(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return Answer{Data: Data{[]byte(`""`)}}, nil
	}
	return Answer{Data: Data{appendDotted(nil, &ip)}}, err
}

func commutation(ctx context.Context, c *Call, _ *noParams) (Answer, error) {
	return listed(ctx, c.Wired(ctx), func(b []byte, w *store.Wired) []byte {
		b = appendInt(append(b, `{"customer_id":`...), w.Customer)
		b = appendIP(append(b, `,"ip":`...), w.Addr)
		b = jsonvalue.AppendString(append(b, `,"mac":`...), w.MAC)
		b = appendInt(append(b, `,"device_id":`...), w.Device)
		b = appendDotted(append(b, `,"device_ip":`...), w.DeviceIP)
		return append(appendInt(append(b, `,"port":`...), w.Port), '}')
	})
}
