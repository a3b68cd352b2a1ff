package importer

import (
	"fmt"
	"strings"

	"partnerapi/store"
)

// Problem is a reason why a line was refused. A line may have several.
type Problem struct {
	// Line is the line's number, from 1.
	Line int64
	// Kind is the line's kind, "" if it has none that exists.
	Kind string
	// Key is the key that is wrong, "" if the line as a whole is.
	Key string
	// Text says what is wrong. It never contains a password.
	Text string
}

// String returns the problem as a line of the report: "line 17:
// client.region_id: no such region".
func (p Problem) String() string {
	place := strings.Trim(p.Kind+"."+p.Key, ".")
	if place == "" {
		return fmt.Sprintf("line %d: %s", p.Line, p.Text)
	}
	return fmt.Sprintf("line %d: %s: %s", p.Line, place, p.Text)
}

// nounNames are the names of nouns in messages about a reference that names no row.
var nounNames = map[store.Noun]string{
	store.Regions:              "region",
	store.Roles:                "role",
	store.ClientContactTypes:   "contact_type with contact_type_code 1",
	store.PartnerContactTypes:  "contact_type with contact_type_code 2",
	store.EmployeeContactTypes: "contact_type with contact_type_code 3",
	store.Partners:             "partner",
	store.Contracts:            "contract",
	store.ServiceTypes:         "service_type",
	store.ServiceTypeNumbers:   "service_type",
	store.Clients:              "client",
	store.PartnerUsers:         "partner_user",
	store.ClientUsers:          "client_user",
	store.Employees:            "partner_user or client_user",
	store.PartnerAgents:        "agent_partner",
	store.UserAgents:           "agent_user",
	store.Agents:               "agent_partner or agent_user",
	store.PartnerUserNumbers:   "partner_user",
	store.ClientNumbers:        "client",
	store.Billings:             "billing",
	store.Marks:                "mark",
	store.CustomerGroups:       "customer_group",
	store.Houses:               "house",
	store.Devices:              "device",
}

// quoted returns a value for a message, in quotes; a long one is cut.
func quoted(text string) string {
	const most = 60
	if short := store.FirstRunes(text, most); len(short) < len(text) {
		text = short + "…"
	}
	return fmt.Sprintf("%q", text)
}
