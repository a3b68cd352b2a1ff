package invariants

import (
	"encoding/json"
	"slices"

	"github.com/stretchr/testify/require"
)

// onlyTheNamedChanges: a write changes those customers that it names, and of them
// what it names.
func (r *run) onlyTheNamedChanges() {
	if r.did.refused {
		return
	}
	for _, p := range r.partners {
		numbers := map[int64]bool{}
		for _, list := range []shown{r.shownBefore[p], r.shown[p]} {
			for number := range list {
				numbers[number] = true
			}
		}
		for number := range numbers {
			keys, touched := r.did.touched[number]
			if touched && len(keys) == 0 {
				continue
			}
			was, stands := r.shownBefore[p][number], r.shown[p][number]
			for _, list := range []map[string]json.RawMessage{was, stands} {
				for key := range list {
					if !slices.Contains(keys, key) {
						require.Equal(r, string(was[key]), string(stands[key]), "%s of customer %d", key, number)
					}
				}
			}
		}
	}
}

// othersStay: no row of the other partner changes.
func (r *run) othersStay() {
	for _, p := range r.partners {
		if p != r.did.by {
			require.Equal(r, r.before.of(p), r.after.of(p), "rows of partner %s", p.login)
		}
	}
}

// listsAreOnesOwn: what lists something shows the caller's own and all of it, and
// of another's customer everything is 404.
func (r *run) listsAreOnesOwn() {
	for _, p := range r.partners {
		customers := map[int64]int64{} // numbers by keys
		numbers := []int64{}
		for _, c := range r.after.customers(p) {
			customers[c.int("id")] = c.int("number")
			numbers = append(numbers, c.int("number"))
		}
		slices.Sort(numbers)
		var found []int64
		r.reads(p, "get_customers_id", params{"balance_from": "-9999999999"}, &found)
		require.Equal(r, numbers, found)

		var messages []struct {
			ID       int64 `json:"Id"`
			Customer int64 `json:"customer_id"`
		}
		r.reads(p, "msg", params{"date_add_from": "2000-01-01"}, &messages)
		shown, stored := map[int64]int64{}, map[int64]int64{}
		for _, m := range messages {
			shown[m.ID] = m.Customer
		}
		for _, m := range r.after.where("customer_message", row{"partner": p.id}) {
			if number, living := customers[m.int("client")]; living {
				stored[m.int("id")] = number
			}
		}
		require.Equal(r, stored, shown)
		r.wiredAreOnesOwn(p)
		for _, c := range r.after["client"] {
			if customers[c.int("id")] != 0 {
				continue
			}
			for _, action := range []string{"abon_hist", "get_data", "get_mac_history", "get_last_ip", "msg", "list_tarif_available"} {
				require.Equal(r, 404, r.act(p, action, params{"customer_id": text(c.int("number"))}).status, "%s of who is not the partner's", action)
			}
		}
	}
}

// reads calls a read that is not refused.
func (r *run) reads(p *partner, action string, in params, into any) {
	a := r.act(p, action, in)
	require.Equal(r, 200, a.status, action)
	require.NoError(r, json.Unmarshal(a.Data, into))
}

// wiredAreOnesOwn: the addresses of customers on ports, but of those in the archive.
func (r *run) wiredAreOnesOwn(p *partner) {
	type port struct {
		Customer int64 `json:"customer_id"`
		Device   int64 `json:"device_id"`
		Port     int64
		IP       string
	}
	want, got := []port{}, []port{}
	for _, at := range r.after.where("commutation", row{"partner": p.id}) {
		c := r.after.where("client", row{"id": at["client"]})[0]
		if c.int("status") >= archive {
			continue
		}
		for _, ip := range r.after.where("customer_ip", row{"client": at["client"]}) {
			one := port{c.int("number"), at.int("device"), at.int("port"), "0"}
			if ip["ip"] != nil {
				one.IP = ip.text("ip")
			}
			want = append(want, one)
		}
	}
	r.reads(p, "get_ip_port_device_commutation", nil, &got)
	require.ElementsMatch(r, want, got)
}
