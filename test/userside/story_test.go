package userside

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// story is the life of two customers who become one. What is unique is told apart
// by a digit.
func (c *conversation) story(digit string) {
	c.Helper()
	id := c.post("add", params{"fio": "Новый \"абонент\" & <Ко> 😀", "billing_id": "1", "billing_customer_id": "0" + digit})
	other := c.ask("add", params{"is_potential": "1", "skip_internal_api": "1"})
	c.registers(id, digit)
	c.addresses(id, digit)
	c.money(id, digit)
	c.found(id, digit)

	for _, state := range []struct {
		id       string
		disabled int
	}{{"2", 0}, {"1", 1}, {"0", 1}} {
		c.ask("state_change", params{"customer_id": id, "state_id": state.id})
		assert.Equal(c, state.disabled, c.customer(id).Disabled, state.id)
	}
	c.post("edit", params{"id": other, "name": "Второй", "phone1": "+7 (495) 000-00-0" + digit, "is_potential": "0"})
	c.ask("change_balance", params{"customer_id": other, "amount": "0.5", "comment": "остаток"})
	c.post("merge", params{"dst_id": id, "src_id": other})
	assert.Equal(c, 100.05, c.customer(id).Balance)
	c.expect("GET", "get_data", params{"customer_id": other}, 404)
	assert.Contains(c, c.ask("abon_hist", params{"customer_id": id}), `"Amount":-0.45,`)

	c.ask("to_ex", params{"customer_id": id})
	assert.JSONEq(c, "[106,"+id+"]", c.ask("get_customers_id", params{"is_ex": "1"}))
	c.ask("to_normal", params{"customer_id": id})
	assert.Equal(c, 1, c.customer(id).Disabled, "a debtor comes back locked")
	history := c.ask("abon_hist", params{"customer_id": id})
	for _, typer := range []string{"balance", "state", "tariff", "service", "billing", "archive", "restore", "edit", "merge"} {
		assert.Contains(c, history, `"Typer":"`+typer+`"`)
	}
	c.post("delete", params{"id": id})
	c.expect("GET", "get_data", params{"customer_id": id}, 404)
}

// employee is the first of the partner's: numbers begin with number-base.
const employee = "100000"

// registers are what a customer has of the partner's registers.
func (c *conversation) registers(id, digit string) {
	c.Helper()
	c.post("edit", params{"id": id, "login": "user" + digit, "account_number": "ЛС-" + digit, "agreement_number": "70" + digit, "agreement_date": "2024-05-06", "email": digit + "@b.example",
		"phone0": "+7 (495) 000-00-0" + digit, "apartment_number": "12а", "entrance": "2", "floor": "3", "house_id": "1001", "group_id": "51", "manager_id": employee, "comment": "строка\nдругая",
		"coordinates": "55.75,37.61"})
	c.ask("change_date_connect", params{"customer_id": id, "value": "2024-06-01"})
	c.ask("change_billing", params{"customer_id": id, "billing_id": "2", "billing_user_id": "7" + digit})
	assert.Contains(c, c.ask("get_customer_group", nil), `"51":{"id":51,`)
	assert.Contains(c, c.ask("list_tarif_available", params{"usercode": id}), `"11":{"id":11,"name":"Базовый"}`)
	c.ask("tarif_change", params{"customer_id": id, "tarif": "16"})
	c.ask("mark_add", params{"customer_id": id, "mark_id": "1"})
	c.ask("mark_add", params{"customer_id": id, "mark_id": "2"})
	c.ask("mark_delete", params{"customer_id": id, "mark_id": "1"})
	c.post("service_add", params{"customer_id": id, "service_id": "11", "price": "99.95", "comment": "скидка"})
	c.post("service_add", params{"customer_id": id, "service_id": "13"})
	c.post("service_remove", params{"customer_id": id, "service_id": "13"})
	c.post("pass_change", params{"customer_id": id, "pass_new": "пароль"})
	c.post("pass_change", params{"customer_id": id, "pass_new": "другой", "pass_old": "пароль"})
	c.expect("POST", "pass_change", params{"customer_id": id, "pass_new": "x", "pass_old": "пароль"}, 403)
	one, two := c.post("msg_add", params{"customer_id": id, "text": "Не работает\nинтернет"}), c.post("msg_add_to_customer", params{"customer_id": id, "employee_id": employee, "text": "Смотрим"})
	var said []struct{ ID json.Number }
	require.NoError(c, json.Unmarshal([]byte(c.ask("msg", params{"customer_id": id})), &said))
	require.Len(c, said, 2)
	assert.Equal(c, []string{one, two}, []string{said[0].ID.String(), said[1].ID.String()})
	got := c.customer(id)
	assert.Equal(c, map[string]map[string]int{"2": {"id": 2}}, got.Marks)
	assert.Equal(c, "7"+digit, got.BillingID)
	assert.Equal(c, "16", got.Tariff.Current[0].ID)
	assert.Contains(c, c.ask("get_data", params{"customer_id": id + ",101"}), `{"101":{"id":101,`)
	assert.Contains(c, c.ask("get_data", params{"account_number": "ЛС-" + digit, "billing_id": "2"}), `{"id":`+id+`,`)
}

// addresses are a customer's, and those of one with a port.
func (c *conversation) addresses(id, digit string) {
	c.Helper()
	at := "10." + digit + ".0.5"
	c.ask("ip_add", params{"customer_id": id, "value": at, "mac": "00:1A:2B:3C:4D:5" + digit})
	assert.Equal(c, `"`+at+`"`, c.ask("get_last_ip", nil))
	c.ask("ip_subnet_add", params{"customer_id": id, "ip": "10." + digit + ".0.0", "subnet": "255.255.255.0"})
	c.ask("set_mac_by_ip", params{"ip": at, "mac": "AA-BB-CC-DD-EE-F" + digit})
	got := c.customer(id)
	assert.Equal(c, "aabbccddeef"+digit, got.IPs["1"].MAC)
	assert.Equal(c, "10."+digit+".0.0/24", got.IPs["1"].Net)
	assert.Equal(c, id, c.ask("get_abon_id", params{"data_typer": "mac", "data_value": "aabb.ccdd.eef" + digit}))
	c.ask("ip_delete", params{"customer_id": id, "value": "all"})
	c.ask("ip_subnet_delete", params{"customer_id": id, "ip": "10." + digit + ".0.0"})
	var stops []struct{ MAC string }
	require.NoError(c, json.Unmarshal([]byte(c.ask("get_mac_history", params{"customer_id": id})), &stops))
	require.Len(c, stops, 2)
	assert.Equal(c, "001a2b3c4d5"+digit, stops[0].MAC)
	c.ask("ip_add", params{"customer_id": "102", "value": "10." + digit + ".1.1"})
	assert.Contains(c, c.ask("get_ip_port_device_commutation", nil), `"device_id":501,"device_ip":"10.9.0.2","port":5}`)
}

// money is booked once.
func (c *conversation) money(id, digit string) {
	c.Helper()
	c.post("change_balance", params{"customer_id": id, "amount": "+100", "comment": "касса", "request_id": "r" + digit})
	c.post("change_balance", params{"customer_id": id, "amount": "100.00", "comment": "касса", "request_id": "r" + digit})
	c.expect("POST", "change_balance", params{"customer_id": id, "amount": "101", "comment": "касса", "request_id": "r" + digit}, 409)
	c.ask("change_balance", params{"customer_id": id, "amount": "-0.45", "comment": "списание", "employee_id": employee})
	assert.Equal(c, 99.55, c.customer(id).Balance)
}

// found finds the customer again.
func (c *conversation) found(id, digit string) {
	c.Helper()
	want := id
	if c.dialect == "legacy" {
		want = "[" + id + "]"
	}
	assert.Equal(c, want, c.ask("get_abon_id", params{"data_typer": "phone", "data_value": "7495000000" + digit}))
	for typer, value := range map[string]string{"account": "ЛС-" + digit, "codeti": "7" + digit, "dognumber": "70" + digit, "login": "user" + digit, "mail": digit + "@B.example"} {
		assert.Equal(c, id, c.ask("get_abon_id", params{"data_typer": typer, "data_value": value}), typer)
	}
	assert.Equal(c, "["+id+"]", c.ask("get_customers_id", params{"name": "НОВЫЙ", "is_like": "1", "count": "1"}))
	assert.Equal(c, "70"+digit, c.ask("get_max_agreement_number", params{"billing_id": "2"}))
	assert.Equal(c, "0", c.ask("get_activity_counter", params{"type": "personal_area"}))
}

// refusals are understood as such.
func (c *conversation) refusals() {
	c.Helper()
	for _, r := range []struct {
		method, action string
		in             params
		status         int
		code           string
	}{
		{"GET", "get_data", nil, 400, "missing_parameter"},
		{"GET", "get_data", params{"customer_id": "x"}, 400, "bad_value"},
		{"POST", "no_such", nil, 400, "unknown_action"},
		{"POST", "to_ex", params{"customer_id": "201"}, 404, "not_found"},
		{"POST", "state_change", params{"customer_id": "106", "state_id": "2"}, 409, "conflict"},
	} {
		assert.Contains(c, c.expect(r.method, r.action, r.in, r.status), `"error_code":"`+r.code+`"`)
	}
}

// seen is a little of get_data.
type seen struct {
	Disabled  int `json:"is_disable"`
	Balance   float64
	BillingID string                    `json:"billing_id"`
	Marks     map[string]map[string]int `json:"mark"`
	Tariff    struct{ Current []struct{ ID string } }
	IPs       map[string]struct {
		MAC string
		Net string `json:"ip_net"`
	} `json:"ip_mac"`
}

func (c *conversation) customer(id string) (got seen) {
	c.Helper()
	require.NoError(c, json.Unmarshal([]byte(c.ask("get_data", params{"customer_id": id})), &got))
	return got
}

// answering is a server that says one thing.
func answering(t *testing.T, body string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, err := w.Write([]byte(body))
		assert.NoError(t, err)
	}))
	t.Cleanup(server.Close)
	return server.URL
}
