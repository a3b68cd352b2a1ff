package partner_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store"
)

// flag calls as partner and must be answered yes.
func (w *world) flag(as store.Partner, line string) {
	w.Helper()
	_, answer, err := w.do(as, line)
	require.NoError(w, err, line)
	assert.True(w, answer.Flag, line)
}

func TestClientUserRead(t *testing.T) {
	w := openRegisters(t, "people.sql")
	ids := func(line string) []string { return w.rows(1, "client_user_read"+line).column("client_user_id") }
	assert.Equal(t, []string{"c11", "c12", "c21", "c41"}, ids(""))
	assert.Equal(t, []string{"c11", "c12", "c21", "c41"}, ids(" include_deleted=false"))
	assert.Equal(t, []string{"c11", "c12", "c13", "c21", "c31", "c41"}, ids(" include_deleted=true"))
	assert.Equal(t, []string{"c11", "c12"}, ids(" client_id=c1"))
	assert.Equal(t, []string{"c11", "c12", "c13"}, ids(" client_id=c1 include_deleted=1"))
	assert.Equal(t, []string{"c31"}, ids(" client_id=c3 include_deleted=1"), "of a deleted client")
	assert.Equal(t, []string{"c12"}, ids(" client_user_id=c12 client_id=_"))
	assert.Empty(t, ids(" client_user_id=c13"), "no exception for the id (S24)")
	assert.Equal(t, []string{"c13"}, ids(" client_user_id=c13 include_deleted=true"))
	assert.Empty(t, ids(" client_user_id=c12 client_id=c2"), "filters combine (S24)")
	assert.Equal(t, []string{"c51"}, w.rows(2, "client_user_read").column("client_user_id"))
	assert.Empty(t, w.rows(3, "client_user_read"))
	assert.Equal(t, table{{
		"client_user_id": "c11", "client_id": "c1", "client_user_name": "Анна", "client_user_family_name": "Озолиня", "client_user_father_name": "",
		"client_user_del": "false",
	}}, w.rows(1, "client_user_read client_user_id=c11"))
	assert.Equal(t, []string{"1990-02-28", "", ""}, w.rows(1, "client_user_read_with_birthday client_id=c1 include_deleted=true").column("client_user_birthday"))
	for _, op := range []string{"client_user_read", "client_user_read_with_birthday"} {
		for _, id := range []string{"c51", "101", "c91"} {
			w.unknown(1, op+" client_user_id=%s", "client_user_id", id)
		}
		w.unknown(1, op+" client_id=%s", "client_id", "c5")
		w.unknown(1, op+" client_id=%s", "client_id", "c9")
	}
}

func TestPartnerUserRead(t *testing.T) {
	w := openRegisters(t, "people.sql")
	ids := func(line string) []string { return w.rows(1, "partner_user_read"+line).column("partner_user_id") }
	assert.Equal(t, []string{"101"}, ids(""))
	assert.Equal(t, []string{"101", "102"}, ids(" include_deleted=true"))
	assert.Empty(t, ids(" partner_user_id=102"), "no exception for the id (S24)")
	assert.Equal(t, []string{"102"}, ids(" partner_user_id=102 include_deleted=1"))
	assert.Equal(t, table{{
		"partner_user_id": "101", "partner_id": "f1", "partner_user_name": "Вера", "partner_user_family_name": "Петрова",
		"partner_user_father_name": "Ильинична", "partner_user_birthday": "1980-05-17", "partner_user_del": "false",
	}}, w.rows(1, "partner_user_read_with_birthday partner_user_id=101"))
	assert.Equal(t, []string{"1980-05-17", ""}, w.rows(1, "partner_user_read_with_birthday include_deleted=true").column("partner_user_birthday"))
	w.unknown(1, "partner_user_read partner_user_id=%s", "partner_user_id", "105")
	w.unknown(1, "partner_user_read partner_user_id=%s", "partner_user_id", "c11")
}

func TestClientUserAdd(t *testing.T) {
	w := openRegisters(t, "people.sql")
	added := w.rows(1, "client_user_add client_id=c1 client_user_name=Зоя client_user_family_name=null client_user_father_name=Львовна")
	id := added[0]["client_user_id"]
	want := table{{
		"client_user_id": id, "client_id": "c1", "client_user_name": "Зоя", "client_user_family_name": "", "client_user_father_name": "Львовна",
		"client_user_del": "false",
	}}
	assert.Equal(t, want, added)
	assert.Equal(t, want, w.rows(1, "client_user_read client_user_id="+id))
	assert.Equal(t, []string{"c11", "c12", id}, w.rows(1, "client_user_read client_id=c1").column("client_user_id"), "in order of creation (W7)")
	w.rows(1, "client_user_add client_id=c4 client_user_name=Под_замком")
	w.unchanged(func() {
		w.fault(1, "client_user_add client_id=c1 client_user_name=null", "client_user_name", "required")
		w.fault(1, "client_user_add client_id=c1 client_user_name=", "client_user_name", "required")
		w.fault(1, "client_user_add client_id=c1 client_user_name=___", "client_user_name", "required")
		w.fault(1, "client_user_add client_id=_ client_user_name=Зоя", "client_id", "required")
		w.fault(1, "client_user_add client_id=c3 client_user_name=Зоя", "client_id", "client_deleted")
		w.fault(1, "client_user_add client_id=c1 client_user_name="+strings.Repeat("я", 1001), "client_user_name", "too_long")
		w.unknown(1, "client_user_add client_id=%s client_user_name=Зоя", "client_id", "c5")
		w.unknown(1, "client_user_add client_id=%s client_user_name=_", "client_id", "c9")
	})
}

func TestPartnerUserAdd(t *testing.T) {
	w := openRegisters(t, "people.sql")
	added := w.rows(1, "partner_user_add partner_user_name=_Зоя_ partner_user_family_name=Ли")
	assert.Equal(t, table{{
		"partner_user_id": added[0]["partner_user_id"], "partner_id": "f1", "partner_user_name": " Зоя ", "partner_user_family_name": "Ли",
		"partner_user_father_name": "", "partner_user_del": "false",
	}}, added, "white space in texts is kept (W6)")
	assert.Equal(t, added, w.rows(1, "partner_user_read partner_user_id="+added[0]["partner_user_id"]))
	w.unchanged(func() {
		w.fault(1, "partner_user_add partner_user_name=_", "partner_user_name", "required")
		w.fault(1, "partner_user_add partner_user_family_name=Ли", "partner_user_name", "required")
	})
	w.unknown(2, "partner_user_read partner_user_id=%s", "partner_user_id", added[0]["partner_user_id"])
}

func TestUserEdit(t *testing.T) {
	w := openRegisters(t, "people.sql")
	for _, side := range []struct{ family, id, deleted, foreign string }{{"client_user", "c11", "c31", "c51"}, {"partner_user", "101", "102", "105"}} {
		edit := side.family + "_edit " + side.family + "_id=" + side.id
		before := w.rows(1, side.family+"_read "+side.family+"_id="+side.id)
		assert.Equal(t, before, w.rows(1, edit), "null leaves (S25)")
		after := w.rows(1, edit+" "+side.family+"_name= "+side.family+"_father_name=Дальняя_Ветка")
		before[0][side.family+"_name"], before[0][side.family+"_father_name"] = "", "Дальняя Ветка"
		assert.Equal(t, before, after, `"" clears`)
		assert.Equal(t, after, w.rows(1, side.family+"_read "+side.family+"_id="+side.id))
		edited := w.rows(1, side.family+"_edit "+side.family+"_id="+side.deleted+" "+side.family+"_name=Новое")
		assert.Equal(t, "Новое true", edited[0][side.family+"_name"]+" "+edited[0][side.family+"_del"], "a deleted one may be edited (S25)")
		w.unchanged(func() {
			w.unknown(1, side.family+"_edit "+side.family+"_id=%s "+side.family+"_name=Чужой", side.family+"_id", side.foreign)
			w.fault(1, side.family+"_edit "+side.family+"_id= "+side.family+"_name=Ничей", side.family+"_id", "required")
		})
	}
}

func TestSetBirthday(t *testing.T) {
	w := openRegisters(t, "people.sql")
	for _, side := range []struct{ family, id, foreign string }{{"client_user", "c11", "c51"}, {"partner_user", "101", "105"}} {
		birthday := func() string {
			return w.rows(1, side.family+"_read_with_birthday "+side.family+"_id="+side.id)[0][side.family+"_birthday"]
		}
		set := side.family + "_set_birthday " + side.family + "_id=" + side.id
		w.flag(1, set+" birthday=2001-02-03T23:30:00+12:00")
		assert.Equal(t, "2001-02-03", birthday(), "the date as written (T1)")
		before := w.rows(1, side.family+"_read")
		w.flag(1, set+" birthday=0001-01-01T00:00:00")
		assert.Empty(t, birthday(), "1C's empty date clears (T2)")
		assert.Equal(t, before, w.rows(1, side.family+"_read"), "the names stay")
		w.unchanged(func() {
			w.fault(1, set, "birthday", "required")
			w.fault(1, set+" birthday=", "birthday", "bad_value") // W6
			w.fault(1, set+" birthday=03.02.2001", "birthday", "bad_value")
			w.unknown(1, side.family+"_set_birthday "+side.family+"_id=%s birthday=2001-02-03", side.family+"_id", side.foreign)
		})
	}
	w.flag(1, "partner_user_set_birthday client_id=101 birthday=1977-07-07")
	assert.Equal(t, []string{"1977-07-07"}, w.rows(1, "partner_user_read_with_birthday").column("partner_user_birthday"), "the signature's name (S2)")
	w.fault(1, "partner_user_set_birthday client_id=101 partner_user_id=101 birthday=1977-07-07", "partner_user_id", "repeated_operand")
}

// Deleting toggles; an employee's agents go with it and do not come back (S9).
func TestUserDelete(t *testing.T) {
	w := openRegisters(t, "people.sql")
	for _, side := range []struct{ family, id, agents, foreign string }{{"client_user", "c11", "agent_user", "c51"}, {"partner_user", "101", "agent_partner", "105"}} {
		agent := w.rows(1, side.agents+"_add "+side.family+"_id="+side.id)[0]
		other := w.rows(2, side.agents+"_add "+side.family+"_id="+side.foreign)
		activity := func() []string {
			return w.rows(1, side.agents+"_read "+side.agents+"_id="+agent[side.agents+"_id"]).column(side.agents + "_activity")
		}
		toggle := side.family + "_delete " + side.family + "_id=" + side.id
		row := w.rows(1, side.family+"_read "+side.family+"_id="+side.id)
		row[0][side.family+"_del"] = "true"
		assert.Equal(t, row, w.rows(1, toggle))
		assert.Equal(t, []string{"false"}, activity())
		row[0][side.family+"_del"] = "false"
		assert.Equal(t, row, w.rows(1, toggle))
		assert.Equal(t, []string{"false"}, activity(), "restoring does not switch them on")
		assert.Equal(t, other, w.rows(2, side.agents+"_read"), "another's agents stay on")
		w.unchanged(func() {
			w.unknown(1, side.family+"_delete "+side.family+"_id=%s", side.family+"_id", side.foreign)
			w.fault(1, side.family+"_delete", side.family+"_id", "required")
		})
	}
}

// A user of a deleted client comes back only after the client (S9).
func TestRestoreUserOfDeletedClient(t *testing.T) {
	w := openRegisters(t, "people.sql")
	w.unchanged(func() {
		refusal := w.fault(1, "client_user_delete client_user_id=c31", "client_user_id", "client_deleted")
		assert.Contains(t, refusal.Text, "client_delete")
	})
	w.rows(1, "client_delete client_id=c3")
	assert.Equal(t, []string{"true"}, w.rows(1, "client_user_read client_id=c3 include_deleted=true").column("client_user_del"))
	assert.Equal(t, []string{"false"}, w.rows(1, "client_user_delete client_user_id=c31").column("client_user_del"))
}
