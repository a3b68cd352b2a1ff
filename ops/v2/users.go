package v2

import (
	"context"

	"partnerapi/store"
)

var userMethods = []Method{
	listing(Method{Name: "get.tariff_plans", Aliases: []string{"get.partner_tariffs"},
		Ru: "Получение доступных тарифных планов агента", En: "Tariff plans that the partner may give to customers",
		texts: map[string]described{
			"id":   {"Уникальный идентификатор тарифного плана", "The tariff plan's number"},
			"name": {"Название тарифного плана", "The tariff plan's name"},
		},
		example: example{`{"limit":100,"offset":0,"filter":{},"fields":[],"sort":[{"field":"name"}]}`,
			`[{"id":100000,"name":"Линия поддержки"}]`},
	}, tariffPlans),
	listing(Method{Name: "get.customer_users",
		Ru: "Получение списка пользователей клиента для API-запросов", En: "Users of the partner's customers",
		texts: map[string]described{
			"id":          {"Уникальный идентификатор пользователя", "The user's number"},
			"name":        {"Имя пользователя", "The user's name"},
			"description": {"Описание пользователя", "A description of the user"},
			"login":       {"Логин пользователя", "The user's login"},
		},
		example: example{`{"limit":100,"offset":0,"filter":{"field":"customer_id","operator":"in","value":[100000,100001]},"fields":[],"sort":[{"field":"name","order":"asc"}]}`,
			`[{"id":100000,"name":"Пуговкин Геннадий Аркадьевич","description":null,"login":"boss@romashka.example","customer_id":100000}]`},
	}, customerUsers),
}

// customerUsers is the table of get.customer_users: a customer's employees
// (O7).
var customerUsers = table(list[store.CustomerUser]{
	id: func(u *store.CustomerUser) int64 { return u.Number },
	columns: []column[store.CustomerUser]{
		{name: "id", kind: kindNumber, filter: true, key: true, get: func(u *store.CustomerUser) scalar { return number(u.Number) }},
		{name: "name", kind: kindText, null: true, filter: true, sort: true, get: func(u *store.CustomerUser) scalar { return unset(u.Name) }},
		{name: "description", kind: kindText, null: true, get: func(*store.CustomerUser) scalar { return scalar{null: true} }},
		{name: "login", kind: kindText, null: true, get: func(u *store.CustomerUser) scalar { return unset(u.Login) }},
		{name: "customer_id", kind: kindNumber, filter: true, sort: true, get: func(u *store.CustomerUser) scalar { return number(u.Customer) }},
		{name: "ext_id", kind: kindUUID, filter: true, hidden: true, key: true, get: func(u *store.CustomerUser) scalar { return textual(u.UUID) }},
	},
	rows: func(ctx context.Context, c *Call, b bounds) store.Seq[store.CustomerUser] {
		return c.CustomerUsers(ctx, store.CustomerUserFilter{Numbers: b.ids, UUIDs: b.extIDs, Page: store.Page{Limit: int(b.limit), Offset: int(b.offset)}})
	},
	count: func(ctx context.Context, c *Call) (int64, error) { return c.CountCustomerUsers(ctx) },
})

// tariffPlans is the table of get.tariff_plans: the lines that the partner may
// sell (O5).
var tariffPlans = table(list[store.TariffPlan]{
	id: func(p *store.TariffPlan) int64 { return p.Number },
	columns: []column[store.TariffPlan]{
		{name: "id", kind: kindNumber, filter: true, sort: true, get: func(p *store.TariffPlan) scalar { return number(p.Number) }},
		{name: "name", kind: kindText, filter: true, sort: true, get: func(p *store.TariffPlan) scalar { return textual(p.Name) }},
		{name: "ext_id", kind: kindUUID, filter: true, hidden: true, get: func(p *store.TariffPlan) scalar { return textual(p.UUID) }},
	},
	rows: func(ctx context.Context, c *Call, _ bounds) store.Seq[store.TariffPlan] { return c.TariffPlans(ctx) },
})
