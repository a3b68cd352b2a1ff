package registers

import (
	"slices"

	"partnerapi/store"
)

// customerDataKind is what USERSIDE knows of a client beside the register of
// clients, under the names of its edit.
var customerDataKind = kind{
	name: "customer_data",
	keys: slices.Concat([]key{
		{name: "client_id", form: refForm, of: store.Clients},
		{name: "name", form: textForm, optional: true, filled: true, trimmed: true, about: "client_name"},
		{name: "comment", form: textForm, optional: true, null: true, about: "description of client"},
		{name: "is_potential", form: flagForm, optional: true, null: true, orBit: true, about: "true: status waiting; false: a waiting client becomes active"},
		{name: "flag_corporate", form: flagForm, optional: true, null: true, orBit: true},
		{name: "billing_id", form: refForm, of: store.Billings, partnerOf: "client_id", optional: true, null: true, about: "goes with billing_customer_id"},
		usersideText("billing_customer_id", "the id inside the billing, of one customer of it"),
		usersideText("account_number", "of one customer of the billing"),
		usersideText("agreement_number", ""),
		{name: "agreement_date", form: dateForm, optional: true, null: true},
		usersideText("login", ""),
		usersideText("email", ""),
	}, phoneKeys(), []key{
		{name: "group_id", form: refForm, of: store.CustomerGroups, partnerOf: "client_id", optional: true, null: true},
		{name: "house_id", form: refForm, of: store.Houses, partnerOf: "client_id", optional: true, null: true},
		usersideText("apartment_number", ""),
		usersideText("entrance", ""),
		usersideText("floor", ""),
		usersideText("coordinates", ""),
		{name: "manager_id", form: refForm, of: store.PartnerUsers, orNumber: store.PartnerUserNumbers, partnerOf: "client_id", optional: true, null: true},
		{name: "parent_id", form: refForm, of: store.Clients, orNumber: store.ClientNumbers, partnerOf: "client_id", optional: true, null: true},
		{name: "date_connect", form: dateForm, optional: true, null: true},
		{name: "date_activity", form: timeForm, optional: true, null: true},
		{name: "date_activity_inet", form: timeForm, optional: true, null: true},
		{name: "ips", form: listForm, optional: true, null: true, about: "all that the customer has; each has ip, mac or both", item: &key{form: objectForm, keys: []key{
			{name: "ip", form: ipForm, optional: true, null: true},
			{name: "mac", form: macForm, optional: true, null: true},
		}}},
		{name: "subnets", form: listForm, optional: true, null: true, about: "all that the customer has", item: &key{form: subnetForm}},
		{name: "marks", form: listForm, optional: true, null: true, about: "all that the customer has", item: &key{form: refForm, of: store.Marks, partnerOf: "client_id"}},
		{name: "opening_balance", form: moneyForm, optional: true, null: true, about: "null: 0; see above"},
	}),
	check: checkIPs,
	put: func(tx *store.ImportTx, r *record) error {
		return tx.PutCustomerData(store.CustomerDataEntry{
			Client: r.found("client_id"), AbonentEdit: editOf(r), IPs: ipsOf(r), Subnets: subnetsOf(r), Marks: r.idsIfGiven("marks"), Opening: r.amountIfGiven("opening_balance"),
		})
	},
}

func usersideText(name, about string) key {
	return key{name: name, form: textForm, optional: true, null: true, trimmed: true, about: about}
}

var phoneNames = [...]string{"phone0", "phone1", "phone2", "phone3", "phone4"}

func phoneKeys() (keys []key) {
	for n, about := range [...]string{"mobile, the main one", "at home", "", "", ""} {
		keys = append(keys, usersideText(phoneNames[n], about))
	}
	return keys
}

func editOf(r *record) store.AbonentEdit {
	e := store.AbonentEdit{
		Name: r.textIfGiven("name"), Comment: r.textIfGiven("comment"), Potential: r.flagIfGiven("is_potential"), Corporate: r.flagIfGiven("flag_corporate"),
		Billing: r.changeOfID("billing_id"), BillingCustomerID: r.textIfGiven("billing_customer_id"), AccountNumber: r.textIfGiven("account_number"),
		AgreementNumber: r.textIfGiven("agreement_number"), AgreementDate: r.dateIfGiven("agreement_date"), Login: r.textIfGiven("login"), Email: r.textIfGiven("email"),
		Group: r.changeOfID("group_id"), House: r.changeOfID("house_id"), Apartment: r.textIfGiven("apartment_number"), Entrance: r.textIfGiven("entrance"),
		Floor: r.textIfGiven("floor"), Coordinates: r.textIfGiven("coordinates"), Manager: r.changeOfID("manager_id"), Parent: r.changeOfID("parent_id"),
		DateConnect: r.dateIfGiven("date_connect"), Activity: r.change("date_activity"), ActivityInet: r.change("date_activity_inet"),
	}
	for n, name := range phoneNames {
		e.Phones[n] = r.textIfGiven(name)
	}
	return e
}

// checkIPs wants an address or a MAC address in each of the ips.
func checkIPs(r *record) (problems []Problem) {
	for at := range r.value("ips").list {
		if ip := r.value("ips").list[at].list; !ip[0].set() && !ip[1].set() {
			problems = append(problems, r.problem("ips", "item %d: ip or mac is needed", at+1))
		}
	}
	return problems
}

func ipsOf(r *record) *[]store.IP {
	list := r.value("ips")
	if !list.given {
		return nil
	}
	ips := make([]store.IP, len(list.list))
	for at := range list.list {
		ip, mac := &list.list[at].list[0], &list.list[at].list[1]
		ips[at].MAC = mac.text
		if ip.set() {
			addr := store.IPv4(ip.number)
			ips[at].Addr = &addr
		}
	}
	return &ips
}

func subnetsOf(r *record) *[]store.Subnet {
	list := r.value("subnets")
	if !list.given {
		return nil
	}
	subnets := make([]store.Subnet, len(list.list))
	for at := range list.list {
		subnets[at] = list.list[at].subnet()
	}
	return &subnets
}
