package v2

import (
	"context"

	"partnerapi/store"
)

// customerUsers is the table of get.customer_users: a customer's employees
// (O7).
var customerUsers = table(list[store.CustomerUser]{
	id: func(u *store.CustomerUser) int64 { return u.Number },
	columns: []column[store.CustomerUser]{
		{name: "id", schema: integer(), filter: true, get: func(u *store.CustomerUser) scalar { return number(u.Number) }},
		{name: "name", schema: orNull(text()), filter: true, sort: true, get: func(u *store.CustomerUser) scalar { return unset(u.Name) }},
		{name: "description", schema: orNull(text()), get: func(*store.CustomerUser) scalar { return scalar{null: true} }},
		{name: "login", schema: orNull(text()), get: func(u *store.CustomerUser) scalar { return unset(u.Login) }},
		{name: "customer_id", schema: integer(), filter: true, sort: true, get: func(u *store.CustomerUser) scalar { return number(u.Customer) }},
		{name: extID, schema: uuid(), filter: true, hidden: true, get: func(u *store.CustomerUser) scalar { return textual(u.UUID) }},
	},
	rows: func(ctx context.Context, c *Call, b bounds) store.Seq[store.CustomerUser] {
		return c.CustomerUsers(ctx, store.CustomerUserFilter{Numbers: b.ids, UUIDs: b.extIDs, Page: store.Page{Limit: int(b.limit), Offset: int(b.offset)}})
	},
	count: func(ctx context.Context, c *Call) (int64, error) { return c.CountCustomerUsers(ctx) },
})

func getCustomerUsers(ctx context.Context, c *Call, in *listParams) (Result, error) {
	return customerUsers.run(ctx, c, in)
}

// tariffPlans is the table of get.tariff_plans: the lines that the partner may
// sell (O5).
var tariffPlans = table(list[store.TariffPlan]{
	id: func(p *store.TariffPlan) int64 { return p.Number },
	columns: []column[store.TariffPlan]{
		{name: "id", schema: integer(), filter: true, sort: true, get: func(p *store.TariffPlan) scalar { return number(p.Number) }},
		{name: "name", schema: text(), filter: true, sort: true, get: func(p *store.TariffPlan) scalar { return textual(p.Name) }},
		{name: extID, schema: uuid(), filter: true, hidden: true, get: func(p *store.TariffPlan) scalar { return textual(p.UUID) }},
	},
	rows: func(ctx context.Context, c *Call, _ bounds) store.Seq[store.TariffPlan] { return c.TariffPlans(ctx) },
})

func getTariffPlans(ctx context.Context, c *Call, in *listParams) (Result, error) {
	return tariffPlans.run(ctx, c, in)
}
