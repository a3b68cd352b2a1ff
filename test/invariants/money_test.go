package invariants

import (
	"github.com/stretchr/testify/require"

	"partnerapi/internal/money"
)

// balancesAreSums: a balance is the sum of the customer's ledger, in the database
// and as get_data shows it.
func (r *run) balancesAreSums() {
	sums := map[int64]int64{}
	for _, l := range r.after["ledger"] {
		sums[l.int("client")] += l.int("amount")
	}
	for _, c := range r.after["client"] {
		require.Equal(r, sums[c.int("id")], r.after.data(c.int("id")).int("balance"), "customer %d in the database", c.int("number"))
	}
	for _, p := range r.partners {
		for number, shown := range r.shown[p] {
			want := string(money.Append(nil, sums[r.after.customer(p, number).int("id")]))
			require.Equal(r, want, string(shown["balance"]), "customer %d in get_data", number)
		}
	}
}

// onlyBookingsMoveMoney: the sum of all balances changes by what is booked and by
// nothing else.
func (r *run) onlyBookingsMoveMoney() {
	change := int64(0)
	for _, amount := range r.did.booked {
		change += amount
	}
	require.Equal(r, r.before.money()+change, r.after.money())
}

// money is the sum of all balances, of deleted customers too.
func (s snapshot) money() (sum int64) {
	for _, d := range s["customer_data"] {
		sum += d.int("balance")
	}
	return sum
}

// ledgerKeepsRows: the ledger grows by what is booked, and no row of it changes but
// by a merge, which gives src's rows to dst.
func (r *run) ledgerKeepsRows() {
	require.Len(r, r.after["ledger"], len(r.before["ledger"])+len(r.did.booked))
	for _, was := range r.before["ledger"] {
		stands := r.after.where("ledger", row{"id": was["id"]})
		require.Len(r, stands, 1, "a row of the ledger is gone")
		owner := was.int("client")
		if m := r.did.merged; m != nil && owner == m.src {
			owner = m.dst
		}
		require.Equal(r, was.without("client"), stands[0].without("client"))
		require.Equal(r, owner, stands[0].int("client"))
	}
}
