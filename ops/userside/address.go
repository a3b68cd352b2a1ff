package userside

import (
	"context"
	"errors"
	"strconv"

	"partnerapi/internal/jsonvalue"
	"partnerapi/store"
)

type addIPParams struct {
	Customer ID      `us:"customer_id,required"`
	Value    NewAddr `us:"value,required"`
	MAC      MAC     `us:"mac"`
}

// ip_add gives a customer an address, or with -1 a MAC address alone.
func addIP(ctx context.Context, c *Call, in *addIPParams) (Answer, error) {
	if in.Value.None && !in.MAC.Given {
		return Answer{}, Missing("mac")
	}
	id, err := c.customer(ctx, "customer_id", in.Customer)
	if err != nil {
		return Answer{}, err
	}
	ip := &in.Value.IP
	if in.Value.None {
		ip = nil
	}
	return Answer{}, as("value", c.Tx.AddIP(id, ip, in.MAC.S))
}

type deleteIPParams struct {
	Customer ID      `us:"customer_id,required"`
	Value    OldAddr `us:"value,required"`
}

func deleteIP(ctx context.Context, c *Call, in *deleteIPParams) (Answer, error) {
	id, err := c.customer(ctx, "customer_id", in.Customer)
	switch {
	case err != nil:
		return Answer{}, err
	case in.Value.All:
		return Answer{}, c.Tx.RemoveIPs(id)
	case in.Value.None:
		return Answer{}, c.Tx.RemoveMACsAlone(id)
	}
	return Answer{}, as("value", c.Tx.RemoveIP(id, in.Value.IP))
}

type addSubnetParams struct {
	Customer ID   `us:"customer_id,required"`
	IP       Addr `us:"ip,required"`
	Subnet   Mask `us:"subnet,required"`
}

func addSubnet(ctx context.Context, c *Call, in *addSubnetParams) (Answer, error) {
	subnet, ok := store.NewSubnet(in.IP.IP, in.Subnet.Length)
	if !ok {
		return Answer{}, Bad("ip", "подсеть /"+strconv.Itoa(in.Subnet.Length)+" не начинается с этого адреса")
	}
	id, err := c.customer(ctx, "customer_id", in.Customer)
	if err != nil {
		return Answer{}, err
	}
	return Answer{}, as("ip", c.Tx.AddSubnet(id, subnet))
}

type deleteSubnetParams struct {
	Customer ID   `us:"customer_id,required"`
	IP       Addr `us:"ip,required"`
}

func deleteSubnet(ctx context.Context, c *Call, in *deleteSubnetParams) (Answer, error) {
	id, err := c.customer(ctx, "customer_id", in.Customer)
	if err != nil {
		return Answer{}, err
	}
	return Answer{}, as("ip", c.Tx.RemoveSubnet(id, in.IP.IP))
}

type setMACParams struct {
	IP  Addr `us:"ip,required"`
	MAC MAC  `us:"mac,required"`
}

func setMAC(_ context.Context, c *Call, in *setMACParams) (Answer, error) {
	return Answer{}, as("ip", c.Tx.SetMAC(in.IP.IP, in.MAC.S))
}

// appendNumeric appends an address as the decimal text of its 32 bits; "0" of a
// MAC address alone.
func appendNumeric(b []byte, ip *store.IPv4) []byte {
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

func macHistory(ctx context.Context, c *Call, in *onlyCustomer) (Answer, error) {
	id, err := c.customer(ctx, "customer_id", in.Customer)
	if err != nil {
		return Answer{}, err
	}
	return listed(c.MACHistory(ctx, id), func(b []byte, s *store.MACStop) []byte {
		b = c.clock.Append(append(b, `{"date_stop":`...), int64(s.Stopped))
		b = appendNumeric(append(b, `,"ip":`...), s.Addr)
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
		return Answer{Data: []byte(`""`)}, nil
	}
	return Answer{Data: appendDotted(nil, &ip)}, err
}

func commutation(ctx context.Context, c *Call, _ *noParams) (Answer, error) {
	return listed(c.Wired(ctx), func(b []byte, w *store.Wired) []byte {
		b = appendInt(append(b, `{"customer_id":`...), w.Customer)
		b = appendNumeric(append(b, `,"ip":`...), w.Addr)
		b = jsonvalue.AppendString(append(b, `,"mac":`...), w.MAC)
		b = appendInt(append(b, `,"device_id":`...), w.Device)
		b = appendDotted(append(b, `,"device_ip":`...), w.DeviceIP)
		return append(appendInt(append(b, `,"port":`...), w.Port), '}')
	})
}
