package importer

import "partnerapi/store"

var partnerKind = kind{
	name:  "partner",
	fills: []store.Noun{store.Partners},
	keys: []key{
		{name: "partner_id", form: uuidForm},
		{name: "partner_name", form: textForm, filled: true},
		{name: "regions", form: listForm, item: &key{form: refForm, of: store.Regions}, about: "the first is the default"},
		{name: "roles", form: listForm, item: &key{form: refForm, of: store.Roles}},
		{name: "logins", form: listForm, optional: true, null: true, about: "others that the partner has stay; passwords are kept as argon2id", item: &key{form: objectForm, keys: []key{
			{name: "login", form: textForm, limit: store.MaxLogin, valid: complaintOf(store.CheckLogin)},
			{name: "password", form: textForm, limit: store.MaxLoginPassword, valid: complaintOf(store.CheckLoginPassword)},
		}}},
		{name: "number", form: numberForm, optional: true, null: true, min: 1, max: store.MaxNumber, about: "the account id of v2"},
	},
	put: func(tx *store.ImportTx, r *record) error {
		return tx.PutPartner(store.PartnerEntry{
			UUID: r.text("partner_id"), Name: r.text("partner_name"), Regions: r.ids("regions"), Roles: r.ids("roles"),
			Logins: loginsOf(r), Number: r.numberOrNil("number"),
		})
	},
}

// complaintOf makes the check of a key of one of the store's rules.
func complaintOf(check func(text string) error) func(text string) string {
	return func(text string) string {
		if err := check(text); err != nil {
			return err.Error()
		}
		return ""
	}
}

var partnerContactKind = kind{
	name: "partner_contact",
	keys: []key{
		{name: "partner_id", form: refForm, of: store.Partners},
		{name: "region_id", form: refForm, of: store.Regions},
		{name: "contact_type_id", form: refForm, of: store.PartnerContactTypes},
		contactView,
	},
	put: func(tx *store.ImportTx, r *record) error {
		return tx.PutPartnerContact(r.found("partner_id"), r.found("region_id").ID, r.found("contact_type_id").ID, r.text("contact_view"))
	},
}

// contactView is the same in all four contact registers (T4, S12).
var contactView = key{name: "contact_view", form: textForm, null: true, cut: store.Cuts["contact_view"]}

var contractKind = kind{
	name:  "contract",
	fills: []store.Noun{store.Contracts},
	keys: []key{
		{name: "contract_id", form: uuidForm},
		{name: "partner_id", form: refForm, of: store.Partners},
		{name: "role_id", form: refForm, of: store.Roles},
		{name: "contract_start_date", form: dateForm, null: true},
		{name: "contract_end_date", form: dateForm, null: true, notBefore: "contract_start_date"},
	},
	put: func(tx *store.ImportTx, r *record) error {
		return tx.PutContract(store.ContractEntry{
			UUID: r.text("contract_id"), Partner: r.found("partner_id").ID, Role: r.found("role_id").ID,
			Start: r.date("contract_start_date"), End: r.date("contract_end_date"),
		})
	},
}

var serviceTypeKind = kind{
	name:  "service_type",
	fills: []store.Noun{store.ServiceTypes, store.ServiceTypeNumbers},
	keys: []key{
		{name: "service_type_id", form: uuidForm},
		{name: "service_type_name", form: textForm},
		{name: "service_type_full_name", form: textForm, optional: true, null: true},
		{name: "partner_id", form: refForm, of: store.Partners, about: "the owner"},
		{name: "exported", form: flagForm, optional: true, null: true},
		{name: "service_type_del", form: flagForm, optional: true, null: true},
		{name: "number", form: numberForm, optional: true, null: true, min: 1, max: store.MaxNumber, about: "the tariff plan's id in v2"},
	},
	put: func(tx *store.ImportTx, r *record) error {
		return tx.PutServiceType(store.ServiceTypeEntry{
			UUID: r.text("service_type_id"), Name: r.text("service_type_name"), FullName: r.textIfGiven("service_type_full_name"),
			Partner: r.found("partner_id").ID, Exported: r.flagOrNil("exported"), Deleted: r.flagOrNil("service_type_del"), Number: r.numberOrNil("number"),
		})
	},
}

var contractServiceKind = kind{
	name: "contract_service",
	keys: []key{
		{name: "contract_id", form: refForm, of: store.Contracts},
		{name: "service_type_id", form: refForm, of: store.ServiceTypes},
		{name: "contract_service_start_date", form: dateForm, null: true},
		{name: "contract_service_end_date", form: dateForm, optional: true, null: true, notBefore: "contract_service_start_date"},
	},
	put: func(tx *store.ImportTx, r *record) error {
		return tx.PutContractService(store.ContractServiceEntry{
			Contract: r.found("contract_id"), ServiceType: r.found("service_type_id").ID,
			Start: r.date("contract_service_start_date"), End: r.dateIfGiven("contract_service_end_date"),
		})
	},
}

var itsContractKind = kind{
	name: "its_contract",
	keys: []key{
		{name: "reg_numbers", form: listForm, filled: true, item: &key{form: textForm, filled: true, valid: validRegNumber}},
		{name: "inn", form: textForm, null: true},
		{name: "level", form: numberForm, min: 1, max: 4, about: "not 3"},
		{name: "date_from", form: dateForm, about: "with the number the key: the same two again update"},
		{name: "date_to", form: dateForm, null: true, notBefore: "date_from"},
	},
	check: func(r *record) []Problem {
		if r.number("level") == 3 {
			return []Problem{r.problem("level", "1, 2 or 4 is expected")}
		}
		return nil
	},
	put: func(tx *store.ImportTx, r *record) error {
		for _, number := range r.texts("reg_numbers") {
			if err := tx.PutITSContract(number, store.ITSContract{
				INN: r.text("inn"), Level: r.number("level"), DateFrom: r.date("date_from"), DateTo: r.date("date_to"),
			}); err != nil {
				return err
			}
		}
		return nil
	},
}

func validRegNumber(text string) string {
	if text != "" && !store.ValidRegNumber(text) {
		return "is no registration number: a number from 500000 to 999999999999, or one with the prefix ВО or FR"
	}
	return ""
}
