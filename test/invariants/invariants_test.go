// Package invariants asks all three interfaces of a running server, PartnerAPI's
// operations by SOAP and as methods of v2, for whatever comes to mind and looks, after every step, whether what usersidehttp/README.md says
// of invariants still holds. Steps are in the table steps, what holds is in the
// table invariants; a longer run is make invariants.
package invariants

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// run is one sequence of steps.
type run struct {
	*world
	draw          *rapid.T
	partners      []*partner // who take the steps; what is others' is not looked at
	before, after snapshot
	// The same of what get_data shows a partner of everybody, by numbers.
	shownBefore, shown map[*partner]shown
	did                *did // by the last step
	emails             int  // that have been used
}

// shown are customers as get_data shows them.
type shown map[int64]map[string]json.RawMessage

// did is what a step did, as its answer and the rules have it.
type did struct {
	by      *partner
	refused bool // then nothing may have changed
	// touched are the customers that may look otherwise in get_data, and under which
	// keys; none are all keys: it has come or gone.
	touched map[int64][]string
	booked  []int64                             // amounts
	merged  *merged                             // nil: the step was no merge
	then    func(*require.Assertions, snapshot) // what else holds after it; may be nil
}

// merged are keys of customers.
type merged struct{ dst, src int64 }

// Whatever the interfaces are asked in whatever order, the invariants hold after every
// step.
func TestInvariants(t *testing.T) {
	registers := importRegisters(t)
	rapid.Check(t, func(rt *rapid.T) {
		r := &run{world: openWorld(rt, registers), draw: rt, partners: partners}
		r.after, r.shown = r.snapshot(), r.everybody()
		actions := map[string]func(*rapid.T){"": func(*rapid.T) { r.check() }}
		for name, step := range steps {
			actions[name] = func(*rapid.T) { r.take(step) }
		}
		rt.Repeat(actions)
		for _, of := range atTheEnd {
			of(r)
		}
	})
}

func (r *run) take(step func(*run) *did) {
	r.before, r.shownBefore = r.after, r.shown
	r.did = step(r)
	r.after, r.shown = r.snapshot(), r.everybody()
}

// everybody asks get_data for all customers there are, as each partner.
func (r *run) everybody() map[*partner]shown {
	list := "1,"
	for _, c := range r.world.numbers() {
		list += fmt.Sprint(c, ",")
	}
	by := map[*partner]shown{}
	for _, p := range r.partners {
		a := r.act(p, "get_data", params{"customer_id": list})
		require.Equal(r, 200, a.status)
		rows := shown{}
		require.NoError(r, json.Unmarshal(a.Data, &rows))
		by[p] = rows
	}
	return by
}

// numbers are those of all clients that ever were.
func (w *world) numbers() (list []int64) {
	rows, err := w.db.Query(`SELECT number FROM client ORDER BY id`)
	require.NoError(w, err)
	defer rows.Close()
	for rows.Next() {
		var n int64
		require.NoError(w, rows.Scan(&n))
		list = append(list, n)
	}
	require.NoError(w, rows.Err())
	return list
}

// check looks whether every invariant holds; the first time, before any step.
func (r *run) check() {
	if r.did != nil && r.did.refused {
		for _, p := range r.partners {
			require.Equal(r, r.before.of(p), r.after.of(p), "a refusal changes nothing")
		}
	}
	for _, holds := range always {
		holds(r)
	}
	if r.did == nil {
		return
	}
	for _, holds := range afterSteps {
		holds(r)
	}
	if then := r.did.then; then != nil && !r.did.refused {
		then(require.New(r), r.after)
	}
}

// The invariants. Those of always look at what stands, those of afterSteps also at
// what the step did, and atTheEnd are those that take many calls.
var (
	always     = []func(*run){(*run).balancesAreSums, (*run).addressesAreOnes, (*run).uniqueAmongTheLiving, (*run).nobodyAboveItself, (*run).doorsAgree, (*run).detailsAgree}
	afterSteps = []func(*run){(*run).onlyBookingsMoveMoney, (*run).ledgerKeepsRows, (*run).mergeLosesNothing, (*run).historyKeepsRows, (*run).historyTells, (*run).onlyTheNamedChanges, (*run).othersStay}
	atTheEnd   = []func(*run){(*run).foundByWhatTheyHave, (*run).listsAreOnesOwn, (*run).belowTombstones, (*run).historyShowsAll, (*run).rowsAgree}
)
