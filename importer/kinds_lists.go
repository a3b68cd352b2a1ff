package importer

import "partnerapi/store"

// Registers that belong to nobody.

var regionKind = kind{
	name:  "region",
	fills: []store.Noun{store.Regions},
	keys: []key{
		{name: "region_id", form: uuidForm},
		{name: "region_name", form: textForm, filled: true},
		{name: "region_time_zone", form: numberForm, min: -12, max: 14, about: "hours east of UTC"},
	},
	put: func(tx *store.ImportTx, r *record) error {
		return tx.PutRegion(store.RegionEntry{UUID: r.text("region_id"), Name: r.text("region_name"), TimeZone: r.number("region_time_zone")})
	},
}

var roleKind = kind{
	name:  "role",
	fills: []store.Noun{store.Roles},
	keys: []key{
		{name: "role_id", form: numberForm, min: 1, max: store.MaxNumber, orText: true},
		{name: "role_name", form: textForm, filled: true},
	},
	put: func(tx *store.ImportTx, r *record) error {
		return tx.PutRole(store.RoleEntry{Number: r.number("role_id"), Name: r.text("role_name")})
	},
}

var contactTypeKind = kind{
	name:  "contact_type",
	fills: []store.Noun{store.ClientContactTypes, store.PartnerContactTypes, store.EmployeeContactTypes},
	keys: []key{
		{name: "contact_type_id", form: uuidForm},
		{name: "contact_type_name", form: textForm, filled: true},
		{name: "contact_type_code", form: numberForm, min: 1, max: 3, about: "1 clients, 2 partners, 3 employees"},
	},
	put: func(tx *store.ImportTx, r *record) error {
		return tx.PutContactType(store.ContactTypeEntry{UUID: r.text("contact_type_id"), Name: r.text("contact_type_name"), Code: r.number("contact_type_code")})
	},
}
