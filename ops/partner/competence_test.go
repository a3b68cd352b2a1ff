package partner_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCompetenceRead(t *testing.T) {
	w := openWorld(t)
	assert.Equal(t, table{
		{"competence_id": "1f1", "agent_partner_id": "111", "service_type_id": "e1", "prioritet": "3"},
		{"competence_id": "1f2", "agent_partner_id": "111", "service_type_id": "e5", "prioritet": "1"},
	}, w.rows(1, "competence_read"))
	for line, want := range map[string][]string{
		"competence_id=1f2":                        {"1f2"},
		"agent_partner_id=111":                     {"1f1", "1f2"},
		"agent_partner_id=112":                     {},
		"agent_id=111 service_type_id=e1":          {"1f1"},
		"service_type_id=e5":                       {"1f2"},
		"prioritet=3":                              {"1f1"},
		"prioritet=0":                              {},
		"prioritet=_ competence_id= agent_id=null": {"1f1", "1f2"},
		"competence_id=1f1 agent_partner_id=111 service_type_id=e1 prioritet=3": {"1f1"},
	} {
		assert.Equal(t, want, w.rows(1, "competence_read "+line).column("competence_id"), line)
	}
	for operand, foreign := range map[string]string{"competence_id": "1f5", "agent_partner_id": "115", "service_type_id": "e7"} {
		w.unknown(1, "competence_read "+operand+"=%s", operand, foreign)
	}
	w.unknown(1, "competence_read agent_partner_id=%s", "agent_partner_id", "ca11") // of a client
	w.fault(1, "competence_read agent_id=111 agent_partner_id=111", "agent_partner_id", "repeated_operand")
	w.rows(1, "contract_service_delete service_type_id=e5")
	assert.Equal(t, []string{"1f2"}, w.rows(1, "competence_read service_type_id=e5").column("competence_id"), "a known id (S26)")
}

func TestCompetenceAddAndStop(t *testing.T) {
	w := openWorld(t)
	assert.Empty(t, w.rows(1, "competence_stop competence_id=1f1"))
	assert.Empty(t, w.rows(1, "competence_read competence_id=1f1"), "a known id (S26)")
	added := w.rows(1, "competence_add agent_partner_id=111 service_type_id=e1")
	assert.Equal(t, table{{"competence_id": added[0]["competence_id"], "agent_partner_id": "111", "service_type_id": "e1", "prioritet": "3"}}, added)
	w.rows(1, "competence_stop competence_id="+added[0]["competence_id"])
	assert.Equal(t, []string{"0"}, w.rows(1, "competence_add agent_partner_id=111 service_type_id=e1 prioritet=0").column("prioritet"))

	w.unchanged(func() {
		w.fault(1, "competence_add agent_partner_id=111 service_type_id=e1 prioritet=7", "service_type_id", "competence_exists")
		w.fault(1, "competence_add agent_partner_id=112 service_type_id=e1", "agent_partner_id", "agent_inactive")
		w.fault(1, "competence_add agent_partner_id=111 service_type_id=e3", "service_type_id", "service_type_deleted")
		w.fault(1, "competence_add agent_partner_id=111 service_type_id=e1 prioritet=-1", "prioritet", "bad_value")
		w.fault(1, "competence_add agent_partner_id=111 service_type_id=e1 prioritet=1.5", "prioritet", "bad_value")
		w.fault(1, "competence_add service_type_id=e1", "agent_partner_id", "required")
		w.fault(1, "competence_add agent_partner_id=111", "service_type_id", "required")
		w.fault(1, "competence_add agent_id=111 service_type_id=e1", "agent_id", "unknown_operand")
		w.unknown(1, "competence_add agent_partner_id=%s service_type_id=e1", "agent_partner_id", "115")
		w.unknown(1, "competence_add agent_partner_id=111 service_type_id=%s", "service_type_id", "e6")
		w.fault(1, "competence_stop competence_id=1f1", "competence_id", "competence_stopped")
		w.unknown(1, "competence_stop competence_id=%s", "competence_id", "1f5")
	})
}
