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
