package partner_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestServiceRead(t *testing.T) {
	w := openWorld(t)
	assert.Equal(t, table{{"service_id": "5e2", "sale_partner_id": "f1", "client_id": "c1", "service_partner_id": "f2", "service_start_date": "2020-01-01",
		"service_end_date": "2099-12-31", "agent_user_id": "ca11", "service_type_id": "e5"}}, w.rows(2, "service_read service_id=5e2"))
	for line, want := range map[string][]string{
		"":                                       {"5e1", "5e2", "5e4", "5e5"},
		"service_id=5e3":                         {},
		"sale_partner_id=f2":                     {"5e5"},
		"service_partner_id=f1":                  {"5e1", "5e4", "5e5"},
		"client_id=c1":                           {"5e1", "5e2"},
		"agent_user_id=ca12":                     {},
		"service_type_id=e5":                     {"5e2", "5e4", "5e5"},
		"service_type_id=e3":                     {},
		"service_start_date=2015-01-01T00:00:00": {"5e1"},
		"service_start_date=0001-01-01":          {"5e1", "5e2", "5e4", "5e5"},
		"service_end_date=0001-01-01":            {"5e1", "5e4", "5e5"},
		"service_end_date=null service_id=_ client_id=":                                                {"5e1", "5e2", "5e4", "5e5"},
		"service_id=5e2 sale_partner_id=f1 client_id=c1 service_partner_id=f2 agent_user_id=ca11":      {"5e2"},
		"service_id=5e2 service_type_id=e5 service_start_date=2020-01-01 service_end_date=2099-12-31":  {"5e2"},
		"service_id=5e2 service_type_id=e5 service_start_date=2020-01-01 service_end_date=2099-12-30":  {},
		"service_id=5e1 service_type_id=e5 service_start_date=null service_end_date=null client_id=c1": {},
	} {
		assert.Equal(t, want, w.rows(1, "service_read "+line).column("service_id"), line)
	}
	for operand, foreign := range map[string]string{"service_id": "5e6", "sale_partner_id": "f3", "client_id": "c6", "service_partner_id": "f4",
		"agent_user_id": "ca61", "service_type_id": "e8"} {
		w.unknown(1, "service_read "+operand+"=%s", operand, foreign)
	}
	// Who serves a service filters by the client and the agent that it names (T3).
	for _, line := range []string{"client_id=c5", "agent_user_id=ca51", "client_id=c5 agent_user_id=ca51"} {
		assert.Equal(t, []string{"5e5"}, w.rows(1, "service_read "+line).column("service_id"), line)
	}
	w.rows(2, "service_stop service_id=5e5")
	assert.Empty(t, w.rows(1, "service_read client_id=c5"), "stopped: a known id (S26)")
	w.run(`UPDATE service SET stopped = 0`)

	w.rows(1, "contract_service_delete service_type_id=e5")
	assert.Equal(t, []string{"5e2", "5e4", "5e5"}, w.rows(1, "service_read service_type_id=e5").column("service_id"), "a known id (S26)")
}

func TestServiceAdd(t *testing.T) {
	w := openWorld(t)
	const good = "service_add client_id=c1 service_partner_id=f2 agent_user_id=ca11 service_type_id=e5 "
	added := w.rows(1, good)
	assert.Equal(t, table{{"service_id": added[0]["service_id"], "sale_partner_id": "f1", "client_id": "c1", "service_partner_id": "f2",
		"service_start_date": "2024-06-15", "service_end_date": "", "agent_user_id": "ca11", "service_type_id": "e5"}}, added)
	assert.Equal(t, added, w.rows(2, "service_read service_id="+added[0]["service_id"]), "who serves it reads it")
	added = w.rows(1, good+"service_start_date=0001-01-01 service_end_date=0001-01-01")
	assert.Equal(t, []string{"2024-06-15", ""}, []string{added[0]["service_start_date"], added[0]["service_end_date"]}, "T2")
	added = w.rows(1, good+"service_start_date=2030-01-01 service_end_date=2030-01-01")
	assert.Equal(t, []string{"2030-01-01", "2030-01-01"}, []string{added[0]["service_start_date"], added[0]["service_end_date"]})

	w.unchanged(func() {
		w.fault(1, good+"service_end_date=2024-06-14", "service_end_date", "bad_interval")
		w.fault(1, "service_add client_id=c3 service_partner_id=f1 agent_user_id=ca31 service_type_id=e1", "client_id", "client_deleted")
		w.fault(1, "service_add client_id=c1 service_partner_id=f1 agent_user_id=ca21 service_type_id=e1", "agent_user_id", "other_client")
		w.fault(1, "service_add client_id=c1 service_partner_id=f1 agent_user_id=ca12 service_type_id=e1", "agent_user_id", "agent_inactive")
		w.fault(1, "service_add client_id=c1 service_partner_id=f1 agent_user_id=ca11 service_type_id=e3", "service_type_id", "service_type_deleted")
		w.unknown(1, "service_add client_id=%s service_partner_id=f1 agent_user_id=ca11 service_type_id=e1", "client_id", "c5")
		w.unknown(1, "service_add client_id=c1 service_partner_id=f1 agent_user_id=%s service_type_id=e1", "agent_user_id", "ca51")
		w.unknown(1, "service_add client_id=c1 service_partner_id=f1 agent_user_id=ca11 service_type_id=%s", "service_type_id", "e6")
		for _, operand := range []string{"client_id", "service_partner_id", "agent_user_id", "service_type_id"} {
			w.fault(1, without("service_add client_id=c1 service_partner_id=f1 agent_user_id=ca11 service_type_id=e1", operand), operand, "required")
		}
	})
	w.rows(1, "contract_service_delete service_type_id=e1")
	w.fault(1, "service_add client_id=c1 service_partner_id=f1 agent_user_id=ca11 service_type_id=e1", "service_type_id", "not_covered")
}

// A partner that may not serve the line is refused as one that does not exist,
// whatever else is wrong with the call (T3).
func TestServingPartnerIsNotGivenAway(t *testing.T) {
	w := openWorld(t)
	const stopped = "service_edit service_id=5e1 service_partner_id=%s"
	w.rows(1, "service_stop service_id=5e1")
	w.unchanged(func() {
		for _, line := range []string{
			"service_add client_id=c1 service_partner_id=%s agent_user_id=ca11 service_type_id=e1",
			"service_add client_id=c1 service_partner_id=%s agent_user_id=ca12 service_type_id=e1",
			"service_add client_id=c3 service_partner_id=%s agent_user_id=ca31 service_type_id=e1",
			"service_add client_id=c1 service_partner_id=%s agent_user_id=ca21 service_type_id=e3",
			"service_add client_id=c1 service_partner_id=%s agent_user_id=ca11 service_type_id=e1 service_end_date=1999-01-01",
			"service_add client_id=c1 service_partner_id=%s agent_user_id=ca11 service_type_id=e1 service_end_date=скоро",
			"service_add client_id=c1 service_partner_id=%s service_type_id=e1",
			"service_edit service_id=5e3 service_partner_id=%s",
			"service_edit service_id=5e3 service_partner_id=%s service_end_date=скоро",
			"service_edit service_id=5e3 service_partner_id=%s service_end_date=1999-01-01",
			stopped,
		} {
			for _, partner := range []string{"f2", "f3", "f4"} {
				w.unknown(1, line, "service_partner_id", partner)
			}
		}
		// A reference that cannot be seen comes first, whichever partner is named.
		for _, partner := range []string{"f2", "f4", "dead"} {
			w.fault(1, "service_add client_id=c1 service_partner_id="+partner+" agent_user_id=ca51 service_type_id=e1", "agent_user_id", "not_found")
			w.fault(1, "service_edit service_id=5e5 service_partner_id="+partner, "service_id", "not_found")
		}
	})
}

func TestServiceEdit(t *testing.T) {
	w := openWorld(t)
	dates := func(line string) []string {
		row := w.rows(1, "service_edit service_id=5e2 "+line)[0]
		return []string{row["service_partner_id"], row["service_start_date"], row["service_end_date"]}
	}
	assert.Equal(t, []string{"f2", "2020-01-01", "2099-12-31"}, dates("service_partner_id=null service_start_date=null service_end_date=null"), "null leaves (S25)")
	assert.Equal(t, []string{"f2", "2020-01-01", "2099-12-31"}, dates("service_partner_id=_ service_start_date=0001-01-01"), "T2, T3")
	assert.Equal(t, []string{"f3", "2021-01-01", "2031-12-31"}, dates("service_partner_id=f3 service_start_date=2021-01-01 service_end_date=2031-12-31"))
	assert.Equal(t, []string{"f1", "2021-01-01", ""}, dates("service_partner_id=f1 service_end_date=0001-01-01"), "the empty date clears the end (T2)")
	assert.Equal(t, []string{"f1", "2021-01-01", "2022-01-01"}, dates("service_end_date=2022-01-01"), "answered though it has ended")
	assert.Empty(t, w.rows(1, "service_read service_id=5e2"))
	w.unchanged(func() {
		w.fault(1, "service_edit service_id=5e2 service_start_date=2022-01-02", "service_start_date", "bad_interval")
		w.fault(1, "service_edit service_id=5e2 service_start_date=2022-01-02 service_end_date=2022-01-01", "service_end_date", "bad_interval")
		w.fault(1, "service_edit service_id=5e2 service_end_date=2020-12-31", "service_end_date", "bad_interval")
		w.fault(1, "service_edit service_end_date=2040-01-01", "service_id", "required")
		w.unknown(1, "service_edit service_id=%s service_end_date=2040-01-01", "service_id", "5e6")
		w.unknown(1, "service_edit service_id=%s service_end_date=2040-01-01", "service_id", "5e5") // it serves it, another sold it (S17)
	})
	w.rows(1, "contract_service_delete service_type_id=e1")
	assert.Equal(t, []string{"2098-01-01"}, w.rows(1, "service_edit service_id=5e1 service_partner_id=f1 service_end_date=2098-01-01").column("service_end_date"),
		"the service partner that it has, though no contract covers the line (S17)")
	w.run(`UPDATE contract_service SET removed = 1 WHERE partner = 2`)
	w.run(`UPDATE service SET service_partner = 2, service_end_date = NULL WHERE id = 2`)
	assert.Equal(t, []string{"f2"}, w.rows(1, "service_edit service_id=5e2 service_partner_id=f2 service_end_date=0001-01-01").column("service_partner_id"))
	w.unknown(1, "service_edit service_id=5e4 service_partner_id=%s", "service_partner_id", "f2")
	w.rows(1, "contract_service_delete service_type_id=e5")
	w.fault(1, "service_edit service_id=5e2 service_partner_id=f1", "service_partner_id", "not_covered")
}

func TestServiceStop(t *testing.T) {
	w := openWorld(t)
	assert.Empty(t, w.rows(1, "service_stop service_id=5e4"))
	assert.Empty(t, w.rows(1, "service_read service_id=5e4"), "a known id (S26)")
	w.unchanged(func() {
		w.fault(1, "service_stop service_id=5e4", "service_id", "service_stopped")
		w.fault(1, "service_edit service_id=5e4 service_end_date=2100-01-01", "service_id", "service_stopped")
		w.unknown(1, "service_stop service_id=%s", "service_id", "5e5")
		w.unknown(1, "service_stop service_id=%s", "service_id", "5e6")
		w.fault(1, "service_stop", "service_id", "required")
	})
}

func TestVendorReads(t *testing.T) {
	w := openWorld(t)
	assert.Equal(t, table{{"partner_id": "f1", "partner_name": "Партнер 1 «Франчайзи & Ко»"}, {"partner_id": "f3", "partner_name": `Партнер 3 SIA "Rīga"`}},
		w.rows(2, "partner_vendor_read service_id=e5"))
	assert.Equal(t, []string{"f1", "f3"}, w.rows(2, "partner_vendor_read service_id=_").column("partner_id"), "over all lines")
	assert.Empty(t, w.rows(2, "partner_vendor_read service_id=e6"))
	assert.Empty(t, w.rows(1, "partner_vendor_read"))
	assert.Equal(t, []string{"c1", "c2", "c6"}, w.rows(2, "client_vendor_read service_type_id=e5").column("client_id"))
	assert.Equal(t, []string{"c6"}, w.rows(2, "client_vendor_read service_type_id=e5 partner_id=f3").column("client_id"))
	assert.Equal(t, []string{"a1", "a2"}, w.rows(2, "client_vendor_read service_type_id=e5 partner_id=f1").column("region_id"))
	w.fault(2, "client_vendor_read service_type_id=_", "service_type_id", "required")
	w.unknown(2, "client_vendor_read service_type_id=e5 partner_id=%s", "partner_id", "f4")
	for _, line := range []string{"e1", "e7"} { // another's; not exported
		w.unknown(2, "partner_vendor_read service_id=%s", "service_id", line)
		w.unknown(2, "client_vendor_read service_type_id=%s", "service_type_id", line)
	}
	w.unknown(1, "client_vendor_read service_type_id=%s", "service_type_id", "e5")

	// Who will import counts, who did does not (S16).
	w.run(`UPDATE contract_service SET contract_service_start_date = '2030-01-01' WHERE id = 2`)
	w.run(`UPDATE contract_service SET contract_service_end_date = '2024-06-14' WHERE id = 6`)
	assert.Equal(t, []string{"f1"}, w.rows(2, "partner_vendor_read service_id=e5").column("partner_id"))
	// Every partner whose client it shows may be named, though it imports no more (S16).
	assert.Equal(t, []string{"c6"}, w.rows(2, "client_vendor_read service_type_id=e5 partner_id=f3").column("client_id"))
	assert.Empty(t, w.rows(2, "client_vendor_read service_type_id=e6 partner_id=f3"), "by another of its lines")
	w.rows(3, "service_stop service_id=5e6")
	w.unknown(2, "client_vendor_read service_type_id=e5 partner_id=%s", "partner_id", "f3")
}
