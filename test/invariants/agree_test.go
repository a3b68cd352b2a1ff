package invariants

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"

	"partnerapi/store"
	"partnerapi/test/doors"
	"partnerapi/wsdl"
)

// looks is a customer as every interface shows it, each in its own words.
type looks struct {
	v2       string // the status; "": not shown
	deleted  bool   // client_del
	flags    string // state_id, is_disable, is_potential
	archived bool   // is_ex
}

// table is the table of docs/one-store.md by the statuses that are stored.
var table = map[int64]looks{
	waiting:    {"waiting", false, "0 0 1", false},
	active:     {"active", false, "2 0 0", false},
	manualLock: {"manual_lock", false, "1 1 0", false},
	limitLock:  {"limit_lock", false, "0 1 0", false},
	debtLock:   {"debt_lock", false, "0 1 0", false},
	archive:    {"", true, "0 1 0", true},
}

// doorsAgree: the three interfaces show the same customers, with the same name, status
// and tariff, each as the table says. Who did not write sees nothing else than
// before: othersStay; nor does anybody after a refusal.
func (r *run) doorsAgree() {
	for _, p := range r.partners {
		if r.did != nil && (r.did.by != p || r.did.refused) {
			continue
		}
		wantV2, wantSOAP, wantUserside := []string{}, []string{}, []string{}
		archived := []int64{}
		for _, c := range r.after.customers(p) {
			is, name, tariff, number := table[c.int("status")], c.text("client_name"), r.after.tariff(c["tariff_plan"]), c.int("number")
			if is.v2 != "" {
				wantV2 = append(wantV2, fmt.Sprint(number, name, is.v2, tariff, c.text("client_id")))
			}
			wantSOAP = append(wantSOAP, fmt.Sprint(c.text("client_id"), cut(name), is.deleted))
			wantUserside = append(wantUserside, fmt.Sprint(number, name, is.flags, tariff))
			if is.archived {
				archived = append(archived, number)
			}
		}
		require.ElementsMatch(r, wantV2, r.byV2Shown(p))
		require.ElementsMatch(r, wantSOAP, r.bySOAPShown(p))
		require.ElementsMatch(r, wantUserside, r.byUsersideShown(p))
		var found []int64
		r.reads(p, "get_customers_id", params{"is_ex": "1"}, &found)
		require.ElementsMatch(r, archived, found)
	}
}

func (r *run) byV2Shown(p *partner) (lines []string) {
	data, mnemonic := r.call(p, "get.customers", map[string]any{"fields": []string{"id", "name", "status", "tariff_plan_id", "ext_id"}})
	require.Empty(r, mnemonic)
	var rows []struct {
		ID     int64
		Name   string
		Status string
		Plan   int64  `json:"tariff_plan_id"`
		ExtID  string `json:"ext_id"`
	}
	require.NoError(r, json.Unmarshal(data, &rows))
	for _, c := range rows {
		lines = append(lines, fmt.Sprint(c.ID, c.Name, c.Status, c.Plan, c.ExtID))
	}
	return lines
}

func (r *run) bySOAPShown(p *partner) (lines []string) {
	rows, fault := r.partnerAPI(p, "client_read", "client_id", "region_id", "include_deleted=true")
	require.Empty(r, fault)
	for _, c := range rows {
		lines = append(lines, fmt.Sprint(c.Get("client_id"), c.Get("client_name"), c.Get("client_del")))
	}
	return lines
}

func (r *run) byUsersideShown(p *partner) (lines []string) {
	for number, c := range r.shown[p] {
		var name string
		var tariff struct{ Current []struct{ ID string } }
		require.NoError(r, json.Unmarshal(c["full_name"], &name))
		require.NoError(r, json.Unmarshal(c["tariff"], &tariff))
		plan := "0"
		if len(tariff.Current) > 0 {
			plan = tariff.Current[0].ID
		}
		flags := fmt.Sprintf("%s %s %s", c["state_id"], c["is_disable"], c["is_potential"])
		lines = append(lines, fmt.Sprint(number, name, flags, plan))
	}
	return lines
}

// rowsAgree: every reading operation that needs no operand answers the same rows by SOAP
// and as a method of v2.
func (r *run) rowsAgree() {
	contract, err := wsdl.Read()
	require.NoError(r, err)
	read := 0
	for _, op := range contract.Operations {
		if !strings.HasSuffix(op.Name, "_read") || slices.ContainsFunc(op.Operands, func(o wsdl.Operand) bool { return !o.Void }) {
			continue
		}
		read++
		for _, p := range r.partners {
			require.Empty(r, new(doors.Generated).Differs(r.overSOAP(p, op.Name), r.asMethod(p, op.Name)), op.Name)
		}
	}
	require.Greater(r, read, 20)
}

// belowTombstones: with a customer its users, their contacts and its agents are
// unknown (O3); of the others PartnerAPI shows all.
func (r *run) belowTombstones() {
	for _, p := range r.partners {
		for _, of := range []struct {
			table, id, operation string
			operands             []string
		}{
			{"employee", "client_user_id", "client_user_read", []string{"client_id", "client_user_id", "include_deleted=true"}},
			{"agent", "agent_user_id", "agent_user_read", []string{"client_id", "agent_user_id", "client_user_id", "agent_user_activity"}},
		} {
			want, got := []string{}, []string{}
			for _, one := range r.after.where(of.table, row{"partner": p.id, "type": int64(2)}) {
				if r.after.where("client", row{"id": one["client"]})[0].int("status") != deleted {
					want = append(want, one.text(of.table+"_id"))
				}
			}
			rows, fault := r.partnerAPI(p, of.operation, of.operands...)
			require.Empty(r, fault)
			for _, one := range rows {
				got = append(got, one.Get(of.id))
			}
			require.ElementsMatch(r, want, got, of.operation)
		}
	}
}

// foundByWhatTheyHave: get_abon_id answers all customers that have a value, and
// nobody else.
func (r *run) foundByWhatTheyHave() {
	digits := func(text string) string {
		return strings.Map(func(d rune) rune {
			if d < '0' || d > '9' {
				return -1
			}
			return d
		}, text)
	}
	for _, p := range r.partners {
		// Who has a value, by data_typer and value. The partner is asked for what the
		// other's customers have too, and for what the deleted had.
		has := map[[2]string][]int64{}
		for _, c := range r.after["client"] {
			mine := c.int("partner") == p.id && c.int("status") != deleted
			note := func(typer, value string) {
				key := [2]string{typer, value}
				if list := has[key]; mine && !slices.Contains(list, c.int("number")) {
					has[key] = append(list, c.int("number"))
				} else {
					has[key] = list
				}
			}
			d := r.after.data(c.int("id"))
			note("account", d.text("account_number"))
			for _, alias := range r.after.where("customer_alias", row{"client": c["id"]}) {
				note(map[string]string{"account_number": "account", "billing_customer_id": "codeti"}[alias.text("kind")], alias.text("value"))
			}
			note("codeti", d.text("billing_customer_id"))
			note("dognumber", d.text("agreement_number"))
			note("login", d.text("login"))
			note("mail", strings.ToLower(d.text("email")))
			for _, phone := range r.after.where("customer_phone", row{"client": c["id"]}) {
				note("phone", digits(phone.text("number")))
			}
			for _, ip := range r.after.where("customer_ip", row{"client": c["id"]}) {
				note("mac", ip.text("mac"))
				note("ip", ip.text("ip"))
			}
		}
		for key, want := range has {
			value := key[1]
			switch {
			case value == "":
				continue
			case key[0] == "ip":
				value = dotted(number(value))
			}
			for _, skip := range []string{"0", "1"} {
				numbers := slices.DeleteFunc(slices.Clone(want), func(n int64) bool { return skip == "1" && r.after.customer(p, n).int("status") == archive })
				slices.Sort(numbers)
				r.finds(p, params{"data_typer": key[0], "data_value": value, "is_skip_old": skip}, numbers)
			}
		}
	}
}

// finds checks what get_abon_id answers: a number, a list, or that there is none.
func (r *run) finds(p *partner, in params, want []int64) {
	a := r.act(p, "get_abon_id", in)
	switch len(want) {
	case 0:
		require.Equal(r, 404, a.status, "%v", in)
		return
	case 1:
		require.Equal(r, text(want[0]), string(a.ID), "%v", in)
		return
	}
	var found []int64
	require.NoError(r, json.Unmarshal(a.ID, &found), "%v", in)
	require.Equal(r, want, found, "%v", in)
}

// dotted is an address in its usual form.
func dotted(ip int64) string { return store.IPv4(ip).String() }
