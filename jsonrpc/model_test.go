package jsonrpc_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"partnerapi/internal/soaptest"
	"partnerapi/store"
)

// The model: what both interfaces must show.
type customer struct {
	partner, uuid string
	number        int64
	name          string // whole, as v2 shows it
	status        string // archive too
	before        string // the archive; "" of who was imported into it
	plan          int64  // 0: none
	email         string // with which v2 has made it
	users         []*user
}

type user struct {
	uuid, name string // the name as v2 joins it
	deleted    bool
	agents     []*agent
}

type agent struct {
	uuid  string
	works bool // as stored
}

func (c *customer) archived() bool { return c.status == "archive" }

// locked: agents are shown as off.
func (c *customer) locked() bool { return c.status != "waiting" && c.status != "active" }

// archive is client_delete's cascade (S8, O2).
func (c *customer) archive() {
	c.before, c.status = c.status, "archive"
	for _, u := range c.users {
		u.remove()
	}
}

func (u *user) remove() {
	u.deleted = true
	for _, a := range u.agents {
		a.works = false
	}
}

func uuidOf(last string) string { return soaptest.Fill("$" + last) }

// imported customers of testdata/v2/registers.jsonl, of the partners that act.
func importedCustomers() []*customer {
	return []*customer{
		{partner: "p1", uuid: uuidOf("c1"), number: 101, name: "Альфа", status: "waiting"},
		{partner: "p1", uuid: uuidOf("c2"), number: 102, name: "бета 100% рост", status: "active", plan: 11, users: []*user{
			{uuid: uuidOf("91"), name: "Соколова Вера Ильинична", agents: []*agent{{uuidOf("81"), true}}},
			{uuid: uuidOf("92"), name: "Егор", agents: []*agent{{uuidOf("82"), true}}},
			{uuid: uuidOf("94"), name: "Уволен", deleted: true},
		}},
		{partner: "p1", uuid: uuidOf("c3"), number: 103, name: "Ёлка & <Ко>", status: "manual_lock", plan: 12, users: []*user{
			{uuid: uuidOf("93"), name: "Ли Анна", agents: []*agent{{uuidOf("83"), true}}},
		}},
		{partner: "p1", uuid: uuidOf("c4"), number: 104, name: "alpha_beta", status: "limit_lock", plan: 13},
		{partner: "p1", uuid: uuidOf("c5"), number: 105, name: "ALPHA", status: "debt_lock", plan: 11},
		{partner: "p1", uuid: uuidOf("c6"), number: 106, name: "В архиве", status: "archive", users: []*user{{uuid: uuidOf("95"), name: "Из архива", deleted: true}}},
		{partner: "p2", uuid: uuidOf("c7"), number: 201, name: "Чужой клиент", status: "active", users: []*user{{uuid: uuidOf("96"), name: "Чужой"}}},
	}
}

// plans that each partner may give (S14).
var plansOf = map[string][]int64{"p1": {11, 13, 16}, "p2": {13, 14, 15}}

// run is one sequence of calls.
type run struct {
	*rapid.T
	world     *world
	customers []*customer
}

// Whatever the interfaces are asked in whatever order, both always agree with the
// model about existence, name, status, tariff, users and agents, and nothing
// appears for another partner.
func TestDoorsAgree(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := &run{T: rt, world: openWorld(rt, nil), customers: importedCustomers()}
		actions := []func(){r.soapAdd, r.soapEdit, r.soapDelete, r.create, r.update, r.update, r.changeStatus, r.changeStatus, r.changePlan, r.addUser, r.removeUser, r.toggleAgent, r.operate}
		for range rapid.IntRange(1, 25).Draw(rt, "calls") {
			actions[rapid.IntRange(0, len(actions)-1).Draw(rt, "action")]()
		}
		for _, partner := range []string{"p1", "p2"} {
			r.checkV2(partner)
			r.checkSOAP(partner)
		}
	})
}

func (r *run) partner() string {
	return rapid.SampledFrom([]string{"p1", "p1", "p2"}).Draw(r.T, "partner")
}

// target is any customer, another partner's too.
func (r *run) target() *customer { return rapid.SampledFrom(r.customers).Draw(r.T, "customer") }

// v2 calls and answers the data, or the mnemonic of the error.
func (r *run) v2(partner, method string, params map[string]any) (data json.RawMessage, mnemonic string) {
	params["access_token"] = partner
	body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
	require.NoError(r, err)
	var answer struct {
		Result struct{ Data json.RawMessage }
		Error  struct{ Data struct{ Mnemonic string } }
	}
	require.NoError(r, json.Unmarshal([]byte(r.world.post(string(body))), &answer))
	return answer.Result.Data, answer.Error.Data.Mnemonic
}

// soap calls and answers the rows, or the code of the fault.
func (r *run) soap(partner, operation string, operands ...string) (rows []soaptest.Row, fault string) {
	var list []soaptest.Operand
	for _, operand := range operands {
		name, value, given := strings.Cut(operand, "=")
		if !given {
			list = append(list, soaptest.Null(name))
			continue
		}
		list = append(list, soaptest.Set(name, value))
	}
	answer := r.world.soap(partner, operation, list...)
	if answer.Fault != nil {
		return nil, answer.Fault.Code
	}
	return answer.Rows, ""
}

// foreign says whether a customer is another partner's, and checks the refusal.
func (r *run) foreign(c *customer, partner, refusal, want string) bool {
	if c.partner == partner {
		return false
	}
	require.Equal(r, want, refusal, "another partner's")
	return true
}

func cut(name string) string {
	runes := []rune(name)
	return string(runes[:min(50, len(runes))])
}

func (r *run) soapAdd() {
	partner := r.partner()
	name := rapid.SampledFrom([]string{"Имя", " с краями ", strings.Repeat("ю", 60), "  "}).Draw(r.T, "name")
	rows, fault := r.soap(partner, "client_add", "client_name="+name, "region_id="+uuidOf("a1"))
	if strings.TrimSpace(name) == "" {
		require.NotEmpty(r, fault)
		return
	}
	require.Empty(r, fault)
	c := &customer{partner: partner, uuid: rows[0].Get("client_id"), name: cut(name), status: "active"}
	r.customers = append(r.customers, c)
	r.number(c)
}

// number asks v2 for the number of a customer that SOAP made, or the other way
// round.
func (r *run) number(c *customer) {
	field, value := "ext_id", any(c.uuid)
	if c.uuid == "" {
		field, value = "id", c.number
	}
	data, mnemonic := r.v2(c.partner, "get.customers", map[string]any{"fields": []string{"id", "ext_id"}, "filter": map[string]any{"field": field, "operator": "=", "value": value}})
	require.Empty(r, mnemonic)
	var rows []struct {
		ID    int64
		ExtID string `json:"ext_id"`
	}
	require.NoError(r, json.Unmarshal(data, &rows))
	require.Len(r, rows, 1)
	c.number, c.uuid = rows[0].ID, rows[0].ExtID
	for _, other := range r.customers {
		require.True(r, other == c || other.number != c.number && other.uuid != c.uuid, "%d is used again", c.number)
	}
}

func (r *run) soapEdit() {
	partner, c := r.partner(), r.target()
	name := rapid.SampledFrom([]string{"Правка", strings.Repeat("ю", 60), cut(c.name)}).Draw(r.T, "name")
	_, fault := r.soap(partner, "client_edit", "client_id="+c.uuid, "region_id", "client_name="+name)
	if r.foreign(c, partner, fault, "not_found") {
		return
	}
	require.Empty(r, fault)
	if name != cut(c.name) {
		c.name = cut(name)
	}
}

func (r *run) soapDelete() {
	partner, c := r.partner(), r.target()
	_, fault := r.soap(partner, "client_delete", "client_id="+c.uuid)
	switch {
	case r.foreign(c, partner, fault, "not_found"):
	case c.archived():
		require.Empty(r, fault)
		c.status = cmp.Or(c.before, "active") // O1
	default:
		require.Empty(r, fault)
		c.archive()
	}
}

func (r *run) create() {
	partner := r.partner()
	plan := rapid.SampledFrom([]int64{11, 12, 13, 14, 15, 16, 17, 999}).Draw(r.T, "plan")
	none := []string{}
	email := rapid.SampledFrom([]string{"a@b.example", "A@B.example", "c@b.example", "d@b.example", "e@b.example"}).Draw(r.T, "email")
	data, mnemonic := r.v2(partner, "create.customers", map[string]any{"name": " Из v2 ", "tariff_plan_id": plan, "email": email, "password": "12345678",
		"monthly_base_notify_emails": none, "monthly_calls_notify_emails": none, "daily_calls_notify_emails": none})
	if !slices.Contains(plansOf[partner], plan) {
		require.Equal(r, "entity_not_found", mnemonic)
		return
	}
	if slices.ContainsFunc(r.customers, func(c *customer) bool {
		return c.partner == partner && !c.archived() && strings.EqualFold(c.email, email)
	}) {
		require.Equal(r, "already_in_use", mnemonic)
		return
	}
	require.Empty(r, mnemonic)
	c := &customer{partner: partner, name: "Из v2", status: "waiting", plan: plan, email: email}
	var made struct{ ID int64 }
	require.NoError(r, json.Unmarshal(data, &made))
	c.number = made.ID
	r.customers = append(r.customers, c)
	r.number(c)
	rows, fault := r.soap(partner, "client_user_read", "client_id="+c.uuid, "client_user_id", "include_deleted=true")
	require.Empty(r, fault)
	require.Len(r, rows, 1)
	c.users = []*user{{uuid: rows[0].Get("client_user_id"), name: email}}
}

// gone checks what v2 refuses for another partner's customer and for the archive.
func (r *run) gone(c *customer, partner, mnemonic string) bool {
	if c.partner == partner && !c.archived() {
		return false
	}
	require.Equal(r, "entity_not_found", mnemonic)
	return true
}

func (r *run) update() {
	partner, c := r.partner(), r.target()
	name := rapid.SampledFrom([]string{"Имя", "  с краями\n", strings.Repeat("я", 60), strings.Repeat("ж", 1000)}).Draw(r.T, "name")
	_, mnemonic := r.v2(partner, "update.customers", map[string]any{"id": c.number, "name": name})
	if r.gone(c, partner, mnemonic) {
		return
	}
	require.Empty(r, mnemonic)
	c.name = strings.TrimSpace(name)
}

func (r *run) changeStatus() {
	partner, c := r.partner(), r.target()
	to := rapid.SampledFrom([]string{"active", "manual_lock", "archive"}).Draw(r.T, "status")
	_, mnemonic := r.v2(partner, "update.customer_status", map[string]any{"customer_id": c.number, "status": to})
	allowed := map[string][]string{"waiting": {"active"}, "active": {"manual_lock"}, "manual_lock": {"active", "archive"}}
	switch {
	case r.gone(c, partner, mnemonic):
	case !slices.Contains(allowed[c.status], to):
		require.Equal(r, "invalid_state", mnemonic)
	case to == "archive":
		require.Empty(r, mnemonic)
		c.archive()
	default:
		require.Empty(r, mnemonic)
		c.status = to
	}
}

func (r *run) changePlan() {
	partner, c := r.partner(), r.target()
	plan := rapid.SampledFrom([]int64{11, 12, 13, 14, 16}).Draw(r.T, "plan")
	_, mnemonic := r.v2(partner, "update.customer_tariff_plans", map[string]any{"customer_id": c.number, "tariff_plan_id": plan})
	switch {
	case r.gone(c, partner, mnemonic):
	case !slices.Contains(plansOf[partner], plan):
		require.Equal(r, "entity_not_found", mnemonic)
	default:
		require.Empty(r, mnemonic)
		c.plan = plan
	}
}

func (r *run) addUser() {
	partner, c := r.partner(), r.target()
	rows, fault := r.soap(partner, "client_user_add", "client_id="+c.uuid, "client_user_name=Пётр", "client_user_family_name=Сидоров", "client_user_father_name")
	switch {
	case r.foreign(c, partner, fault, "not_found"):
	case c.archived():
		require.NotEmpty(r, fault)
	default:
		require.Empty(r, fault)
		c.users = append(c.users, &user{uuid: rows[0].Get("client_user_id"), name: "Сидоров Пётр"})
	}
}

// anyUser is a user of any customer that has one.
func (r *run) anyUser() (*customer, *user) {
	c := rapid.SampledFrom(slices.DeleteFunc(slices.Clone(r.customers), func(c *customer) bool { return len(c.users) == 0 })).Draw(r.T, "with users")
	return c, rapid.SampledFrom(c.users).Draw(r.T, "user")
}

func (r *run) removeUser() {
	partner := r.partner()
	c, u := r.anyUser()
	_, fault := r.soap(partner, "client_user_delete", "client_user_id="+u.uuid)
	switch {
	case r.foreign(c, partner, fault, "not_found"):
	case !u.deleted:
		require.Empty(r, fault)
		u.remove()
	case c.archived():
		require.NotEmpty(r, fault, "a user of a deleted client comes back")
	default:
		require.Empty(r, fault)
		u.deleted = false
	}
}

func (r *run) toggleAgent() {
	partner := r.partner()
	c, u := r.anyUser()
	if len(u.agents) == 0 {
		return
	}
	rows, fault := r.soap(partner, "agent_user_delete", "agent_user_id="+u.agents[0].uuid)
	switch {
	case r.foreign(c, partner, fault, "not_found"):
	case u.agents[0].works:
		require.Empty(r, fault)
		require.Empty(r, rows, "empty when it deleted, whatever a lock shows (O2)")
		u.agents[0].works = false
	case u.deleted:
		require.Empty(r, fault)
		require.Empty(r, rows, "the agent of a deleted user stays without access (S9)")
	default:
		require.Empty(r, fault)
		require.Len(r, rows, 1, "the row when it restored")
		u.agents[0].works = true
	}
}

// operate does what the operator's command does.
func (r *run) operate() {
	c := r.target()
	lock := rapid.SampledFrom([]store.Status{store.StatusLimitLock, store.StatusDebtLock}).Draw(r.T, "lock")
	o := r.world.store.Operator()
	if rapid.Bool().Draw(r.T, "unlock") {
		err := o.UnlockCustomer(r.Context(), c.number, lock)
		if c.status != lock.String() {
			require.ErrorIs(r, err, store.ErrState)
			return
		}
		require.NoError(r, err)
		c.status = "active"
		return
	}
	err := o.LockCustomer(r.Context(), c.number, lock)
	if c.archived() {
		require.ErrorIs(r, err, store.ErrState)
		return
	}
	require.NoError(r, err)
	c.status = lock.String()
}

// of are the model's customers of a partner, by number.
func (r *run) of(partner string, archived bool) (list []*customer) {
	for _, c := range r.customers {
		if c.partner == partner && (archived || !c.archived()) {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b *customer) int { return int(a.number - b.number) })
	return list
}

func (r *run) checkV2(partner string) {
	type row struct {
		ID     int64
		Name   string
		Status string
		Plan   *int64 `json:"tariff_plan_id"`
		ExtID  string `json:"ext_id"`
	}
	type userRow struct {
		Name     string
		Customer int64  `json:"customer_id"`
		ExtID    string `json:"ext_id"`
	}
	want, users := []row{}, []userRow{}
	for _, c := range r.of(partner, false) {
		w := row{ID: c.number, Name: c.name, Status: c.status, ExtID: c.uuid}
		if c.plan != 0 {
			w.Plan = &c.plan
		}
		want = append(want, w)
		for _, u := range c.users {
			if !u.deleted {
				users = append(users, userRow{u.name, c.number, u.uuid})
			}
		}
	}
	got, gotUsers := []row{}, []userRow{}
	r.read(partner, "get.customers", []string{"id", "name", "status", "tariff_plan_id", "ext_id"}, &got)
	require.Equal(r, want, got)
	r.read(partner, "get.customer_users", []string{"name", "customer_id", "ext_id"}, &gotUsers)
	require.ElementsMatch(r, users, gotUsers)
}

func (r *run) read(partner, method string, fields []string, rows any) {
	data, mnemonic := r.v2(partner, method, map[string]any{"fields": fields})
	require.Empty(r, mnemonic)
	require.NoError(r, json.Unmarshal(data, rows))
}

func (r *run) checkSOAP(partner string) {
	var clients, users, agents []string
	for _, c := range r.of(partner, true) {
		clients = append(clients, fmt.Sprintf("%s%s%t", c.uuid, cut(c.name), c.archived()))
		for _, u := range c.users {
			users = append(users, fmt.Sprintf("%s%s%t", u.uuid, c.uuid, u.deleted))
			for _, a := range u.agents {
				agents = append(agents, fmt.Sprintf("%s%s%t", a.uuid, c.uuid, a.works && !c.locked()))
			}
		}
	}
	r.columns(partner, clients, []string{"client_id", "client_name", "client_del"}, "client_read", "client_id", "region_id", "include_deleted=true")
	r.columns(partner, users, []string{"client_user_id", "client_id", "client_user_del"}, "client_user_read", "client_id", "client_user_id", "include_deleted=true")
	r.columns(partner, agents, []string{"agent_user_id", "client_id", "agent_user_activity"}, "agent_user_read", "client_id", "agent_user_id", "client_user_id", "agent_user_activity")
}

// columns compares some columns of all rows that a read answers.
func (r *run) columns(partner string, want, names []string, operation string, operands ...string) {
	rows, fault := r.soap(partner, operation, operands...)
	require.Empty(r, fault)
	got := []string{}
	for _, row := range rows {
		line := ""
		for _, name := range names {
			line += row.Get(name)
		}
		got = append(got, line)
	}
	require.ElementsMatch(r, want, got, operation)
}
