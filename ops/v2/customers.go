package v2

import (
	"context"

	"partnerapi/internal/jsonvalue"
	"partnerapi/internal/money"
	"partnerapi/store"
)

// customers is the table of get.customers: the page's columns in its order, then
// ext_id (O9).
var customers = table(list[store.Customer]{
	id: func(c *store.Customer) int64 { return c.Number },
	columns: []column[store.Customer]{
		{name: "id", schema: integer(), filter: true, get: func(c *store.Customer) scalar { return number(c.Number) }},
		{name: "name", schema: text(), filter: true, get: func(c *store.Customer) scalar { return textual(c.Name) }},
		{name: "description", schema: orNull(text()), get: func(c *store.Customer) scalar { return unset(c.Description) }},
		{name: "creation_date_time", schema: dateTime(), sort: true, time: true, get: func(c *store.Customer) scalar { return number(int64(c.Created)) }},
		{name: "status", schema: &schema{Type: "string", Enum: statusNames(store.ShownStatuses())}, values: statusNames(append(store.ShownStatuses(), store.StatusArchive)), filter: true, sort: true,
			get: func(c *store.Customer) scalar { return textual(c.Status.String()) }},
		{name: "status_change_date_time", schema: dateTime(), time: true, get: func(c *store.Customer) scalar { return number(int64(c.StatusTime)) }},
		{name: "tariff_plan_id", schema: orNull(integer()), filter: true, get: func(c *store.Customer) scalar { return optional(c.TariffPlan) }},
		{name: "tariff_plan_name", schema: orNull(text()), filter: true, get: func(c *store.Customer) scalar {
			if c.TariffPlan == nil {
				return scalar{null: true}
			}
			return textual(c.TariffPlanName)
		}},
		{name: "monthly_base_limit", schema: orNull(&schema{Type: "number"}), append: func(b []byte, c *store.Customer) []byte { return appendOptionalMoney(b, c.MonthlyBase.Most) }},
		{name: "monthly_base_notify_limit", schema: orNull(&schema{Type: "number"}), append: func(b []byte, c *store.Customer) []byte { return appendOptionalMoney(b, c.MonthlyBase.NotifyAt) }},
		{name: "monthly_base_notify_emails", schema: arrayOf(text()), append: func(b []byte, c *store.Customer) []byte { return appendTexts(b, c.MonthlyBase.NotifyEmails) }},
		{name: "monthly_calls_limit", schema: orNull(integer()), get: func(c *store.Customer) scalar { return optional(c.MonthlyCalls.Most) }},
		{name: "monthly_calls_notify_limit", schema: orNull(integer()), get: func(c *store.Customer) scalar { return optional(c.MonthlyCalls.NotifyAt) }},
		{name: "monthly_calls_notify_emails", schema: arrayOf(text()), append: func(b []byte, c *store.Customer) []byte { return appendTexts(b, c.MonthlyCalls.NotifyEmails) }},
		{name: "daily_calls_limit", schema: orNull(integer()), get: func(c *store.Customer) scalar { return optional(c.DailyCalls.Most) }},
		{name: "daily_calls_notify_limit", schema: orNull(integer()), get: func(c *store.Customer) scalar { return optional(c.DailyCalls.NotifyAt) }},
		{name: "daily_calls_notify_emails", schema: arrayOf(text()), append: func(b []byte, c *store.Customer) []byte { return appendTexts(b, c.DailyCalls.NotifyEmails) }},
		{name: "sites", parts: []string{"site_id", "site_domain_name"}, schema: arrayOf(object(nil, property{"site_id", integer()}, property{"site_domain_name", text()})), append: appendSites},
		{name: extID, schema: uuid(), filter: true, hidden: true, get: func(c *store.Customer) scalar { return textual(c.UUID) }},
	},
	rows: func(ctx context.Context, c *Call, b bounds) store.Seq[store.Customer] {
		return c.Customers(ctx, store.CustomerFilter{Numbers: b.ids, UUIDs: b.extIDs, Page: store.Page{Limit: int(b.limit), Offset: int(b.offset)}})
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

func appendOptionalMoney(b []byte, n *int64) []byte {
	if n == nil {
		return append(b, "null"...)
	}
	return money.Append(b, *n)
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

func getCustomers(ctx context.Context, c *Call, in *listParams) (Result, error) {
	return customers.run(ctx, c, in)
}
