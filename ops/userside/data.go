package userside

import (
	"context"
	"strconv"

	"partnerapi/internal/jsonvalue"
	"partnerapi/internal/money"
	"partnerapi/store"
)

type dataParams struct {
	Customer IDs  `us:"customer_id"`
	ID       IDs  `us:"id"`
	Account  Word `us:"account_number"`
	Billing  ID   `us:"billing_id"`
}

// get_data answers one customer as an object; several, or one with a comma, as a
// map by their numbers, without those that are unknown.
func data(ctx context.Context, c *Call, in *dataParams) (Answer, error) {
	asked, name := in.Customer, "customer_id"
	if !asked.Given {
		asked, name = in.ID, "id"
	}
	if !asked.Given {
		number, err := c.byAccount(ctx, in)
		if err != nil {
			return Answer{}, err
		}
		asked, name = IDs{Given: true, List: []int64{number}}, "account_number"
	}
	rows := c.Abonents(ctx, asked.List)
	if asked.Many {
		return mapped(ctx, rows, func(a *store.Abonent) int64 { return a.Number }, c.appendData)
	}
	var answer Answer
	err := rows(func(a *store.Abonent) error {
		answer.Data = Data{c.appendData(newBlock(), a)}
		return nil
	})
	if err == nil && answer.Data == nil {
		err = about(name, store.ErrNotFound)
	}
	return answer, err
}

// byAccount returns the number of the customer that an account and a billing name.
func (c *Call) byAccount(ctx context.Context, in *dataParams) (int64, error) {
	switch {
	case !in.Account.Given:
		return 0, Missing("customer_id")
	case !in.Billing.Given:
		return 0, Missing("billing_id")
	}
	number, err := c.AbonentByAccount(ctx, in.Account.S, in.Billing.N)
	return number, about("account_number", err)
}

// What stands for a date and a moment that are not set.
const (
	unsetDay    = "1970-01-01"
	unsetDate   = `"` + unsetDay + `"`
	unsetMoment = `"` + unsetDay + ` 00:00:00"`
)

// appendData appends a customer with its members in the order of usersidehttp/README.md:
// clients rely on it.
func (c *Call) appendData(b []byte, a *store.Abonent) []byte {
	b = appendInt(append(b, `{"id":`...), a.Number)
	b = jsonvalue.AppendString(append(b, `,"login":`...), a.Login)
	b = jsonvalue.AppendString(append(b, `,"full_name":`...), a.Name)
	b = appendFlag(append(b, `,"flag_corporate":`...), a.Corporate)
	b = appendFlag(append(b, `,"is_disable":`...), a.Status >= store.StatusManualLock)
	b = appendFlag(append(b, `,"is_potential":`...), a.Status == store.StatusWaiting)
	b = appendFlag(append(b, `,"is_in_billing":`...), a.Billing != nil)
	b = money.Append(append(b, `,"balance":`...), a.Balance)
	b = appendInt(append(b, `,"credit":0,"state_id":`...), stateID(a.Status))
	b = jsonvalue.AppendString(append(b, `,"agreement":[{"number":`...), a.AgreementNumber)
	b = appendDate(append(b, `,"date":`...), a.AgreementDate)
	b = jsonvalue.AppendString(append(b, `}],"account_number":`...), a.AccountNumber)
	b = c.clock.Append(append(b, `,"traffic":{"month":{"up":0,"down":0}},"date_create":`...), int64(a.Created))
	b = appendDate(append(b, `,"date_connect":`...), a.DateConnect)
	b = c.appendMoment(append(b, `,"date_activity":`...), a.Activity)
	b = c.appendMoment(append(b, `,"date_activity_inet":`...), a.ActivityInet)
	b = c.appendPositive(append(b, `,"date_positive_balance":`...), a)
	b = appendContacts(b, a)
	b = appendAddress(b, a)
	b = appendBilling(b, a)
	b = appendTariff(b, a)
	b = c.appendServices(b, a)
	if a.Group != nil {
		b = append(appendNumbered(append(b, `,"group":{`...), *a.Group), '}')
	}
	b = appendInt(append(b, `,"parent_id":`...), zero(a.Parent))
	if len(a.Marks) > 0 {
		b = append(b, `,"mark":{`...)
		for _, mark := range a.Marks {
			b = appendNumbered(b, mark)
		}
		b = append(b, '}')
	}
	b = appendAddresses(b, a)
	b = jsonvalue.AppendString(append(b, `,"comment":`...), a.Comment)
	b = appendInt(append(b, `,"manager_id":`...), zero(a.Manager))
	if a.Coordinates != "" {
		b = jsonvalue.AppendString(append(b, `,"additional_data":{"1":{"id":1,"name":"coordinates","value":`...), a.Coordinates)
		b = append(b, "}}"...)
	}
	return append(b, '}')
}

// appendNumbered appends a member of a map whose values say their own number.
func appendNumbered(b []byte, n int64) []byte {
	return append(appendInt(append(appendKey(b, n), `{"id":`...), n), '}')
}

func appendFlag(b []byte, set bool) []byte {
	if set {
		return append(b, '1')
	}
	return append(b, '0')
}

func appendDate(b []byte, date store.Date) []byte {
	if date == "" {
		return append(b, unsetDate...)
	}
	return jsonvalue.AppendString(b, string(date))
}

func (c *Call) appendMoment(b []byte, at *store.Instant) []byte {
	if at == nil {
		return append(b, unsetMoment...)
	}
	return c.clock.Append(b, int64(*at))
}

// appendPositive appends the last day on which the balance was above 0: today, as
// long as it is.
func (c *Call) appendPositive(b []byte, a *store.Abonent) []byte {
	switch {
	case a.Balance > 0:
		return c.clock.AppendDate(b, c.Now.Unix())
	case a.PositiveBalance == nil:
		return append(b, unsetDate...)
	}
	return c.clock.AppendDate(b, int64(*a.PositiveBalance))
}

// appendContacts appends telephone numbers, the first as the main one, and the
// e-mail.
func appendContacts(b []byte, a *store.Abonent) []byte {
	b = append(b, `,"phone":[`...)
	for i, phone := range a.Phones {
		if i > 0 {
			b = append(b, ',')
		}
		b = jsonvalue.AppendString(append(b, `{"number":`...), phone.Number)
		if i == 0 {
			b = append(b, `,"flag_main":1`...)
		}
		b = append(b, '}')
	}
	b = append(b, `],"email":[`...)
	if a.Email != "" {
		b = jsonvalue.AppendString(append(b, `{"address":`...), a.Email)
		b = append(b, `,"flag_main":1}`...)
	}
	return append(b, ']')
}

// appendAddress appends the address, of which only what is set has a key.
func appendAddress(b []byte, a *store.Abonent) []byte {
	b = appendInt(append(b, `,"address":[{"type":"connect","house_id":`...), zero(a.House))
	if a.Apartment != "" {
		b = append(jsonvalue.AppendString(append(b, `,"apartment":{"number":`...), a.Apartment), '}')
	}
	if a.Entrance != "" {
		b = appendNumeric(append(b, `,"entrance":`...), a.Entrance)
	}
	if a.Floor != "" {
		b = appendNumeric(append(b, `,"floor":`...), a.Floor)
	}
	return append(b, "}]"...)
}

// appendNumeric appends a text as a number where it is a whole one: entrances and
// floors have numbers, mostly.
func appendNumeric(b []byte, text string) []byte {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n >= -store.MaxNumber && n <= store.MaxNumber {
		return appendInt(b, n)
	}
	return jsonvalue.AppendString(b, text)
}

// appendBilling appends billing_id, which is the customer's id inside the billing,
// and the billing itself.
func appendBilling(b []byte, a *store.Abonent) []byte {
	b = jsonvalue.AppendString(append(b, `,"billing_id":`...), a.BillingCustomerID)
	if a.Billing == nil {
		return b
	}
	b = appendInt(append(b, `,"billing":{"id":`...), *a.Billing)
	return append(jsonvalue.AppendString(append(b, `,"uuid":`...), a.BillingCustomerID), '}')
}

func appendTariff(b []byte, a *store.Abonent) []byte {
	b = append(b, `,"tariff":{"current":[`...)
	if a.Tariff != nil {
		b = append(appendText(append(b, `{"id":`...), *a.Tariff), '}')
	}
	return append(b, `],"new":[]}`...)
}

func (c *Call) appendServices(b []byte, a *store.Abonent) []byte {
	if len(a.Services) == 0 {
		return b
	}
	b = append(b, `,"service":{`...)
	for _, s := range a.Services {
		b = money.Append(append(appendKey(b, s.Line), `{"cost":`...), s.Price)
		b = jsonvalue.AppendString(append(b, `,"comment":`...), s.Comment)
		b = append(c.clock.Append(append(b, `,"date_add":`...), int64(s.Added)), '}')
	}
	return append(b, '}')
}

// appendAddresses appends a customer's addresses and, behind them, its subnets by
// their first address: nothing else shows those.
func appendAddresses(b []byte, a *store.Abonent) []byte {
	if len(a.IPs)+len(a.Subnets) == 0 {
		return b
	}
	b = append(b, `,"ip_mac":{`...)
	n := int64(0)
	row := func(ip *store.IPv4, mac, net string) {
		n++
		b = appendIP(append(appendKey(b, n), `{"ip":`...), ip)
		b = jsonvalue.AppendString(append(b, `,"mac":`...), mac)
		b = append(jsonvalue.AppendString(append(b, `,"ip_net":`...), net), '}')
	}
	for _, ip := range a.IPs {
		net := ""
		if ip.Addr != nil {
			if subnet, ok := a.NetOf(*ip.Addr); ok {
				net = subnet.String()
			}
		}
		row(ip.Addr, ip.MAC, net)
	}
	for _, subnet := range a.Subnets {
		row(&subnet.First, "", subnet.String())
	}
	return append(b, '}')
}
