package importer

import "partnerapi/store"

// Registers of USERSIDE that a partner numbers as it likes (O8): the key is the
// partner with the number.

var (
	billingKind       = namedKind("billing", store.Billings, (*store.ImportTx).PutBilling)
	markKind          = namedKind("mark", store.Marks, (*store.ImportTx).PutMark)
	customerGroupKind = namedKind("customer_group", store.CustomerGroups, (*store.ImportTx).PutCustomerGroup)
)

// namedKind is a register of numbers and names.
func namedKind(name string, noun store.Noun, put func(tx *store.ImportTx, partner, id int64, name string) error) kind {
	return kind{
		name:  name,
		fills: []store.Noun{noun},
		keys:  ownKeys(name),
		put: func(tx *store.ImportTx, r *record) error {
			return put(tx, r.found("partner_id").ID, r.number(name+"_id"), r.text(name+"_name"))
		},
	}
}

func ownKeys(name string, more ...key) []key {
	return append([]key{
		{name: name + "_id", form: numberForm, min: 1, max: store.MaxNumber, orText: true, about: "the partner's own"},
		{name: "partner_id", form: refForm, of: store.Partners},
		{name: name + "_name", form: textForm, filled: true},
	}, more...)
}

var deviceKind = kind{
	name:  "device",
	fills: []store.Noun{store.Devices},
	keys:  ownKeys("device", key{name: "device_ip", form: ipForm, optional: true, null: true}),
	put: func(tx *store.ImportTx, r *record) error {
		return tx.PutDevice(store.DeviceEntry{
			Partner: r.found("partner_id").ID, ID: r.number("device_id"), Name: r.text("device_name"), IP: r.change("device_ip"),
		})
	},
}

var houseKind = kind{
	name:  "house",
	fills: []store.Noun{store.Houses},
	keys: ownKeys("house", key{
		name: "address_unit_id", form: numberForm, optional: true, null: true, min: 1, max: store.MaxNumber, orText: true, about: "the street or town that the house is in",
	}),
	put: func(tx *store.ImportTx, r *record) error {
		return tx.PutHouse(store.HouseEntry{
			Partner: r.found("partner_id").ID, ID: r.number("house_id"), Name: r.text("house_name"), AddressUnit: r.change("address_unit_id"),
		})
	},
}

// maxPort is the highest port of a device: some number them by slots and cards.
const maxPort = 1000000

var commutationKind = kind{
	name: "commutation",
	keys: []key{
		customerKey,
		{name: "device_id", form: refForm, of: store.Devices, partnerOf: "client_id", about: "with the client the key: the same two again move the customer to the port"},
		{name: "port", form: numberForm, max: maxPort, orText: true},
	},
	put: func(tx *store.ImportTx, r *record) error {
		return tx.PutCommutation(r.found("client_id"), r.found("device_id").ID, r.number("port"))
	},
}
