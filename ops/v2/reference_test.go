package v2

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/jsonvalue"
	"partnerapi/ops"
	"partnerapi/ops/partner"
	"partnerapi/wsdl"
)

// partnerAPI are PartnerAPI's operations, without a store.
func partnerAPI(t *testing.T) *ops.Set {
	t.Helper()
	contract, err := wsdl.Read()
	require.NoError(t, err)
	set, err := ops.Bind(contract, partner.Operations(partner.Config{}), nil)
	require.NoError(t, err)
	return set
}

// The committed reference is what the tables say.
func TestReferenceIsUpToDate(t *testing.T) {
	for file, language := range map[string]Language{"v2.md": English, "v2.ru.md": Russian} {
		committed, err := os.ReadFile(filepath.Join("..", "..", "docs", file))
		require.NoError(t, err)
		made, err := Reference(language, partnerAPI(t))
		require.NoError(t, err)
		assert.Equal(t, made, string(committed), "run make generate")
	}
}

// The end of the pages about moving is what the tables say.
func TestMigrationIsUpToDate(t *testing.T) {
	for file, language := range map[string]Language{"migration.md": English, "migration.ru.md": Russian} {
		committed, err := os.ReadFile(filepath.Join("..", "..", "docs", file))
		require.NoError(t, err)
		made, err := Migration(language, partnerAPI(t), partner.Counterpart)
		require.NoError(t, err)
		byHand, _, found := strings.Cut(string(committed), MigrationHeading(language))
		require.True(t, found)
		assert.Equal(t, byHand+made, string(committed), "run make generate")
	}
}

// The operators of the reference are those that a filter takes, on the fields it
// names.
func TestOperatorsOfReference(t *testing.T) {
	null := jsonvalue.Value{}
	values := map[bool]jsonvalue.Value{true: {Kind: jsonvalue.String, Text: "x"}, false: {Kind: jsonvalue.Number, Text: "1"}}
	kinds := map[bool]kind{true: kindText, false: kindNumber}
	for _, o := range operators {
		for _, name := range o.names {
			for text, value := range values {
				takes := o.on.En == "any" || o.on.En == "texts" && text || o.on.En == "numbers" && !text
				if name == "in" || name == "not_in" {
					value = jsonvalue.Value{Kind: jsonvalue.Array, Items: []jsonvalue.Value{value, null}}
				}
				c := compiler[int]{}
				_, err := c.test(name, &value, &column[int]{name: "x", kind: kinds[text]})
				assert.Equal(t, takes, err == nil, "%s, texts: %v", name, text)
			}
		}
	}
}
