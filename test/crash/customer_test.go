package crash

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/internal/proctest"
)

// The UUID of the partner demo.
const partner = "9778fdfe-441d-4d2e-8a0b-4efc485a3f25"

// ledger is what a writer knows of its own customers, over all lives of the
// server: what was answered, and what was sent and not answered.
type ledger struct {
	main     int64      // takes the others in by merges; 0: not made yet
	bookings []*booking // of all its customers
	others   []*other
}

type booking struct {
	customer int64
	amount   string
	request  string
	answered bool
}

// other is a customer that is merged into the writer's main one, or deleted.
type other struct {
	number   int64
	requests []string // of its own bookings
	ips      int      // acknowledged
	message  bool     // acknowledged
	end      string   // merge or delete: it was sent
	ended    bool     // and answered
}

// bookingsOfOther are made before a customer is merged or deleted.
const bookingsOfOther = 2

// api calls USERSIDE until the server is gone.
type api struct {
	url, key string
	acked    *atomic.Int64
}

// call says whether the call was answered; then it must be OK.
func (a api) call(action string, in map[string]string) (id int64, answered bool) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	form := url.Values{"key": {a.key}, "cat": {"customer"}, "action": {action}}
	for name, value := range in {
		form.Set(name, value)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, a.url, strings.NewReader(form.Encode()))
	if err != nil {
		panic(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, false // killed
	}
	defer res.Body.Close()
	var out struct {
		Result, Error string
		ID            int64 `json:"Id"`
	}
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		return 0, false // killed
	}
	if res.StatusCode != http.StatusOK {
		panic(fmt.Sprintf("%s %v: %d %s", action, in, res.StatusCode, out.Error))
	}
	a.acked.Add(1)
	return out.ID, true
}

// book sends a booking, for the first time or again.
func (b *booking) book(a api) bool {
	_, answered := a.call("change_balance", map[string]string{"customer_id": text(b.customer), "amount": b.amount, "comment": "Оплата", "request_id": b.request})
	b.answered = b.answered || answered
	return answered
}

func text(n int64) string { return strconv.FormatInt(n, 10) }

// write works until the server is gone. What was not answered in the server's last
// life is sent again first, as a client does that does not know.
func (l *ledger) write(a api, name string) {
	for _, b := range l.bookings {
		if !b.answered && !b.book(a) {
			return
		}
	}
	if l.main == 0 {
		var ok bool
		if l.main, ok = a.call("add", map[string]string{"is_potential": "1"}); !ok {
			return
		}
	}
	for n := 0; ; n++ {
		id, ok := a.call("add", map[string]string{"is_potential": "1"})
		if !ok {
			return
		}
		o := &other{number: id}
		l.others = append(l.others, o)
		for i, customer := range []int64{id, l.main, id} {
			b := &booking{customer: customer, amount: fmt.Sprintf("%d.%02d", n+1, i), request: fmt.Sprintf("%s-%d-%d", name, n, i)}
			l.bookings = append(l.bookings, b)
			if customer == id {
				o.requests = append(o.requests, b.request)
			}
			if !b.book(a) {
				return
			}
		}
		if !l.work(a, o, n) {
			return
		}
		// Any answered booking again, also one whose customer is merged by now.
		if !l.bookings[(n*7)%len(l.bookings)].book(a) {
			return
		}
	}
}

// work gives a customer addresses and a message, then merges or deletes it.
func (l *ledger) work(a api, o *other, n int) bool {
	for i := range int64(2) {
		ip := fmt.Sprintf("10.%d.%d.%d", o.number>>8&255, o.number&255, i) // nobody else's
		if _, ok := a.call("ip_add", map[string]string{"customer_id": text(o.number), "value": ip}); !ok {
			return false
		}
		o.ips++
	}
	if _, ok := a.call("msg_add", map[string]string{"customer_id": text(o.number), "text": "Привет"}); !ok {
		return false
	}
	o.message = true
	var ok bool
	if o.end = []string{"merge", "merge", "delete"}[n%3]; o.end == "merge" {
		_, ok = a.call("merge", map[string]string{"dst_id": text(l.main), "src_id": text(o.number)})
	} else {
		_, ok = a.call("delete", map[string]string{"id": text(o.number)})
	}
	o.ended = ok
	return ok
}

// Eight writers book, merge and delete until SIGKILL, and send again what was not
// answered. Every booking is there once, every balance is the sum of its ledger,
// and no merge and no delete is half done.
func TestMoneyIsBookedOnce(t *testing.T) {
	place := enginetest.Empty(t)
	proctest.Run(t, place.Flags(), "import", "../../testdata/registers/sample.jsonl")
	key := strings.TrimSpace(proctest.Run(t, place.Flags(), "key", "add", "--partner", partner))
	var acked atomic.Int64
	ledgers := make([]ledger, writers)
	for cycle := range crashes(t) {
		kill(t, place, func() int { return int(acked.Load()) }, func(*proctest.Server) {}, func(server *proctest.Server, w int) {
			ledgers[w].write(api{strings.TrimSuffix(server.URL, proctest.Path) + "/api.php", key, &acked}, fmt.Sprintf("%d-%d", cycle, w))
		})
		b := readBooks(t, place)
		for i := range ledgers {
			ledgers[i].check(t, b)
		}
	}
	// Whatever is still open is answered once nobody kills the server.
	server := proctest.Serve(t, place.Flags(), nil)
	var wait sync.WaitGroup
	for i := range ledgers {
		wait.Go(func() {
			for _, b := range ledgers[i].bookings {
				if !b.answered {
					b.book(api{strings.TrimSuffix(server.URL, proctest.Path) + "/api.php", key, &acked})
				}
			}
		})
	}
	wait.Wait()
	require.NoError(t, server.Stop())
	b := readBooks(t, place)
	for i := range ledgers {
		for _, sent := range ledgers[i].bookings {
			require.True(t, sent.answered, "booking %s", sent.request)
		}
		ledgers[i].check(t, b)
	}
	t.Logf("%d answered calls", acked.Load())
}
