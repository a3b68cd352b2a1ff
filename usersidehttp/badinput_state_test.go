package usersidehttp

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// refused calls what the state of the store does not allow, and nothing is written.
func (p *provider) refused(w *watch, code, action string, parameters ...string) {
	p.Helper()
	what := fmt.Sprint(action, parameters)
	w.begin()
	got, message := p.outcome(what, p.call(action, parameters...))
	assert.Equal(p, code, got, "%s: %s", what, message)
	w.unchanged(what)
}

// Nobody stands above himself.
func TestParentCycles(t *testing.T) {
	p := openProvider(t)
	w := p.watch()
	top, middle, below := p.add(), p.add(), p.add()
	p.must("a", "edit", "id", middle, "parent_id", top)
	p.must("a", "edit", "id", below, "parent_id", middle)
	for _, parent := range []string{top, middle, below} {
		p.refused(w, "bad_value", "edit", "id", top, "parent_id", parent)
	}
	p.refused(w, "bad_value", "edit", "id", top, "name", "x", "account_number", "7", "phone0", "1", "parent_id", below)
}

// A customer is merged once, into another that lives and is the partner's own.
func TestBadMerges(t *testing.T) {
	p := openProvider(t)
	w := p.watch()
	dst, src, gone := p.add(), p.add(), p.add()
	p.must("a", "delete", "id", gone)
	p.refused(w, "bad_value", "merge", "dst_id", dst, "src_id", dst)
	p.refused(w, "bad_value", "merge", "dst_id", dst, "src_id", "0"+dst)
	p.refused(w, "bad_value", "merge", "dst_id", unknownNumber, "src_id", unknownNumber)
	for _, other := range []string{gone, unknownNumber, customerOfB, "0"} {
		p.refused(w, "not_found", "merge", "dst_id", dst, "src_id", other)
		p.refused(w, "not_found", "merge", "dst_id", other, "src_id", src)
	}
	p.must("a", "merge", "dst_id", dst, "src_id", src)
	p.refused(w, "conflict", "merge", "dst_id", dst, "src_id", src)
	p.refused(w, "not_found", "merge", "dst_id", src, "src_id", dst)
	for action, parameters := range good {
		for _, name := range []string{"customer_id", "id"} {
			if all := parameters(p); all != nil && all[0] == name && action != "get_data" {
				p.refused(w, "not_found", action, with(all, name, src)...)
				p.refused(w, "not_found", action, with(all, name, gone)...)
			}
		}
	}
	assert.Equal(t, http.StatusNotFound, p.call("get_data", "customer_id", src).status)
}

// A balance stays where every reader of JSON has it exactly.
func TestBalanceOverflow(t *testing.T) {
	p := openProvider(t)
	w := p.watch()
	const most, fit = 9999999999_99, (1<<53 - 1) / 9999999999_99
	stand := func(balance int64) {
		_, err := p.place.SQL(t).Exec(`UPDATE customer_data SET balance = $1 WHERE partner = 1 AND client = (SELECT id FROM client WHERE number = 101)`, balance)
		require.NoError(t, err)
	}
	p.must("a", "change_balance", "customer_id", customerOfA, "amount", "0.01", "comment", "x")
	stand(fit * most)
	p.refused(w, "conflict", "change_balance", "customer_id", customerOfA, "amount", "9999999999.99", "comment", "x")
	p.must("a", "change_balance", "customer_id", customerOfA, "amount", "0.01", "comment", "x")
	stand(1 - fit*most)
	p.refused(w, "conflict", "change_balance", "customer_id", customerOfA, "amount", "-9999999999.99", "comment", "x")
	assert.Contains(t, p.must("a", "get_data", "customer_id", customerOfA), `"balance":-90069999999909.92,`)
}

// Subnets lie on their boundary and in nobody's way, addresses in no other's.
func TestBadAddresses(t *testing.T) {
	p := openProvider(t)
	w := p.watch()
	owner, other := p.add(), p.add()
	for ip, length := range map[string]string{"10.9.0.1": "24", "10.9.1.0": "23", "10.9.0.2": "30", "10.128.0.0": "8", "0.0.0.1": "0", "255.255.255.255": "255.255.255.254"} {
		p.refused(w, "bad_value", "ip_subnet_add", "customer_id", owner, "ip", ip, "subnet", length)
	}
	p.must("a", "ip_subnet_add", "customer_id", owner, "ip", "10.9.0.0", "subnet", "255.255.255.0")
	for ip, length := range map[string]string{"10.9.0.0": "24", "10.9.0.128": "25", "10.9.0.255": "32", "10.8.0.0": "14", "0.0.0.0": "0"} {
		p.refused(w, "conflict", "ip_subnet_add", "customer_id", owner, "ip", ip, "subnet", length)
		p.refused(w, "conflict", "ip_subnet_add", "customer_id", other, "ip", ip, "subnet", length)
	}
	p.refused(w, "conflict", "ip_add", "customer_id", other, "value", "10.9.0.7")
	p.must("a", "ip_add", "customer_id", owner, "value", "10.9.0.7")
	p.refused(w, "conflict", "ip_add", "customer_id", owner, "value", "10.9.0.7")
	p.refused(w, "conflict", "ip_add", "customer_id", other, "value", "10.9.0.7")
	p.refused(w, "conflict", "ip_subnet_add", "customer_id", other, "ip", "10.1.0.0", "subnet", "24") // holds ipOfA
	p.refused(w, "not_found", "ip_subnet_delete", "customer_id", other, "ip", "10.9.0.0")
	p.refused(w, "not_found", "ip_subnet_delete", "customer_id", owner, "ip", "10.9.0.1")
	p.refused(w, "not_found", "ip_delete", "customer_id", other, "value", "10.9.0.7")
	p.refused(w, "not_found", "set_mac_by_ip", "ip", ipOfB, "mac", "00:11:22:33:44:55")
	p.refused(w, "missing_parameter", "ip_add", "customer_id", owner, "value", "-1")
}

// What belongs to b is to a as if it were not there.
func TestNothingOfTheOtherPartner(t *testing.T) {
	p := openProvider(t)
	w := p.watch()
	p.refused(w, "not_found", "get_abon_id", "data_typer", "ip", "data_value", ipOfB)
	p.refused(w, "not_found", "get_abon_id", "data_typer", "mac", "data_value", "00:11:22:33:44:66")
	for name, value := range map[string]string{"billing_id": ownOfB, "house_id": ownOfB, "address_unit_id": ownOfB, "mark_id": ownOfB, "dependence_device_id": ownOfB, "manager_id": employeeOfB, "tariff_id": lineOfB} {
		p.must("b", "edit", "id", customerOfB, "house_id", ownOfB, "manager_id", employeeOfB)
		p.must("b", "mark_add", "customer_id", customerOfB, "mark_id", ownOfB)
		p.must("b", "change_billing", "customer_id", customerOfB, "billing_id", ownOfB)
		p.must("b", "tarif_change", "customer_id", customerOfB, "tarif", lineOfB)
		assert.Contains(t, p.must("b", "get_customers_id", name, value), `"data":[`+customerOfB+`]`, name)
		assert.Contains(t, p.must("a", "get_customers_id", name, value), `"data":[]`, name)
	}
	everybody := make([]string, 10000)
	for i := range everybody {
		everybody[i] = fmt.Sprint(i)
	}
	body := p.must("a", "get_data", "customer_id", strings.Join(everybody, ","))
	assert.Contains(t, body, `"`+customerOfA+`":{`)
	assert.NotContains(t, body, `"`+customerOfB+`":{`)
	p.refused(w, "bad_value", "get_data", "customer_id", strings.Join(append(everybody, "1"), ","))
}
