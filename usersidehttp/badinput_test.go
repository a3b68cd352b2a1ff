package usersidehttp

import (
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/ops/userside"
)

// good are the parameters of a call of each action that succeeds, as often as it is
// made: names and values in turn.
var good = map[string]func(p *provider) []string{
	"add": func(p *provider) []string {
		return []string{"fio", "x", "is_potential", "0", "is_corporate", "1", "billing_id", ownOfA, "billing_customer_id", p.next()}
	},
	"abon_hist": ofOne("limit", "5", "offset", "1"),
	"change_balance": func(p *provider) []string {
		return []string{"customer_id", customerOfA, "amount", "1.50", "comment", "x", "employee_id", employeeOfA, "request_id", p.next()}
	},
	"change_billing": func(p *provider) []string {
		return []string{"customer_id", p.add(), "billing_id", ownOfA, "billing_user_id", p.next()}
	},
	"change_date_connect": ofOne("value", "2024-01-15"),
	"delete":              func(p *provider) []string { return []string{"id", p.add()} },
	"edit": func(p *provider) []string {
		return []string{"id", customerOfA, "account_number", p.next(), "agreement_date", "2024-01-15", "agreement_number", "7", "apartment_number", "8", "comment", "x", "coordinates", "55.7,37.6",
			"date_activity", "2024-06-15", "date_activity_inet", "2024-06-15 12:00:00", "date_connect", "2024-01-15", "email", "a@b.example", "entrance", "1", "flag_corporate", "1", "floor", "2",
			"group_id", ownOfA, "house_id", ownOfA, "is_potential", "0", "login", "login", "manager_id", employeeOfA, "name", "x", "parent_id", p.parent,
			"phone0", "1", "phone1", "2", "phone2", "3", "phone3", "4", "phone4", "5"}
	},
	"get_activity_counter": fixed("type", "net"),
	"get_abon_id":          fixed("data_typer", "ip", "data_value", ipOfA, "is_skip_old", "1"),
	"get_customer_group":   fixed(),
	"get_customers_id": fixed("account_number", "x", "address_unit_id", ownOfA, "appartment", "8", "balance_from", "-5", "balance_to", "5", "billing_id", ownOfA, "billing_uuid", "7",
		"date_connect_from", "2024-01-01", "date_connect_to", "2024-02-01", "dependence_device_id", ownOfA, "house_id", ownOfA, "is_corporate", "1", "is_ex", "0", "manager_id", employeeOfA,
		"mark_id", ownOfA, "name", "x", "state_id", "2", "tariff_id", lineOfA, "limit", "10", "offset", "0", "count", "1", "is_like", "0"),
	"get_data":                       fixed("customer_id", customerOfA, "id", customerOfA, "account_number", "x", "billing_id", ownOfA),
	"get_ip_port_device_commutation": fixed(),
	"get_last_ip":                    ofOne(),
	"get_mac_history":                ofOne(),
	"get_max_agreement_number":       fixed("billing_id", ownOfA),
	"ip_add": func(p *provider) []string {
		return []string{"customer_id", p.add(), "value", p.nextIP(), "mac", "00:11:22:33:44:55"}
	},
	"ip_delete": func(p *provider) []string { return []string{"customer_id", p.add(), "value", "-1"} },
	"ip_subnet_add": func(p *provider) []string {
		return []string{"customer_id", p.add(), "ip", p.nextIP(), "subnet", "24"}
	},
	"ip_subnet_delete": func(p *provider) []string {
		customer, ip := p.add(), p.nextIP()
		p.must("a", "ip_subnet_add", "customer_id", customer, "ip", ip, "subnet", "24")
		return []string{"customer_id", customer, "ip", ip}
	},
	"list_tarif_available": ofOne(),
	"mark_add":             ofOne("mark_id", ownOfA),
	"mark_delete":          ofOne("mark_id", ownOfA),
	"merge":                func(p *provider) []string { return []string{"dst_id", p.add(), "src_id", p.add()} },
	"msg":                  ofOne("date_add_from", "2024-06-01", "date_add_to", "2024-06-30", "employee_id", employeeOfA),
	"msg_add":              ofOne("text", "x", "is_arc", "1"),
	"msg_add_to_customer":  ofOne("employee_id", employeeOfA, "text", "x", "is_arc", "0"),
	"pass_change":          func(p *provider) []string { return []string{"customer_id", p.add(), "pass_new", "12345678"} },
	"service_add": func(p *provider) []string {
		return []string{"customer_id", p.add(), "service_id", lineOfA, "price", "1.50", "comment", "x"}
	},
	"service_remove": func(p *provider) []string {
		customer := p.add()
		p.must("a", "service_add", "customer_id", customer, "service_id", lineOfA)
		return []string{"customer_id", customer, "service_id", lineOfA}
	},
	"set_mac_by_ip": fixed("ip", ipOfA, "mac", "00:11:22:33:44:55"),
	"state_change":  ofOne("state_id", "2"),
	"tarif_change":  ofOne("tarif", lineOfA),
	"to_ex":         func(p *provider) []string { return []string{"customer_id", p.add()} },
	"to_normal":     func(p *provider) []string { return []string{"customer_id", p.add()} },
}

func fixed(parameters ...string) func(*provider) []string {
	return func(*provider) []string { return parameters }
}

func ofOne(parameters ...string) func(*provider) []string {
	return fixed(append([]string{"customer_id", customerOfA}, parameters...)...)
}

// free are the parameters whose value one customer alone may have: a trial may meet
// what an earlier one has left.
var free = []string{"billing_customer_id", "billing_user_id", "account_number", "request_id"}

// Every parameter of every action with what it must not take and what it just may:
// the documented code with the parameter's name, and nothing is written.
func TestEveryParameter(t *testing.T) {
	p := openProvider(t)
	p.parent = p.add()
	w := p.watch()
	calls := 0
	for i := range userside.Actions {
		a := &userside.Actions[i]
		require.NotNil(t, good[a.Name], "%s: good has no parameters that it takes", a.Name)
		for _, q := range a.Parameters() {
			require.NotEmpty(t, bads[q.Type], q.Type)
			require.NotEmpty(t, goods[q.Type], q.Type)
			for _, trial := range trialsOf(a.Name, q) {
				calls++
				if enginetest.MakesTrial(calls) {
					p.try(w, a.Name, q, trial)
				}
			}
			p.tryAround(w, a.Name, q)
		}
	}
	t.Logf("%d calls", calls)
	assert.Greater(t, calls, 5000, "the trials are made of the actions' parameters")
	assert.NotContains(t, p.log.String(), "level=ERROR", "none of the refusals is a fault of ours")
}

func (p *provider) try(w *watch, action string, q userside.Parameter, trial trial) {
	p.Helper()
	what := fmt.Sprintf("%s %s=%.60q", action, q.Name, trial.value)
	parameters := with(good[action](p), q.Name, trial.value)
	w.begin()
	code, message := p.outcome(what, p.call(action, parameters...))
	if code != "" {
		w.unchanged(what)
	}
	if code == "conflict" && slices.Contains(free, q.Name) {
		return
	}
	if assert.Equal(p, trial.code, code, "%s: %s", what, message) && code != "" {
		assert.Contains(p, message, q.Name, what)
	}
}

// tryAround leaves a parameter out, says it twice and calls it by its older names.
func (p *provider) tryAround(w *watch, action string, q userside.Parameter) {
	p.Helper()
	what := action + " " + q.Name
	say := func(parameters []string) (code string) {
		p.Helper()
		w.begin()
		code, message := p.outcome(what, p.call(action, parameters...))
		if code != "" {
			w.unchanged(what)
			assert.Contains(p, message, q.Name, what)
		}
		return code
	}
	all := good[action](p)
	at := slices.Index(all, q.Name)
	left := all
	if at >= 0 {
		left = slices.Concat(all[:at], all[at+2:])
	}
	missing := peculiarCode(action, q.Name, "", map[bool]string{true: "missing_parameter"}[q.Required])
	if missing == "bad_value" {
		missing = "" // an empty value is bad, none is not
	}
	assert.Equal(p, missing, say(left), "%s left out", what)
	if at < 0 || slices.Contains([]string{"Text", "Word", "Name", "LongText", "RequestID"}, q.Type) {
		return
	}
	bad := bads[q.Type][0]
	assert.Equal(p, "bad_value", say(append(slices.Clone(good[action](p)), q.Name, bad)), "%s: the last of two is bad", what)
	assert.Empty(p, say(append([]string{q.Name, bad}, good[action](p)...)), "%s: the last of two is good", what)
	for _, alias := range q.Aliases {
		all := slices.Clone(good[action](p))
		if slices.Contains(all, alias) || slices.Index(all, q.Name) < 0 {
			continue
		}
		all[slices.Index(all, q.Name)] = alias
		assert.Empty(p, say(all), "%s as %s", what, alias)
	}
}

// with puts a value in a parameter's place.
func with(parameters []string, name, value string) []string {
	parameters = slices.Clone(parameters)
	for i := 0; i < len(parameters); i += 2 {
		if parameters[i] == name {
			parameters[i+1] = strings.ReplaceAll(value, "GOOD", parameters[i+1])
			return parameters
		}
	}
	return append(parameters, name, value)
}

// statusOf are the documented HTTP codes of the error codes.
var statusOf = map[string][]int{
	"missing_parameter": {400}, "bad_value": {400, 403}, "unknown_action": {400}, "bad_key": {403}, "scope": {403}, "not_found": {404}, "conflict": {409}, "method_not_allowed": {405},
}

// outcome judges an answer's form and answers its error_code and text; "" is OK.
func (p *provider) outcome(what string, r reply) (code, message string) {
	p.Helper()
	assert.Equal(p, "application/json; charset=utf-8", r.header.Get("Content-Type"), what)
	assert.Equal(p, "no-store", r.header.Get("Cache-Control"), what)
	names, members := membersOf(p, what, r.body)
	if r.status == http.StatusOK {
		assert.Equal(p, "result", names[0], what)
		assert.Equal(p, "Result", names[len(names)-1], what)
		assert.JSONEq(p, `"OK"`, string(members["result"]), what)
		assert.JSONEq(p, `"OK"`, string(members["Result"]), what)
		return "", ""
	}
	assert.Equal(p, []string{"result", "error", "error_code", "Result", "ErrorText"}, names, what)
	assert.Equal(p, members["error"], members["ErrorText"], what)
	require.NoError(p, json.Unmarshal(members["error_code"], &code), what)
	require.NoError(p, json.Unmarshal(members["error"], &message), what)
	assert.Contains(p, statusOf[code], r.status, "%s: %s", what, r.body)
	assert.Less(p, len(message), 600, what)
	for _, inside := range []string{"<", "SELECT", "INSERT", "sqlite", "goroutine", "panic", ".go:", "strconv", "runtime"} {
		assert.NotContains(p, message, inside, what)
	}
	return code, message
}

// membersOf reads an object in the order of its members.
func membersOf(t testing.TB, what, body string) (names []string, members map[string]json.RawMessage) {
	t.Helper()
	require.True(t, json.Valid([]byte(body)), "%s: %.300q", what, body)
	members = map[string]json.RawMessage{}
	d := json.NewDecoder(strings.NewReader(body))
	_, err := d.Token()
	require.NoError(t, err, what)
	for d.More() {
		name, err := d.Token()
		require.NoError(t, err, what)
		var value json.RawMessage
		require.NoError(t, d.Decode(&value), what)
		names = append(names, name.(string))
		members[name.(string)] = value
	}
	return names, members
}

// watch compares the database with what it was.
type watch struct {
	*provider
	*enginetest.Watch
	now, before *sql.Conn // before stands at the moment of begin
	version     string
}

func (p *provider) watch() *watch {
	p.Helper()
	return &watch{provider: p, Watch: p.place.Watch(p), now: p.outside(), before: p.outside()}
}

func (w *watch) begin() {
	w.Helper()
	_, _ = w.before.ExecContext(w.Context(), `ROLLBACK`) // the first time there is none
	begin := `BEGIN`
	if enginetest.OnPostgres() {
		begin += ` ISOLATION LEVEL REPEATABLE READ`
	}
	_, err := w.before.ExecContext(w.Context(), begin)
	require.NoError(w, err)
	var partners int
	require.NoError(w, w.before.QueryRowContext(w.Context(), `SELECT count(*) FROM partner`).Scan(&partners)) // here the snapshot begins
	w.version = w.Version()
}

// unchanged: all tables are what they were, but that numbers may have been taken.
func (w *watch) unchanged(what string) {
	w.Helper()
	if w.version != w.Version() {
		assert.Equal(w, w.dump(w.before), w.dump(w.now), "%s: something was written", what)
	}
}

// dump is a hash of each table.
func (w *watch) dump(c *sql.Conn) map[string]string {
	w.Helper()
	hashes := map[string]string{}
	for _, table := range enginetest.Tables(w, c) {
		if table != "counter" && table != "usage_count" {
			hashes[table] = fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(enginetest.Rows(w, c, table), "\n"))))
		}
	}
	return hashes
}

// What the watch looks at changes when something is written.
func TestTheWatchSees(t *testing.T) {
	p := openProvider(t)
	w := p.watch()
	w.begin()
	before := w.dump(w.before)
	p.must("a", "change_date_connect", "customer_id", customerOfA, "value", "2024-01-15")
	assert.NotEqual(t, w.version, w.Version())
	assert.Equal(t, before, w.dump(w.before), "the snapshot stands")
	assert.NotEqual(t, before["customer_data"], w.dump(w.now)["customer_data"])
}
