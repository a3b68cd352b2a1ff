package invariants

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"
)

// What the other two interfaces are asked. Their refusals have tests of their own
// (TestDoorsAgree of package jsonrpc); here it matters that nothing changes.

func (r *run) byV2(p *partner, mnemonic string, want ...string) *did {
	refusals := []string{}
	for _, refusal := range want {
		if refusal != "" {
			refusals = append(refusals, refusal)
		}
	}
	if len(refusals) == 0 {
		require.Empty(r, mnemonic)
	} else {
		require.Contains(r, refusals, mnemonic)
	}
	return &did{by: p, refused: mnemonic != ""}
}

// gone is what v2 says of who is not there, or in the archive.
func gone(c row) string {
	if c == nil || c.int("status") == archive {
		return "entity_not_found"
	}
	return ""
}

// unusedEmail is an e-mail with which no customer was made before.
func (r *run) unusedEmail() string {
	r.emails++
	return fmt.Sprintf("a%d@%s.example", r.emails, r.partners[0].login)
}

func (r *run) createV2() *did {
	p, plan, none := r.partner(), pick[int64](r, "plan", 11, 12, 13, 14), []string{}
	data, mnemonic := r.call(p, "create.customers", map[string]any{"name": "Из v2", "tariff_plan_id": plan, "email": r.unusedEmail(), "password": "12345678",
		"monthly_base_notify_emails": none, "monthly_calls_notify_emails": none, "daily_calls_notify_emails": none})
	unknown := ""
	if !slices.Contains(p.tariffs, plan) {
		unknown = "entity_not_found"
	}
	d := r.byV2(p, mnemonic, unknown)
	if d.refused {
		return d
	}
	var made struct{ ID int64 }
	require.NoError(r, json.Unmarshal(data, &made))
	return d.touching(made.ID).becomes(made.ID, waiting)
}

func (r *run) updateV2() *did {
	p, id, c := r.one()
	name := pick(r, "name", "Имя из v2", strings.Repeat("ж", 60))
	_, mnemonic := r.call(p, "update.customers", map[string]any{"id": id, "name": name})
	return r.byV2(p, mnemonic, gone(c)).touching(id, "full_name").afterwards(id, func(is *require.Assertions, client, _ row) { is.Equal(name, client.text("client_name")) })
}

func (r *run) statusV2() *did {
	p, id, c := r.one()
	to := pick(r, "status", "active", "manual_lock", "archive")
	_, mnemonic := r.call(p, "update.customer_status", map[string]any{"customer_id": id, "status": to})
	allowed := map[int64][]string{waiting: {"active"}, active: {"manual_lock"}, manualLock: {"active", "archive"}}
	refusal := gone(c)
	if refusal == "" && !slices.Contains(allowed[c.int("status")], to) {
		refusal = "invalid_state"
	}
	becomes := map[string]int64{"active": active, "manual_lock": manualLock, "archive": archive}[to]
	if c.int("status") == waiting {
		becomes = orActive(c, "waiting_lock")
	}
	return r.byV2(p, mnemonic, refusal).touching(id, statusKeys...).becomes(id, becomes)
}

func (r *run) tariffV2() *did {
	p, id, c := r.one()
	plan := pick[int64](r, "plan", 11, 12, 13, 14, 16)
	_, mnemonic := r.call(p, "update.customer_tariff_plans", map[string]any{"customer_id": id, "tariff_plan_id": plan})
	refusal := gone(c)
	if !slices.Contains(p.tariffs, plan) {
		refusal = "entity_not_found"
	}
	d := r.byV2(p, mnemonic, refusal).touching(id, "tariff")
	d.then = func(is *require.Assertions, s snapshot) { is.Equal(plan, s.tariff(s.customer(p, id)["tariff_plan"])) }
	return d
}

// bySOAP expects a fault of who is not there, and maybe of others.
func (r *run) bySOAP(p *partner, fault string, c row, refused bool) *did {
	require.Equal(r, c == nil || refused, fault != "", fault)
	return &did{by: p, refused: fault != ""}
}

func (r *run) uuid(number int64) string {
	for _, c := range r.before.where("client", row{"number": number}) {
		return c.text("client_id")
	}
	return "00000000-0000-4000-8000-000000000999"
}

func (r *run) addSOAP() *did {
	p := r.partner()
	rows, fault := r.partnerAPI(p, "client_add", "client_name=Из PartnerAPI", "region_id="+region)
	require.Empty(r, fault)
	d := &did{by: p}
	var made int64
	for _, c := range r.snapshot()["client"] {
		if c.text("client_id") == rows[0].Get("client_id") {
			made = c.int("number")
		}
	}
	return d.touching(made).becomes(made, active)
}

func (r *run) editSOAP() *did {
	p, id, c := r.one()
	name := pick(r, "name", "Правка", strings.Repeat("ю", 60), cut(c.text("client_name")))
	_, fault := r.partnerAPI(p, "client_edit", "client_id="+r.uuid(id), "region_id", "client_name="+name)
	want := cut(name)
	if want == cut(c.text("client_name")) {
		want = c.text("client_name") // O4: the shown prefix leaves a longer name alone
	}
	return r.bySOAP(p, fault, c, false).touching(id, "full_name").afterwards(id, func(is *require.Assertions, client, _ row) { is.Equal(want, client.text("client_name")) })
}

// cut is what PartnerAPI shows of a name.
func cut(name string) string {
	runes := []rune(name)
	return string(runes[:min(50, len(runes))])
}

func (r *run) deleteSOAP() *did {
	p, id, c := r.one()
	_, fault := r.partnerAPI(p, "client_delete", "client_id="+r.uuid(id))
	becomes := int64(archive)
	if c.int("status") == archive {
		becomes = orActive(c, "archived_from")
	}
	return r.bySOAP(p, fault, c, false).touching(id, statusKeys...).becomes(id, becomes)
}

func (r *run) addUserSOAP() *did {
	p, id, c := r.one()
	_, fault := r.partnerAPI(p, "client_user_add", "client_id="+r.uuid(id), "client_user_name=Пётр")
	return r.bySOAP(p, fault, c, c.int("status") == archive)
}

// addAgentSOAP gives an agent to any employee of a client.
func (r *run) addAgentSOAP() *did {
	p, users := r.partner(), r.before.where("employee", row{"type": int64(2)})
	user := users[pick(r, "user", indexes(users)...)]
	c := r.before.where("client", row{"id": user["client"]})[0]
	_, fault := r.partnerAPI(p, "agent_user_add", "client_user_id="+user.text("employee_id"))
	return r.bySOAP(p, fault, r.before.customer(p, c.int("number")), user.int("del") == 1 || c.int("status") == archive)
}

func indexes[T any](list []T) (all []int) {
	for i := range list {
		all = append(all, i)
	}
	return all
}
