package badinput

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/ops"
	"partnerapi/test/doors"
	"partnerapi/wsdl"
)

// crossing is what a partner may see of another in a reading without filters:
// by operation, the texts and ids that may occur, % for the other. Only a and c,
// and b and c, work with each other (S13).
type crossing map[string][]string

// ofNeighbour is what a and b see of c, ofMirrored what c sees of them.
var (
	ofNeighbour = crossing{
		"partner_vendor_read":   {"{partner %}", "Партнер [%]"},                                               // S16: c imports their line
		"service_type_read":     {"{exported %}", "Экспорт [%]", "Экспортируемая линия [%]", "{partner %}"},   // S14: they import c's
		"contract_service_read": {"{exported %}"},                                                             //
		"competence_read":       {"{exported %}"},                                                             // S18
		"service_read":          {"{exported %}", "{partner %}"},                                              // S17: c serves a service of theirs
		"client_vendor_read":    {"{client %}", "Клиент [%]", "Общество [%]", "{region %}", "{client_new %}"}, // S16: c's client uses their line
	}
	ofMirrored = crossing{
		"partner_vendor_read":   {"{partner %}", "Партнер [%]"},
		"service_type_read":     {"{exported %}", "Экспорт [%]", "Экспортируемая линия [%]", "{partner %}"},
		"contract_service_read": {"{exported %}"},
		"service_read":          {"{exported %}", "{served_service %}", "{client %}", "{agent_user %}", "{partner %}"}, // S17: sold or served
		"client_vendor_read":    {"{client %}", "Клиент [%]", "Общество [%]", "признак [%]", "{region %}", "{client_new %}"},
	}
)

func seenBy(viewer, other string) crossing {
	switch {
	case viewer == "c":
		return ofMirrored
	case other == "c":
		return ofNeighbour
	}
	return nil
}

// belongs are the marks that every id and text of a partner bears.
func belongs(partner string) *regexp.Regexp {
	return regexp.MustCompile(`[0-9a-f]{8}-0000-4000-8000-00000000000` + partner + `|[^\s<>]*\[` + partner + `\]`)
}

// Whatever a partner reads without filters, nothing in it is another's, but for
// what the reading lets them see of each other.
func TestNothingOfAnotherPartner(t *testing.T) {
	w := openWorld(t)
	partners := []string{"a", "b", "c"}
	reads := 0
	for _, op := range operations(t) {
		if op.Kind != ops.Read || op.Result.Kind != wsdl.Table {
			continue
		}
		reads++
		for _, viewer := range partners {
			operands := w.base(t, op, true)
			for i := range operands {
				value := strings.ReplaceAll(*operands[i].Value, id("exported", "a"), id("exported", viewer))
				operands[i].Value = &value
			}
			answer := w.call(t, viewer, op.Name, operands...)
			if !assert.Nil(t, answer.Fault, op.Name) {
				continue
			}
			assert.NotEmpty(t, answer.Rows, "%s reads nothing in %s", viewer, op.Name)
			assert.Empty(t, new(doors.Generated).Differs(answer, w.byV2(t, viewer, op.Name, operands...)), "%s reads other rows of %s by v2", viewer, op.Name)
			for _, other := range partners {
				if other == viewer {
					continue
				}
				allowed := seenBy(viewer, other)[op.Name]
				text := string(answer.Raw)
				for _, a := range allowed {
					part := expand(of(other, a))
					assert.Contains(t, text, part, "%s sees no %s of %s in %s: the exception is none", viewer, a, other, op.Name)
					text = strings.ReplaceAll(text, part, "")
				}
				assert.Empty(t, slices.Sorted(maps.Keys(found(belongs(other), text))), "%s sees in %s what is %s's", viewer, op.Name, other)
			}
		}
	}
	require.Equal(t, 33, reads, "operations that answer tables and change nothing")
}

func found(r *regexp.Regexp, text string) map[string]bool {
	parts := map[string]bool{}
	for _, part := range r.FindAllString(text, -1) {
		parts[part] = true
	}
	return parts
}
