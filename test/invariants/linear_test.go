package invariants

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	callers     = 6
	callsOfEach = 60
)

// ask is a call about one thing that customers have, and what came back.
type ask struct {
	thing    string // what the model keeps a state of
	does     string
	customer int64
	amount   int64  // of a booking, whole
	request  string // of a booking; "": none
}

// response is what a call was answered with.
type response struct {
	status int
	value  string // what a read shows, or the id of a booking
}

// holds is the state of a thing: a number, and what else must be known of it. The
// zero value is how it begins.
type holds struct {
	number int64
	also   string
}

// things say for each kind of thing what a call answers and leaves, when calls come one
// after another.
var things = map[string]func(is holds, a ask, r response) (possible bool, then holds){
	// A balance is the sum of the bookings; a request books once and is answered with
	// the same id again.
	"balance": func(is holds, a ask, r response) (bool, holds) {
		if a.does == "get_data" {
			return r.value == fmt.Sprint(is.number), is
		}
		if known := fmt.Sprintf(" %s=", a.request); a.request != "" && strings.Contains(is.also, known) {
			return r.status == 200 && strings.Contains(is.also+" ", known+r.value+" "), is
		}
		then := holds{is.number + a.amount, is.also}
		if a.request != "" {
			then.also += fmt.Sprintf(" %s=%s", a.request, r.value)
		}
		return r.status == 200, then
	},
	// A service is added when it is not there, and removed when it is.
	"service": func(is holds, a ask, r response) (bool, holds) {
		switch {
		case a.does == "service_add" && is.number == 0:
			return r.status == 200, holds{number: 1}
		case a.does == "service_add":
			return r.status == 409, is
		case is.number == 0:
			return r.status == 404, is
		}
		return r.status == 200, holds{}
	},
	// An address is of one customer, whose it must be to be taken away.
	"address": func(is holds, a ask, r response) (bool, holds) {
		switch {
		case a.does == "ip_add" && is.number == 0:
			return r.status == 200, holds{number: a.customer}
		case a.does == "ip_add":
			return r.status == 409, is
		case is.number != a.customer:
			return r.status == 404, is
		}
		return r.status == 200, holds{}
	},
	// Who is in the archive changes no state, and comes back to the one that he had.
	"status": func(is holds, a ask, r response) (bool, holds) {
		if is == (holds{}) {
			is = holds{active, ""}
		}
		archived := is.number == archive
		switch a.does {
		case "get_data":
			return r.value == table[is.number].flags, is
		case "to_ex":
			if archived {
				return r.status == 200, is
			}
			return r.status == 200, holds{archive, fmt.Sprint(is.number)}
		case "to_normal":
			if archived {
				return r.status == 200, holds{number: number(is.also)}
			}
			return r.status == 200, is
		}
		if archived {
			return r.status == 409, is
		}
		return r.status == 200, holds{number: map[string]int64{"lock": manualLock, "unlock": active}[a.does]}
	},
}

// linear is whether calls about one thing were answered as if they had come one after
// another.
var linear = porcupine.Model{
	Init: func() any { return holds{} },
	Step: func(state, input, output any) (bool, any) {
		a := input.(ask)
		kind, _, _ := strings.Cut(a.thing, " ")
		possible, then := things[kind](state.(holds), a, output.(response))
		return possible, then
	},
	Partition: func(history []porcupine.Operation) (parts [][]porcupine.Operation) {
		of := map[string][]porcupine.Operation{}
		for _, one := range history {
			thing := one.Input.(ask).thing
			of[thing] = append(of[thing], one)
		}
		return slices.Collect(maps.Values(of))
	},
}

// caller is one of several who ask at the same time.
type caller struct {
	*world
	*rand.Rand
	customers []int64
	history   []porcupine.Operation
	began     time.Time
}

// Callers of one partner who ask for the same customers at the same time are answered
// as if they had asked one after another; and then the invariants hold.
func TestOnePartnerInParallel(t *testing.T) {
	w, p := openWorld(t, importRegisters(t)), partners[0]
	var customers []int64
	for range 2 {
		made := w.act(p, "add", params{"billing_id": "1", "billing_customer_id": fmt.Sprint("parallel", len(customers))})
		require.Equal(t, 200, made.status)
		customers = append(customers, number(string(made.ID)))
	}
	began := time.Now()
	all := make([]caller, callers)
	var done sync.WaitGroup
	for i := range all {
		all[i] = caller{world: w, Rand: rand.New(rand.NewPCG(rand.Uint64(), uint64(i))), customers: customers, began: began}
		done.Go(func() {
			for range callsOfEach {
				all[i].call(p)
			}
		})
	}
	done.Wait()
	var history []porcupine.Operation
	for i, c := range all {
		require.NotEmpty(t, c.history)
		for _, one := range c.history {
			one.ClientId = i
			history = append(history, one)
		}
	}
	for _, part := range linear.Partition(history) {
		result := porcupine.CheckOperationsTimeout(linear, part, time.Minute)
		assert.Equal(t, porcupine.Ok, result, "%s: no order of the calls explains the answers: %+v", part[0].Input.(ask).thing, part)
	}
	r := &run{world: w, partners: partners}
	r.after, r.shown = r.snapshot(), r.everybody()
	r.check()
}

// call asks once, and notes when and what.
func (c *caller) call(p *partner) {
	customer := c.customers[c.IntN(len(c.customers))]
	id := text(customer)
	balance, status := ask{thing: "balance " + id}, ask{thing: "status " + id, customer: customer}
	address := ask{thing: "address 10.9.9.9", customer: customer}
	service := ask{thing: "service " + id, customer: customer}
	from := time.Since(c.began)
	note := func(a ask, does string, r response) {
		a.does = does
		c.history = append(c.history, porcupine.Operation{Input: a, Call: int64(from), Output: r, Return: int64(time.Since(c.began))})
	}
	switch c.IntN(10) {
	case 0, 1:
		balance.amount = int64(1 + c.IntN(9))
		note(balance, "change_balance", c.book(p, id, balance))
	case 2: // the amount goes with the request
		balance.amount = int64(1 + c.IntN(3))
		balance.request = fmt.Sprint("parallel-", id, "-", balance.amount)
		note(balance, "change_balance", c.book(p, id, balance))
	case 3:
		a := c.act(p, "get_data", params{"customer_id": "1," + id}) // a list of two
		rows := map[string]struct {
			Balance   float64
			State     int64 `json:"state_id"`
			Disable   int64 `json:"is_disable"`
			Potential int64 `json:"is_potential"`
		}{}
		require.NoError(c, json.Unmarshal(a.Data, &rows), "%s", a.Data)
		one := rows[id]
		note(balance, "get_data", response{a.status, fmt.Sprint(one.Balance)})
		note(status, "get_data", response{a.status, fmt.Sprint(one.State, one.Disable, one.Potential)})
	case 4:
		note(service, "service_add", response{status: c.act(p, "service_add", params{"customer_id": id, "service_id": "11"}).status})
	case 5:
		note(service, "service_remove", response{status: c.act(p, "service_remove", params{"customer_id": id, "service_id": "11"}).status})
	case 6:
		note(address, "ip_add", response{status: c.act(p, "ip_add", params{"customer_id": id, "value": "10.9.9.9"}).status})
	case 7:
		note(address, "ip_delete", response{status: c.act(p, "ip_delete", params{"customer_id": id, "value": "10.9.9.9"}).status})
	case 8:
		does := []string{"to_ex", "to_normal"}[c.IntN(2)]
		note(status, does, response{status: c.act(p, does, params{"customer_id": id}).status})
	case 9:
		does := []string{"lock", "unlock"}[c.IntN(2)]
		note(status, does, response{status: c.act(p, "state_change", params{"customer_id": id, "state_id": map[string]string{"lock": "1", "unlock": "2"}[does]}).status})
	}
}

func (c *caller) book(p *partner, id string, b ask) response {
	in := params{"customer_id": id, "amount": text(b.amount), "comment": "Оплата"}
	if b.request != "" {
		in["request_id"] = b.request
	}
	a := c.act(p, "change_balance", in)
	return response{a.status, string(a.ID)}
}
