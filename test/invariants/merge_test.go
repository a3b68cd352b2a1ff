package invariants

import (
	"fmt"
	"slices"

	"github.com/stretchr/testify/require"
)

// mergeLosesNothing: whatever src had is dst's, beside what dst had; of what both
// had it is there once. Children stand below dst, and dst where they were, if it
// was one of them.
func (r *run) mergeLosesNothing() {
	m := r.did.merged
	if m == nil {
		return
	}
	// Rows that have a key of their own.
	for _, table := range []string{"ledger", "customer_ip", "customer_subnet", "mac_history", "customer_message", "employee", "agent", "service"} {
		r.movesTo(table, func(rw row) string { return rw.without("client", "del", "activity", "stopped") })
	}
	r.movesTo("customer_mark", func(rw row) string { return rw.text("mark") })
	r.movesTo("customer_service", func(rw row) string { return rw.text("service_type") })
	r.movesTo("commutation", func(rw row) string { return fmt.Sprint(rw["device"], rw["port"]) })
	r.movesTo("customer_phone", func(rw row) string { return rw.text("number") })

	for table, works := range map[string]row{"employee": {"del": int64(0)}, "agent": {"activity": int64(1)}, "service": {"stopped": int64(0)}} {
		works["client"] = m.dst
		if r.after.where("client", row{"id": m.dst})[0].int("status") == archive {
			require.Empty(r, r.after.where(table, works), "nothing works below who is in the archive (S25)")
		}
	}
	for _, d := range r.before["customer_data"] {
		client, parent := d.int("client"), d.int("parent")
		stands := r.after.data(client).int("parent")
		switch {
		case client == m.src:
			require.Zero(r, stands)
		case client == m.dst:
			if r.before.below(m.dst, m.src) {
				parent = r.before.data(m.src).int("parent")
			}
			require.Equal(r, parent, stands, "dst stays where it stands, or takes the place of src")
		case parent == m.src:
			require.Equal(r, m.dst, stands, "a child of src is dst's")
		default:
			require.Equal(r, parent, stands, "nobody else moves")
		}
	}
}

// movesTo checks that dst has in a table what it had, and of what src had whatever
// is not the same.
func (r *run) movesTo(table string, same func(row) string) {
	of := func(s snapshot, client int64) (list []string) {
		for _, one := range s.where(table, row{"client": client}) {
			list = append(list, same(one))
		}
		return list
	}
	want := of(r.before, r.did.merged.dst)
	for _, one := range of(r.before, r.did.merged.src) {
		if !slices.Contains(want, one) {
			want = append(want, one)
		}
	}
	require.ElementsMatch(r, want, of(r.after, r.did.merged.dst), table)
	require.Empty(r, of(r.after, r.did.merged.src), table)
}

// below says whether a customer stands below another one.
func (s snapshot) below(client, other int64) bool {
	for up := s.data(client).int("parent"); up != 0; up = s.data(up).int("parent") {
		if up == other {
			return true
		}
	}
	return false
}
