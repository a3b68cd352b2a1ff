package importer

import (
	"slices"

	"partnerapi/store"
)

// customerDataKind is what USERSIDE has of a client beside the register of clients, by the
// names of its action edit.
var customerDataKind = kind{
	name: "customer_data",
	keys: slices.Concat([]key{
		customerKey,
		{name: "name", form: textForm, optional: true, filled: true, trimmed: true, about: "client_name"},
	}, dataKeys("client_id")),
	check: checkIPs,
	put: func(tx *store.ImportTx, r *record) error {
		data := dataOf(r)
		data.Client, data.Name = r.found("client_id"), r.textIfGiven("name")
		return tx.PutCustomerData(data)
	},
}

// usersideCustomerKind is a customer whom USERSIDE alone knew: client and
// customer_data in one.
var usersideCustomerKind = kind{
	name:  "userside_customer",
	fills: []store.Noun{store.ClientNumbers},
	keys: slices.Concat([]key{
		{name: "partner_id", form: refForm, of: store.Partners},
		{name: "number", form: numberForm, min: 1, max: store.MaxNumber, orText: true, about: "the key: the id in v2 and USERSIDE"},
		{name: "fio", form: textForm, null: true, trimmed: true, about: "null or blank: «Абонент» and the number for a new customer, another keeps its name"},
	}, dataKeys("partner_id")),
	check: checkIPs,
	put: func(tx *store.ImportTx, r *record) error {
		return tx.PutUsersideCustomer(store.UsersideCustomerEntry{
			Partner: r.found("partner_id").ID, Number: r.number("number"), Name: r.text("fio"), Data: dataOf(r),
		})
	},
}

// customerKey names a client in registers that USERSIDE fills.
var customerKey = key{name: "client_id", form: refForm, of: store.Clients, orNumber: store.ClientNumbers}

// dataKeys returns the keys of what USERSIDE has of a client. owner is the key of the row
// whose partner has the rows that they refer to.
func dataKeys(owner string) []key {
	return slices.Concat([]key{
		{name: "comment", form: textForm, optional: true, null: true, about: "description of client"},
		{name: "is_potential", form: flagForm, optional: true, null: true, orBit: true, about: "true: status waiting; false: a waiting client becomes active"},
		{name: "flag_corporate", form: flagForm, optional: true, null: true, orBit: true},
		{name: "billing_id", form: refForm, of: store.Billings, partnerOf: owner, optional: true, null: true, about: "goes with billing_customer_id"},
		usersideText("billing_customer_id", "the id inside the billing, of one customer of it"),
		usersideText("account_number", "of one customer of the billing"),
		usersideText("agreement_number", ""),
		{name: "agreement_date", form: dateForm, optional: true, null: true},
		usersideText("login", ""),
		usersideText("email", ""),
	}, phoneKeys(), []key{
		{name: "group_id", form: refForm, of: store.CustomerGroups, partnerOf: owner, optional: true, null: true},
		{name: "house_id", form: refForm, of: store.Houses, partnerOf: owner, optional: true, null: true},
		usersideText("apartment_number", ""),
		usersideText("entrance", ""),
		usersideText("floor", ""),
		usersideText("coordinates", ""),
		{name: "manager_id", form: refForm, of: store.PartnerUsers, orNumber: store.PartnerUserNumbers, orZero: true, partnerOf: owner, optional: true, null: true},
		{name: "parent_id", form: refForm, of: store.Clients, orNumber: store.ClientNumbers, orZero: true, partnerOf: owner, optional: true, null: true},
		{name: "date_connect", form: dateForm, optional: true, null: true},
		{name: "date_activity", form: timeForm, optional: true, null: true},
		{name: "date_activity_inet", form: timeForm, optional: true, null: true},
		{name: "ips", form: listForm, optional: true, null: true, about: "all that the customer has; each has ip, mac or both", item: &key{form: objectForm, keys: []key{
			{name: "ip", form: ipForm, optional: true, null: true},
			{name: "mac", form: macForm, optional: true, null: true},
		}}},
		{name: "subnets", form: listForm, optional: true, null: true, about: "all that the customer has", item: &key{form: subnetForm}},
		{name: "marks", form: listForm, optional: true, null: true, about: "all that the customer has", item: &key{form: refForm, of: store.Marks, partnerOf: owner}},
		{name: "opening_balance", form: moneyForm, optional: true, null: true, about: "null: 0; see above"},
		{name: "cabinet_password", form: textForm, filled: true, optional: true, null: true, about: "in clear text; kept as argon2id; null: none"},
	})
}

func dataOf(r *record) store.CustomerDataEntry {
	return store.CustomerDataEntry{
		AbonentEdit: editOf(r), IPs: ipsOf(r), Subnets: subnetsOf(r), Marks: r.idsIfGiven("marks"), Opening: r.amountIfGiven("opening_balance"),
		CabinetPassword: cabinetPasswordOf(r),
	}
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
		Comment: r.textIfGiven("comment"), Potential: r.flagIfGiven("is_potential"), Corporate: r.flagIfGiven("flag_corporate"),
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

// checkIPs requires an IP address or a MAC address in each item of ips.
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
		ips[at] = store.IP{Addr: ip.ipOrNil(), MAC: mac.text}
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
