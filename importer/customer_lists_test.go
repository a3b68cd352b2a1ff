package importer

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store"
)

// ipLines are ips as a line has them: addresses with MAC addresses, "" for none.
func ipLines(pairs ...[2]string) []any {
	list := []any{}
	for _, pair := range pairs {
		item := map[string]any{}
		for at, key := range []string{"ip", "mac"} {
			if pair[at] != "" {
				item[key] = pair[at]
			}
		}
		list = append(list, item)
	}
	return list
}

// A list of addresses replaces the customer's: what stays keeps its age, and the
// MAC addresses that go are history.
func TestIPsAreReplaced(t *testing.T) {
	d := newSample(t)
	put := func(pairs ...[2]string) {
		t.Helper()
		d.take(customer(t, map[string]any{"ips": ipLines(pairs...)}))
	}
	_, _, client := d.tenant(customer(t, nil))
	ips := func() []string {
		return d.query(`SELECT id - (SELECT min(id) FROM customer_ip WHERE client = ?1), coalesce((ip >> 8 & 255) || '.' || (ip & 255), '0.0'), mac FROM customer_ip WHERE client = ?1 ORDER BY id`, client)
	}
	history := func() []string {
		return d.query(`SELECT coalesce(CAST(ip & 255 AS TEXT), '-'), mac FROM mac_history WHERE client = ?1 ORDER BY id`, client)
	}
	put([2]string{"10.9.7.1", "001122334401"}, [2]string{"10.9.7.2", ""}, [2]string{"", "001122334403"}, [2]string{"10.9.7.4", "001122334404"})
	require.Equal(t, []string{"0|7.1|001122334401", "1|7.2|<nil>", "2|0.0|001122334403", "3|7.4|001122334404"}, ips())
	assert.Empty(t, history())

	put([2]string{"10.9.7.5", ""}, [2]string{"10.9.7.4", ""}, [2]string{"10.9.7.2", "001122334402"}, [2]string{"10.9.7.1", "001122334401"}, [2]string{"", "001122334406"})
	assert.Equal(t, []string{"0|7.1|001122334401", "1|7.2|001122334402", "3|7.4|<nil>", "4|7.5|<nil>", "5|0.0|001122334406"}, ips())
	assert.Equal(t, []string{"-|001122334403", "4|001122334404"}, history())

	d.take(customer(t, map[string]any{"ips": null}))
	assert.Empty(t, ips())
	assert.Equal(t, []string{"-|001122334403", "4|001122334404", "1|001122334401", "2|001122334402", "-|001122334406"}, history())
}

// What a line takes away is not in the way of what it brings, nor of later lines.
func TestAddressesMove(t *testing.T) {
	d := newSample(t)
	d.take(customer(t, map[string]any{"ips": ipLines([2]string{"10.9.7.1", ""}), "subnets": []any{"10.9.7.0/24"}}))
	d.take(customer(t, map[string]any{"ips": ipLines([2]string{"10.9.7.1", ""}), "subnets": []any{"10.9.7.0/25", "10.9.7.128/25"}}))
	lines := []string{
		customer(t, map[string]any{"ips": []any{}, "subnets": []any{"10.9.7.128/25"}}),
		neighbour(t, map[string]any{"ips": ipLines([2]string{"10.9.7.1", ""}), "subnets": []any{"10.9.7.0/25"}}),
	}
	d.take(lines...)
	before := d.hash()
	d.take(lines...)
	assert.Equal(t, before, d.hash())
	assert.Equal(t, []string{"10.9.7.128/25"}, shown(d.abonent(lines[0])))
	assert.Equal(t, []string{"10.9.7.0/25", "10.9.7.1"}, shown(d.abonent(lines[1])))
}

func shown(a store.Abonent) (all []string) {
	for _, subnet := range a.Subnets {
		all = append(all, subnet.String())
	}
	for _, ip := range a.IPs {
		all = append(all, ip.Addr.String())
	}
	return all
}

// An account and an id in a billing change hands in the order of the file, and both
// change with their billing at once.
func TestAccountsMove(t *testing.T) {
	d := newSample(t)
	account := func(billing any, id, number any) map[string]any {
		return map[string]any{"billing_id": billing, "billing_customer_id": id, "account_number": number}
	}
	d.take(customer(t, account(1, "7", "70")), neighbour(t, account(2, "7", "70")))
	d.take(customer(t, account(2, "8", "80")), neighbour(t, account(1, "7", "70")))
	d.take(customer(t, map[string]any{"billing_customer_id": "9"}), neighbour(t, map[string]any{"billing_id": 2}), customer(t, map[string]any{"billing_id": 1, "account_number": "70"}))
	assert.Equal(t, []string{"1|9|70", "2|7|70"}, d.query(`SELECT billing, billing_customer_id, account_number FROM customer_data WHERE account_number = '70' ORDER BY 1`))
}

// Marks that a line does not name go.
func TestMarksAreReplaced(t *testing.T) {
	d := newSample(t)
	for _, marks := range [][]int64{{1, 2}, {2, 7}, {}, {7}} {
		list := []any{}
		for _, mark := range marks {
			list = append(list, mark)
		}
		like := customer(t, map[string]any{"marks": list})
		d.take(like)
		assert.ElementsMatch(t, marks, d.abonent(like).Marks)
	}
}
