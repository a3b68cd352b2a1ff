package importer

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store"
)

// ofUserside is a line about a customer whom USERSIDE alone knew, of the sample's
// partner that has billings.
func ofUserside(t *testing.T, number int, changes map[string]any) string {
	t.Helper()
	partner := idOf(t, firstOf(t, "userside_customer"), "partner_id")
	return line(`{"kind":"userside_customer"}`, merged(map[string]any{"partner_id": partner, "number": number, "fio": "Абрамов Т. И."}, changes))
}

// row answers columns of the client of a number.
func (d *data) row(number int, columns string) string {
	d.t.Helper()
	rows := d.query(`SELECT `+columns+` FROM client WHERE number = ?1`, number)
	if len(rows) == 0 {
		return ""
	}
	return rows[0]
}

// PartnerAPI's half of the customer has its defaults and an id that stays, and
// USERSIDE's half all that customer_data may say.
func TestUsersideCustomer(t *testing.T) {
	d := newSample(t)
	given := everything(t)
	delete(given, "name")
	require.Len(t, given, len(usersideCustomerKind.keys)-3)
	full := ofUserside(t, 5001, given)
	d.take(full)
	region := d.query(`SELECT region FROM partner_region r JOIN partner p ON p.id = r.partner WHERE p.partner_id = ?1 ORDER BY position LIMIT 1`, idOf(t, full, "partner_id"))[0]
	assert.Equal(t, region+"|Абрамов Т. И.||"+strconv.Itoa(store.PayMonthly)+"|1", d.row(5001, `region, client_name, client_full_name, pay_method_id, status`))
	ids := strings.Split(d.row(5001, `client_id, client_new_id`), "|")
	for _, id := range ids {
		_, ok := store.ParseUUID(id)
		assert.True(t, ok, id)
	}
	assert.NotEqual(t, ids[0], ids[1])
	of := customer(t, map[string]any{"client_id": ids[0]})
	got := d.abonent(of)
	assert.Equal(t, int64(-150050), got.Balance)
	assert.Len(t, got.IPs, 3)
	assert.Equal(t, []int64{1, 7}, got.Marks)
	assert.True(t, d.opens(of, "Берег-2020"))

	before := d.hash()
	d.take(full, ofUserside(t, 5001, nil))
	assert.Equal(t, before, d.hash(), "again, and all left out")
	d.take(ofUserside(t, 5001, map[string]any{"fio": " Абрамова ", "cabinet_password": "другой", "is_potential": 0}))
	assert.Equal(t, strings.Join(ids, "|")+"|Абрамова|2", d.row(5001, `client_id, client_new_id, client_name, status`))
	assert.True(t, d.opens(of, "другой"))
}

// A customer without a name has that of its number (O4), and one that has a name
// keeps it.
func TestUsersideCustomerWithoutName(t *testing.T) {
	d := newSample(t)
	d.take(ofUserside(t, 5001, map[string]any{"fio": null}), ofUserside(t, 5002, map[string]any{"fio": " \t"}), ofUserside(t, 5003, nil))
	assert.Equal(t, "Абонент 5001", d.row(5001, `client_name`))
	assert.Equal(t, "Абонент 5002", d.row(5002, `client_name`))
	d.take(ofUserside(t, 5003, map[string]any{"fio": null}))
	assert.Equal(t, "Абрамов Т. И.", d.row(5003, `client_name`))
}

// A number is never given again: neither to clients of the same file that have
// none, whatever the order, nor to later ones (O9).
func TestUsersideNumbersAreReserved(t *testing.T) {
	client := firstOf(t, "client")
	var lines []string
	for _, like := range sample(t) {
		switch kindIn(like) {
		case "region", "partner", "role", "billing":
			lines = append(lines, like)
		}
	}
	for n := range 3 {
		lines = append(lines, line(client, map[string]any{"client_id": newID(), "client_new_id": newID(), "client_name": fmt.Sprint("клиент ", n)}))
	}
	lines = append(lines, ofUserside(t, 2, nil), ofUserside(t, 4, nil))
	d := newData(t)
	d.take(lines...)
	assert.Equal(t, []string{"1|клиент 0", "2|Абрамов Т. И.", "3|клиент 1", "4|Абрамов Т. И.", "5|клиент 2"}, d.query(`SELECT number, client_name FROM client ORDER BY number`))
	d.take(ofUserside(t, 100, nil), line(client, map[string]any{"client_id": newID(), "client_new_id": newID(), "client_name": "после"}))
	assert.Equal(t, []string{"6"}, d.query(`SELECT number FROM client WHERE client_name = 'после'`))
	d.take(line(client, map[string]any{"client_id": newID(), "client_new_id": newID(), "client_name": "потом"}))
	assert.Equal(t, []string{"101"}, d.query(`SELECT number FROM client WHERE client_name = 'потом'`))
}

// Parents may come after their children, and what waits in vain is refused, with
// what waits for it.
func TestUsersideParentsInAnyOrder(t *testing.T) {
	below := func(number, parent int) string {
		return ofUserside(t, number, map[string]any{"parent_id": parent})
	}
	chain := []string{below(5005, 5004), below(5004, 5003), below(5003, 5002), below(5002, 5001), ofUserside(t, 5001, nil)}
	lost := []string{below(5011, 5010), below(5010, 5019), below(5012, 5013), below(5013, 5012)}
	for _, strict := range []bool{false, true} {
		d := newSample(t)
		report, problems := d.load(text(chain...), Options{Strict: strict})
		assert.Empty(t, problems)
		assert.Equal(t, Report{Lines: 5, Taken: 5}, report)
		assert.Equal(t, []string{"5005|5004", "5004|5003", "5003|5002", "5002|5001"}, d.query(`SELECT c.number, p.number FROM customer_data d
      JOIN client c ON c.id = d.client JOIN client p ON p.id = d.parent WHERE c.number > 5000 ORDER BY c.number DESC`))
		before := d.hash()
		report, problems = d.load(text(append(lost, chain...)...), Options{Strict: strict})
		var want []string
		for n := range lost {
			want = append(want, fmt.Sprintf("line %d: userside_customer.parent_id: no such client", n+1))
		}
		assert.ElementsMatch(t, want, problems)
		assert.Equal(t, int64(4), report.Refused)
		assert.Equal(t, before, d.hash())
		assert.Empty(t, leftovers(t, d.Place.Store), "temporary files")
	}
}

// What another kind or partner has is not taken for the line's customer.
func TestUsersideCustomerRefusals(t *testing.T) {
	var r refusals
	bad := func(number int, changes map[string]any, complaint string) {
		r.add(ofUserside(t, number, changes), "userside_customer.%s", complaint)
	}
	riga := "04baa899-a795-4766-8bdb-de9214149e57"
	bad(101, map[string]any{"partner_id": riga}, "number: 101 is another partner's customer")
	bad(1, nil, "number: 1 is the client 55188273-c1ad-4032-bc13-2821c556ccf3, which no userside_customer has made: use client and customer_data")
	bad(5001, map[string]any{"partner_id": riga, "billing_id": 2, "billing_customer_id": "1"}, "billing_id: no such billing")
	bad(5001, map[string]any{"billing_id": 1}, "billing_customer_id: is missing: a customer with billing_id has one")
	bad(5001, map[string]any{"billing_id": 1, "billing_customer_id": "20501"}, "billing_customer_id: is another customer's of the same billing")
	bad(5001, map[string]any{"partner_id": riga, "parent_id": 101}, "parent_id: belongs to another partner than partner_id")
	bad(101, map[string]any{"parent_id": 102}, "parent_id: the client would stand above itself")
	bad(5001, map[string]any{"ips": ipLines([2]string{"10.9.0.101", ""})}, "ips: item 1: 10.9.0.101 is another customer's")
	bad(5001, map[string]any{"number": null}, "number: must not be null")
	bad(5001, map[string]any{"number": -1}, "number: a number from 1 to 9007199254740991 is expected")
	bad(5001, map[string]any{"fio": strings.Repeat("ё", 1001)}, "fio: is longer than 1000 characters")
	bad(5001, map[string]any{"cabinet_password": " "}, "cabinet_password: must not be blank")
	bad(5001, map[string]any{"name": "Имя"}, "name: no such key")
	r.check(t)

	d := newSample(t)
	d.take(`{"kind":"partner","partner_id":"8b5c4d3e-2f10-4a9b-8c7d-6e5f40312233","partner_name":"Без регионов","regions":[],"roles":[]}`)
	before := d.hash()
	assert.Equal(t, []string{"line 1: userside_customer.partner_id: the partner has no region for its customers"},
		d.refused(ofUserside(t, 5001, map[string]any{"partner_id": "8b5c4d3e-2f10-4a9b-8c7d-6e5f40312233"})))
	assert.Equal(t, before, d.hash())
}
