package invariants

import (
	"slices"
	"strings"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func (r *run) add() *did {
	p, in := r.partner(), params{}
	name := strings.TrimSpace(r.maybe(in, "fio", "Имя", " с краями ", "", strings.Repeat("ю", 60)))
	potential := r.maybe(in, "is_potential", "1", "0") == "1"
	billing, id := r.maybe(in, "billing_id", "1", "2", "9"), r.maybe(in, "billing_customer_id", "1", "2")
	a := r.act(p, "add", in)
	d := r.answers(p, a.status, when(!potential && (billing == "" || id == ""), 400), when(billing == "9", 404), when(r.before.taken(p, 0, "billing_customer_id", id, billing), 409))
	if d.refused {
		return d
	}
	made := number(string(a.ID))
	if name == "" {
		name = "Абонент " + text(made)
	}
	status := int64(active)
	if potential {
		status = waiting
	}
	return d.touching(made).afterwards(made, func(is *require.Assertions, client, data row) {
		is.Equal(name, client.text("client_name"))
		is.Equal(status, client.int("status"))
		is.Equal(billing, data.text("billing"))
		is.Equal(id, data.text("billing_customer_id"))
	})
}

// taken says whether another customer of the partner than that of a key has the
// value in a billing, or a customer that was merged into it had; no billing counts
// as one.
func (s snapshot) taken(p *partner, client int64, column, value, billing string) bool {
	return value != "" && slices.ContainsFunc(s.customers(p), func(c row) bool {
		d := s.data(c.int("id"))
		return c.int("id") != client && d.text(column) == value && d.text("billing") == billing
	}) || value != "" && slices.ContainsFunc(s.where("customer_alias", row{"partner": p.id, "kind": column, "value": value}), func(a row) bool {
		return a.int("client") != client && (a.text("billing") == billing || a.int("billing") == 0 && billing == "")
	})
}

// field is a parameter of edit.
type field struct {
	name   string
	key    string // of get_data that it stands under; "": nowhere
	values []string
	column string // of customer_data where it stands as it came; "": not so
}

var fields = []field{
	{"account_number", "account_number", []string{"A1", "A2", ""}, "account_number"},
	{"agreement_date", "agreement", []string{"2024-01-02", ""}, "agreement_date"},
	{"agreement_number", "agreement", []string{"7", "12", "b1", ""}, "agreement_number"},
	{"apartment_number", "address", []string{"5а", ""}, "apartment_number"},
	{"comment", "comment", []string{"Заметка", ""}, ""},
	{"coordinates", "additional_data", []string{"55.7,37.6", ""}, "coordinates"},
	{"date_activity", "date_activity", []string{"2024-01-02 03:04:05", ""}, ""},
	{"date_activity_inet", "date_activity_inet", []string{"2024-01-02", ""}, ""},
	{"date_connect", "date_connect", []string{"2024-01-02", ""}, "date_connect"},
	{"email", "email", []string{"A@example.org", "b@example.org", ""}, "email"},
	{"entrance", "address", []string{"2", ""}, "entrance"},
	{"flag_corporate", "flag_corporate", []string{"1", "0"}, "flag_corporate"},
	{"floor", "address", []string{"3", ""}, "floor"},
	{"group_id", "group", []string{"51", "", "99"}, "customer_group"},
	{"house_id", "address", []string{"1", "", "99"}, "house"},
	{"is_potential", "status", []string{"1", "0"}, ""},
	{"login", "login", []string{"login", "other", ""}, "login"},
	{"manager_id", "manager_id", []string{"clerk", "", "999"}, ""},
	{"name", "full_name", []string{"Новое имя", strings.Repeat("я", 1000), ""}, ""},
	{"parent_id", "parent_id", []string{"someone", "someone", ""}, ""},
	{"phone0", "phone", []string{"+7 (495) 1", "74951", ""}, ""},
	{"phone3", "phone", []string{"8-800", "74951", ""}, ""},
}

// statusKeys are what get_data shows of a status.
var statusKeys = []string{"is_disable", "is_potential", "state_id"}

// edit changes up to five of the parameters.
func (r *run) edit() *did { return r.editOf(fieldNames...) }

// What stands in the way of others is edited more often than the rest.

func (r *run) editParent() *did  { return r.editOf("parent_id") }
func (r *run) editAccount() *did { return r.editOf("account_number") }
func (r *run) editPhones() *did  { return r.editOf("phone0", "phone3") }

func (r *run) editOf(names ...string) *did {
	p, id, c := r.one()
	in := params{"id": text(id)}
	var keys []string
	chosen := map[string]string{}
	for range rapid.IntRange(1, min(5, len(names))).Draw(r.draw, "fields") {
		f := pick(r, "field", names...)
		at := slices.IndexFunc(fields, func(one field) bool { return one.name == f })
		value := pick(r, f, fields[at].values...)
		switch value {
		case "clerk":
			value = text(p.clerk)
		case "someone":
			value = text(r.someone(p, "parent"))
		}
		in[f], chosen[f] = value, value
		if keys = append(keys, fields[at].key); f == "is_potential" {
			keys = append(keys, statusKeys...)
		}
	}
	a := r.act(p, "edit", in)
	blankName, named := chosen["name"]
	d := r.answers(p, a.status, when(named && blankName == "", 400), when(c == nil, 404), r.refusesEdit(p, c, chosen, "manager_id"), r.refusesEdit(p, c, chosen, "group_id"),
		r.refusesEdit(p, c, chosen, "house_id"), r.refusesEdit(p, c, chosen, "parent_id"), r.refusesEdit(p, c, chosen, "is_potential"), r.refusesEdit(p, c, chosen, "account_number"))
	return d.touching(id, keys...).afterwards(id, func(is *require.Assertions, client, data row) {
		for _, f := range fields {
			if value, given := chosen[f.name]; given && f.column != "" {
				is.Equal(value, data.text(f.column), f.name)
			}
		}
		if parent := chosen["parent_id"]; parent != "" {
			is.Equal(number(parent), r.before.number(data.int("parent")))
		}
		if named {
			is.Equal(chosen["name"], client.text("client_name"))
		}
		switch potential, given := chosen["is_potential"]; {
		case !given:
			is.Equal(c.int("status"), client.int("status"))
		case potential == "1":
			is.EqualValues(waiting, client.int("status"))
		case c.int("status") == waiting:
			is.Equal(orActive(c, "waiting_lock"), client.int("status"), "the lock that it had")
		default:
			is.Equal(c.int("status"), client.int("status"))
		}
	})
}

var fieldNames = func() (names []string) {
	for _, f := range fields {
		names = append(names, f.name)
	}
	return names
}()

// refusesEdit is the refusal of one parameter, 0 when there is none.
func (r *run) refusesEdit(p *partner, c row, chosen map[string]string, name string) int {
	value, given := chosen[name]
	if !given || c == nil {
		return 0
	}
	switch name {
	case "manager_id":
		return when(value != "" && value != text(p.clerk), 404)
	case "group_id", "house_id":
		return when(value == "99", 404)
	case "is_potential":
		return when(value == "1" && c.int("status") == archive, 409)
	case "account_number":
		return when(r.before.taken(p, c.int("id"), "account_number", value, r.before.data(c.int("id")).text("billing")), 409)
	case "parent_id":
		parent := r.before.customer(p, number(value))
		if value == "" || parent == nil {
			return when(value != "", 404)
		}
		for up := parent.int("id"); up != 0; up = r.before.data(up).int("parent") {
			if up == c.int("id") {
				return 400
			}
		}
	}
	return 0
}

func (r *run) changeBilling() *did {
	p, id, c := r.one()
	in := params{"customer_id": text(id), "billing_id": pick(r, "billing_id", "1", "2", "9")}
	inside := r.maybe(in, "billing_user_id", "1", "2")
	stands := r.before.data(c.int("id"))
	if inside == "" {
		inside = stands.text("billing_customer_id")
	}
	a := r.act(p, "change_billing", in)
	d := r.answers(p, a.status, when(c == nil, 404), when(in["billing_id"] == "9", 404),
		when(r.before.taken(p, c.int("id"), "billing_customer_id", inside, in["billing_id"]), 409),
		when(r.before.taken(p, c.int("id"), "account_number", stands.text("account_number"), in["billing_id"]), 409))
	return d.touching(id, "billing", "billing_id", "is_in_billing").afterwards(id, func(is *require.Assertions, _, data row) {
		is.Equal(in["billing_id"], data.text("billing"))
		is.Equal(inside, data.text("billing_customer_id"))
		is.Equal(stands.text("account_number"), data.text("account_number"))
	})
}

func (r *run) changeDateConnect() *did {
	p, id, c := r.one()
	date := pick(r, "date", "2024-05-06", "2024-13-01")
	a := r.act(p, "change_date_connect", params{"customer_id": text(id), "value": date})
	d := r.answers(p, a.status, when(date == "2024-13-01", 400), when(c == nil, 404))
	return d.touching(id, "date_connect").afterwards(id, func(is *require.Assertions, _, data row) { is.Equal(date, data.text("date_connect")) })
}

func (r *run) delete() *did {
	p, id, c := r.one()
	a := r.act(p, "delete", params{"id": text(id)})
	d := r.answers(p, a.status, when(c == nil, 404))
	balance := r.before.data(c.int("id")).int("balance")
	d.then = func(is *require.Assertions, s snapshot) {
		is.EqualValues(deleted, s.where("client", row{"number": id})[0]["status"])
		is.Equal(balance, s.data(c.int("id")).int("balance"), "the ledger stays, and so does what it sums up to")
		for _, table := range []string{"customer_ip", "customer_subnet", "customer_phone", "customer_mark", "customer_service", "commutation"} {
			is.Empty(s.where(table, row{"client": c["id"]}), "%s of who is deleted", table)
		}
		for _, table := range []string{"customer_message", "mac_history", "ledger"} {
			is.Equal(r.before.where(table, row{"client": c["id"]}), s.where(table, row{"client": c["id"]}))
		}
	}
	return d.touching(id).touchingParentOf(r.before.children(c.int("id")))
}

func (r *run) merge() *did {
	p := r.partner()
	return r.merges(p, r.someone(p, "dst"), r.someone(p, "src"))
}

// mergeFamily merges one with another who stands below.
func (r *run) mergeFamily() *did {
	p := r.partner()
	var pairs [][2]int64
	for _, c := range r.before.customers(p) {
		for up := r.before.data(c.int("id")).int("parent"); up != 0; up = r.before.data(up).int("parent") {
			pairs = append(pairs, [2]int64{c.int("number"), r.before.number(up)})
		}
	}
	if pairs == nil {
		return r.merge()
	}
	pair := pairs[pick(r, "pair", indexes(pairs)...)]
	if pick(r, "child into parent", false, true) {
		return r.merges(p, pair[1], pair[0])
	}
	return r.merges(p, pair[0], pair[1])
}

// mergeArchived merges anybody into one who is in the archive.
func (r *run) mergeArchived() *did {
	p := r.partner()
	archived := r.before.where("client", row{"partner": p.id, "status": int64(archive)})
	if archived == nil {
		return r.merge()
	}
	return r.merges(p, archived[pick(r, "archived", indexes(archived)...)].int("number"), r.someone(p, "src"))
}

func (r *run) merges(p *partner, dst, src int64) *did {
	to, from := r.before.customer(p, dst), r.before.customer(p, src)
	a := r.act(p, "merge", params{"dst_id": text(dst), "src_id": text(src)})
	mergedBefore := false
	for _, was := range r.before.where("client", row{"partner": p.id, "number": src}) {
		mergedBefore = r.before.data(was.int("id"))["merged_into"] != nil
	}
	d := r.answers(p, a.status, when(dst == src, 400), when(to == nil, 404), when(mergedBefore, 409), when(from == nil && !mergedBefore, 404))
	if d.refused {
		return d
	}
	d.merged = &merged{to.int("id"), from.int("id")}
	return d.touching(src).touchingParentOf(r.before.children(from.int("id"))).touching(dst, "balance", "date_positive_balance", "phone", "mark", "service", "ip_mac",
		"agreement", "address", "additional_data", "login", "email", "group", "manager_id", "date_connect", "date_activity", "date_activity_inet", "comment", "tariff", "parent_id",
		"account_number", "billing", "billing_id", "is_in_billing").afterwards(src, func(is *require.Assertions, client, data row) {
		is.EqualValues(deleted, client.int("status"))
		is.Zero(data.int("balance"))
		is.Equal(to.int("id"), data.int("merged_into"))
	})
}

func (r *run) changeState() *did {
	p, id, c := r.one()
	state := pick(r, "state_id", "0", "1", "2", "3", "")
	a := r.act(p, "state_change", params{"customer_id": text(id), "state_id": state})
	d := r.answers(p, a.status, when(state == "3" || state == "", 400), when(c == nil, 404), when(c.int("status") == archive, 409))
	becomes := map[string]int64{"0": debtLock, "1": manualLock, "2": active}[state]
	if state == "0" && c.int("status") == limitLock {
		becomes = limitLock
	}
	return d.touching(id, statusKeys...).becomes(id, becomes)
}

func (r *run) toEx() *did {
	p, id, c := r.one()
	a := r.act(p, "to_ex", params{"customer_id": text(id)})
	return r.answers(p, a.status, when(c == nil, 404)).touching(id, statusKeys...).becomes(id, archive)
}

// orActive is the status that a client comes back to (O1).
func orActive(c row, column string) int64 {
	if c[column] == nil {
		return active
	}
	return c.int(column)
}

func (r *run) toNormal() *did {
	p, id, c := r.one()
	a := r.act(p, "to_normal", params{"customer_id": text(id)})
	becomes := c.int("status")
	if becomes == archive {
		becomes = orActive(c, "archived_from")
	}
	return r.answers(p, a.status, when(c == nil, 404)).touching(id, statusKeys...).becomes(id, becomes)
}

func (r *run) changeTariff() *did {
	p, id, c := r.one()
	tariff := pick[int64](r, "tarif", 11, 12, 13, 14, 16)
	a := r.act(p, "tarif_change", params{"customer_id": text(id), "tarif": text(tariff)})
	d := r.answers(p, a.status, when(c == nil, 404), when(!slices.Contains(p.tariffs, tariff), 404)).touching(id, "tariff")
	d.then = func(is *require.Assertions, s snapshot) { is.Equal(tariff, s.tariff(s.customer(p, id)["tariff_plan"])) }
	return d
}

func (r *run) changePassword() *did {
	p, id, c := r.one()
	in := params{"customer_id": text(id), "pass_new": "12345678"}
	old := r.maybe(in, "pass_old", "12345678", "wrong")
	a := r.act(p, "pass_change", in)
	wrong := old == "wrong" || old != "" && c.text("cabinet_password") == ""
	return r.answers(p, a.status, when(c == nil, 404), when(wrong, 403)).afterwards(id, func(is *require.Assertions, client, _ row) {
		is.NotEqual(c.text("cabinet_password"), client.text("cabinet_password"))
	})
}
