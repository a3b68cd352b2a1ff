package v2

import (
	"context"

	"partnerapi/internal/jsonvalue"
	"partnerapi/internal/money"
	"partnerapi/store"
)

const (
	integerSchema  = `{"type":"integer"}`
	stringSchema   = `{"type":"string"}`
	nullableNumber = `{"type":["number","null"]}`
	nullableInt    = `{"type":["integer","null"]}`
	nullableString = `{"type":["string","null"]}`
	emailsSchema   = `{"type":"array","items":{"type":"string"}}`
	uuidSchema     = `{"type":"string","pattern":"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}`
)

// customers is the table of get.customers: the page's columns in its order, then
// ext_id (one-store O9).
var customers = table(list[store.Customer]{
	id: func(c *store.Customer) int64 { return c.Number },
	columns: []column[store.Customer]{
		{name: "id", schema: integerSchema, filter: true, get: func(c *store.Customer) scalar { return number(c.Number) }},
		{name: "name", schema: stringSchema, filter: true, get: func(c *store.Customer) scalar { return textual(c.Name) }},
		{name: "description", schema: nullableString, get: func(c *store.Customer) scalar { return unset(c.Description) }},
		{name: "creation_date_time", schema: stringSchema, sort: true, time: true, get: func(c *store.Customer) scalar { return number(int64(c.Created)) }},
		{name: "status", schema: `{"type":"string","enum":["waiting","active","manual_lock","limit_lock","debt_lock"]}`, filter: true, sort: true,
			get: func(c *store.Customer) scalar { return textual(c.Status.String()) }},
		{name: "status_change_date_time", schema: stringSchema, time: true, get: func(c *store.Customer) scalar { return number(int64(c.StatusTime)) }},
		{name: "tariff_plan_id", schema: nullableInt, filter: true, get: func(c *store.Customer) scalar { return optional(c.TariffPlan) }},
		{name: "tariff_plan_name", schema: nullableString, filter: true, get: func(c *store.Customer) scalar {
			if c.TariffPlan == nil {
				return scalar{null: true}
			}
			return textual(c.TariffPlanName)
		}},
		{name: "monthly_base_limit", schema: nullableNumber, append: func(b []byte, c *store.Customer) []byte { return appendOptionalMoney(b, c.MonthlyBase.Most) }},
		{name: "monthly_base_notify_limit", schema: nullableNumber, append: func(b []byte, c *store.Customer) []byte { return appendOptionalMoney(b, c.MonthlyBase.NotifyAt) }},
		{name: "monthly_base_notify_emails", schema: emailsSchema, append: func(b []byte, c *store.Customer) []byte { return appendTexts(b, c.MonthlyBase.NotifyEmails) }},
		{name: "monthly_calls_limit", schema: nullableInt, get: func(c *store.Customer) scalar { return optional(c.MonthlyCalls.Most) }},
		{name: "monthly_calls_notify_limit", schema: nullableInt, get: func(c *store.Customer) scalar { return optional(c.MonthlyCalls.NotifyAt) }},
		{name: "monthly_calls_notify_emails", schema: emailsSchema, append: func(b []byte, c *store.Customer) []byte { return appendTexts(b, c.MonthlyCalls.NotifyEmails) }},
		{name: "daily_calls_limit", schema: nullableInt, get: func(c *store.Customer) scalar { return optional(c.DailyCalls.Most) }},
		{name: "daily_calls_notify_limit", schema: nullableInt, get: func(c *store.Customer) scalar { return optional(c.DailyCalls.NotifyAt) }},
		{name: "daily_calls_notify_emails", schema: emailsSchema, append: func(b []byte, c *store.Customer) []byte { return appendTexts(b, c.DailyCalls.NotifyEmails) }},
		{name: "sites", schema: `{"type":"array","items":{"type":"object","properties":{"site_id":{"type":"integer"},"site_domain_name":{"type":"string"}}}}`, append: appendSites},
		{name: "ext_id", schema: uuidSchema, filter: true, hidden: true, get: func(c *store.Customer) scalar { return textual(c.UUID) }},
	},
	rows: func(ctx context.Context, c *Call, b bounds) store.Seq[store.Customer] {
		return c.Customers(ctx, store.CustomerFilter{Numbers: b.ids, UUIDs: b.extIDs, Page: store.Page{Limit: int(b.limit), Offset: int(b.offset)}})
	},
	count: func(ctx context.Context, c *Call) (int64, error) { return c.CountCustomers(ctx) },
})

// unset answers null for an empty text.
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
