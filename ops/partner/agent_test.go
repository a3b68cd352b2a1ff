package partner_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store"
)

// addAgent adds an agent and answers its id.
func (w *world) addAgent(as store.Partner, line string) string {
	w.Helper()
	row := w.rows(as, line)[0]
	if id, ok := row["agent_user_id"]; ok {
		return id
	}
	return row["agent_partner_id"]
}

var generated = regexp.MustCompile(`^[2-9a-zA-Z]{12}$`)

func TestAgentUserAdd(t *testing.T) {
	w := openRegisters(t, "people.sql")
	added := w.rows(1, "agent_user_add agent_user_password=4711 client_user_id=c11")
	assert.Equal(t, table{{
		"agent_user_id": added[0]["agent_user_id"], "agent_user_number": "100000001", "agent_type": "2", "agent_user_password": "4711",
		"client_id": "c1", "agent_user_activity": "true", "client_user_id": "c11",
	}}, added)
	assert.Equal(t, added, w.rows(1, "agent_user_read agent_user_id="+added[0]["agent_user_id"]))
	numbers := []string{}
	for _, password := range []string{"null", "", "0", "_00_"} {
		row := w.rows(2, "agent_user_add agent_user_password="+password+" client_user_id=c51")[0]
		assert.Regexp(t, generated, row["agent_user_password"], "empty: generated (S10)")
		numbers = append(numbers, row["agent_user_number"])
	}
	assert.Equal(t, []string{"100000002", "100000003", "100000004", "100000005"}, numbers, "one sequence for all partners (S10)")
	w.unchanged(func() {
		w.fault(1, "agent_user_add agent_user_password=пароль client_user_id=c11", "agent_user_password", "bad_value")
		w.fault(1, "agent_user_add agent_user_password=3000000000 client_user_id=c11", "agent_user_password", "bad_value")
		w.fault(1, "agent_user_add agent_user_password=1", "client_user_id", "required")
		w.fault(1, "agent_user_add client_user_id=c13", "client_user_id", "client_user_deleted")
		w.fault(1, "agent_user_add client_user_id=c31", "client_user_id", "client_deleted")
		w.unknown(1, "agent_user_add client_user_id=%s", "client_user_id", "c51")
		w.unknown(1, "agent_user_add client_user_id=%s", "client_user_id", "c91")
		w.unknown(1, "agent_user_add client_user_id=%s", "client_user_id", "101")
	})
}

func TestAgentPartnerAdd(t *testing.T) {
	w := openRegisters(t, "people.sql")
	added := w.rows(1, "agent_partner_add agent_partner_password=4711 partner_user_id=101")
	assert.Equal(t, table{{
		"agent_partner_id": added[0]["agent_partner_id"], "agent_partner_number": "271828000001", "agent_type": "1", "agent_partner_password": "4711",
		"partner_id": "f1", "agent_partner_activity": "true", "partner_user_id": "101",
	}}, added)
	assert.Equal(t, added, w.rows(1, "agent_partner_read"))
	assert.Equal(t, []string{"271828000002"}, w.rows(2, "agent_partner_add partner_user_id=105").column("agent_partner_number"))
	w.unchanged(func() {
		w.fault(1, "agent_partner_add partner_user_id=102", "partner_user_id", "partner_user_deleted")
		w.unknown(1, "agent_partner_add partner_user_id=%s", "partner_user_id", "105")
		w.unknown(1, "agent_partner_add partner_user_id=%s", "partner_user_id", "c11")
	})
}

func TestAgentUserRead(t *testing.T) {
	w := openRegisters(t, "people.sql")
	a1, a2 := w.addAgent(1, "agent_user_add client_user_id=c11"), w.addAgent(1, "agent_user_add client_user_id=c12")
	a3, gone := w.addAgent(1, "agent_user_add client_user_id=c21"), w.addAgent(1, "agent_user_add client_user_id=c11")
	foreign := w.addAgent(2, "agent_user_add client_user_id=c51")
	assert.Empty(t, w.rows(1, "agent_user_delete agent_user_id="+gone))
	ids := func(line string) []string { return w.rows(1, "agent_user_read"+line).column("agent_user_id") }
	assert.Equal(t, []string{a1, a2, a3, gone}, ids(""), "all, active or not (S10), in order of creation")
	assert.Equal(t, []string{a1, a2, a3}, ids(" agent_user_activity=true"))
	assert.Equal(t, []string{gone}, ids(" agent_user_activity=false"))
	assert.Equal(t, []string{a1, a2, gone}, ids(" client_id=c1"))
	assert.Equal(t, []string{a1, gone}, ids(" client_user_id=c11"))
	assert.Equal(t, []string{a1}, ids(" client_id=c1 client_user_id=c11 agent_user_activity=true"))
	assert.Equal(t, []string{a2}, ids(" agent_user_id="+a2+" client_id="))
	assert.Empty(t, ids(" agent_user_id="+a2+" client_id=c2"), "filters combine (S24)")
	assert.Equal(t, []string{foreign}, w.rows(2, "agent_user_read").column("agent_user_id"))
	assert.Empty(t, w.rows(3, "agent_user_read"))
	partners := w.addAgent(1, "agent_partner_add partner_user_id=101")
	w.unknown(1, "agent_user_read agent_user_id=%s", "agent_user_id", foreign)
	w.unknown(1, "agent_user_read agent_user_id=%s", "agent_user_id", partners)
	w.unknown(1, "agent_user_read client_id=%s", "client_id", "c5")
	w.unknown(1, "agent_user_read client_user_id=%s", "client_user_id", "c51")
	w.run(`UPDATE client SET status = 7 WHERE id = 2`)
	assert.Equal(t, []string{a1, a2, gone}, ids(""), "unknown with its client (O3)")
	w.unknown(1, "agent_user_read agent_user_id=%s", "agent_user_id", a3)
}

func TestAgentPartnerRead(t *testing.T) {
	w := openRegisters(t, "people.sql")
	a1, gone := w.addAgent(1, "agent_partner_add partner_user_id=101"), w.addAgent(1, "agent_partner_add partner_user_id=101")
	second := w.rows(1, "partner_user_add partner_user_name=Зоя")[0]["partner_user_id"]
	a2 := w.addAgent(1, "agent_partner_add partner_user_id="+second)
	foreign := w.addAgent(2, "agent_partner_add partner_user_id=105")
	w.rows(1, "agent_partner_delete agent_partner_id="+gone)
	ids := func(line string) []string { return w.rows(1, "agent_partner_read"+line).column("agent_partner_id") }
	assert.Equal(t, []string{a1, gone, a2}, ids(""))
	assert.Equal(t, []string{a1, a2}, ids(" agent_partner_activity=true"))
	assert.Equal(t, []string{gone}, ids(" agent_partner_activity=0"))
	assert.Equal(t, []string{a2}, ids(" partner_user_id="+second))
	assert.Equal(t, []string{gone}, ids(" agent_partner_id="+gone+" agent_partner_activity=null"))
	w.unknown(1, "agent_partner_read agent_partner_id=%s", "agent_partner_id", foreign)
	w.unknown(1, "agent_partner_read partner_user_id=%s", "partner_user_id", "105")
}

func TestAgentEdit(t *testing.T) {
	w := openRegisters(t, "people.sql")
	before := w.rows(1, "agent_user_add agent_user_password=1 client_user_id=c11")
	id := before[0]["agent_user_id"]
	edit := "agent_user_edit agent_user_id=" + id
	assert.Equal(t, before, w.rows(1, edit+" client_user_id="), "null and blank leave (S25)")
	assert.Equal(t, before, w.rows(1, edit+" agent_user_activity=false"), "a dummy (S10)")
	w.fault(1, edit+" agent_user_activity=нет", "agent_user_activity", "bad_value")
	before[0]["agent_user_password"], before[0]["client_user_id"] = "Пароль 1", "c12"
	assert.Equal(t, before, w.rows(1, edit+" agent_user_password=Пароль_1 client_user_id=c12"))
	assert.Equal(t, before, w.rows(1, "agent_user_read"), "it is kept")
	assert.Regexp(t, generated, w.rows(1, edit+" agent_user_password=")[0]["agent_user_password"], "empty: generated")
	w.unchanged(func() {
		w.fault(1, edit+" client_user_id=c13", "client_user_id", "client_user_deleted")
		w.fault(1, edit+" client_user_id=c21", "client_user_id", "other_company")
		w.unknown(1, edit+" agent_user_password=2 client_user_id=%s", "client_user_id", "c51")
		w.unknown(2, "agent_user_edit agent_user_password=2 agent_user_id=%s", "agent_user_id", id)
		w.fault(1, "agent_user_edit agent_user_password=2", "agent_user_id", "required")
	})
	w.rows(1, "client_user_delete client_user_id=c12")
	row := w.rows(1, edit+" agent_user_password=новый client_user_id=c12")
	assert.Equal(t, "новый false", row[0]["agent_user_password"]+" "+row[0]["agent_user_activity"], "who has it keeps it, and gets no access back")

	partners := w.rows(1, "agent_partner_add partner_user_id=101")
	second := w.rows(1, "partner_user_add partner_user_name=Зоя")[0]["partner_user_id"]
	partners[0]["partner_user_id"], partners[0]["agent_partner_password"] = second, "1"
	edit = "agent_partner_edit agent_partner_id=" + partners[0]["agent_partner_id"]
	assert.Equal(t, partners, w.rows(1, edit+" agent_partner_password=1 agent_partner_activity=true partner_user_id="+second))
	w.fault(1, edit+" partner_user_id=102", "partner_user_id", "partner_user_deleted")
	w.unknown(1, edit+" partner_user_id=%s", "partner_user_id", "105")
}

// Deleting answers nothing, doing it again restores and answers the row (S9).
func TestAgentDelete(t *testing.T) {
	w := openRegisters(t, "people.sql")
	for _, side := range []struct{ family, user, id string }{{"agent_user", "client_user", "c11"}, {"agent_partner", "partner_user", "101"}} {
		before := w.rows(1, side.family+"_add "+side.user+"_id="+side.id)
		id := before[0][side.family+"_id"]
		toggle := side.family + "_delete " + side.family + "_id=" + id
		assert.Empty(t, w.rows(1, toggle))
		assert.Equal(t, []string{"false"}, w.rows(1, side.family+"_read").column(side.family+"_activity"))
		assert.Equal(t, before, w.rows(1, toggle))
		w.rows(1, side.user+"_delete "+side.user+"_id="+side.id)
		w.unchanged(func() {
			w.unknown(2, side.family+"_delete "+side.family+"_id=%s", side.family+"_id", id)
			assert.Empty(t, w.rows(1, toggle), "the employee's deletion took its access away")
			assert.Empty(t, w.rows(1, toggle), "again")
		})
		w.rows(1, side.user+"_delete "+side.user+"_id="+side.id)
		assert.Equal(t, before, w.rows(1, toggle))
	}
}

// The cascade of client_delete, and the way back by hand (S8, S9).
func TestAgentsOfDeletedClient(t *testing.T) {
	w := openRegisters(t, "people.sql")
	id := w.addAgent(1, "agent_user_add client_user_id=c21")
	w.rows(1, "client_delete client_id=c2")
	assert.Equal(t, []string{"false"}, w.rows(1, "agent_user_read").column("agent_user_activity"))
	w.unchanged(func() { assert.Empty(t, w.rows(1, "agent_user_delete agent_user_id="+id)) })
	w.rows(1, "client_delete client_id=c2")
	w.unchanged(func() { assert.Empty(t, w.rows(1, "agent_user_delete agent_user_id="+id)) })
	w.rows(1, "client_user_delete client_user_id=c21")
	assert.Equal(t, []string{"true"}, w.rows(1, "agent_user_delete agent_user_id="+id).column("agent_user_activity"))

	// As no operation leaves it, but an import may: an employee of a deleted client who is not.
	w.run(`UPDATE agent SET activity = 0; UPDATE client SET status = 6 WHERE client_id LIKE '%c2'`)
	refusal := w.fault(1, "agent_user_delete agent_user_id="+id, "agent_user_id", "client_deleted")
	assert.Contains(t, refusal.Text, "client_delete", "what to restore first")
}

// A lock of the client hides the stored mark; the toggle means the mark (O2).
func TestAgentsOfLockedClient(t *testing.T) {
	w := openRegisters(t, "people.sql")
	id := w.addAgent(1, "agent_user_add client_user_id=c11")
	toggle := "agent_user_delete agent_user_id=" + id
	shown := func() map[string][]string {
		by := map[string][]string{}
		for _, active := range []string{"true", "false"} {
			by[active] = w.rows(1, "agent_user_read agent_user_activity="+active).column("agent_user_activity")
		}
		return by
	}
	for status, active := range map[store.Status]bool{
		store.StatusWaiting: true, store.StatusActive: true, store.StatusManualLock: false, store.StatusLimitLock: false, store.StatusDebtLock: false,
	} {
		_, err := w.db.ExecContext(t.Context(), `UPDATE client SET status = $1 WHERE id = 1`, int64(status))
		require.NoError(t, err)
		want := map[string][]string{"true": {"true"}, "false": {}}
		if !active {
			want = map[string][]string{"true": {}, "false": {"false"}}
		}
		assert.Equal(t, want, shown(), "status %d", status)
		assert.Empty(t, w.rows(1, toggle), "it deleted, status %d", status)
		assert.Equal(t, map[string][]string{"true": {}, "false": {"false"}}, shown())
		assert.Len(t, w.rows(1, toggle), 1, "it restored, status %d", status)
		assert.Equal(t, want, shown())
	}
	assert.Equal(t, []string{"false"}, w.rows(1, "agent_user_add client_user_id=c41").column("agent_user_activity"), "new under a lock")
}

// Passwords are kept sealed, and another agent's does not open in their place.
func TestAgentPasswordsAreSealed(t *testing.T) {
	w := openRegisters(t, "people.sql")
	w.rows(1, "agent_user_add agent_user_password=1234567 client_user_id=c11")
	id := w.addAgent(1, "agent_user_add agent_user_password=7654321 client_user_id=c11")
	w.rows(1, "agent_user_edit agent_user_password=секретный agent_user_id="+id)
	dump := w.dump()
	for _, secret := range []string{"1234567", "7654321", "секретный"} {
		assert.NotContains(t, dump, secret)
	}
	w.run(`UPDATE agent SET password = (SELECT password FROM agent WHERE number = '100000001')`)
	_, err := w.call(1, "agent_user_read agent_user_id="+id)
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "1234567")
}
