package importer

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// refusals collects lines that are wrong in one way each and what must be said of
// them.
type refusals struct {
	lines, want []string
}

// add notes a line; want is what is said after its number.
func (r *refusals) add(line, want string, args ...any) {
	r.lines = append(r.lines, line)
	r.want = append(r.want, fmt.Sprintf("line %d: ", len(r.lines))+fmt.Sprintf(want, args...))
}

// check imports the lines beside the sample: each is refused in its own words,
// and nothing has changed.
func (r *refusals) check(t *testing.T) {
	t.Helper()
	d := newSample(t)
	before := d.hash()
	report, problems := d.load(text(r.lines...), Options{})
	assert.ElementsMatch(t, r.want, problems)
	assert.Equal(t, Report{Lines: int64(len(r.lines)), Refused: int64(len(r.lines))}, report)
	assert.Equal(t, before, d.hash(), "a refused line leaves no trace")
}

// exact is an object whose keys stand as they are given, twice if need be.
func exact(line string, more string) string {
	return strings.TrimSuffix(line, "}") + "," + more + "}"
}

// full is the first line of a kind with every key that it may have.
func full(t *testing.T, k *kind) string {
	more := map[string]any{}
	for _, key := range k.keys {
		if !key.optional || strings.Contains(firstOf(t, k.name), `"`+key.name+`"`) {
			continue
		}
		switch key.form {
		case numberForm:
			more[key.name] = max(key.min, 1)
		case flagForm:
			more[key.name] = false
		case dateForm:
			more[key.name] = "2030-01-02"
		case timeForm:
			more[key.name] = "2001-01-02" // before whatever the first line has
		case ipForm:
			more[key.name] = "10.255.0.1"
		case listForm:
			more[key.name] = []any{}
		case textForm:
			more[key.name] = "active"
		}
	}
	return line(firstOf(t, k.name), more)
}

// What holds for every key of every kind: it must be there unless it may be left
// out, must not be null unless it may, must not stand twice, must be of its form
// and must not have a neighbour nobody knows.
func TestEveryKeyIsChecked(t *testing.T) {
	var r refusals
	for n := range kinds {
		k := &kinds[n]
		good := full(t, k)
		r.add(exact(good, `"no_such":1`), "%s.no_such: no such key", k.name)
		r.add(exact(good, `"`+k.keys[0].name+`x":null`), "%s.%sx: no such key", k.name, k.keys[0].name)
		r.add(exact(good, `"kind":"`+k.name+`"`), "%s.kind: stands twice", k.name)
		var values map[string]json.RawMessage
		require.NoError(t, json.Unmarshal([]byte(good), &values))
		for _, key := range k.keys {
			name := k.name + "." + key.name
			if _, there := values[key.name]; there {
				r.add(exact(good, `"`+key.name+`":`+string(values[key.name])), "%s: stands twice", name)
			}
			if !key.optional {
				r.add(line(good, map[string]any{key.name: nil}), "%s: is missing", name)
			}
			if !key.null {
				r.add(line(good, map[string]any{key.name: null}), "%s: must not be null", name)
			}
			for _, value := range []string{`"x"`, `1`, `1.5`, `true`, `[]`, `{}`} {
				if complaint := wrongForm(key, value); complaint != "" {
					r.add(line(good, map[string]any{key.name: json.RawMessage(value)}), "%s: %s", name, complaint)
				}
			}
		}
	}
	require.Greater(t, len(r.lines), 1000)
	r.check(t)
}

// wrongForm is what is said of a value whose JSON type is not the key's, "" when
// it is.
func wrongForm(k key, value string) string {
	isText, isNumber := value[0] == '"', value[0] == '1'
	switch k.form {
	case outsideForm:
		switch {
		case value == "1.5":
			return `"1.5" is not a whole number`
		case !isText && !isNumber:
			return "a text or a number is expected"
		}
	case textForm:
		if !isText {
			return "a text is expected"
		}
	case numberForm:
		switch {
		case isText && k.orText:
			return `"x" is not a whole number`
		case !isNumber:
			return "a number is expected"
		case value == "1.5":
			return `"1.5" is not a whole number`
		}
	case moneyForm:
		if isText {
			return `"x" is not an amount like -1500.50, with up to ten digits before the point`
		}
		if value[0] != '1' {
			return "a number is expected"
		}
	case flagForm:
		switch {
		case value == "true", k.orBit && value == "1":
		case k.orBit:
			return "true, false, 1 or 0 is expected"
		default:
			return "true or false is expected"
		}
	case dateForm, timeForm:
		if isText {
			return `"x" is not a date like 2012-09-14 or 2012-09-14T00:00:00`
		}
		return "a text is expected"
	case listForm:
		if value != "[]" {
			return "a list is expected"
		}
	case ipForm:
		if isText {
			return `"x" is not an IPv4 address like 10.9.0.1`
		}
		return "a text is expected"
	case uuidForm, refForm:
		byNumber := k.of != 0 && wrongForm(key{form: numberForm, orText: true}, value) != "a number is expected"
		switch {
		case k.byNumber():
			return wrongForm(key{form: numberForm, orText: true}, value)
		case k.orNumber != 0 && byNumber && isNumber:
			return wrongForm(key{form: numberForm, orText: true}, value)
		case isText:
			return `"x" is not a UUID`
		}
		return "a text is expected"
	}
	return ""
}

// Every reference that names nothing is an error of its line, and so is one to a
// row of another register.
func TestEveryReferenceIsResolved(t *testing.T) {
	unknown, region := "99999999-9999-4999-8999-999999999999", ""
	{
		var values map[string]any
		require.NoError(t, json.Unmarshal([]byte(firstOf(t, "region")), &values))
		region = values["region_id"].(string)
	}
	var r refusals
	for n := range kinds {
		k := &kinds[n]
		for _, key := range k.keys {
			place := k.name + "." + key.name
			ids := []string{unknown, region}
			switch {
			case key.form == listForm && key.item.form == refForm:
				if key.item.byNumber() {
					r.add(line(full(t, k), map[string]any{key.name: []int{1, 77}}), "%s: item 2: no such %s", place, nounNames[key.item.of])
				} else {
					r.add(line(full(t, k), map[string]any{key.name: []string{region, unknown}}), "%s: item 2: no such region", place)
				}
				continue
			case key.form != refForm:
				continue
			case key.byNumber():
				ids = []string{"77"}
			case nounNames[key.of] == "region":
				ids = []string{unknown}
			}
			for _, id := range ids {
				like := full(t, k)
				if strings.HasPrefix(key.name, "colleague") {
					like = line(like, map[string]any{"service_type_id": nil, "client_user_id": nil, "colleague1_id": clientUser(t), "colleague2_id": clientUser(t)})
				}
				r.add(line(like, map[string]any{key.name: id}), "%s: no such %s", place, nounNames[key.of])
			}
		}
	}
	require.Greater(t, len(r.lines), 70)
	r.check(t)
}

func clientUser(t *testing.T) string { return idOf(t, firstOf(t, "client_user"), "client_user_id") }

// idOf answers a text of a line.
func idOf(t testing.TB, line, key string) string {
	t.Helper()
	var values map[string]any
	require.NoError(t, json.Unmarshal([]byte(line), &values))
	return values[key].(string)
}

// Values that have the right form and are wrong all the same.
func TestWrongValues(t *testing.T) {
	long := strings.Repeat("ё", 1001)
	var r refusals
	bad := func(kind, key string, value any, complaint string) {
		r.add(line(firstOf(t, kind), map[string]any{key: value}), "%s.%s: %s", kind, key, complaint)
	}
	bad("region", "region_time_zone", 15, "a number from -12 to 14 is expected")
	bad("region", "region_name", "  ", "must not be blank")
	bad("region", "region_name", long, "is longer than 1000 characters")
	bad("region", "region_name", "a\u0001b", "has a character that XML cannot carry")
	bad("region", "region_name", "a\uFFFE", "has a character that XML cannot carry")
	bad("region", "region_id", "", "must not be empty")
	bad("region", "region_id", "c963cfe0-afae-4a3b-b909-6a04e7d8006", `"c963cfe0-afae-4a3b-b909-6a04e7d8006" is not a UUID`)
	bad("role", "role_id", 0, "a number from 1 to 9007199254740991 is expected")
	bad("role", "role_id", "один", `"один" is not a whole number`)
	bad("role", "role_id", json.Number("99999999999999999999"), `"99999999999999999999" is not a whole number`)
	bad("contact_type", "contact_type_code", 4, "a number from 1 to 3 is expected")
	bad("partner", "partner_name", "", "must not be blank")
	bad("partner", "roles", []any{1, "2", 1}, "item 3 stands twice")
	bad("partner", "roles", []any{null}, "item 1: must not be null")
	bad("partner", "number", 0, "a number from 1 to 9007199254740991 is expected")
	bad("partner", "number", 1<<53, "a number from 1 to 9007199254740991 is expected")
	login := func(login, password any) []any {
		return []any{map[string]any{"login": login, "password": password}}
	}
	bad("partner", "logins", []any{1}, "item 1: an object is expected")
	bad("partner", "logins", []any{map[string]any{"login": "x"}}, "item 1: password is missing")
	bad("partner", "logins", []any{map[string]any{"login": "x", "password": "y", "role": 1}}, `item 1: "role": no such key`)
	bad("partner", "logins", []any{json.RawMessage(`{"login":"x","login":"x","password":"y"}`)}, "item 1: login stands twice")
	bad("partner", "logins", append(login("x", "y"), login("x", "z")...), "item 2 stands twice")
	bad("partner", "logins", login("", "y"), "item 1: login: the login is empty")
	bad("partner", "logins", login("x", ""), "item 1: password: the password is blank")
	bad("partner", "logins", login("x", "y\tz"), "item 1: password: the password holds a control character, which HTTP Basic cannot carry")
	for text, complaint := range map[string]string{
		"x:y": "holds a colon, which HTTP Basic cannot carry", "x\ty": "holds a control character, which HTTP Basic cannot carry",
		"x\u0085y": "holds a control character, which HTTP Basic cannot carry", "x\u007fy": "holds a control character, which HTTP Basic cannot carry",
		" x": "begins or ends with white space", "x\u00a0": "begins or ends with white space", "\ufeffx": "holds an invisible character",
	} {
		bad("partner", "logins", login(text, "y"), "item 1: login: the login "+complaint)
	}
	bad("partner", "logins", login(strings.Repeat("ё", 201), "y"), "item 1: login: is longer than 200 characters")
	bad("partner", "logins", login("vendor2", null), "item 1: password: must not be null")
	bad("partner", "logins", login("demo", "y"), `"demo" is a login of another partner`)
	bad("contract", "contract_end_date", "1999-01-01", "is before contract_start_date")
	bad("contract", "contract_start_date", "2012-02-30", `"2012-02-30" is not a date like 2012-09-14 or 2012-09-14T00:00:00`)
	bad("contract", "contract_start_date", "14.09.2012", `"14.09.2012" is not a date like 2012-09-14 or 2012-09-14T00:00:00`)
	bad("contract_service", "contract_service_end_date", "1999-01-01", "is before contract_service_start_date")
	bad("its_contract", "reg_numbers", []any{}, "must not be empty")
	bad("its_contract", "reg_numbers", []any{"499999"}, "item 1: is no registration number: a number from 500000 to 999999999999, or one with the prefix ВО or FR")
	bad("its_contract", "reg_numbers", []any{"500000", "500000"}, "item 2 stands twice")
	bad("its_contract", "level", 3, "1, 2 or 4 is expected")
	bad("its_contract", "level", 5, "a number from 1 to 4 is expected")
	bad("its_contract", "date_from", "0001-01-01", "must not be empty")
	bad("its_contract", "date_to", "1999-01-01", "is before date_from")
	bad("agent_partner", "agent_type", 2, "1 is expected")
	bad("agent_user", "agent_type", 1, "2 is expected")
	bad("agent_user", "agent_user_number", " ", "must not be blank")
	bad("competence", "prioritet", -1, "a number from 0 to 9007199254740991 is expected")
	bad("client", "client_name", " \t", "must not be blank")
	bad("client", "client_reg_num", "12", "is no registration number: a number from 500000 to 999999999999, or one with the prefix ВО or FR")
	bad("client", "pay_method_id", 5, "a number from 0 to 4 is expected")
	bad("client", "addit_attribute", long, "is longer than 1000 characters")
	bad("client", "status", "archive", `"archive" is none of waiting, active, manual_lock, limit_lock, debt_lock`)
	r.add(line(firstOf(t, "client"), map[string]any{"client_del": true, "status": "active"}), "client.status: a client with client_del true has none")
	bad("client", "creation_date_time", "yesterday", `"yesterday" is not a date like 2012-09-14 or 2012-09-14T00:00:00`)
	bad("client", "sites", []any{map[string]any{"site_id": 1, "site_domain_name": "a"}, map[string]any{"site_id": 1, "site_domain_name": "b"}}, "item 2 stands twice")
	bad("client", "tariff_plan_id", 4711, "no such service_type")
	bad("service", "service_end_date", "1999-01-01", "is before service_start_date")
	bad("call", "call_status_id", 8, "a number from 0 to 7 is expected")
	bad("call", "remote_status_id", 3, "a number from 0 to 2 is expected")
	bad("call", "duration", -1, "a number from 0 to 9007199254740991 is expected")
	bad("call", "time", "", "must not be empty")
	bad("call", "time", "2020-01-01 10:00:00", `"2020-01-01 10:00:00" is not a date like 2012-09-14 or 2012-09-14T00:00:00`)
	bad("remote_session", "remote_access_result_id", 2, "a number from 0 to 1 is expected")
	bad("remote_session", "remote_access_type_id", 0, "a number from 1 to 2 is expected")
	bad("sip_call", "sip_call_status_id", 3, "a number from 0 to 2 is expected")
	bad("chat_message", "session_start", "2030-01-01", "is after time")
	bad("chat_message", "text", strings.Repeat("ё", 100001), "is longer than 100000 characters")
	r.check(t)
}

// Lines that say nothing that could be a register.
func TestLinesWithoutKind(t *testing.T) {
	var r refusals
	for _, line := range []string{`x`, `[]`, `"region"`, `null`, `{"kind":"region"`, `{"kind":"region"}}`, `{"kind":"region",}`, `{kind:"region"}`} {
		r.add(line, "the line is not a JSON object")
	}
	r.add("{\"kind\":\"region\",\"region_name\":\"\xff\"}", "the line is not UTF-8")
	r.add(`{}`, "kind: is missing")
	r.add(`{"Kind":"region"}`, "kind: is missing")
	r.add(`{"kind":1}`, "kind: a text is expected")
	r.add(`{"kind":"регион"}`, `kind: no such kind: "регион"`)
	r.add(`{"kind":"tariff","tariff_id":1}`, `kind: no such kind: "tariff"`)
	r.add(`{"kind":"region","region_id":"c963cfe0-afae-4a3b-b909-6a04e7d80068","region_name":"\ud800","region_time_zone":3}`, "region.region_name: has half a surrogate pair")
	r.check(t)
}

// A line may have several problems: all of them are told, and it is refused once.
func TestSeveralProblemsOfALine(t *testing.T) {
	d := newData(t)
	report, problems := d.load(text(`{"kind":"region","region_id":"x","region_name":"","no_such":1}`), Options{})
	assert.Equal(t, []string{
		`line 1: region.region_id: "x" is not a UUID`, "line 1: region.region_name: must not be blank",
		"line 1: region.no_such: no such key", "line 1: region.region_time_zone: is missing",
	}, problems)
	assert.Equal(t, Report{Lines: 1, Refused: 1}, report)
}
