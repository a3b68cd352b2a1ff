package v2

import (
	"testing"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/jsonvalue"
	"partnerapi/store"
)

// Whatever a filter is, it is refused as the contract says or holds against rows,
// within its limits.
func FuzzFilter(f *testing.F) {
	for _, seed := range []string{
		`{}`, `[]`, `{"field":"id","operator":"=","value":1.0}`, `{"field":"id","operator":"in","value":[1,2e0,null]}`, `{"field":"name","operator":"ilike","value":"%РОМ%%"}`,
		`{"field":"name","operator":"regexp","value":"^(a|б){2,5}$"}`, `{"field":"name","operator":"regexp","value":"((x{10}){10}){10}"}`, `{"field":"name","operator":"regexp","value":"(abc){1000}"}`,
		`{"filters":[[],{},{"filters":[{"field":"status","operator":"!=","value":"active"}]}],"condition":"or"}`, `{"field":"status","operator":"in","value":["no"]}`,
		`{"field":"sites","operator":"is_null"}`, `{"field":"site_id","operator":"="}`, `{"field":"ext_id","operator":"=","value":"x"}`, `{"field":"id","filters":[]}`,
		`{"filters":[{"filters":[{"filters":[{"filters":[{"filters":[{"filters":[{"filters":[{"filters":[{"filters":[{"filters":[{"filters":[]}]}]}]}]}]}]}]}]}]}]}`,
		`{"field":"tariff_plan_name","operator":"not_like","value":"%"}`, `{"field":"tariff_plan_id","operator":">=","value":-0}`, `{"field":"name","operator":"like"}`,
	} {
		f.Add(seed)
	}
	plan := int64(7)
	rows := []store.Customer{{Number: 1, Name: "ООО «Ромашка»", Status: store.StatusActive}, {Number: 2, Name: "x", Status: store.StatusWaiting, TariffPlan: &plan, TariffPlanName: "План"}}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := jsonvalue.Parse(text)
		filter := &Filter{}
		if err != nil || !filter.accepts(&v) {
			return
		}
		require.True(t, filter.take(&v))
		match, refusal := customers.filter(filter)
		if refusal != nil {
			require.Contains(t, []Mnemonic{InvalidValue, Unexpected, FilterProhibited, InvalidCombination}, refusal.Mnemonic)
			require.False(t, refusal.Costs)
			require.NotEmpty(t, refusal.Field)
			return
		}
		require.LessOrEqual(t, match.parts, maxFilterParts)
		require.LessOrEqual(t, match.values, maxFilterValues)
		for i := range rows {
			_, err := match.row(&rows[i])
			require.NoError(t, err)
		}
	})
}
