package importer

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store"
)

// The operator's page lists the kinds and keys that the program checks.
func TestOperatorsTable(t *testing.T) {
	page, err := os.ReadFile("../docs/import.md")
	require.NoError(t, err)
	assert.Contains(t, string(page), "<!-- keys -->\n\n"+Table(), "run make generate")
}

// Steps are in an order in which everything that a line refers to comes before it.
func TestLevels(t *testing.T) {
	level := map[string]int{}
	for n := range kinds {
		level[kinds[n].name] = kinds[n].level
	}
	for _, order := range [][]string{
		{"region", "partner", "contract", "contract_service"}, {"role", "partner", "client", "client_user", "agent_user", "service"},
		{"partner", "service_type", "contract_service"}, {"contact_type", "client_contact"}, {"service_type", "client"},
		{"agent_partner", "competence"}, {"agent_user", "call"}, {"agent_partner", "sip_call"}, {"client_user", "chat_message"},
		{"partner", "device", "commutation"}, {"client", "commutation"},
		{"billing", "customer_data"}, {"mark", "customer_data"}, {"client", "customer_data"}, {"partner_user", "customer_data"}, {"house", "customer_data"},
	} {
		for n := 1; n < len(order); n++ {
			assert.Less(t, level[order[n-1]], level[order[n]], order)
		}
	}
	for noun := store.Regions; noun <= store.Devices; noun++ {
		assert.NotEmpty(t, nounNames[noun], "noun %d has no name for messages", noun)
	}
}

// Registers that refer to each other, or to nothing, are a mistake of the program.
func TestCircles(t *testing.T) {
	a := kind{name: "a", fills: []store.Noun{store.Clients}, keys: []key{{name: "b", form: refForm, of: store.Agents}}}
	b := kind{name: "b", fills: []store.Noun{store.Agents}, keys: []key{{name: "a", form: refForm, of: store.Clients}}}
	assert.PanicsWithValue(t, "registers refer to each other in a circle", func() { ordered([]kind{a, b}) })
	assert.PanicsWithValue(t, "a.b refers to what no register fills", func() { ordered([]kind{a}) })
}
