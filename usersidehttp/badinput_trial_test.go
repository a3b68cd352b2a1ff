package usersidehttp

import (
	"strings"

	"partnerapi/ops/userside"
)

// trial is a value in a parameter's place and the error_code that it brings; ""
// says that it is taken.
type trial struct{ value, code string }

// unsendable are texts that no XML can carry (O11), and no JSON either.
var unsendable = []string{"\x00", "a\x00b", "\x07", "\x1f", "\xff", "a\xc3", "\xed\xa0\x80", "\xed\xbf\xbf\xed\xa0\x80", "\xef\xbf\xbe", "\xef\xbf\xbf", "\xc0\xaf", "\xf4\x90\x80\x80"}

// noNumbers are no whole numbers from 0.
var noNumbers = []string{"x", "1.5", "1.0", "1e2", "1e400", "-1", "-0", "+1", "NaN", "Inf", "-Inf", "0x10", "1 2", "1_000", "true", "null", "[1]", `"1"`, "١", "１", "½",
	"9007199254740992", "9223372036854775808", "18446744073709551616", "1' OR '1'='1", "1;DROP TABLE client", strings.Repeat("9", 100000)}

// noAmounts are no sums of money.
var noAmounts = []string{"x", "1.234", "0.001", "12.345", "0.3000001", "0.12500000000000000001", "1.", ".5", ".", "+", "-", "--1", "+-1", "1e2", "1e308", "1e400", "-1e400", "NaN", "Inf", "-Infinity", "0x10", "1,5", "1 000", "1_0", "1.5.5",
	"12345678901", "-12345678901.00", "１.5", "1.5₽", "10%", strings.Repeat("1", 100000)}

// bads are values that each type of parameter refuses.
var bads = map[string][]string{
	"ID":     noNumbers,
	"IDs":    append([]string{"1,x", "1,-1", "1;2", "1,1.5", "1,,x", "1," + strings.Repeat("9", 30), strings.Repeat("1,", 10001), strings.Repeat("1,", 100000)}, noNumbers...),
	"Amount": noAmounts,
	"Booked": append([]string{"0", "-0", "0.00", "+0.0", "0000000000"}, noAmounts...),
	"Price":  append([]string{"-1", "-0.01"}, noAmounts...),
	"Flag":   {"2", "-1", "01", "1.0", "TRUE", "yes", "on", "да", "null", "1,0", "NaN", strings.Repeat("1", 100000)},
	"Addr": {"x", "1.2.3", "1.2.3.4.5", "1.2.3.4.", ".1.2.3.4", "256.1.1.1", "1.2.3.-4", "010.0.0.1", "10.0.0.01", "0x0a.0.0.1", "0xa000001", "167772161", "0", "1.2.3.4:80", "1.2.3.4/24", "1. 2.3.4", "1.2..4", "1,2,3,4",
		"::1", "::ffff:1.2.3.4", "[::1]", "fe80::1%eth0", "1.2.3.4%eth0", "localhost", "１.2.3.4", "1e1.2.3.4", "-0.0.0.1", "+1.2.3.4", "1.2.3.4\x00", "1.2.3.4\n5", strings.Repeat("1.", 50000)},
	"MAC": {"x", "1", "00:11:22:33:44", "00:11:22:33:44:55:66", "00:11:22:33:44:5", "00:11:22:33:44:555", "00:11:22:33:44:5g", "0:11:22:33:44:55", "00:11-22:33-44:55", "00 11 22 33 44 55", "00112233445", "0011223344556",
		"0011.2233.445", "0011.2233.44555", "00.11.22.33.44.55", "001122:334455", "::", ":::::", "-----", "..", "00:11:22:33:44:55:", "0x001122334455", "٠٠:11:22:33:44:55", "00:11:22:33:44:5\u212a", "00:11:22:33:44:55\x00", strings.Repeat("00:", 50000)},
	"Mask": {"x", "33", "-1", "+24", "24.0", "24.5", "1e1", "0x18", "/", "//24", "/33", "/24/", "24/", "255.0.255.0", "255.255.255.1", "0.255.255.255", "0.0.0.255", "255.255.255", "255.255.255.0.0", "255.255.255.256", "0377.0.0.0", "ffff:ff00::", "NaN", strings.Repeat("2", 100000)},
	"Date": {"x", "15.06.24", "31.06.2024", "06.15.2024", "Thu Nov 26 15:04:44 XYZ 2026", "Thu Nov 31 15:04:44 UTC 2026", "06/15/2024", "2024-6-15", "2024-06-1", "24-06-15", "2024-02-30", "2023-02-29", "2024-13-01", "2024-00-10", "2024-06-00", "0000-00-00", "0000-01-01", "-2024-06-15", "12024-06-15", "2024/06/15", "20240615", "1718442000",
		"2024-06-15x12:00:00", "2024-06-15T12:00", "2024-06-15 12:00:00.", "2024-06-15 12:00:00,5", "2024-06-15 12:00", "2024-06-15 24:00:00", "2024-06-15 12:60:00", "2024-06-15 1:00:00 ", "2024-06-15 12:00:00+03", "2024-06-15  2:00:00", "today", "now()", "２０24-06-15", "2024-06-15\x00", strings.Repeat("2024-06-15", 10000)},
}

// goods are values at the edge of what each type takes; GOOD is what the good call
// says.
var goods = map[string][]string{
	"ID":        {" GOOD ", "00GOOD", "GOOD\u00a0"},
	"State":     {"0", "1", " 2 ", "02"},
	"Addr":      {" GOOD\n"},
	"IDs":       {"101,", ",101", "101,101", " 101 , 201 ,", ",", "101," + strings.Repeat("9007199254740991,", 9998)},
	"Amount":    {"1", "+1", "-1.5", " 0.01 ", "-0", "9999999999.99", "0000000001.10", "100.0000", "0.30000000000000004"},
	"Booked":    {"1", "+1", "-1.5", " 0.01 ", "100.0000", "0.30000000000000004", "9999999999.99", "-9999999999.99"},
	"Price":     {"0", "-0", " 1.5 ", "+1", "9999999999.99"},
	"Flag":      {"1", "0", "true", "false", "True", "False", " 1 "},
	"MAC":       {"00:11:22:33:44:55", "00-11-22-AA-BB-CC", "0011.2233.4455", "001122AABBCC", " 00:11:22:33:44:55\n"},
	"Mask":      {"24", "/24", "024", "255.255.255.0", " 25 ", "32", "255.255.255.255"},
	"Date":      {"2024-06-15", " 2024-06-15 ", "0001-01-01", "9999-12-31", "2024-02-29", "2024-06-15 23:59:59", "2024-06-15T12:00:00", "2024-06-15T12:00:00.000Z", "2024-06-15 12:00:00.5", "15.06.2024", "Thu Nov 26 15:04:44 UTC 2026"},
	"Text":      texts,
	"Word":      texts,
	"Name":      texts,
	"RequestID": texts,
	"LongText":  append([]string{strings.Repeat("я", 10000), strings.Repeat("\U0001F600", 10000)}, texts...),
}

var texts = []string{"x", "0", "null", "NaN", "-1", "1e400", `<script>alert(1)</script>`, `'; DROP TABLE client; --`, `"\/&amp;&#047;%00%s${x}{{x}}`, "a\tb\r\nc", "é😀\u200f\u202e\ufffd", strings.Repeat("я", 1000), strings.Repeat("\U0001F600", 1000)}

func init() {
	bads["NewAddr"] = append([]string{"all", "-2", "--1", "-1.0"}, bads["Addr"]...)
	bads["OldAddr"] = append([]string{"ALL", "*", "-2", "-1.0"}, bads["Addr"]...)
	bads["State"] = append([]string{"3", "999999"}, noNumbers...)
	goods["NewAddr"], goods["OldAddr"] = []string{" GOOD ", "-1"}, []string{" -1 ", "all"}
	bads["Moment"] = bads["Date"]
	goods["Moment"] = goods["Date"]
	for _, kind := range []string{"Text", "Word", "Name", "RequestID"} {
		bads[kind] = []string{strings.Repeat("я", 1001), strings.Repeat("a", 1000000)}
	}
	bads["LongText"] = []string{strings.Repeat("я", 10001), strings.Repeat("a", 1000000)}
}

// nouns are what parameters refer to: what a has, and what it has not.
var nouns = map[string][]string{
	"customer_id": {customerOfB}, "id": {customerOfB}, "dst_id": {customerOfB}, "src_id": {customerOfB}, "parent_id": {customerOfB},
	"billing_id": {ownOfB}, "mark_id": {ownOfB}, "group_id": {ownOfB}, "house_id": {ownOfB},
	"manager_id": {employeeOfB}, "employee_id": {employeeOfB}, "tarif": {lineOfB}, "service_id": {lineOfB},
}

// peculiar are the codes that values bring to parameters of which more is asked
// than their type says, or less: by action and parameter, the value, or the type of
// value, and the code.
var peculiar = map[string]map[string]string{
	"add.billing_id":                      {"": "missing_parameter", "0": "missing_parameter"},
	"add.billing_customer_id":             {"": "missing_parameter"},
	"edit.name":                           {"": "bad_value"},
	"get_abon_id.data_typer":              {"text": "bad_value"},
	"get_abon_id.data_value":              {"text": "bad_value"}, // the good typer is ip
	"get_activity_counter.type":           {"text": "bad_value"},
	"get_data.customer_id":                {},
	"get_data.id":                         {"foreign": ""}, // customer_id is there
	"get_data.account_number":             {},
	"get_data.billing_id":                 {"foreign": ""},
	"get_max_agreement_number.billing_id": {"0": ""},
	"change_balance.employee_id":          {"0": ""}, // nobody
	"msg_add_to_customer.employee_id":     {"0": ""},
	"msg.employee_id":                     {"0": ""},
	"pass_change.pass_old":                {"text": "bad_value"}, // none is set
}

func peculiarCode(action, name, kind, usual string) string {
	if code, ok := peculiar[action+"."+name][kind]; ok {
		return code
	}
	return usual
}

// trialsOf makes the trials of a parameter of what the table says of it.
func trialsOf(action string, q userside.Parameter) (trials []trial) {
	add := func(code string, values ...string) {
		for _, value := range values {
			trials = append(trials, trial{value, code})
		}
	}
	as := func(kind, usual string) string { return peculiarCode(action, q.Name, kind, usual) }
	blank := as("", map[bool]string{true: "missing_parameter"}[q.Required])
	if q.Type == "RequestID" {
		blank = "bad_value"
	}
	add(blank, "", " ", "\t \r\n", "\u00a0", "\u3000")
	add("bad_value", bads[q.Type]...)
	add("bad_value", unsendable...)
	add(as("text", ""), goods[q.Type]...)
	if foreign, refers := nouns[q.Name]; refers && action != "get_customers_id" {
		code := as("foreign", "not_found")
		add(code, foreign...)
		add(code, unknownNumber, "9007199254740991")
		if q.Clears {
			add("", "0")
		} else {
			add(as("0", code), "0")
		}
	}
	return trials
}
