package partner_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestServiceTypeRead(t *testing.T) {
	w := openWorld(t)
	assert.Equal(t, table{
		{"service_type_id": "e1", "service_type_name": "Линия 1", "service_type_full_name": "Полное имя: Линия 1", "partner_id": "f1", "service_type_del": "false"},
		{"service_type_id": "e2", "service_type_name": "Линия 2", "service_type_full_name": "Полное имя: Линия 2", "partner_id": "f1", "service_type_del": "false"},
		{"service_type_id": "e5", "service_type_name": "Линия 5", "service_type_full_name": "Полное имя: Линия 5", "partner_id": "f2", "service_type_del": "false"},
	}, w.rows(1, "service_type_read"))
	assert.Equal(t, []string{"true"}, w.rows(1, "service_type_read service_type_id=e3").column("service_type_del"), "deleted, by id (S14)")
	assert.Equal(t, []string{"e5"}, w.rows(1, "service_type_read partner_id=f2").column("service_type_id"))
	assert.Empty(t, w.rows(1, "service_type_read service_type_id=e5 partner_id=f1"), "filters combine (S24)")
	for _, line := range []string{"e6", "e7", "e8"} {
		w.unknown(1, "service_type_read service_type_id=%s", "service_type_id", line)
	}
	w.unknown(1, "service_type_read partner_id=%s", "partner_id", "f3")

	assert.Equal(t, []string{"e1", "e2", "e3", "e5"}, w.rows(1, "service_type_read include_deleted=true").column("service_type_id"), "section 3 (S14)")
	assert.Equal(t, []string{"e1", "e2", "e5"}, w.rows(1, "service_type_read include_deleted=null").column("service_type_id"))
	assert.Equal(t, []string{"e3"}, w.rows(1, "service_type_read include_deleted=false service_type_id=e3").column("service_type_id"))
	w.fault(1, "service_type_read include_deleted=да", "include_deleted", "bad_value")
	w.fault(1, "service_type_delete include_deleted=true service_type_id=e1", "include_deleted", "unknown_operand")
}

// A line that one's own rows name is answered by its id, though it is not
// available (S14); what was removed or stopped stays a known id (S26).
func TestServiceTypeReadOfNamedLines(t *testing.T) {
	read := func(w *world) []string {
		return w.rows(1, "service_type_read service_type_id=e6").column("service_type_id")
	}
	for name, c := range map[string]struct{ present, gone string }{
		"ended permission": {
			`INSERT INTO contract_service (partner, id, contract, service_type, contract_service_end_date) VALUES (1, 90, 1, 5, '2024-06-14')`,
			`UPDATE contract_service SET removed = 1 WHERE id = 90`},
		"future permission": {
			`INSERT INTO contract_service (partner, id, contract, service_type, contract_service_start_date) VALUES (1, 90, 1, 5, '2024-06-16')`,
			`UPDATE contract_service SET removed = 1 WHERE id = 90`},
		"ended contract": {
			`INSERT INTO contract_service (partner, id, contract, service_type) VALUES (1, 90, 3, 5)`,
			`UPDATE contract_service SET removed = 1 WHERE id = 90`},
		"sold service": {`UPDATE service SET service_type = 5 WHERE id = 1`, `UPDATE service SET stopped = 1 WHERE id = 1`},
		"ended service": {
			`UPDATE service SET service_type = 5, service_end_date = '2024-06-14' WHERE id = 1`, `UPDATE service SET stopped = 1 WHERE id = 1`},
		"served service": {`UPDATE service SET service_type = 5 WHERE id = 5`, `UPDATE service SET stopped = 1 WHERE id = 5`},
		"competence":     {`UPDATE competence SET service_type = 5 WHERE id = 1`, `UPDATE competence SET stopped = 1 WHERE id = 1`},
	} {
		t.Run(name, func(t *testing.T) {
			w := openWorld(t)
			w.unknown(1, "service_type_read service_type_id=%s", "service_type_id", "e6")
			w.run(c.present)
			assert.Equal(t, []string{"e6"}, read(w))
			assert.NotContains(t, w.rows(1, "service_type_read").column("service_type_id"), "e6", "by its id alone")
			assert.Equal(t, []string{"e6"}, w.rows(1, "service_type_read service_type_id=e6 partner_id=f2").column("service_type_id"))
			w.run(`UPDATE service_type SET exported = 0, service_type_del = 1 WHERE id = 5`)
			assert.Equal(t, []string{"e6"}, read(w), "neither exported any more, nor there")
			w.unknown(3, "service_type_read service_type_id=%s", "service_type_id", "e6")
			w.run(c.gone)
			assert.Empty(t, read(w))
		})
	}
}

func TestServiceTypeAdd(t *testing.T) {
	w := openWorld(t)
	added := w.rows(1, "service_type_add service_type_name=Новая service_type_full_name=")
	assert.Equal(t, table{{"service_type_id": added[0]["service_type_id"], "service_type_name": "Новая", "service_type_full_name": "",
		"partner_id": "f1", "service_type_del": "false"}}, added)
	assert.Equal(t, added, w.rows(1, "service_type_read service_type_id="+added[0]["service_type_id"]))
	w.unchanged(func() {
		for _, name := range []string{"", "_", "null"} {
			w.fault(1, "service_type_add service_type_full_name=П service_type_name="+name, "service_type_name", "required")
		}
		w.fault(1, "service_type_add service_type_name=Н service_type_full_name=null", "service_type_full_name", "required")
		// Only with the role «Франчайзи» (S14).
		refusal := w.fault(2, "service_type_add service_type_name=Н service_type_full_name=", "", "role_required")
		assert.Contains(t, refusal.Text, "Франчайзи")
		w.fault(4, "service_type_add service_type_name=Н service_type_full_name=", "", "role_required")
	})
}

func TestServiceTypeEditAndDelete(t *testing.T) {
	w := openWorld(t)
	edited := w.rows(1, "service_type_edit service_type_id=e1 service_type_name=Другая service_type_full_name=null")
	assert.Equal(t, []string{"Другая", "Полное имя: Линия 1"}, []string{edited[0]["service_type_name"], edited[0]["service_type_full_name"]}, "null leaves (S25)")
	edited = w.rows(1, "service_type_edit service_type_id=e1 service_type_name= service_type_full_name=")
	assert.Equal(t, []string{"", ""}, []string{edited[0]["service_type_name"], edited[0]["service_type_full_name"]}, "empty clears (S25)")
	assert.Equal(t, []string{"Архив"}, w.rows(1, "service_type_edit service_type_id=e3 service_type_name=Архив").column("service_type_name"), "deleted (S25)")
	assert.Len(t, w.rows(2, "service_type_edit service_type_id=e5 service_type_name=Вендорная"), 1, "the role is asked for on add alone")

	deleted := w.rows(1, "service_type_delete service_type_id=e1")
	assert.Equal(t, []string{"true"}, deleted.column("service_type_del"))
	w.unchanged(func() { assert.Equal(t, deleted, w.rows(1, "service_type_delete service_type_id=e1"), "again (S14)") })

	w.unchanged(func() {
		w.fault(1, "service_type_edit service_type_id=e1 service_type_name=null", "service_type_name", "required")
		for _, line := range []string{"e5", "e6", "e7"} {
			w.unknown(1, "service_type_edit service_type_name=Чужая service_type_id=%s", "service_type_id", line)
			w.unknown(1, "service_type_delete service_type_id=%s", "service_type_id", line)
		}
		w.fault(1, "service_type_delete service_type_id=_", "service_type_id", "required")
	})
}
