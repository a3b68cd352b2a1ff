package failover

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/money"
	"partnerapi/internal/proctest"
	"partnerapi/internal/soaptest"
)

// The partner of the sample registers that works here, and one of its regions.
const (
	login, password = "demo", "demo"
	partner         = "9778fdfe-441d-4d2e-8a0b-4efc485a3f25"
)

// writers add clients over SOAP, as many more book over USERSIDE.
const writers = 4

// outcome is what the answer to a call says of it.
type outcome int

const (
	acknowledged outcome = iota
	refused              // it was not done
	unknown              // it may have been done
)

// load writes through several servers and remembers the outcome of each call.
type load struct {
	servers []*proctest.Server
	region  string
	key     string // of USERSIDE

	mu       sync.Mutex
	clients  map[string]outcome // by name
	bookings map[string]booking // acknowledged, by request_id
	acks     []time.Time
	outcomes [unknown + 1]int
	round    int
}

type booking struct{ customer, amount string }

func newLoad(t *testing.T, key string, servers ...*proctest.Server) *load {
	l := &load{servers: servers, key: key, clients: map[string]outcome{}, bookings: map[string]booking{}}
	answer, err := l.soap(0).Call(t.Context(), "partner_region_read")
	require.NoError(t, err)
	require.Nil(t, answer.Fault)
	require.NotEmpty(t, answer.Rows)
	l.region = answer.Rows[0].Get("region_id")
	return l
}

func (l *load) soap(n int) soaptest.Client {
	return soaptest.Client{URL: l.servers[n%len(l.servers)].URL, Login: login, Password: password}
}

// record counts the outcome of a call. keep stores what the check has to know of it.
func (l *load) record(got outcome, keep func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	keep()
	l.outcomes[got]++
	if got == acknowledged {
		l.acks = append(l.acks, time.Now())
	}
}

func (l *load) acked() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.acks)
}

// during runs fn under the load. Calls that are under way when it ends go on to theirs.
func (l *load) during(t *testing.T, fn func()) {
	t.Helper()
	l.round++
	stop := make(chan struct{})
	var wait sync.WaitGroup
	for w := range writers {
		wait.Go(func() { l.add(t, fmt.Sprintf("add-%d-%d", l.round, w), stop) })
		wait.Go(func() { l.book(t, fmt.Sprintf("book-%d-%d", l.round, w), stop) })
	}
	defer wait.Wait()
	defer close(stop)
	fn()
}

// progress waits until so many more calls have been acknowledged.
func (l *load) progress(t *testing.T, more int) {
	t.Helper()
	from := l.acked()
	require.Eventually(t, func() bool { return l.acked() >= from+more }, 2*time.Minute, 10*time.Millisecond, "nothing is written")
}

// gap is the longest time between two acknowledged calls since a moment.
func (l *load) gap(since time.Time) (longest time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	last := since
	for _, at := range l.acks {
		if at.After(since) {
			longest, last = max(longest, at.Sub(last)), at
		}
	}
	return longest
}

// add adds clients, each of a name of its own.
func (l *load) add(t *testing.T, name string, stop chan struct{}) {
	for n := 0; !closed(stop); n++ {
		client := fmt.Sprintf("%s-%d", name, n)
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
		answer, err := l.soap(n).Call(ctx, "client_add_its", soaptest.Set("client_name", client), soaptest.Set("region_id", l.region))
		cancel()
		if !assert.NoError(t, err, "a call is answered") {
			return
		}
		got := acknowledged
		if answer.Fault != nil {
			if !assert.Contains(t, []string{"unavailable", "busy"}, answer.Fault.Code, answer.Fault.Text) {
				return
			}
			got = outcomeOf(answer.Fault.Text)
		}
		l.record(got, func() { l.clients[client] = got })
	}
}

// outcomeOf reads the text of a refusal, and waits a little, as a client should.
func outcomeOf(text string) outcome {
	time.Sleep(20 * time.Millisecond)
	if strings.Contains(text, "неизвестно") {
		return unknown
	}
	return refused
}

func closed(stop chan struct{}) bool {
	select {
	case <-stop:
		return true
	default:
		return false
	}
}

// book books for a customer of its own. What is not acknowledged is sent again with
// the same request_id until it is.
func (l *load) book(t *testing.T, name string, stop chan struct{}) {
	customer := ""
	for n := 0; customer == ""; n++ {
		id, got, ok := l.userside(t, n, "add", url.Values{"is_potential": {"1"}})
		if !ok {
			return
		}
		if got == acknowledged {
			customer = id
		}
	}
	for n := 0; !closed(stop); n++ {
		b, request := booking{customer, fmt.Sprintf("%d.%02d", n+1, n%100)}, fmt.Sprintf("%s-%d", name, n)
		for try := n; ; try++ {
			_, got, ok := l.userside(t, try, "change_balance", url.Values{"customer_id": {b.customer}, "amount": {b.amount}, "comment": {"Оплата"}, "request_id": {request}})
			if !ok {
				return
			}
			l.record(got, func() {
				if got == acknowledged {
					l.bookings[request] = b
				}
			})
			if got == acknowledged {
				break
			}
		}
	}
}

func (l *load) userside(t *testing.T, n int, action string, form url.Values) (id string, got outcome, ok bool) {
	form.Set("key", l.key)
	form.Set("cat", "customer")
	form.Set("action", action)
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(l.servers[n%len(l.servers)].URL, proctest.Path)+"/api.php", strings.NewReader(form.Encode()))
	if !assert.NoError(t, err) {
		return "", 0, false
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultClient.Do(r)
	if !assert.NoError(t, err, "a call is answered") {
		return "", 0, false
	}
	defer res.Body.Close()
	var out struct {
		Error string
		ID    int64 `json:"Id"`
	}
	if !assert.NoError(t, json.NewDecoder(res.Body).Decode(&out)) {
		return "", 0, false
	}
	switch res.StatusCode {
	case http.StatusOK:
		return strconv.FormatInt(out.ID, 10), acknowledged, true
	case http.StatusServiceUnavailable:
		return "", outcomeOf(out.Error), true
	}
	return "", 0, assert.Fail(t, "a call failed", "%s: HTTP %d %s", action, res.StatusCode, out.Error)
}

// check compares what the callers were told with what the database holds. ask runs a
// query of one value on its primary.
func (l *load) check(t *testing.T, ask func(query string) string) {
	t.Helper()
	table := func(query string) map[string]string {
		rows := map[string]string{}
		require.NoError(t, json.Unmarshal([]byte(ask(query)), &rows))
		return rows
	}
	clients := table(`SELECT coalesce(jsonb_object_agg(client_name, n), '{}') FROM (SELECT client_name, CAST(count(*) AS text) AS n FROM client WHERE client_name LIKE 'add-%' GROUP BY client_name) AS c`)
	for name, got := range l.clients {
		switch n := clients[name]; got {
		case acknowledged:
			require.Equal(t, "1", n, "client %s was acknowledged: it is lost, or there twice", name)
		case refused:
			require.Empty(t, n, "client %s was refused and is there", name)
		case unknown:
			require.Contains(t, []string{"", "1"}, n, "client %s", name)
		}
		delete(clients, name)
	}
	require.Empty(t, clients, "clients that nobody has added")
	bookings := table(`SELECT coalesce(jsonb_object_agg(request_id, b), '{}') FROM (SELECT l.request_id, string_agg(c.number || ' ' || l.amount, ', ') AS b
  FROM ledger l JOIN client c ON c.id = l.client WHERE l.request_id IS NOT NULL GROUP BY l.request_id) AS g`)
	for request, b := range l.bookings {
		amount, ok := money.Parse(b.amount)
		require.True(t, ok)
		require.Equal(t, fmt.Sprintf("%s %d", b.customer, amount), bookings[request], "booking %s was acknowledged: it is lost, or booked twice", request)
		delete(bookings, request)
	}
	require.Empty(t, bookings, "bookings that nobody has made")
	require.Equal(t, "0", ask(`SELECT count(*) FROM customer_data d WHERE d.balance <> (SELECT coalesce(sum(amount), 0) FROM ledger l WHERE l.partner = d.partner AND l.client = d.client)`), "balances that are not the sum of their ledger")
}
