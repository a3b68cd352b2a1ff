package partner

// counterparts are the methods of v2 that do what an operation does, for those
// who move from one to the other.
var counterparts = map[string]string{
	"partner_read": "get.account",

	"client_read":          "get.customers",
	"client_read_advanced": "get.customers",
	"client_add":           "create.customers",
	"client_add_its":       "create.customers",
	"client_add_advanced":  "create.customers",
	"client_edit":          "update.customers",
	"client_edit_its":      "update.customers",
	"client_edit_advanced": "update.customers",
	"client_delete":        "update.customer_status",

	"client_user_read":               "get.customer_users",
	"client_user_read_with_birthday": "get.customer_users",

	"partner_user_read":         "get.employees",
	"partner_user_add":          "create.employees",
	"partner_user_edit":         "update.employees",
	"partner_user_delete":       "delete.employees",
	"partner_user_contact_read": "get.employees",
	"partner_user_contact_edit": "update.employees",

	"service_type_read": "get.tariff_plans",
}

// Counterpart returns the method of v2 that does what an operation of PartnerAPI
// does, or "" when there is none. It need not do all of it.
func Counterpart(operation string) string { return counterparts[operation] }
