package v2

import (
	"context"

	"partnerapi/internal/jsonvalue"
	"partnerapi/ops"
	"partnerapi/store"
)

var customerMethods = []Method{
	listing(Method{Name: "get.customers",
		Ru: "Получение клиентов агента", En: "Customers of the partner; those in the archive are not shown",
		example: example{`{"limit":100,"offset":0,"filter":{"filters":[{"field":"name","operator":"ilike","value":"%ромашка%"},{"field":"status","operator":"!=","value":"waiting"}],"condition":"and"},"fields":["id","name","status","ext_id"],"sort":[{"field":"creation_date_time","order":"desc"}]}`,
			`[{"id":100000,"name":"ООО «Ромашка»","status":"active","ext_id":"55188273-c1ad-4032-bc13-2821c556ccf3"}]`},
	}, customers),
	Define(Method{Name: "create.customers", Kind: ops.Write, Creates: true, Errors: []Mnemonic{EntityNotFound, AlreadyInUse},
		Ru: "Создание клиента агента", En: "Adds a customer in the status waiting",
		texts: map[string]described{
			"result":        {"Идентификатор нового клиента: и рядом с data, и внутри data, потому что клиенты API ищут его в обоих местах", "The new customer's number twice: for who reads it beside data and for who reads it in data"},
			"ext_id":        {"Идентификатор (UUID) нового клиента, он же client_id в PartnerAPI", "The new customer's UUID, its client_id in PartnerAPI"},
			"region_id":     {"Регион клиента (UUID из partner_region_read); не задан: первый из регионов партнера", "The customer's region, a UUID of partner_region_read; none: the first of the partner's"},
			"pay_method_id": {"Способ оплаты, код pay_method_type_read; не задан: 4, если по регистрационному номеру сегодня действует договор ИТС, иначе 2", "The pay method, a code of pay_method_type_read; none: 4 if an ITS contract is in force for the registration number today, else 2"},
			"email":         {"Адрес электронной почты клиента; не обязателен, если without_user — true", "The customer's e-mail address; not required if without_user is true"},
			"password":      {"Пароль для клиента, не короче 8 символов; не обязателен, если without_user — true", "A password for the customer, of 8 characters at least; not required if without_user is true"},
		},
		example: example{`{"name":"ООО «Ромашка»","description":"Цветы","tariff_plan_id":100000,"email":"boss@romashka.example","password":"не-короче-8",` + exampleLimits + `,` + exampleDetails + `,"without_user":false}`,
			`{"id":100000,"ext_id":"55188273-c1ad-4032-bc13-2821c556ccf3"}`},
	}, object([]string{"id", "ext_id"}, property{"id", integer()}, property{"ext_id", uuid()}), createCustomer, hashPassword),
	Define(Method{Name: "update.customers", Kind: ops.Write, Updates: true, Errors: updateErrors,
		Ru: "Редактирование параметров клиента агента", En: "Changes the parameters of a customer that are named; an array is replaced whole",
		example: example{`{"id":100000,"name":"ООО «Ромашка и Ко»","description":null,` + exampleLimits + `,` + exampleDetails + `}`, `{}`},
	}, nothing(), updateCustomer, nil),
	Define(Method{Name: "update.customer_status", Kind: ops.Write, Updates: true, Errors: append(updateErrors, InvalidState),
		Ru: "Изменение статуса клиента агента", En: "Changes the status of a customer: waiting to active, active to manual_lock, manual_lock to active or archive",
		texts: map[string]described{
			"status": {"Новый статус. Активировать можно клиента в статусе waiting, заблокировать — в статусе active, разблокировать (active) и архивировать — в статусе manual_lock", "The new status. waiting may become active, active manual_lock, manual_lock active or archive"},
		},
		example: example{`{"customer_id":100000,"status":"manual_lock"}`, `{}`},
	}, nothing(), setCustomerStatus, nil),
	Define(Method{Name: "update.customer_tariff_plans", Kind: ops.Write, Updates: true, Errors: updateErrors,
		Ru: "Смена тарифного плана клиента", En: "Changes the tariff plan of a customer",
		example: example{`{"customer_id":100000,"tariff_plan_id":100000}`, `{}`},
	}, nothing(), setCustomerTariff, nil),
}

// customers is the table of get.customers: the page's columns in its order, then
// what PartnerAPI keeps of a client, and ext_id (O9).
var customers = table(list[store.Customer]{
	id: func(c *store.Customer) int64 { return c.Number },
	columns: []column[store.Customer]{
		{name: "id", kind: kindNumber, filter: true, key: true, get: func(c *store.Customer) scalar { return number(c.Number) }},
		{name: "name", kind: kindText, filter: true, get: func(c *store.Customer) scalar { return textual(c.Name) }},
		{name: "description", kind: kindText, null: true, get: func(c *store.Customer) scalar { return unset(c.Description) }},
		{name: "creation_date_time", kind: kindTime, sort: true, get: func(c *store.Customer) scalar { return number(int64(c.Created)) }},
		{name: "status", kind: kindText, shown: statusNames(store.ShownStatuses()), values: statusNames(append(store.ShownStatuses(), store.StatusArchive)), filter: true, sort: true,
			get: func(c *store.Customer) scalar { return textual(c.Status.String()) }},
		{name: "status_change_date_time", kind: kindTime, get: func(c *store.Customer) scalar { return number(int64(c.StatusTime)) }},
		{name: "tariff_plan_id", kind: kindNumber, null: true, filter: true, get: func(c *store.Customer) scalar { return optional(c.TariffPlan) }},
		{name: "tariff_plan_name", kind: kindText, null: true, filter: true, get: func(c *store.Customer) scalar {
			if c.TariffPlan == nil {
				return scalar{null: true}
			}
			return textual(c.TariffPlanName)
		}},
		{name: "monthly_base_limit", kind: kindMoney, null: true, get: func(c *store.Customer) scalar { return optional(c.MonthlyBase.Most) }},
		{name: "monthly_base_notify_limit", kind: kindMoney, null: true, get: func(c *store.Customer) scalar { return optional(c.MonthlyBase.NotifyAt) }},
		{name: "monthly_base_notify_emails", schema: arrayOf(text()), append: func(b []byte, c *store.Customer) []byte { return appendTexts(b, c.MonthlyBase.NotifyEmails) }},
		{name: "monthly_calls_limit", kind: kindNumber, null: true, get: func(c *store.Customer) scalar { return optional(c.MonthlyCalls.Most) }},
		{name: "monthly_calls_notify_limit", kind: kindNumber, null: true, get: func(c *store.Customer) scalar { return optional(c.MonthlyCalls.NotifyAt) }},
		{name: "monthly_calls_notify_emails", schema: arrayOf(text()), append: func(b []byte, c *store.Customer) []byte { return appendTexts(b, c.MonthlyCalls.NotifyEmails) }},
		{name: "daily_calls_limit", kind: kindNumber, null: true, get: func(c *store.Customer) scalar { return optional(c.DailyCalls.Most) }},
		{name: "daily_calls_notify_limit", kind: kindNumber, null: true, get: func(c *store.Customer) scalar { return optional(c.DailyCalls.NotifyAt) }},
		{name: "daily_calls_notify_emails", schema: arrayOf(text()), append: func(b []byte, c *store.Customer) []byte { return appendTexts(b, c.DailyCalls.NotifyEmails) }},
		{name: "sites", parts: []string{"site_id", "site_domain_name"}, schema: arrayOf(object(nil, property{"site_id", integer()}, property{"site_domain_name", text()})), append: appendSites},
		{name: "inn", kind: kindText, null: true, filter: true, hidden: true, detail: true, get: func(c *store.Customer) scalar { return unset(c.INN) }},
		{name: "kpp", kind: kindText, null: true, filter: true, hidden: true, detail: true, get: func(c *store.Customer) scalar { return unset(c.KPP) }},
		{name: "full_name", kind: kindText, null: true, filter: true, hidden: true, detail: true, get: func(c *store.Customer) scalar { return unset(c.FullName) }},
		{name: "reg_number", kind: kindText, null: true, filter: true, hidden: true, detail: true, get: func(c *store.Customer) scalar { return unset(c.RegNum) }},
		{name: "region_id", kind: kindUUID, null: true, filter: true, hidden: true, detail: true, get: func(c *store.Customer) scalar { return unset(c.RegionUUID) }},
		{name: "pay_method_id", kind: kindNumber, null: true, filter: true, hidden: true, detail: true, get: func(c *store.Customer) scalar { return optional(c.PayMethod) }},
		{name: "attribute", kind: kindText, null: true, filter: true, hidden: true, detail: true, get: func(c *store.Customer) scalar { return unset(c.Attribute) }},
		{name: "ext_id", kind: kindUUID, filter: true, hidden: true, key: true, get: func(c *store.Customer) scalar { return textual(c.UUID) }},
	},
	rows: func(ctx context.Context, c *Call, b bounds) store.Seq[store.Customer] {
		return c.Customers(ctx, store.CustomerFilter{Numbers: b.ids, UUIDs: b.extIDs, Details: b.details, Page: store.Page{Limit: int(b.limit), Offset: int(b.offset)}})
	},
	count: func(ctx context.Context, c *Call) (int64, error) { return c.CountCustomers(ctx) },
})

func statusNames(statuses []store.Status) (names []string) {
	for _, status := range statuses {
		names = append(names, status.String())
	}
	return names
}

// unset returns null for an empty text.
func unset(text string) scalar {
	if text == "" {
		return scalar{null: true}
	}
	return textual(text)
}

func appendTexts(b []byte, texts []string) []byte {
	b = append(b, '[')
	for i, text := range texts {
		if i > 0 {
			b = append(b, ',')
		}
		b = jsonvalue.AppendString(b, text)
	}
	return append(b, ']')
}

func appendSites(b []byte, c *store.Customer) []byte {
	b = append(b, '[')
	for i, site := range c.Sites {
		if i > 0 {
			b = append(b, ',')
		}
		b = number(site.ID).appendJSON(append(b, `{"site_id":`...))
		b = jsonvalue.AppendString(append(b, `,"site_domain_name":`...), site.Domain)
		b = append(b, '}')
	}
	return append(b, ']')
}
