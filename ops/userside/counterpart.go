package userside

// counterparts are the methods of v2 that do what an action does, for those who
// move from one to the other.
var counterparts = map[string]string{
	"get_data":         "get.customers",
	"get_customers_id": "get.customers",
	"get_abon_id":      "get.customers",

	"add":  "create.customers",
	"edit": "update.customers",

	"state_change": "update.customer_status",
	"to_ex":        "update.customer_status",
	"to_normal":    "update.customer_status",

	"tarif_change":         "update.customer_tariff_plans",
	"list_tarif_available": "get.tariff_plans",
}

// Counterpart returns the method of v2 that does what an action of USERSIDE does,
// or "" when there is none. It need not do all of it.
func Counterpart(action string) string { return counterparts[action] }
