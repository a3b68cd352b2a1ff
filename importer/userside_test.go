package importer

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What a partner numbers itself is told apart by partner and number; the same
// line again changes the name.
func TestPartnersNumbers(t *testing.T) {
	for _, kind := range []string{"billing", "mark", "customer_group", "device", "house"} {
		d := newSample(t)
		mine := firstOf(t, kind)
		theirs := line(mine, map[string]any{"partner_id": idOf(t, other(t, mine, "partner_id"), "partner_id"), kind + "_name": "Чужое"})
		mine = line(mine, map[string]any{kind + "_name": "Новое"})
		before := d.query(`SELECT * FROM ` + kind + ` ORDER BY 1, 2`)
		d.take(mine, theirs, mine)
		assert.Equal(t, []string{"Новое", "Чужое"}, d.query(`SELECT `+kind+`_name FROM `+kind+` WHERE `+kind+`_name IN ('Новое', 'Чужое') ORDER BY 1`), kind)
		d.take(sample(t)...)
		assert.Equal(t, before, d.query(`SELECT * FROM `+kind+` ORDER BY 1, 2`), "the sample has both already")

		d.take(line(mine, map[string]any{kind + "_id": " 9007199254740991 "}))
		assert.Equal(t, []string{"Новое"}, d.query(`SELECT `+kind+`_name FROM `+kind+` WHERE `+kind+`_id = 9007199254740991`))
	}
}

// The address of a device and the unit of a house may be left out, which leaves
// them, and may be cleared.
func TestDevicesAndHouses(t *testing.T) {
	d := newSample(t)
	for _, c := range []struct {
		kind, key, column string
		value             any
		stored            string
	}{
		{"device", "device_ip", "device_ip", "10.9.255.1", "168427265"},
		{"device", "device_ip", "device_ip", " 255.255.255.255 ", "4294967295"},
		{"house", "address_unit_id", "address_unit_id", 77, "77"},
		{"house", "address_unit_id", "address_unit_id", "78", "78"},
	} {
		fresh := line(firstOf(t, c.kind), map[string]any{c.kind + "_id": 500, c.key: nil})
		read := func() string {
			return d.query(`SELECT ` + c.column + ` FROM ` + c.kind + ` WHERE ` + c.kind + `_id = 500`)[0]
		}
		d.take(fresh)
		assert.Equal(t, "<nil>", read(), c.value)
		d.take(line(fresh, map[string]any{c.key: c.value}))
		assert.Equal(t, c.stored, read())
		d.take(fresh)
		assert.Equal(t, c.stored, read(), "left out")
		d.take(line(fresh, map[string]any{c.key: null}))
		assert.Equal(t, "<nil>", read(), c.value)
	}
}

// A customer hangs on one port of a device; the line with another one moves it.
func TestCommutation(t *testing.T) {
	d := newSample(t)
	like := firstOf(t, "commutation")
	ports := func() []string {
		return d.query(`SELECT device, port FROM commutation WHERE client = (SELECT id FROM client WHERE client_id = ?1) ORDER BY 1, 2`, idOf(t, like, "client_id"))
	}
	assert.Equal(t, []string{"101|1"}, ports())
	d.take(line(like, map[string]any{"port": "1000000"}))
	assert.Equal(t, []string{"101|1000000"}, ports())
	d.take(line(like, map[string]any{"device_id": "103", "port": 0}))
	assert.Equal(t, []string{"101|1000000", "103|0"}, ports())
	before := d.hash()
	d.take(line(like, map[string]any{"port": 1000000}), line(like, map[string]any{"device_id": 103, "port": "0"}))
	assert.Equal(t, before, d.hash())
}

// Wrong numbers, addresses and ports, and devices that only another partner has.
func TestUsersideRefusals(t *testing.T) {
	var r refusals
	bad := func(kind, key string, value any, complaint string) {
		r.add(line(firstOf(t, kind), map[string]any{key: value}), "%s.%s: %s", kind, key, complaint)
	}
	for _, kind := range []string{"billing", "mark", "customer_group", "device", "house"} {
		bad(kind, kind+"_id", 0, "a number from 1 to 9007199254740991 is expected")
		bad(kind, kind+"_id", 1<<53, "a number from 1 to 9007199254740991 is expected")
		bad(kind, kind+"_id", -1, "a number from 1 to 9007199254740991 is expected")
		bad(kind, kind+"_name", " ", "must not be blank")
	}
	for _, ip := range []string{"10.9.0", "10.9.0.256", "10.9.0.01", "10.9.0.1/24", "::1", "::ffff:10.9.0.1", "десять"} {
		bad("device", "device_ip", ip, `"`+ip+`" is not an IPv4 address like 10.9.0.1`)
	}
	bad("house", "address_unit_id", 0, "a number from 1 to 9007199254740991 is expected")
	bad("commutation", "port", 1000001, "a number from 0 to 1000000 is expected")
	bad("commutation", "port", -1, "a number from 0 to 1000000 is expected")
	bad("commutation", "port", "1/0/1", `"1/0/1" is not a whole number`)
	bad("commutation", "device_id", 104, "no such device")
	theirs := other(t, firstOf(t, "house"), "partner_id")
	r.add(line(firstOf(t, "commutation"), map[string]any{"client_id": clientOf(t, idOf(t, theirs, "partner_id")), "device_id": 102}), "commutation.device_id: no such device")
	r.add(line(firstOf(t, "commutation"), map[string]any{"client_id": newID(), "device_id": 104}), "commutation.client_id: no such client")
	r.check(t)
}

// clientOf answers the id of a client of the partner.
func clientOf(t *testing.T, partner string) string {
	t.Helper()
	for _, like := range sample(t) {
		if kindIn(like) == "client" && idOf(t, like, "partner_id") == partner {
			return idOf(t, like, "client_id")
		}
	}
	t.Fatal("the partner has no client")
	return ""
}

// Of who was deleted for good nothing is taken, and nothing that stands below (O3).
func TestDeletedCustomer(t *testing.T) {
	d := newSample(t)
	d.exec(`UPDATE client SET status = 7`)
	before := d.hash()
	for kind, key := range map[string]string{"client": "client_id", "client_contact": "client_id", "client_user": "client_id", "client_user_contact": "client_user_id",
		"agent_user": "client_id", "service": "client_id", "commutation": "client_id"} {
		want := []string{"line 1: " + kind + "." + key + ": the client was deleted for good"}
		assert.Equal(t, want, d.refused(firstOf(t, kind)))
		if own := kind + "_id"; kind == "client_user" || kind == "agent_user" || kind == "service" {
			assert.Equal(t, want, d.refused(line(firstOf(t, kind), map[string]any{own: newID()})), "a new one")
		}
	}
	assert.Equal(t, before, d.hash())
}

// The calls, sessions and chats of a client that was deleted for good stay, and so
// the import takes them (O3). What is of partners is not concerned.
func TestPastOfDeletedCustomer(t *testing.T) {
	d := newSample(t)
	d.exec(`UPDATE client SET status = 7`)
	for kind, key := range map[string]string{"call": "call_id", "remote_session": "session_id", "sip_call": "call_id", "chat_message": "message_id"} {
		d.take(line(firstOf(t, kind), map[string]any{key: newID()}))
	}
	for _, kind := range []string{"partner_user", "partner_user_contact", "agent_partner"} {
		d.take(firstOf(t, kind))
	}
}

// exec changes the database past the program.
func (d *data) exec(statement string, args ...any) {
	d.t.Helper()
	if d.onPostgres() {
		d.queryPostgres(statement, args...)
		return
	}
	db := d.db()
	defer db.Close()
	_, err := db.Exec(statement, args...)
	require.NoError(d.t, err)
}
