package store

// Sequences of numbers (O9) and of agents' numbers (S10); the sequences of
// internal ids are named after their tables.
const (
	seqPartnerNumber      = "partner.number"
	seqClientNumber       = "client.number"
	seqClientUserNumber   = "client_user.number"
	seqPartnerUserNumber  = "partner_user.number"
	seqServiceTypeNumber  = "service_type.number"
	seqAgentPartnerNumber = "agent_partner.number"
	seqAgentUserNumber    = "agent_user.number"
)

// idTables are the tables whose ids come from a sequence of their name.
var idTables = []string{
	"region", "role", "contact_type", "partner", "partner_contact", "contract", "service_type", "contract_service", "client", "client_contact", "employee", "employee_contact",
	"agent", "service", "competence", "call", "remote_session", "sip_call", "chat_message", "api_token", "api_key",
	"customer_history", "customer_ip", "customer_message", "customer_service", "ledger", "mac_history",
}

// unbroken are the sequences without gaps: the next agent_user_number is the largest one + 1
// (S10).
var unbroken = []string{seqAgentUserNumber}

// counters returns the first values of all sequences of a new database. Numbers begin with
// the base of the deployment (O9).
func counters(base int64) map[string]int64 {
	first := map[string]int64{seqAgentPartnerNumber: 1, seqAgentUserNumber: 1}
	for _, table := range idTables {
		first[table] = 1
	}
	for _, name := range []string{seqPartnerNumber, seqClientNumber, seqClientUserNumber, seqPartnerUserNumber, seqServiceTypeNumber} {
		first[name] = base
	}
	return first
}
