package importer

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Clients of the sample that have customer_data.
const (
	romashka      = "55188273-c1ad-4032-bc13-2821c556ccf3" // 10.9.0.17 and .18, 10.9.16.0/28, billing 2
	belowRomashka = "166897f3-cc98-4b4a-aebe-1a90fb7cec99"
	archived      = "158c6633-0f6c-4d85-a6ef-a9cc782d79a7"
	inRiga        = "2ef56943-0e5b-4629-9a4f-82ee87741881"
)

// Values of customer_data that have the wrong form.
func TestCustomerDataWrongValues(t *testing.T) {
	var r refusals
	bad := func(key string, value any, complaint string) {
		r.add(customer(t, map[string]any{key: value}), "customer_data.%s: %s", key, complaint)
	}
	bad("name", " \t", "must not be blank")
	bad("name", strings.Repeat("ё", 1001), "is longer than 1000 characters")
	bad("comment", "a\u0001b", "has a character that XML cannot carry")
	bad("is_potential", 2, "true, false, 1 or 0 is expected")
	bad("flag_corporate", "1", "true, false, 1 or 0 is expected")
	bad("billing_id", 0, "a number from 1 to 9007199254740991 is expected")
	bad("agreement_date", "03.02.2014", `"03.02.2014" is not a date like 2012-09-14 or 2012-09-14T00:00:00`)
	bad("date_activity", "2026-11-12 18:41:07", `"2026-11-12 18:41:07" is not a date like 2012-09-14 or 2012-09-14T00:00:00`)
	bad("manager_id", "Кольчугина", `"Кольчугина" is not a UUID`)
	bad("parent_id", -5, "a number from 0 to 9007199254740991 is expected")
	for _, amount := range []any{"", " ", "1,5", "1.234", "1.", ".5", "--1", "1 000", "12345678901", digits("1.005"), digits("1e3"), digits("10000000000")} {
		shown := strings.TrimSpace(strings.Trim(jsonOf(amount), `"`))
		bad("opening_balance", amount, `"`+shown+`" is not an amount like -1500.50, with up to ten digits before the point`)
	}
	bad("ips", []any{"10.9.7.1"}, "item 1: an object is expected")
	bad("ips", []any{map[string]any{"ip": "10.9.7.1/24"}}, `item 1: ip: "10.9.7.1/24" is not an IPv4 address like 10.9.0.1`)
	for _, mac := range []string{"00112233445", "0011223344556", "00:11:22:33:44", "00:11:22:33:44:5g", "0:1:2:3:4:5", "00:11-22:33:44:55"} {
		bad("ips", []any{map[string]any{"ip": "10.9.7.1", "mac": mac}}, `item 1: mac: "`+mac+`" is not a MAC address like 00:11:22:33:44:55`)
	}
	bad("ips", []any{map[string]any{"ip": "10.9.7.1", "port": 1}}, `item 1: "port": no such key`)
	bad("ips", []any{map[string]any{"ip": "10.9.7.1"}, map[string]any{}}, "item 2: ip or mac is needed")
	bad("ips", []any{map[string]any{"ip": null, "mac": ""}}, "item 1: ip or mac is needed")
	bad("ips", []any{map[string]any{"ip": "10.9.7.1"}, map[string]any{"ip": "10.9.7.2"}, map[string]any{"ip": "10.9.7.1", "mac": "001122334455"}}, "item 3 stands twice")
	bad("ips", ipLines([2]string{"", "001122334455"}, [2]string{"", "00:11:22:33:44:55"}), "item 2 stands twice")
	for _, subnet := range []string{"10.9.7.0", "10.9.7.0/33", "10.9.7.0/255.255.255.0", "10.9.7.0/024", "fd00::/8", ""} {
		bad("subnets", []any{subnet}, `item 1: "`+subnet+`" is not a subnet like 10.9.0.0/24`)
	}
	bad("subnets", []any{"10.9.7.0/24", "10.9.7.1/24"}, `item 2: "10.9.7.1/24" is off its boundary: 10.9.7.0/24 holds it`)
	bad("subnets", []any{"10.9.7.0/24", " 10.9.7.0/24"}, "item 2 stands twice")
	bad("subnets", []any{null}, "item 1: must not be null")
	bad("marks", []any{1, "1"}, "item 2 stands twice")
	r.check(t)
}

func jsonOf(value any) string {
	_, rest, _ := strings.Cut(line(`{}`, map[string]any{"x": value}), ":")
	return strings.TrimSuffix(rest, "}")
}

// Whatever a line breaks, nothing of it is taken: not what comes before either.
func TestCustomerDataRefusals(t *testing.T) {
	var r refusals
	bad := func(changes map[string]any, complaint string) {
		like := map[string]any{"name": "Другое", "phone0": "+7 900 555-00-00", "marks": []any{1}, "opening_balance": 1}
		r.add(customer(t, merged(like, changes)), "customer_data.%s", complaint)
	}
	account := func(billing any, id string) map[string]any {
		return map[string]any{"billing_id": billing, "billing_customer_id": id}
	}
	bad(merged(account(2, "нет"), map[string]any{"account_number": " 770100117 "}), "account_number: is another customer's of the same billing")
	bad(map[string]any{"account_number": "770100152"}, "account_number: is another customer's of the same billing")
	bad(account(2, "10117"), "billing_customer_id: is another customer's of the same billing")
	bad(account(2, "10108"), "billing_customer_id: is another customer's of the same billing")
	bad(account(2, " "), "billing_customer_id: is missing: a customer with billing_id has one")
	bad(map[string]any{"billing_id": 2}, "billing_customer_id: is missing: a customer with billing_id has one")
	bad(map[string]any{"billing_customer_id": "1"}, "billing_id: is missing: a customer with billing_customer_id has one")
	bad(merged(account(null, "1"), map[string]any{"client_id": romashka}), "billing_id: is missing: a customer with billing_customer_id has one")
	bad(map[string]any{"client_id": romashka, "billing_customer_id": null}, "billing_customer_id: is missing: a customer with billing_id has one")
	bad(merged(account(3, "1"), nil), "billing_id: no such billing")
	bad(map[string]any{"marks": []any{1, 3}}, "marks: item 2: no such mark")
	bad(map[string]any{"group_id": 53}, "group_id: no such customer_group")
	bad(map[string]any{"house_id": 1005}, "house_id: no such house")
	bad(map[string]any{"client_id": inRiga, "house_id": 1002}, "house_id: no such house")
	bad(map[string]any{"manager_id": newID()}, "manager_id: no such partner_user")
	bad(map[string]any{"manager_id": 4711}, "manager_id: no such partner_user")
	bad(map[string]any{"manager_id": "63406a4e-56ea-41f1-a316-1057c9f59535"}, "manager_id: belongs to another partner than client_id")
	bad(map[string]any{"parent_id": newID()}, "parent_id: no such client")
	bad(map[string]any{"parent_id": "4711"}, "parent_id: no such client")
	bad(map[string]any{"parent_id": inRiga}, "parent_id: belongs to another partner than client_id")
	bad(map[string]any{"parent_id": idOf(t, customer(t, nil), "client_id")}, "parent_id: the client would stand above itself")
	bad(map[string]any{"client_id": romashka, "parent_id": belowRomashka}, "parent_id: the client would stand above itself")
	bad(map[string]any{"client_id": archived, "is_potential": true}, "is_potential: the client is archived")
	bad(map[string]any{"ips": ipLines([2]string{"10.9.7.1", ""}, [2]string{"10.9.0.18", "001122334455"})}, "ips: item 2: 10.9.0.18 is another customer's")
	bad(map[string]any{"ips": ipLines([2]string{"10.9.16.15", ""})}, "ips: item 1: 10.9.16.15 is in another customer's subnet")
	const overlaps = " overlaps another subnet or holds another customer's address"
	bad(map[string]any{"subnets": []any{"10.9.7.0/24", "10.9.16.0/28"}}, "subnets: item 2: 10.9.16.0/28"+overlaps)
	bad(map[string]any{"subnets": []any{"10.9.16.15/32"}}, "subnets: item 1: 10.9.16.15/32"+overlaps)
	bad(map[string]any{"subnets": []any{"10.9.16.0/20"}}, "subnets: item 1: 10.9.16.0/20"+overlaps)
	bad(map[string]any{"subnets": []any{"10.9.0.16/30"}}, "subnets: item 1: 10.9.0.16/30"+overlaps)
	bad(map[string]any{"subnets": []any{"0.0.0.0/0"}}, "subnets: item 1: 0.0.0.0/0"+overlaps)
	bad(map[string]any{"subnets": []any{"10.9.7.0/24", "10.9.7.128/25"}}, "subnets: item 2: 10.9.7.128/25"+overlaps)
	bad(map[string]any{"client_id": newID(), "billing_id": 9, "marks": []any{9}}, "client_id: no such client")
	r.check(t)
}

// Who was deleted for good is nobody's parent, and takes no data.
func TestDeletedCustomerData(t *testing.T) {
	d := newSample(t)
	d.exec(`UPDATE client SET status = 7 WHERE client_id = ?1`, romashka)
	before := d.hash()
	assert.Equal(t, []string{"line 1: customer_data.client_id: the client was deleted for good", "line 2: customer_data.parent_id: the client was deleted for good"},
		d.refused(customer(t, map[string]any{"client_id": romashka}), customer(t, map[string]any{"parent_id": romashka, "phone0": "1"})))
	assert.Equal(t, before, d.hash())
}

// What one line of a file takes, a later one cannot have; a rehearsal says so too,
// and a strict import then takes nothing.
func TestCustomersContend(t *testing.T) {
	claims := map[string]any{
		"account_number": "70", "ips": ipLines([2]string{"10.9.7.1", ""}), "opening_balance": 7,
	}
	lines := []string{customer(t, claims), neighbour(t, merged(map[string]any{"phone0": "1"}, claims)), neighbour(t, map[string]any{"account_number": "71", "subnets": []any{"10.9.7.0/24"}}), neighbour(t, map[string]any{"phone1": "2"})}
	want := []string{
		"line 2: customer_data.account_number: is another customer's of the same billing",
		"line 3: customer_data.subnets: item 1: 10.9.7.0/24 overlaps another subnet or holds another customer's address",
	}
	d := newSample(t)
	before := d.hash()
	for _, opts := range []Options{{DryRun: true}, {Strict: true}} {
		_, problems := d.load(text(lines...), opts)
		assert.Equal(t, want, problems)
		assert.Equal(t, before, d.hash())
	}
	report, problems := d.load(text(lines...), Options{})
	assert.Equal(t, want, problems)
	assert.Equal(t, Report{Lines: 4, Taken: 2, Refused: 2}, report)
	after := d.hash()
	_, problems = d.load(text(lines...), Options{})
	assert.Equal(t, want, problems)
	assert.Equal(t, after, d.hash())
	require.Equal(t, []string{"1|2"}, d.query(`SELECT position, number FROM customer_phone WHERE client = (SELECT id FROM client WHERE client_id = ?1)`, idOf(t, lines[3], "client_id")))
}
