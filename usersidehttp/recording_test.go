package usersidehttp_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sort"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// recorded is what a USERSIDE of today answered to get_data.
const recorded = `{"id":19448,"login":"BILL0007458","full_name":"Name Surname","flag_corporate":0,"balance":"0","state_id":0,
"agreement":[{"number":"BILL0007458","date":"2023-03-09 15:47:54"}],"traffic":{"month":{"up":0,"down":0}},"date_create":"2023-03-09 16:03:28",
"date_connect":"1970-01-01","date_activity":"2023-03-10 06:08:46","date_activity_inet":"2023-03-10 06:08:46","date_positive_balance":"2025-03-29",
"is_disable":0,"address":[{"type":"connect","house_id":13225,"apartment":{"number":"23"}}],"is_in_billing":1,"billing_id":"13615",
"group":{"51":{"id":51}},"tariff":{"current":[{"id":"1214"}]},"account_number":"10013615","phone":[{"number":"+79990000000","flag_main":1},{"number":""}],"comment2":""}`

// otherwise are the lines of the recording's shape that get_data has otherwise, as the
// contract and docs/divergences.md decide; "" where it has none.
var otherwise = map[string]string{
	".balance text":             ".balance float64",        // a number
	".agreement[0].date moment": ".agreement[0].date date", // the text calls it a day
	".phone array of 2":         ".phone array of 1",       // an empty number is left out
	".phone[1] object":          "",
	".phone[1].number text":     "",
	".comment2 text":            "", // one comment
}

// shape says of each value of a JSON text where it stands and of which type it is.
func shape(t *testing.T, text string) (lines []string) {
	t.Helper()
	var value any
	require.NoError(t, json.Unmarshal([]byte(text), &value))
	var walk func(at string, value any)
	walk = func(at string, value any) {
		switch v := value.(type) {
		case map[string]any:
			lines = append(lines, at+" object")
			for name, member := range v {
				walk(at+"."+name, member)
			}
		case []any:
			lines = append(lines, fmt.Sprintf("%s array of %d", at, len(v)))
			for i, item := range v {
				walk(fmt.Sprintf("%s[%d]", at, i), item)
			}
		case string:
			kind := "text"
			switch {
			case len(v) == len("2023-03-09") && v[4] == '-':
				kind = "date"
			case len(v) == len("2023-03-09 16:03:28") && v[4] == '-':
				kind = "moment"
			}
			lines = append(lines, at+" "+kind)
		default:
			lines = append(lines, fmt.Sprintf("%s %T", at, v))
		}
	}
	walk("", value)
	sort.Strings(lines)
	return lines
}

// A customer with just what the recorded one has looks like it, key by key; beside
// these keys get_data has those that the contract adds.
func TestGetDataIsAsRecorded(t *testing.T) {
	w := openWorld(t, nil)
	key := "key=" + keyText("p1-modern") + "&cat=customer&action="
	ask := func(query string) (data json.RawMessage) {
		t.Helper()
		var answer struct{ Data json.RawMessage }
		r := w.api(http.MethodGet, key+encoded(query), "")
		require.Equal(t, http.StatusOK, r.status, r.body)
		require.NoError(t, json.Unmarshal([]byte(r.body), &answer))
		return answer.Data
	}
	ask("edit&id=105&login=BILL0007458&name=Name Surname&agreement_number=BILL0007458&agreement_date=2023-03-09 15:47:54&date_activity=2023-03-10 06:08:46" +
		"&date_activity_inet=2023-03-10 06:08:46&house_id=1001&apartment_number=23&group_id=51&account_number=10013615&phone0=%2B79990000000")
	ask("change_billing&customer_id=105&billing_id=1&billing_user_id=13615")
	ask("tarif_change&customer_id=105&tarif=11")
	ask("change_balance&customer_id=105&amount=1&comment=x")
	ask("change_balance&customer_id=105&amount=-1&comment=x")
	data := ask("get_data&customer_id=105")

	got := shape(t, string(data))
	var want []string
	recordedLines := shape(t, recorded)
	for line := range otherwise {
		assert.Contains(t, recordedLines, line, "what get_data has otherwise stands in the recording")
	}
	for _, line := range recordedLines {
		if ours, differs := otherwise[line]; differs {
			assert.NotContains(t, got, line, "what get_data has otherwise it has not as recorded")
			line = ours
		}
		if line != "" {
			want = append(want, line)
			assert.Contains(t, got, line)
		}
	}
	var beside []string
	for _, line := range got {
		if !slices.Contains(want, line) {
			beside = append(beside, line)
		}
	}
	assert.Equal(t, []string{
		".billing object", ".billing.id float64", ".billing.uuid text", ".comment text", ".credit float64", ".email array of 0", ".is_potential float64", ".manager_id float64", ".parent_id float64", ".tariff.new array of 0",
	}, beside, "the keys that the contract adds")
	assert.JSONEq(t, string(data), string(member(t, ask("get_data&customer_id=105,"), "105")), "a comma asks for a map")
}

func member(t *testing.T, object json.RawMessage, name string) json.RawMessage {
	t.Helper()
	var members map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(object, &members))
	return members[name]
}
