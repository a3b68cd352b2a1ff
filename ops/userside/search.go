package userside

import (
	"context"
	"slices"
	"time"

	"partnerapi/internal/budget/holding"
	"partnerapi/ops"
	"partnerapi/store"
)

type abonIDParams struct {
	Typer   Word `us:"data_typer,required"`
	Value   Word `us:"data_value,required"`
	SkipOld Flag `us:"is_skip_old"`
}

// typers are the values of data_typer; codeti, billing_uid and billing_customer_id
// are one, the id inside any billing.
var typers = map[string]store.AbonentKey{
	"account": store.ByAccount, "billing_uid": store.ByBillingCustomer, "codeti": store.ByBillingCustomer, "billing_customer_id": store.ByBillingCustomer, "dognumber": store.ByAgreement, "agreement_number": store.ByAgreement,
	"ip": store.ByIP, "login": store.ByLogin, "mac": store.ByMAC, "mail": store.ByEmail, "phone": store.ByPhone,
}

// get_abon_id answers one number, or several as a list; in the legacy dialect a
// telephone number always finds a list.
func abonID(ctx context.Context, c *Call, in *abonIDParams) (Answer, error) {
	key, ok := typers[in.Typer.S]
	if !ok {
		return Answer{}, Bad("data_typer", "ожидается account, billing_uid, codeti, billing_customer_id, dognumber, agreement_number, ip, login, mac, mail или phone")
	}
	var value any = in.Value.S
	switch key {
	case store.ByIP:
		var addr Addr
		if !addr.take(in.Value.S, nil) {
			return Answer{}, Bad("data_value", addr.expected())
		}
		value = addr.IP
	case store.ByMAC:
		var mac MAC
		if !mac.take(in.Value.S, nil) {
			return Answer{}, Bad("data_value", mac.expected())
		}
		value = mac.S
	}
	found, err := c.AbonentsBy(ctx, key, value, in.SkipOld.Set)
	switch {
	case err != nil:
		return Answer{}, err
	case len(found) == 0:
		return Answer{}, about("data_value", store.ErrNotFound)
	case len(found) == 1 && (key != store.ByPhone || Dialect(c.Caller.Dialect) != DialectLegacy):
		return answerID(found[0]), nil
	}
	return Answer{ID: appendNumbers(nil, found)}, nil
}

func appendNumbers(b []byte, numbers []int64) []byte {
	b = append(b, '[')
	for i, n := range numbers {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendInt(b, n)
	}
	return append(b, ']')
}

type customersIDParams struct {
	AccountNumber   Word   `us:"account_number"`
	AddressUnit     ID     `us:"address_unit_id"`
	Apartment       Word   `us:"appartment"`
	BalanceFrom     Amount `us:"balance_from"`
	BalanceTo       Amount `us:"balance_to"`
	Billing         ID     `us:"billing_id"`
	BillingCustomer Word   `us:"billing_uuid"`
	ConnectedFrom   Date   `us:"date_connect_from"`
	ConnectedTo     Date   `us:"date_connect_to"`
	Device          ID     `us:"dependence_device_id"`
	House           ID     `us:"house_id"`
	Corporate       Flag   `us:"is_corporate,clears"`
	Ex              Flag   `us:"is_ex,clears"`
	Manager         ID     `us:"manager_id"`
	Mark            ID     `us:"mark_id"`
	Name            Word   `us:"name"`
	State           State  `us:"state_id"`
	Tariff          ID     `us:"tariff_id"`
	Limit           ID     `us:"limit"`
	Offset          ID     `us:"offset"`
	Count           Flag   `us:"count"`
	Like            Flag   `us:"is_like"`
}

// check wants one condition at least; what only shapes the answer is none.
func (p *customersIDParams) check() *ops.Error {
	if !slices.Contains([]bool{
		p.AccountNumber.Given, p.AddressUnit.Given, p.Apartment.Given, p.BalanceFrom.Given, p.BalanceTo.Given, p.Billing.Given, p.BillingCustomer.Given,
		p.ConnectedFrom.Given, p.ConnectedTo.Given, p.Device.Given, p.House.Given, p.Corporate.Given, p.Ex.Given, p.Manager.Given, p.Mark.Given,
		p.Name.Given, p.State.Given, p.Tariff.Given,
	}, true) {
		return noCondition()
	}
	return nil
}

// get_customers_id answers the numbers of those for whom all conditions hold.
func customersID(ctx context.Context, c *Call, in *customersIDParams) (Answer, error) {
	filter := store.AbonentFilter{
		AccountNumber: in.AccountNumber.S, AddressUnit: in.AddressUnit.ptr(), Apartment: in.Apartment.S, BalanceFrom: in.BalanceFrom.ptr(), BalanceTo: in.BalanceTo.ptr(),
		Billing: in.Billing.ptr(), BillingCustomerID: in.BillingCustomer.S, ConnectedFrom: in.ConnectedFrom.D, ConnectedTo: in.ConnectedTo.D, Device: in.Device.ptr(),
		House: in.House.ptr(), Corporate: in.Corporate.ptr(), Archived: in.Ex.ptr(), Manager: in.Manager.ptr(), Mark: in.Mark.ptr(), Name: in.Name.S, Tariff: in.Tariff.ptr(),
		Statuses: in.State.statuses(), Like: in.Like.Set,
	}
	found, err := c.SearchAbonents(ctx, filter)
	if err != nil {
		return Answer{}, err
	}
	if bytes := int64(cap(found)) * 8; bytes > blockSize {
		if err := holding.Of(ctx).Hold(ctx, bytes); err != nil {
			return Answer{}, err
		}
	}
	total := int64(len(found))
	found = found[min(in.Offset.N, total):]
	if in.Limit.Given {
		found = found[:min(in.Limit.N, int64(len(found)))]
	}
	answer, err := listed(ctx, sequence(found), func(b []byte, n *int64) []byte { return appendInt(b, *n) })
	if in.Count.Set {
		answer.Count = &total
	}
	return answer, err
}

type activityCounterParams struct {
	Type Word `us:"type,required"`
}

// get_activity_counter counts who was active today, by the deployment's zone.
func activityCounter(ctx context.Context, c *Call, in *activityCounterParams) (Answer, error) {
	var n int64
	switch in.Type.S {
	case "net", "internet":
		year, month, day := c.Now.In(c.Set.Zone).Date()
		today := time.Date(year, month, day, 0, 0, 0, 0, c.Set.Zone)
		var err error
		if n, err = c.CountActive(ctx, in.Type.S == "internet", store.Instant(today.Unix()), store.Instant(today.AddDate(0, 0, 1).Unix())); err != nil {
			return Answer{}, err
		}
	case "personal_area":
	default:
		return Answer{}, Bad("type", "ожидается net, internet или personal_area")
	}
	return Answer{Data: Data{appendInt(nil, n)}}, nil
}

type maxAgreementParams struct {
	Billing ID `us:"billing_id"`
}

func maxAgreement(ctx context.Context, c *Call, in *maxAgreementParams) (Answer, error) {
	if in.Billing.N != 0 {
		known, err := c.KnowsBilling(ctx, in.Billing.N)
		if err != nil {
			return Answer{}, err
		}
		if !known {
			return Answer{}, about("billing_id", store.ErrNotFound)
		}
	}
	n, err := c.LargestAgreement(ctx, in.Billing.N)
	return Answer{Data: Data{appendInt(nil, n)}}, err
}
