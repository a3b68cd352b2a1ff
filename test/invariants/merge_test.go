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
	history := r.after.where("customer_history", row{"client": m.dst, "typer": "merge", "became": text(r.before.number(m.src))})
	require.Len(r, history, 1)
	r.movesTo("customer_mark", func(rw row) string { return rw.text("mark") })
	r.movesTo("customer_service", func(rw row) string { return rw.text("service_type") })
	r.movesTo("commutation", func(rw row) string { return fmt.Sprint(rw["device"], rw["port"]) })
	r.movesTo("customer_phone", func(rw row) string { return rw.text("number") })

	r.gapsAreFilled()
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
			if above := r.before.data(m.src).int("parent"); r.before.below(m.dst, m.src) || parent == 0 && above != m.dst && !r.before.below(above, m.dst) {
				parent = above
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

// groups are the columns that belong together (O12): where dst has none of one it
// takes all of src's.
var groups = map[string][][]string{
	"customer_data": {{"agreement_number", "agreement_value", "agreement_date"}, {"house", "apartment_number", "entrance", "floor", "coordinates"}, {"login"}, {"email"}, {"customer_group"}, {"manager"},
		{"date_connect"}, {"date_activity"}, {"date_activity_inet"}},
	"client": {{"tariff_plan"}, {"description"}, {"client_full_name", "client_inn", "client_kpp"}, {"client_reg_num"}, {"addit_attribute"}, {"monthly_base_limit", "monthly_base_notify_limit"}},
}

// gapsAreFilled: dst has of each group what it had, or what src had where it had
// none; the password, the name and the status stay. The account goes with its
// billing, and src's finds dst either way.
func (r *run) gapsAreFilled() {
	m := r.did.merged
	is := func(s snapshot, table string, client int64) row {
		if table == "customer_data" {
			return s.data(client)
		}
		return s.where(table, row{"id": client})[0]
	}
	values := func(of row, columns []string) (list []string, none bool) {
		none = true
		for _, column := range columns {
			list = append(list, of.text(column))
			none = none && of.text(column) == ""
		}
		return list, none
	}
	for table, lists := range groups {
		for _, columns := range lists {
			want, none := values(is(r.before, table, m.dst), columns)
			if none {
				want, _ = values(is(r.before, table, m.src), columns)
			}
			got, _ := values(is(r.after, table, m.dst), columns)
			require.Equal(r, want, got, "%v", columns)
		}
	}
	stay := []string{"cabinet_password", "client_name", "status", "archived_from", "waiting_lock"}
	was, _ := values(is(r.before, "client", m.dst), stay)
	stands, _ := values(is(r.after, "client", m.dst), stay)
	require.Equal(r, was, stands)

	had, src, has := r.before.data(m.dst), r.before.data(m.src), r.after.data(m.dst)
	for _, column := range []string{"account_number", "billing_customer_id"} {
		if value := src.text(column); value != "" {
			require.Len(r, r.after.where("customer_alias", row{"client": m.dst, "kind": column, "value": value, "billing": src.int("billing")}), 1, "src's %s finds dst", column)
		}
		if value := had.text(column); value != "" {
			require.Equal(r, value, has.text(column), "dst keeps its %s", column)
		}
	}
	if had["billing"] != nil {
		require.Equal(r, had["billing"], has["billing"])
	}
	if has.text("account_number") != had.text("account_number") {
		require.Equal(r, []string{src.text("account_number"), src.text("billing")}, []string{has.text("account_number"), has.text("billing")}, "an account goes with its billing")
	}
	if has["billing"] != had["billing"] {
		require.Equal(r, []string{src.text("billing"), src.text("billing_customer_id")}, []string{has.text("billing"), has.text("billing_customer_id")}, "a billing goes with the id inside it")
	}
	require.Empty(r, r.after.where("customer_alias", row{"client": m.src}))
}
