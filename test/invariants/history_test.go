package invariants

import (
	"slices"

	"github.com/stretchr/testify/require"
)

// historyKeepsRows: the history only grows, and no row of it changes but by a merge,
// which gives src's rows to dst.
func (r *run) historyKeepsRows() {
	for _, was := range r.before["customer_history"] {
		stands := r.after.where("customer_history", row{"id": was["id"]})
		require.Len(r, stands, 1, "a row of the history is gone")
		owner := was.int("client")
		if m := r.did.merged; m != nil && owner == m.src {
			owner = m.dst
		}
		require.Equal(r, was.without("client"), stands[0].without("client"))
		require.Equal(r, owner, stands[0].int("client"))
	}
}

// historyTells: whichever interface changed a customer's status, tariff, billing or
// services, the history has it, with the balance before; and nothing that did not
// happen.
func (r *run) historyTells() {
	want := map[[2]any]int{} // by client and typer
	for _, c := range r.after["client"] {
		id := c["id"]
		was := r.before.where("client", row{"id": id})
		if was == nil || c.int("status") == deleted {
			continue // a new customer has no history, a deleted one shows none
		}
		from, to := was[0].int("status"), c.int("status")
		switch {
		case from == to:
		case to == archive:
			want[[2]any{id, "archive"}]++
		case from == archive:
			want[[2]any{id, "restore"}]++
		default:
			want[[2]any{id, "state"}]++
		}
		if m := r.did.merged; m != nil && m.dst == c.int("id") {
			want[[2]any{id, "merge"}]++
			continue // what it takes from src is part of the merge
		}
		if was[0]["tariff_plan"] != c["tariff_plan"] {
			want[[2]any{id, "tariff"}]++
		}
		if a, b := r.before.data(c.int("id")), r.after.data(c.int("id")); a["billing"] != b["billing"] || a["billing_customer_id"] != b["billing_customer_id"] {
			want[[2]any{id, "billing"}]++
		}
		if len(r.before.where("customer_service", row{"client": id})) != len(r.after.where("customer_service", row{"client": id})) {
			want[[2]any{id, "service"}]++
		}
		if was[0]["client_name"] != c["client_name"] || was[0]["description"] != c["description"] {
			want[[2]any{id, "edit"}]++
		}
	}
	got := map[[2]any]int{}
	for _, h := range r.after["customer_history"] {
		if r.before.where("customer_history", row{"id": h["id"]}) != nil || r.after.where("client", row{"id": h["client"]})[0].int("status") == deleted {
			continue
		}
		key := [2]any{h["client"], h["typer"]}
		got[key]++
		require.Equal(r, r.before.data(h.int("client")).int("balance"), h.int("balance"), "the balance before")
		if h.text("typer") == "edit" && want[key] == 0 {
			want[key] = 1 // of what is not looked at here
		}
	}
	require.Equal(r, want, got)
}

// historyShowsAll: abon_hist shows all bookings and changes of a customer, with one
// id each, in the order of their time.
func (r *run) historyShowsAll() {
	for _, p := range r.partners {
		for _, c := range r.after.customers(p) {
			want := []int64{}
			for _, table := range []string{"ledger", "customer_history"} {
				for _, one := range r.after.where(table, row{"client": c["id"]}) {
					want = append(want, one.int("id"))
				}
			}
			slices.Sort(want)
			var shown []struct {
				ID      int64 `json:"Id"`
				Typer   string
				DateDo  string
				Amount  float64
				Comment string
			}
			r.reads(p, "abon_hist", params{"customer_id": text(c.int("number"))}, &shown)
			got := []int64{}
			last := ""
			for _, e := range shown {
				got = append(got, e.ID)
				require.LessOrEqual(r, last, e.DateDo, "oldest first")
				require.Equal(r, e.Typer == "balance", e.Amount != 0)
				require.NotEmpty(r, e.Comment)
				last = e.DateDo
			}
			slices.Sort(got)
			require.Equal(r, want, got)
		}
	}
}
