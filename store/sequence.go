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

// firstNumbers says where the sequences of numbers begin in a new database (O9).
func firstNumbers(base int64) map[string]int64 {
	first := map[string]int64{}
	for _, name := range []string{seqPartnerNumber, seqClientNumber, seqClientUserNumber, seqPartnerUserNumber, seqServiceTypeNumber} {
		first[name] = base
	}
	return first
}
