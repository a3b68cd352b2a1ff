package importer

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store"
)

// customer is a line of customer_data for a client of the sample's first one's
// partner that has none there.
func customer(t *testing.T, changes map[string]any) string {
	t.Helper()
	return line(`{"kind":"customer_data"}`, merged(map[string]any{"client_id": "dba404a4-103e-4210-a8b4-518f732ac97c"}, changes))
}

// neighbour is the same for another client.
func neighbour(t *testing.T, changes map[string]any) string {
	t.Helper()
	return customer(t, merged(map[string]any{"client_id": "09b109a5-9aae-4f29-af2a-57c2748842ae"}, changes))
}

func merged(a, b map[string]any) map[string]any {
	for key, value := range b {
		a[key] = value
	}
	return a
}

// tenant answers the partner of the lines, and the number and key of the client.
func (d *data) tenant(line string) (tenant *store.Tenant, number, id int64) {
	d.t.Helper()
	row := strings.Split(d.query(`SELECT partner, number, id FROM client WHERE client_id = ?1`, idOf(d.t, line, "client_id"))[0], "|")
	numbers := make([]int64, len(row))
	for n := range row {
		var err error
		numbers[n], err = strconv.ParseInt(row[n], 10, 64)
		require.NoError(d.t, err)
	}
	return d.As(store.Partner(numbers[0])), numbers[1], numbers[2]
}

func (d *data) abonent(line string) store.Abonent {
	d.t.Helper()
	tenant, number, _ := d.tenant(line)
	abonent, err := tenant.Abonent(d.t.Context(), number)
	require.NoError(d.t, err)
	return abonent
}

// opens says whether a password is the one of the cabinet of the line's client.
func (d *data) opens(line, password string) bool {
	d.t.Helper()
	tenant, _, id := d.tenant(line)
	hash, err := tenant.CabinetPassword(d.t.Context(), id)
	require.NoError(d.t, err)
	ok, err := cheap(d.t).Verify(d.t.Context(), password, hash)
	require.NoError(d.t, err)
	return ok
}

func (d *data) parent(line string) string {
	d.t.Helper()
	return d.query(`SELECT (SELECT client_id FROM client p WHERE p.id = parent) FROM customer_data WHERE client = (SELECT id FROM client WHERE client_id = ?1)`, idOf(d.t, line, "client_id"))[0]
}

// everything is every key that a line may have beside the client.
func everything(t *testing.T) map[string]any {
	return map[string]any{
		"name": " Берег-2, ТСЖ \t", "comment": " дом у реки", "is_potential": 1, "flag_corporate": true, "billing_id": "1", "billing_customer_id": " 7 ",
		"account_number": "100777", "agreement_number": "000777", "agreement_date": "2020-02-29T00:00:00", "login": "bereg", "email": "pravlenie@bereg.example",
		"group_id": 52, "house_id": 1003, "apartment_number": "1", "entrance": "2", "floor": "3", "coordinates": "55.75,37.61",
		"manager_id": "{31B08F23-6125-4050-9621-8609B2373E4A}", "parent_id": "55188273-c1ad-4032-bc13-2821c556ccf3",
		"date_connect": "2020-03-01", "date_activity": "2026-10-01T12:00:00", "date_activity_inet": "2026-10-01T12:00:00+05:00",
		"phone0": "+7 900 555-00-00", "phone1": "1", "phone2": "2", "phone3": "3", "phone4": "4",
		"ips":     []any{map[string]any{"ip": "10.9.7.1", "mac": "00-11-22-AA-BB-CC"}, map[string]any{"mac": "0011.22aa.bbcd"}, map[string]any{"ip": " 10.9.7.2 ", "mac": ""}},
		"subnets": []any{"10.9.7.0/29", "10.9.8.1/32"}, "marks": []any{7, "1"}, "opening_balance": digits("-1500.50"), "cabinet_password": "Берег-2020",
	}
}

// Every key is kept where USERSIDE reads it, left out it stays, and null clears it.
func TestCustomerData(t *testing.T) {
	d := newSample(t)
	given := everything(t)
	require.Len(t, given, len(customerDataKind.keys)-1)
	full := customer(t, given)
	d.take(full)
	got := d.abonent(full)
	addr := func(n uint32) *store.IPv4 { ip := store.IPv4(0x0a090700 + n); return &ip }
	for n := range got.IPs {
		got.IPs[n].ID = 0
	}
	manager := d.query(`SELECT number FROM employee WHERE employee_id = '31b08f23-6125-4050-9621-8609b2373e4a'`)[0]
	require.NotNil(t, got.Manager)
	assert.Equal(t, manager, strconv.FormatInt(*got.Manager, 10))
	require.NotNil(t, got.Parent)
	got.ID, got.Number, got.Created, got.Manager, got.Parent = 0, 0, 0, nil, nil
	number := func(n int64) *int64 { return &n }
	moment := func(n store.Instant) *store.Instant { return &n }
	assert.Equal(t, store.Abonent{
		Name: "Берег-2, ТСЖ", Comment: " дом у реки", Status: store.StatusWaiting,
		AbonentData: store.AbonentData{
			Balance: -150050, Billing: number(1), BillingCustomerID: "7", AccountNumber: "100777", AgreementNumber: "000777", AgreementDate: "2020-02-29", Corporate: true,
			Login: "bereg", Email: "pravlenie@bereg.example", House: number(1003), Apartment: "1", Entrance: "2", Floor: "3", Coordinates: "55.75,37.61", Group: number(52),
			DateConnect: "2020-03-01", Activity: moment(1790845200), ActivityInet: moment(1790838000),
		},
		Phones:  []store.Phone{{Position: 0, Number: "+7 900 555-00-00"}, {Position: 1, Number: "1"}, {Position: 2, Number: "2"}, {Position: 3, Number: "3"}, {Position: 4, Number: "4"}},
		Marks:   []int64{1, 7},
		IPs:     []store.IP{{Addr: addr(1), MAC: "001122aabbcc"}, {MAC: "001122aabbcd"}, {Addr: addr(2)}},
		Subnets: []store.Subnet{{First: *addr(0), Last: *addr(7)}, {First: *addr(257), Last: *addr(257)}},
	}, got)
	assert.Equal(t, "55188273-c1ad-4032-bc13-2821c556ccf3", d.parent(full))
	assert.True(t, d.opens(full, "Берег-2020"))
	assert.Equal(t, []string{"777"}, d.query(`SELECT agreement_value FROM customer_data WHERE agreement_number = '000777'`))

	before := d.hash()
	d.take(full, customer(t, nil), full)
	assert.Equal(t, before, d.hash(), "again, and all left out")

	for key := range given {
		given[key] = null
	}
	given["name"] = nil
	d.take(customer(t, given))
	got = d.abonent(full)
	assert.Equal(t, store.AbonentData{}, got.AbonentData)
	assert.Equal(t, store.StatusActive, got.Status)
	assert.Equal(t, "Берег-2, ТСЖ", got.Name)
	assert.Empty(t, got.Comment)
	assert.Empty(t, got.Phones)
	assert.Empty(t, got.Marks)
	assert.Empty(t, got.IPs)
	assert.Empty(t, got.Subnets)
	assert.Equal(t, "<nil>", d.parent(full))
	assert.Equal(t, []string{"<nil>"}, d.query(`SELECT cabinet_password FROM client WHERE client_id = ?1`, idOf(t, full, "client_id")))
}

// A line that gives one thing leaves everything else alone.
func TestCustomerDataOneByOne(t *testing.T) {
	whole, piecemeal := newSample(t), newSample(t)
	whole.take(customer(t, everything(t)))
	for key, value := range everything(t) {
		changes := map[string]any{key: value}
		if strings.HasPrefix(key, "billing") {
			changes = map[string]any{"billing_id": 1, "billing_customer_id": "7"}
		}
		piecemeal.take(customer(t, changes))
	}
	assert.Equal(t, whole.content(), piecemeal.content())
}

// A longer name than PartnerAPI shows comes by customer_data, whatever the line of
// the client says, and a second import finds all as it is (O4).
func TestCustomerName(t *testing.T) {
	d := newSample(t)
	long := strings.Repeat("Длинно ", 20) + "!"
	lines := append(sample(t), customer(t, map[string]any{"name": long}))
	d.take(lines...)
	assert.Equal(t, long, d.abonent(lines[len(lines)-1]).Name)
	before := d.hash()
	d.take(lines...)
	assert.Equal(t, before, d.hash())
}

// Managers and parents are named by UUID or number, also gone ones: what is kept
// elsewhere is kept here.
func TestCustomerReferences(t *testing.T) {
	d := newSample(t)
	const gone, above = "298dac9f-5c7d-4b28-a8f0-a7a92ce20594", "158c6633-0f6c-4d85-a6ef-a9cc782d79a7"
	manager := d.query(`SELECT number FROM employee WHERE employee_id = ?1 AND del = 1`, gone)[0]
	parent := d.query(`SELECT number FROM client WHERE client_id = ?1 AND status = 6`, above)[0]
	for _, ids := range [][2]any{{gone, above}, {manager, parent}, {digits(manager), digits(parent)}} {
		like := customer(t, map[string]any{"manager_id": ids[0], "parent_id": ids[1]})
		d.take(like)
		assert.Equal(t, above, d.parent(like))
		assert.Equal(t, []string{gone}, d.query(`SELECT e.employee_id FROM customer_data c JOIN employee e ON e.id = c.manager JOIN client k ON k.id = c.client WHERE k.client_id = ?1`, idOf(t, like, "client_id")))
		d.take(customer(t, map[string]any{"manager_id": "", "parent_id": null}))
		assert.Equal(t, "<nil>", d.parent(like))
	}
}

// is_potential: 1 makes a customer wait, 0 lets one that waits begin, and no other
// status changes (O1).
func TestPotentialCustomer(t *testing.T) {
	d := newSample(t)
	client := customer(t, nil)
	status := func() store.Status { return d.abonent(client).Status }
	d.take(customer(t, map[string]any{"is_potential": true}))
	assert.Equal(t, store.StatusWaiting, status())
	d.take(customer(t, map[string]any{"is_potential": 0}))
	assert.Equal(t, store.StatusActive, status())
	d.exec(`UPDATE client SET status = 5 WHERE client_id = ?1`, idOf(t, client, "client_id"))
	d.take(customer(t, map[string]any{"is_potential": false}))
	assert.Equal(t, store.StatusDebtLock, status())
}
