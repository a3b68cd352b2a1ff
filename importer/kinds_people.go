package importer

import "partnerapi/store"

// Employees and agents of both sides: the same keys under the names of the side.

var (
	partnerUserKind = employeeKind(store.OfPartner, "partner_user", []store.Noun{store.PartnerUsers, store.PartnerUserNumbers, store.Employees},
		key{name: "partner_id", form: refForm, of: store.Partners})
	clientUserKind = employeeKind(store.OfClient, "client_user", []store.Noun{store.ClientUsers, store.Employees},
		key{name: "client_id", form: refForm, of: store.Clients})

	partnerUserContactKind = employeeContactKind("partner_user", store.PartnerUsers)
	clientUserContactKind  = employeeContactKind("client_user", store.ClientUsers)

	agentPartnerKind = agentKind(store.OfPartner, "agent_partner", store.PartnerAgents,
		key{name: "partner_id", form: refForm, of: store.Partners},
		key{name: "partner_user_id", form: refForm, of: store.PartnerUsers, within: "partner_id"})
	agentUserKind = agentKind(store.OfClient, "agent_user", store.UserAgents,
		key{name: "client_id", form: refForm, of: store.Clients},
		key{name: "client_user_id", form: refForm, of: store.ClientUsers, within: "client_id"})
)

func employeeKind(side store.Side, name string, nouns []store.Noun, owner key) kind {
	return kind{
		name:  name,
		fills: nouns,
		keys: []key{
			{name: name + "_id", form: uuidForm},
			owner,
			{name: name + "_name", form: textForm},
			{name: name + "_family_name", form: textForm, null: true},
			{name: name + "_father_name", form: textForm, null: true},
			{name: name + "_birthday", form: dateForm, null: true},
			{name: name + "_del", form: flagForm},
		},
		put: func(tx *store.ImportTx, r *record) error {
			of := r.found(owner.name)
			return tx.PutEmployee(store.EmployeeEntry{
				Side: side, UUID: r.text(name + "_id"), Partner: of.Partner, Client: of.Client,
				Name: r.text(name + "_name"), FamilyName: r.text(name + "_family_name"), FatherName: r.text(name + "_father_name"),
				Birthday: r.date(name + "_birthday"), Deleted: r.flag(name + "_del"),
			})
		},
	}
}

func employeeContactKind(employee string, noun store.Noun) kind {
	return kind{
		name: employee + "_contact",
		keys: []key{
			{name: employee + "_id", form: refForm, of: noun},
			{name: "contact_type_id", form: refForm, of: store.EmployeeContactTypes},
			contactView,
		},
		put: func(tx *store.ImportTx, r *record) error {
			return tx.PutEmployeeContact(r.found(employee+"_id"), r.found("contact_type_id").ID, r.text("contact_view"))
		},
	}
}

func agentKind(side store.Side, name string, noun store.Noun, owner, employee key) kind {
	return kind{
		name:  name,
		fills: []store.Noun{noun, store.Agents},
		keys: []key{
			{name: name + "_id", form: uuidForm},
			{name: name + "_number", form: textForm, filled: true},
			{name: "agent_type", form: numberForm, optional: true, null: true, min: int64(side), max: int64(side)},
			{name: name + "_password", form: textForm, null: true, about: "null or empty: a new agent is given one; kept sealed"},
			owner,
			{name: name + "_activity", form: flagForm},
			employee,
		},
		put: func(tx *store.ImportTx, r *record) error {
			of := r.found(owner.name)
			return tx.PutAgent(store.AgentEntry{
				Side: side, UUID: r.text(name + "_id"), Number: r.text(name + "_number"), Password: r.text(name + "_password"),
				Partner: of.Partner, Client: of.Client, Employee: r.found(employee.name).ID, Active: r.flag(name + "_activity"),
			})
		},
	}
}

var competenceKind = kind{
	name: "competence",
	keys: []key{
		{name: "competence_id", form: uuidForm},
		{name: "agent_partner_id", form: refForm, of: store.PartnerAgents},
		{name: "service_type_id", form: refForm, of: store.ServiceTypes},
		{name: "prioritet", form: numberForm, null: true, max: store.MaxNumber, about: "null: 3"},
	},
	put: func(tx *store.ImportTx, r *record) error {
		priority := int64(store.DefaultPriority)
		if given := r.numberOrNil("prioritet"); given != nil {
			priority = *given
		}
		return tx.PutCompetence(store.CompetenceEntry{
			UUID: r.text("competence_id"), Agent: r.found("agent_partner_id"), ServiceType: r.found("service_type_id").ID, Priority: priority,
		})
	},
}
