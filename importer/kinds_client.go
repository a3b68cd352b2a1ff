package importer

import (
	"slices"

	"partnerapi/store"
)

var clientKind = kind{
	name:  "client",
	fills: []store.Noun{store.Clients, store.ClientNumbers},
	keys: []key{
		{name: "client_id", form: uuidForm},
		{name: "partner_id", form: refForm, of: store.Partners},
		{name: "region_id", form: refForm, of: store.Regions, null: true},
		{name: "client_name", form: textForm, filled: true, cut: store.Cuts["client_name"]},
		{name: "client_full_name", form: textForm, null: true, cut: store.Cuts["client_full_name"]},
		{name: "client_del", form: flagForm},
		{name: "client_inn", form: textForm, null: true, cut: store.Cuts["client_inn"]},
		{name: "client_kpp", form: textForm, null: true, cut: store.Cuts["client_kpp"]},
		{name: "client_reg_num", form: textForm, null: true, valid: validRegNumber},
		{name: "pay_method_id", form: numberForm, null: true, max: 4},
		{name: "addit_attribute", form: textForm, null: true},
		{name: "client_new_id", form: uuidForm, null: true, about: "null: a new client is given one"},
		{name: "number", form: numberForm, optional: true, null: true, min: 1, max: store.MaxNumber, about: "the id in v2 and USERSIDE"},
		{name: "status", form: textForm, optional: true, null: true, oneOf: statusNames, about: "left out: a new or restored client is active; refused beside client_del true"},
		{name: "description", form: textForm, optional: true, null: true},
		{name: "creation_date_time", form: timeForm, optional: true, null: true, about: "null or left out: a new client is of now"},
		{name: "tariff_plan_id", form: refForm, of: store.ServiceTypes, orNumber: store.ServiceTypeNumbers, optional: true, null: true},
		{name: "sites", form: listForm, optional: true, null: true, item: &key{form: objectForm, keys: []key{
			{name: "site_id", form: numberForm, min: 1, max: store.MaxNumber},
			{name: "site_domain_name", form: textForm, filled: true},
		}}},
	},
	check: func(r *record) []Problem {
		if r.flag("client_del") && r.text("status") != "" {
			return []Problem{r.problem("status", "a client with client_del true has none")}
		}
		return nil
	},
	put: func(tx *store.ImportTx, r *record) error {
		return tx.PutClient(store.ClientEntry{
			UUID: r.text("client_id"), NewUUID: r.text("client_new_id"), Partner: r.found("partner_id").ID, Region: r.idOrNil("region_id"),
			Name: r.text("client_name"), FullName: r.text("client_full_name"), INN: r.text("client_inn"), KPP: r.text("client_kpp"),
			RegNum: r.text("client_reg_num"), PayMethod: r.numberOrNil("pay_method_id"), Attribute: r.text("addit_attribute"),
			Deleted: r.flag("client_del"), Status: statusOf(r.text("status")), Number: r.numberOrNil("number"), Claimed: r.claimed,
			Description: r.textIfGiven("description"), Created: r.timeOrNil("creation_date_time"), TariffPlan: r.idIfGiven("tariff_plan_id"), Sites: sitesOf(r),
		})
	},
}

// statusNames are the states of a client that is not deleted.
var statusNames = func() (names []string) {
	for _, status := range store.ShownStatuses() {
		names = append(names, status.String())
	}
	return names
}()

func statusOf(name string) *store.Status {
	if name == "" {
		return nil
	}
	return &store.ShownStatuses()[slices.Index(statusNames, name)]
}

func sitesOf(r *record) *[]store.Site {
	list := r.value("sites")
	if !list.given {
		return nil
	}
	sites := []store.Site{}
	for _, site := range list.list {
		sites = append(sites, store.Site{ID: site.list[0].number, Domain: site.list[1].text})
	}
	slices.SortFunc(sites, func(a, b store.Site) int { return int(min(max(a.ID-b.ID, -1), 1)) })
	return &sites
}

var clientContactKind = kind{
	name: "client_contact",
	keys: []key{
		{name: "client_id", form: refForm, of: store.Clients},
		{name: "contact_type_id", form: refForm, of: store.ClientContactTypes},
		contactView,
	},
	put: func(tx *store.ImportTx, r *record) error {
		return tx.PutClientContact(r.found("client_id"), r.found("contact_type_id").ID, r.text("contact_view"))
	},
}

var serviceKind = kind{
	name: "service",
	keys: []key{
		{name: "service_id", form: uuidForm},
		{name: "sale_partner_id", form: refForm, of: store.Partners},
		{name: "client_id", form: refForm, of: store.Clients, within: "sale_partner_id"},
		{name: "service_partner_id", form: refForm, of: store.Partners},
		{name: "service_start_date", form: dateForm, null: true},
		{name: "service_end_date", form: dateForm, null: true, notBefore: "service_start_date"},
		{name: "agent_user_id", form: refForm, of: store.UserAgents, within: "client_id"},
		{name: "service_type_id", form: refForm, of: store.ServiceTypes},
	},
	put: func(tx *store.ImportTx, r *record) error {
		return tx.PutService(store.ServiceEntry{
			UUID: r.text("service_id"), Partner: r.found("sale_partner_id").ID, Client: r.found("client_id").ID,
			ServicePartner: r.found("service_partner_id").ID, Start: r.date("service_start_date"), End: r.date("service_end_date"),
			Agent: r.found("agent_user_id").ID, ServiceType: r.found("service_type_id").ID,
		})
	},
}
