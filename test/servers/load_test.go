package servers

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/money"
	"partnerapi/internal/soaptest"
)

// perInterface is how many clients each interface has.
const perInterface = 4

// enough acknowledged calls between one disturbance and the next prove something.
const enough = 300

// Clients of all interfaces work at three servers behind a proxy, while one server is
// killed and started again, and then the database is: each call is answered or fails
// clearly, nothing that was acknowledged is lost, nothing is done twice, nothing that
// was refused is done, what was acknowledged every server shows at once, and all
// servers find the database again by themselves.
func TestServersUnderLoad(t *testing.T) {
	o := open(t, "--points-minute", "0", "--points-day", "1000000000")
	l := &load{office: o, stop: make(chan struct{})}
	clients := make([]client, 0, 3*perInterface)
	for i := range perInterface {
		clients = append(clients, &adder{load: l, name: fmt.Sprintf("load-%d", i)}, &describer{load: l}, &booker{load: l, name: strconv.Itoa(i)})
	}
	var working sync.WaitGroup
	for _, c := range clients {
		c.begin()
		working.Go(func() {
			for !l.stopped() {
				c.step()
			}
		})
	}
	for round := range rounds(t) {
		i := round % serverCount
		l.more()
		o.servers[i].Kill()
		l.more()
		o.start(i)
		l.more()
		o.restart()
		for i := range o.servers {
			o.ready(i)
			l.serves(i)
		}
		l.more()
	}
	close(l.stop)
	working.Wait()
	db := o.place.SQL(t)
	for _, c := range clients {
		c.check(db)
	}
	t.Logf("%d calls acknowledged, %d refused, %d whose end nobody knows", l.acknowledged.Load(), l.refused.Load(), l.unknown.Load())
}

// rounds is how often everything is disturbed: once, or as often as ROUNDS says.
func rounds(t *testing.T) int {
	text := os.Getenv("ROUNDS")
	if text == "" {
		return 1
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err)
	return n
}

// client is one that works: it knows what was answered, and in the end compares it
// with the database.
type client interface {
	begin()
	step()
	check(db *sql.DB)
}

// load is what the clients have in common.
type load struct {
	*office
	stop                           chan struct{}
	acknowledged, refused, unknown atomic.Int64
}

// outcome is what a client knows of a call.
type outcome int

const (
	acknowledged outcome = iota
	refused              // it was not done
	unknown
)

// count counts an outcome, and lets a client pause that was not served.
func (l *load) count(o outcome) outcome {
	[]*atomic.Int64{&l.acknowledged, &l.refused, &l.unknown}[o].Add(1)
	if o != acknowledged {
		time.Sleep(10 * time.Millisecond)
	}
	return o
}

func (l *load) stopped() bool {
	select {
	case <-l.stop:
		return true
	default:
		return false
	}
}

// more waits until enough more calls are acknowledged.
func (l *load) more() {
	l.Helper()
	from := l.acknowledged.Load()
	require.Eventually(l, func() bool { return l.acknowledged.Load() >= from+enough }, 2*time.Minute, 10*time.Millisecond)
}

// serves waits until a server answers reads and writes of all interfaces.
func (l *load) serves(i int) {
	l.Helper()
	for what, ask := range map[string]func() bool{
		"soap": func() bool {
			a, err := soap(l.url(i)).Call(l.Context(), "client_read")
			return err == nil && a.Fault == nil
		},
		"v2": func() bool {
			a, err := l.v2(l.url(i), "get.customers", nil)
			return err == nil && a.Result != nil
		},
		"userside": func() bool {
			a, err := l.userside(l.url(i), "add", map[string]string{"is_potential": "1"})
			return err == nil && a.status == http.StatusOK
		},
	} {
		require.Eventually(l, ask, time.Minute, 20*time.Millisecond, "%s at server %d", what, i)
	}
}

// customer makes a customer and returns its number.
func (l *load) customer() int64 {
	var made usersideAnswer
	require.Eventually(l, func() bool {
		var err error
		made, err = l.userside(l.proxy.url, "add", map[string]string{"is_potential": "1"})
		return err == nil && made.status == http.StatusOK
	}, time.Minute, 20*time.Millisecond)
	return made.ID
}

// soap calls an operation by the proxy.
func (l *load) soap(operation string, operands ...soaptest.Operand) (rows []soaptest.Row, o outcome) {
	a, err := soap(l.proxy.url).Call(l.Context(), operation, operands...)
	switch {
	case err != nil: // the proxy's words are no SOAP
		assert.True(l, a != nil && a.Status == http.StatusBadGateway, "%s: %v", operation, err)
		return nil, l.count(notServed(err.Error()))
	case a.Fault == nil:
		return a.Rows, l.count(acknowledged)
	}
	assert.Contains(l, []string{"unavailable", "busy"}, a.Fault.Code, "%s: %s", operation, a.Fault.Text)
	return nil, l.count(notServed(a.Fault.Text))
}

// notServed is what a text says of a call: that it was not done, or that nobody knows.
func notServed(text string) outcome {
	for _, word := range []string{"неизвестно", "may have been done", "502"} {
		if strings.Contains(text, word) && !strings.Contains(text, notAsked) {
			return unknown
		}
	}
	return refused
}

// callV2 calls a method by the proxy.
func (l *load) callV2(method string, params map[string]any) (a v2Answer, o outcome) {
	a, err := l.v2(l.proxy.url, method, params)
	switch {
	case err != nil:
		assert.Equal(l, http.StatusBadGateway, a.status, "%s: %v", method, err)
		return a, l.count(notServed(err.Error()))
	case a.Result != nil:
		return a, l.count(acknowledged)
	}
	assert.Contains(l, []string{"unavailable", "server_busy"}, a.mnemonic(), "%s: %s", method, a.raw)
	return a, l.count(notServed(a.Error.Message))
}

// callUserside calls an action by the proxy.
func (l *load) callUserside(action string, in map[string]string) (a usersideAnswer, o outcome) {
	a, err := l.userside(l.proxy.url, action, in)
	switch {
	case err != nil:
		assert.Equal(l, http.StatusBadGateway, a.status, "%s: %v", action, err)
		return a, l.count(notServed(err.Error()))
	case a.status == http.StatusOK:
		return a, l.count(acknowledged)
	}
	assert.Contains(l, []string{"unavailable", "busy"}, a.Code, "%s: %s", action, a.raw)
	return a, l.count(notServed(a.Error))
}

// adder adds clients, each of another name, by PartnerAPI.
type adder struct {
	*load
	name string
	ends []outcome // of its clients
	ids  []string  // of those that were acknowledged
}

func (a *adder) begin() {}

func (a *adder) step() {
	name := fmt.Sprintf("%s-%d", a.name, len(a.ends))
	rows, end := a.soap("client_add_its", soaptest.Set("client_name", name), soaptest.Set("region_id", region))
	id := ""
	if end == acknowledged {
		id = rows[0].Get("client_id")
		rows, read := a.soap("client_read", soaptest.Set("client_id", id))
		if read == acknowledged && assert.Len(a, rows, 1, "an acknowledged client") {
			assert.Equal(a, name, rows[0].Get("client_name"))
		}
	}
	a.ends, a.ids = append(a.ends, end), append(a.ids, id)
}

func (a *adder) check(db *sql.DB) {
	for n, end := range a.ends {
		var there int
		var id string
		require.NoError(a, db.QueryRow(`SELECT count(*), coalesce(max(client_id), '') FROM client WHERE client_name = $1`, fmt.Sprintf("%s-%d", a.name, n)).Scan(&there, &id))
		switch end {
		case acknowledged:
			assert.Equal(a, 1, there, "an acknowledged client")
			assert.Equal(a, a.ids[n], id)
		case refused:
			assert.Zero(a, there, "a refused client")
		case unknown:
			assert.LessOrEqual(a, there, 1)
		}
	}
}

// describer changes the description of a customer by v2: each is a number.
type describer struct {
	*load
	customer int64
	n        int
	possible map[string]bool // descriptions that the customer may have
}

func (d *describer) begin() {
	d.customer = d.load.customer()
	d.possible = map[string]bool{"": true}
}

func (d *describer) step() {
	d.n++
	description := strconv.Itoa(d.n)
	switch _, end := d.callV2("update.customers", map[string]any{"id": d.customer, "description": description}); end {
	case acknowledged:
		d.possible = map[string]bool{description: true}
	case unknown:
		d.possible[description] = true
	}
	read, end := d.callV2("get.customers", map[string]any{"filter": map[string]any{"field": "id", "operator": "=", "value": d.customer}})
	if end != acknowledged {
		return
	}
	var rows []struct{ Description string }
	if assert.NoError(d, json.Unmarshal(read.Result.Data, &rows), read.raw) && assert.Len(d, rows, 1) {
		assert.Contains(d, d.possible, rows[0].Description)
	}
}

func (d *describer) check(db *sql.DB) {
	var description string
	require.NoError(d, db.QueryRow(`SELECT description FROM client WHERE number = $1`, d.customer).Scan(&description))
	assert.Contains(d, d.possible, description)
}

// booker books for a customer by USERSIDE, each booking until it is acknowledged.
type booker struct {
	*load
	name     string
	customer int64
	ids      []int64 // of the bookings; the n-th has the amount n+1, in minor units
}

func (b *booker) begin() { b.customer = b.load.customer() }

func (b *booker) request(n int) string { return fmt.Sprintf("%s-%d", b.name, n) }

func (b *booker) book(n int) (id int64, end outcome) {
	amount := string(money.Append(nil, int64(n+1)))
	a, end := b.callUserside("change_balance", map[string]string{"customer_id": strconv.FormatInt(b.customer, 10), "amount": amount, "comment": "Оплата", "request_id": b.request(n)})
	return a.ID, end
}

func (b *booker) step() {
	n := len(b.ids)
	for {
		id, end := b.book(n)
		if end == acknowledged {
			b.ids = append(b.ids, id)
			break
		}
	}
	if again, end := b.book(n / 2); end == acknowledged {
		assert.Equal(b, b.ids[n/2], again, "the same request")
	}
	read, end := b.callUserside("get_data", map[string]string{"customer_id": strconv.FormatInt(b.customer, 10)})
	if end != acknowledged {
		return
	}
	var shown struct{ Balance json.Number }
	if assert.NoError(b, json.Unmarshal(read.Data, &shown), read.raw) {
		assert.EqualValues(b, string(money.Append(nil, b.balance())), shown.Balance)
	}
}

// balance is the customer's, of what was acknowledged.
func (b *booker) balance() int64 { return int64(len(b.ids)) * int64(len(b.ids)+1) / 2 }

func (b *booker) check(db *sql.DB) {
	for n, id := range b.ids {
		var there int
		var booked, amount int64
		require.NoError(b, db.QueryRow(`SELECT count(*), coalesce(max(id), 0), coalesce(max(amount), 0) FROM ledger WHERE request_id = $1`, b.request(n)).Scan(&there, &booked, &amount))
		assert.Equal(b, 1, there, "booking %s", b.request(n))
		assert.Equal(b, id, booked)
		assert.EqualValues(b, n+1, amount)
	}
	var bookings int
	var balance int64
	require.NoError(b, db.QueryRow(`SELECT d.balance, (SELECT count(*) FROM ledger l WHERE l.client = c.id) FROM client c JOIN customer_data d ON d.partner = c.partner AND d.client = c.id WHERE c.number = $1`,
		b.customer).Scan(&balance, &bookings))
	assert.Equal(b, len(b.ids), bookings)
	assert.Equal(b, b.balance(), balance)
}
