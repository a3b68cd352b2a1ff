package invariants

import (
	"github.com/stretchr/testify/require"
)

// addressesAreOnes: an address is of one customer of a partner at most; subnets do
// not overlap, and none holds another's address.
func (r *run) addressesAreOnes() {
	for _, p := range r.partners {
		owners := map[int64]int64{}
		for _, ip := range r.after.where("customer_ip", row{"partner": p.id}) {
			if ip["ip"] == nil {
				continue
			}
			require.NotContains(r, owners, ip.int("ip"), "an address stands twice")
			owners[ip.int("ip")] = ip.int("client")
		}
		subnets := r.after.where("customer_subnet", row{"partner": p.id})
		for i, n := range subnets {
			for _, other := range subnets[:i] {
				require.False(r, n.int("first") <= other.int("last") && other.int("first") <= n.int("last"), "subnets overlap: %v, %v", n, other)
			}
			for ip, owner := range owners {
				require.False(r, owner != n.int("client") && n.int("first") <= ip && ip <= n.int("last"), "%v holds another's address", n)
			}
		}
	}
}

// uniqueAmongTheLiving: accounts and ids inside a billing, none counting as one.
func (r *run) uniqueAmongTheLiving() {
	for _, p := range r.partners {
		for _, column := range []string{"account_number", "billing_customer_id"} {
			seen := map[[2]string]bool{}
			for _, c := range r.after.customers(p) {
				d := r.after.data(c.int("id"))
				value := [2]string{d.text("billing"), d.text(column)}
				require.False(r, value[1] != "" && seen[value], "%s %v stands twice", column, value)
				seen[value] = true
			}
		}
	}
}

// nobodyAboveItself: nor stands anybody below who is deleted or another partner's.
func (r *run) nobodyAboveItself() {
	for _, p := range r.partners {
		for _, c := range r.after.customers(p) {
			id, steps := c.int("id"), 0
			for up := r.after.data(id).int("parent"); up != 0; up = r.after.data(up).int("parent") {
				require.NotNil(r, r.after.customer(p, r.after.number(up)), "the parent of %d is deleted", c.int("number"))
				steps++
				require.LessOrEqual(r, steps, len(r.after["client"]), "customer %d stands above itself", c.int("number"))
				require.NotEqual(r, id, up)
			}
		}
	}
}
