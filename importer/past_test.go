package importer

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/store"
)

func booking(t *testing.T, changes map[string]any) string {
	t.Helper()
	return line(`{"kind":"booking","booking_id":"p-1","client_id":"dba404a4-103e-4210-a8b4-518f732ac97c","time":"2020-01-02T03:04:05","amount":"10.50"}`, changes)
}

// Past bookings stand in the history by their own moments, make up the balance
// beside the opening balance, and are booked once for their ids.
func TestBookings(t *testing.T) {
	d := newSample(t)
	of := customer(t, map[string]any{"opening_balance": 100})
	lines := []string{
		of, booking(t, map[string]any{"booking_id": 7, "time": "2021-01-01", "comment": "Оплата", "typer": " Приход "}),
		booking(t, map[string]any{"booking_id": "6F9619FF-8B86-D011-B42D-00CF4FC964FF", "amount": digits("-3.25"), "time": "2019-12-31T23:59:59Z"}),
		booking(t, nil), booking(t, nil),
	}
	d.take(lines...)
	before := d.hash()
	d.take(lines...)
	d.take(booking(t, map[string]any{"booking_id": "7", "time": "2021-01-01"}), booking(t, map[string]any{"booking_id": "{6f9619ff-8b86-d011-b42d-00cf4fc964ff}", "amount": -3.25, "time": "2019-12-31T23:59:59Z"}))
	assert.Equal(t, before, d.hash())

	tenant, _, id := d.tenant(of)
	assert.Equal(t, int64(10000+1050-325+1050), d.abonent(of).Balance)
	history, err := store.All(tenant.History(t.Context(), id, store.HistoryFilter{}))
	require.NoError(t, err)
	require.Len(t, history, 4)
	for n := range history {
		history[n].ID = 0
	}
	assert.Equal(t, []store.Entry{
		{Time: 1577836799, Typer: store.EntryBooking, Amount: -325}, {Time: 1577923445, Typer: store.EntryBooking, Balance: -325, Amount: 1050},
		{Time: 1609448400, Typer: "Приход", Balance: -325 + 1050, Amount: 1050, Comment: "Оплата"},
	}, history[:3])
	assert.Equal(t, "Входящий остаток", history[3].Comment)
	assert.Equal(t, int64(1050-325+1050), history[3].Balance)

	from := history[2].Time
	later, err := store.All(tenant.History(t.Context(), id, store.HistoryFilter{From: &from}))
	require.NoError(t, err)
	require.Len(t, later, 2)
	assert.Equal(t, []int64{-325 + 1050, 1050 - 325 + 1050}, []int64{later[0].Balance, later[1].Balance}, "what was booked before date_from counts")

	d.take(customer(t, map[string]any{"opening_balance": 0}))
	assert.Equal(t, int64(1050-325+1050), d.abonent(of).Balance, "bookings are no part of the opening balance")
}

// When the balance was last above 0 goes by the moments of the bookings, in whatever
// order the lines bring them.
func TestPositiveBalanceGoesByTime(t *testing.T) {
	paid := func(id int, day string, amount int) string {
		return booking(t, map[string]any{"booking_id": id, "time": day, "amount": amount})
	}
	for name, lines := range map[string][]string{
		"as they were":    {paid(1, "2020-01-01", 10), paid(2, "2020-02-01", -10), paid(3, "2020-03-01", -5)},
		"the other way":   {paid(3, "2020-03-01", -5), paid(2, "2020-02-01", -10), paid(1, "2020-01-01", 10)},
		"the first later": {paid(2, "2020-02-01", -10), paid(3, "2020-03-01", -5), paid(1, "2020-01-01", 10)},
		"opening balance": {customer(t, map[string]any{"opening_balance": 10}), paid(1, "2020-01-01", -5), paid(2, "2020-02-01", -10), paid(3, "2020-03-01", -5)},
		"a debt before":   {customer(t, map[string]any{"opening_balance": -2}), paid(1, "2020-01-01", 10), paid(2, "2020-02-01", -10), paid(3, "2020-03-01", 1)},
	} {
		d := newSample(t)
		d.take(customer(t, nil))
		for _, line := range lines {
			d.take(line)
		}
		dated := func() string {
			return d.query(`SELECT date_positive_balance FROM customer_data WHERE client = (SELECT client FROM ledger WHERE booking_id = '1')`)[0]
		}
		want := strconv.FormatInt(time.Date(2020, 2, 1, 0, 0, 0, 0, store.Moscow).Unix(), 10)
		assert.Equal(t, want, dated(), name)
		// As an older program left it.
		d.exec(`UPDATE customer_data SET date_positive_balance = NULL WHERE client = (SELECT client FROM ledger WHERE booking_id = '1')`)
		d.take(lines...)
		assert.Equal(t, want, dated(), "%s: the same file again", name)
	}
}

// The ledger changes no row: the same id with another value is refused, and the
// value named. Ids other than UUIDs are the partner's own.
func TestBookingsOfOneID(t *testing.T) {
	d := newSample(t)
	d.take(booking(t, map[string]any{"comment": "Оплата", "typer": "x"}), booking(t, map[string]any{"booking_id": "6f9619ff-8b86-d011-b42d-00cf4fc964ff"}))
	before := d.hash()
	for key, value := range map[string]any{
		"client_id": "09b109a5-9aae-4f29-af2a-57c2748842ae", "time": "2020-01-02T03:04:06", "amount": 10.51, "comment": "", "typer": null,
	} {
		assert.Equal(t, []string{"line 1: booking." + key + ": is another than what is booked under this booking_id, and the ledger changes no row"}, d.refused(booking(t, map[string]any{key: value})), key)
	}
	inRiga := "2ef56943-0e5b-4629-9a4f-82ee87741881"
	assert.Equal(t, []string{"line 1: booking.booking_id: the row belongs to another partner already"},
		d.refused(booking(t, map[string]any{"booking_id": "6f9619ff-8b86-d011-b42d-00cf4fc964ff", "client_id": inRiga})))
	assert.Equal(t, before, d.hash())
	d.take(booking(t, map[string]any{"client_id": inRiga}))
	assert.Equal(t, []string{"1050|x", "1050|<nil>"}, d.query(`SELECT amount, typer FROM ledger WHERE booking_id = 'p-1' ORDER BY id`))
}

// The database itself keeps what was booked.
func TestLedgerKeepsBookings(t *testing.T) {
	enginetest.SQLiteOnly(t, "INSERT OR REPLACE; PostgreSQL's triggers are tested in store")
	d := newSample(t)
	db := d.db()
	defer db.Close()
	for text, says := range map[string]string{
		`UPDATE ledger SET typer = 'x' WHERE booking_id = '118'`:       "changes no row",
		`UPDATE ledger SET booking_id = NULL WHERE booking_id = '118'`: "changes no row",
		`DELETE FROM ledger WHERE booking_id = '118'`:                  "keeps its rows",
		`INSERT OR REPLACE INTO ledger SELECT partner, id + 1000, client, first_client, time, 1, balance, comment, employee, api_key, request_id, booking_id, typer FROM ledger WHERE booking_id = '118'`: "replaces no row",
	} {
		_, err := db.Exec(text)
		assert.ErrorContains(t, err, says, text)
	}
}

// Messages go either way, with and without who wrote them; the same id again
// replaces.
func TestCustomerMessages(t *testing.T) {
	d := newSample(t)
	of := customer(t, nil)
	tenant, _, id := d.tenant(of)
	message := func(changes map[string]any) string {
		return line(`{"kind":"customer_message","message_id":1,"client_id":"dba404a4-103e-4210-a8b4-518f732ac97c","time":"2020-01-02T03:04:05","direction":"in","text":"Алло"}`, changes)
	}
	pyotr := d.query(`SELECT number FROM employee WHERE employee_id = '31b08f23-6125-4050-9621-8609b2373e4a'`)[0]
	lines := []string{
		message(map[string]any{"message_id": 2, "time": "2020-01-01", "direction": "out", "employee_id": pyotr, "text": "Слушаю"}),
		message(map[string]any{"employee_id": 0}),
		message(map[string]any{"message_id": "3", "time": "2021-01-01", "direction": "out", "employee_id": null}),
	}
	d.take(lines...)
	before := d.hash()
	d.take(lines...)
	assert.Equal(t, before, d.hash())
	got, err := store.All(tenant.Messages(t.Context(), store.MessageFilter{Client: id}))
	require.NoError(t, err)
	require.Len(t, got, 3)
	assert.Equal(t, []bool{true, false, true}, []bool{got[0].Outgoing, got[1].Outgoing, got[2].Outgoing})
	require.NotNil(t, got[0].Employee)
	assert.Nil(t, got[1].Employee)
	assert.Nil(t, got[2].Employee)
	assert.Equal(t, "Алло", got[1].Text)
	d.take(message(map[string]any{"message_id": 2, "time": "2022-01-01", "text": "Исправлено"}))
	got, err = store.All(tenant.Messages(t.Context(), store.MessageFilter{Client: id}))
	require.NoError(t, err)
	require.Len(t, got, 3)
	assert.Equal(t, store.Message{ID: got[2].ID, Customer: got[2].Customer, Time: 1640984400, Text: "Исправлено"}, got[2])
}

// A stop of a MAC address is the same when all of it is.
func TestMACHistory(t *testing.T) {
	d := newSample(t)
	tenant, _, id := d.tenant(customer(t, nil))
	stop := func(changes map[string]any) string {
		return line(`{"kind":"mac_history","client_id":"dba404a4-103e-4210-a8b4-518f732ac97c","date_stop":"2020-01-02T03:04:05","ip":"10.9.7.1","mac":"00:11:22:33:44:55"}`, changes)
	}
	lines := []string{stop(map[string]any{"date_stop": "2021-01-01"}), stop(nil), stop(map[string]any{"ip": null}), stop(map[string]any{"ip": nil}), stop(map[string]any{"mac": "0011.2233.4455"}), stop(map[string]any{"mac": "001122334456"})}
	d.take(lines...)
	before := d.hash()
	d.take(lines...)
	assert.Equal(t, before, d.hash())
	got, err := store.All(tenant.MACHistory(t.Context(), id))
	require.NoError(t, err)
	ip := store.IPv4(0x0a090701)
	assert.Equal(t, []store.MACStop{
		{Stopped: 1577923445, Addr: &ip, MAC: "001122334455"}, {Stopped: 1577923445, MAC: "001122334455"}, {Stopped: 1577923445, Addr: &ip, MAC: "001122334456"},
		{Stopped: 1609448400, Addr: &ip, MAC: "001122334455"},
	}, got)
}

// An additional service is known by customer and line; what is left out stays.
func TestCustomerServices(t *testing.T) {
	d := newSample(t)
	of := customer(t, nil)
	number := d.query(`SELECT number FROM service_type WHERE service_type_id = 'a03d28b9-0afe-4919-9b50-e0b438623b26'`)[0]
	service := func(changes map[string]any) string {
		return line(`{"kind":"customer_service","client_id":"dba404a4-103e-4210-a8b4-518f732ac97c","service_id":"a03d28b9-0afe-4919-9b50-e0b438623b26"}`, changes)
	}
	d.take(service(map[string]any{"price": 149.9, "comment": "акция", "date_add": "2020-01-02"}))
	before := d.hash()
	d.take(service(nil), service(map[string]any{"service_id": number, "price": "149.90"}))
	assert.Equal(t, before, d.hash())
	got := d.abonent(of).Services
	require.Len(t, got, 1)
	assert.Equal(t, store.AbonentService{ID: got[0].ID, Line: got[0].Line, Price: 14990, Comment: "акция", Added: 1577912400}, got[0])
	d.take(service(map[string]any{"price": null, "comment": null}))
	assert.Equal(t, store.AbonentService{ID: got[0].ID, Line: got[0].Line, Added: 1577912400}, d.abonent(of).Services[0])
}

// What a line of the past cannot say.
func TestPastRefusals(t *testing.T) {
	var r refusals
	bad := func(kind, key string, value any, complaint string) {
		r.add(line(firstOf(t, kind), map[string]any{key: value}), "%s.%s: %s", kind, key, complaint)
	}
	bad("booking", "booking_id", "", "must not be blank")
	bad("booking", "booking_id", 0, "a number from 1 to 9007199254740991 is expected")
	bad("booking", "booking_id", string(make([]byte, 3)), "has a character that XML cannot carry")
	bad("booking", "amount", "0.00", "must not be 0")
	bad("booking", "amount", 0.001, `"0.001" is not an amount like -1500.50, with up to ten digits before the point`)
	bad("booking", "client_id", 4711, "no such client")
	bad("booking", "time", "0001-01-01", "must not be empty")
	bad("customer_message", "direction", "IN", `"IN" is none of in, out`)
	bad("customer_message", "text", " ", "must not be blank")
	r.add(line(firstOf(t, "customer_message"), map[string]any{"direction": "in"}), "customer_message.employee_id: goes with direction out: it is who wrote to the customer")
	bad("customer_message", "employee_id", "63406a4e-56ea-41f1-a316-1057c9f59535", "belongs to another partner than client_id")
	bad("mac_history", "mac", "", "must not be empty")
	bad("customer_service", "price", -1, "must not be negative")
	bad("customer_service", "service_id", "45be6c3e-eec3-4bfa-9671-673f97a824ad", "is a line that another partner does not export")
	bad("customer_service", "service_id", "00000000-0000-0000-0000-000000000000", "must not be empty")
	r.check(t)
}

// Of a customer deleted for good nothing of the past is taken.
func TestPastOfADeletedCustomer(t *testing.T) {
	d := newSample(t)
	tenant, number, id := d.tenant(customer(t, nil))
	require.NoError(t, tenant.Write(t.Context(), func(tx *store.Tx) error { return tx.DeleteAbonent(id) }))
	before := d.hash()
	for _, kind := range []string{"booking", "customer_message", "mac_history", "customer_service"} {
		assert.Equal(t, []string{"line 1: " + kind + ".client_id: the client was deleted for good"},
			d.refused(line(firstOf(t, kind), map[string]any{"client_id": number, "employee_id": nil})), kind)
	}
	assert.Equal(t, before, d.hash())
}
