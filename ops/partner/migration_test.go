package partner

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"partnerapi/wsdl"
)

var update = flag.Bool("update", false, "write the table of docs/migration.md")

// The migration page lists every operation with what v2 has for it; go test
// ./ops/partner -run Migration -update writes the list.
func TestMigrationPage(t *testing.T) {
	const file, head = "../../docs/migration.md", "| PartnerAPI | | v2 |\n|---|---|---|\n"
	page, err := os.ReadFile(file)
	require.NoError(t, err)
	contract, err := wsdl.Read()
	require.NoError(t, err)
	table := head
	for _, op := range contract.Operations {
		method := Counterpart(op.Name)
		if method == "" {
			method = "none"
		}
		table += "| " + op.Name + " | " + op.Doc + " | " + method + " |\n"
	}
	before, _, _ := strings.Cut(string(page), head)
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(before+table), 0o644))
		return
	}
	require.Equal(t, before+table, string(page), "write the table: go test ./ops/partner -run Migration -update")
}
