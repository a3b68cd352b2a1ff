package importer

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store"
)

// partner answers the handle of the partner whose id a line names.
func (d *data) partner(line, key string) *store.Tenant {
	d.t.Helper()
	id, err := strconv.ParseInt(d.query(`SELECT id FROM partner WHERE partner_id = ?1`, idOf(d.t, line, key))[0], 10, 64)
	require.NoError(d.t, err)
	return d.As(store.Partner(id))
}

// other answers a line of the kind whose key has another value than the line's.
func other(t *testing.T, than, key string) string {
	t.Helper()
	for _, line := range sample(t) {
		if kindIn(line) == kindIn(than) && idOf(t, line, key) != idOf(t, than, key) {
			return line
		}
	}
	t.Fatalf("no other %s", key)
	return ""
}

// A row never changes hands: neither to another partner nor, where people are
// concerned, to another client or side.
func TestNothingChangesHands(t *testing.T) {
	var r refusals
	const partnerHas = "the row belongs to another partner already"
	for kind, key := range map[string]string{
		"contract": "contract_id", "service_type": "service_type_id", "partner_user": "partner_user_id", "client": "client_id",
		"call": "call_id", "remote_session": "session_id", "sip_call": "call_id", "chat_message": "message_id",
	} {
		like := firstOf(t, kind)
		r.add(line(like, map[string]any{"partner_id": idOf(t, other(t, like, "partner_id"), "partner_id")}), "%s.%s: %s", kind, key, partnerHas)
	}
	client, clients := firstOf(t, "client"), map[string]string{}
	for _, like := range sample(t) {
		if kindIn(like) == "client" && like != client {
			whose := "another's"
			if idOf(t, like, "partner_id") == idOf(t, client, "partner_id") {
				whose = "own"
			}
			clients[whose] = idOf(t, like, "client_id")
		}
	}
	user := ""
	for _, like := range sample(t) {
		if kindIn(like) == "client_user" && idOf(t, like, "client_id") == idOf(t, client, "client_id") {
			user = like
		}
	}
	r.add(line(user, map[string]any{"client_id": clients["own"]}), "client_user.client_user_id: the row belongs to another client already")
	r.add(line(user, map[string]any{"client_id": clients["another's"]}), "client_user.client_user_id: %s", partnerHas)
	partnerUser := firstOf(t, "partner_user")
	r.add(line(user, map[string]any{"client_user_id": idOf(t, partnerUser, "partner_user_id")}), "client_user.client_user_id: %s", crossing(t, partnerUser, client))
	agent := firstOf(t, "agent_partner")
	r.add(line(firstOf(t, "competence"), map[string]any{"agent_partner_id": idOf(t, other(t, agent, "partner_id"), "agent_partner_id"), "competence_id": competenceOf(t, agent)}),
		"competence.competence_id: %s", partnerHas)
	r.check(t)
}

// crossing is what is said when a client's employee takes the id of a partner's.
func crossing(t *testing.T, partnerUser, client string) string {
	if idOf(t, partnerUser, "partner_id") == idOf(t, client, "partner_id") {
		return "the id is one of the other side's"
	}
	return "the row belongs to another partner already"
}

func competenceOf(t *testing.T, agent string) string {
	for _, like := range sample(t) {
		if kindIn(like) == "competence" && idOf(t, like, "agent_partner_id") == idOf(t, agent, "agent_partner_id") {
			return idOf(t, like, "competence_id")
		}
	}
	t.Fatal("the agent has no competence")
	return ""
}

// What a line puts together must belong together.
func TestStrangersInALine(t *testing.T) {
	var r refusals
	agent := firstOf(t, "agent_partner")
	r.add(line(agent, map[string]any{"partner_user_id": idOf(t, other(t, firstOfPartner(t, "partner_user", agent), "partner_id"), "partner_user_id")}),
		"agent_partner.partner_user_id: belongs to another partner than partner_id says")
	user := firstOf(t, "agent_user")
	r.add(line(user, map[string]any{"client_user_id": idOf(t, other(t, user, "client_id"), "client_user_id")}),
		"agent_user.client_user_id: belongs to another client than client_id says")
	service := firstOf(t, "service")
	r.add(line(service, map[string]any{"agent_user_id": idOf(t, other(t, service, "client_id"), "agent_user_id")}),
		"service.agent_user_id: belongs to another client than client_id says")
	r.add(line(service, map[string]any{"sale_partner_id": idOf(t, other(t, service, "sale_partner_id"), "sale_partner_id")}),
		"service.client_id: belongs to another partner than sale_partner_id says")
	r.add(exact(line(firstOf(t, "chat_message"), map[string]any{"colleague1_id": nil, "colleague2_id": nil, "client_user_id": nil, "service_type_id": nil}), `"client_user_id":"`+clientUser(t)+`"`),
		"chat_message.service_type_id: is missing: a message has service_type_id and client_user_id, or colleague1_id and colleague2_id")
	r.add(exact(line(firstOf(t, "chat_message"), map[string]any{"colleague1_id": nil, "colleague2_id": nil, "client_user_id": nil, "service_type_id": nil}), `"colleague1_id":"`+clientUser(t)+`"`),
		"chat_message.colleague2_id: is missing: a message has service_type_id and client_user_id, or colleague1_id and colleague2_id")
	r.check(t)
}

func firstOfPartner(t *testing.T, kind, of string) string {
	for _, like := range sample(t) {
		if kindIn(like) == kind && idOf(t, like, "partner_id") == idOf(t, of, "partner_id") {
			return like
		}
	}
	t.Fatalf("the partner has no %s", kind)
	return ""
}

// Numbers are one row's alone, and what was brought is never given again (O9, S10).
func TestNumbers(t *testing.T) {
	d := newSample(t)
	client := firstOf(t, "client")
	second := other(t, client, "client_id")
	d.take(line(client, map[string]any{"number": 5000}))
	assert.Equal(t, []string{"line 1: client.number: 5000 is another row's"}, d.refused(line(second, map[string]any{"number": 5000})))
	agent := firstOf(t, "agent_user")
	taken := idOf(t, agent, "agent_user_number")
	assert.Equal(t, []string{"line 1: agent_user.agent_user_number: " + taken + " is another agent's"},
		d.refused(line(other(t, agent, "agent_user_id"), map[string]any{"agent_user_number": taken})))

	partner := d.partner(client, "partner_id")
	d.take(line(agent, map[string]any{"agent_user_number": "900000000"}))
	d.take(line(firstOf(t, "agent_partner"), map[string]any{"agent_partner_number": "271828000900"}))
	require.NoError(t, partner.Write(t.Context(), func(tx *store.Tx) error {
		name := "Новый"
		id, err := tx.AddClient(store.ClientUpdate{Name: &name})
		if err != nil {
			return err
		}
		user, err := tx.AddClientUser(id, store.EmployeeUpdate{Name: &name})
		if err != nil {
			return err
		}
		if _, err = tx.AddAgent(user, "secret"); err != nil {
			return err
		}
		user, err = tx.AddPartnerUser(store.EmployeeUpdate{Name: &name})
		if err != nil {
			return err
		}
		_, err = tx.AddAgent(user, "secret")
		return err
	}))
	assert.Equal(t, []string{"5001"}, d.query(`SELECT max(number) FROM client`))
	assert.Equal(t, []string{"900000001"}, d.query(`SELECT max(number) FROM agent WHERE type = 2`))
	assert.Equal(t, []string{"271828000901"}, d.query(`SELECT max(number) FROM agent WHERE type = 1`))
}

// Lines that bring a number have it, whatever lines without one come before.
func TestNumbersComeFirst(t *testing.T) {
	d := newSample(t)
	client := line(firstOf(t, "client"), map[string]any{"client_new_id": null})
	next, err := strconv.Atoi(d.query(`SELECT max(number) + 1 FROM client`)[0])
	require.NoError(t, err)
	without, with := newID(), newID()
	d.take(line(client, map[string]any{"client_id": without}), line(client, map[string]any{"client_id": with, "number": next}))
	assert.Equal(t, []string{strconv.Itoa(next)}, d.query(`SELECT number FROM client WHERE client_id = ?1`, with))
	assert.Equal(t, []string{strconv.Itoa(next + 1)}, d.query(`SELECT number FROM client WHERE client_id = ?1`, without))
}

// A key left out leaves what is there, null clears it, a new row has the default.
func TestLeftOutAndNull(t *testing.T) {
	d := newSample(t)
	serviceType := firstOf(t, "service_type")
	client := line(firstOf(t, "client"), map[string]any{"client_id": newID(), "client_new_id": null})
	read := func() string {
		return d.query(`SELECT description, created > 1700000000, tariff_plan IS NULL, (SELECT string_agg(site_id || site_domain_name, ',') FROM client_site s WHERE s.client = c.id), status
  FROM client c WHERE client_id = ?1`, idOf(t, client, "client_id"))[0]
	}
	d.take(client)
	assert.Equal(t, "|1|1|<nil>|2", read())
	d.take(line(client, map[string]any{
		"description": "Описание", "creation_date_time": "2012-09-14T10:00:00", "tariff_plan_id": idOf(t, serviceType, "service_type_id"), "status": "debt_lock",
		"sites": []any{map[string]any{"site_id": 9, "site_domain_name": "b.ru"}, map[string]any{"site_id": 2, "site_domain_name": "a.ru"}},
	}))
	assert.Equal(t, "Описание|0|0|2a.ru,9b.ru|5", read())
	d.take(client)
	assert.Equal(t, "Описание|0|0|2a.ru,9b.ru|5", read(), "left out")
	d.take(line(client, map[string]any{"description": null, "creation_date_time": null, "tariff_plan_id": null, "status": null, "sites": null}))
	assert.Equal(t, "|0|1|<nil>|5", read(), "null; a moment and a status cannot be cleared")

	number := d.query(`SELECT number FROM service_type WHERE service_type_id = ?1`, idOf(t, serviceType, "service_type_id"))[0]
	for _, named := range []any{number, " " + number + " "} {
		d.take(line(client, map[string]any{"tariff_plan_id": named}))
		assert.Equal(t, d.query(`SELECT id FROM service_type WHERE number = ?1`, number), d.query(`SELECT tariff_plan FROM client WHERE client_id = ?1`, idOf(t, client, "client_id")))
		d.take(line(client, map[string]any{"tariff_plan_id": ""}))
	}

	d.take(line(serviceType, map[string]any{"service_type_full_name": "Полное", "exported": true, "service_type_del": true}))
	readLine := func() string {
		return d.query(`SELECT service_type_full_name, exported, service_type_del FROM service_type WHERE service_type_id = ?1`, idOf(t, serviceType, "service_type_id"))[0]
	}
	d.take(line(serviceType, map[string]any{"service_type_full_name": nil, "exported": nil, "service_type_del": nil}))
	assert.Equal(t, "Полное|1|1", readLine())
	d.take(line(serviceType, map[string]any{"service_type_full_name": null, "exported": false, "service_type_del": null}))
	assert.Equal(t, "|0|1", readLine())
}

// A client's status: as imported, active without one, archived by client_del with
// all that hangs on it (O1, O2); another client is left alone.
func TestStatus(t *testing.T) {
	d := newSample(t)
	service := firstOf(t, "service")
	var client string
	for _, like := range sample(t) {
		if kindIn(like) == "client" && idOf(t, like, "client_id") == idOf(t, service, "client_id") {
			client = like
		}
	}
	alive := func() string {
		return d.query(`SELECT status, (SELECT count(*) FROM employee e WHERE e.client = c.id AND del = 0), (SELECT count(*) FROM agent a WHERE a.client = c.id AND activity = 1),
    (SELECT count(*) FROM service s WHERE s.client = c.id AND stopped = 0) FROM client c WHERE client_id = ?1`, idOf(t, client, "client_id"))[0]
	}
	others := func() []string {
		return d.query(`SELECT count(*) FROM agent WHERE activity = 1 AND client IN (SELECT id FROM client WHERE client_id <> ?1)`, idOf(t, client, "client_id"))
	}
	before := alive()
	require.Regexp(t, `^2\|[1-9]\d*\|[1-9]\d*\|[1-9]\d*$`, before)
	elsewhere := others()
	for n, status := range statusNames {
		d.take(line(client, map[string]any{"status": status}))
		assert.Equal(t, strconv.Itoa(n+1), alive()[:1], status)
	}
	d.take(line(client, map[string]any{"client_del": true}))
	assert.Equal(t, "6|0|0|0", alive())
	d.take(client)
	assert.Equal(t, "2|0|0|0", alive(), "the client alone comes back (S8)")
	assert.Equal(t, elsewhere, others())

	// What a file says of the archived client's people counts, in any order.
	var people []string
	for _, like := range sample(t) {
		if kindIn(like) == "client_user" && idOf(t, like, "client_id") == idOf(t, client, "client_id") {
			people = append(people, like)
		}
	}
	d.take(append(people, line(client, map[string]any{"client_del": true}))...)
	assert.Equal(t, before[2:3], alive()[2:3])
}

// An employee that an import deletes loses access (S9); what the file says of its
// agents counts, and neither a second import nor the way back changes them.
func TestDeletedEmployee(t *testing.T) {
	for side, of := range map[string]string{"partner_user": "agent_partner", "client_user": "agent_user"} {
		d := newSample(t)
		agent := line(firstOf(t, of), map[string]any{of + "_activity": true})
		var employee string
		for _, like := range sample(t) {
			if kindIn(like) == side && idOf(t, like, side+"_id") == idOf(t, agent, side+"_id") {
				employee = line(like, map[string]any{side + "_del": false})
			}
		}
		require.NotEmpty(t, employee, side)
		deleted := line(employee, map[string]any{side + "_del": true})
		state := func() string {
			return d.query(`SELECT del, activity FROM employee e JOIN agent a ON a.employee = e.id WHERE agent_id = ?1`, idOf(t, agent, of+"_id"))[0]
		}
		others := func() []string {
			return d.query(`SELECT count(*) FROM agent WHERE activity = 1 AND agent_id <> ?1 AND employee NOT IN (SELECT id FROM employee WHERE employee_id = ?2)`,
				idOf(t, agent, of+"_id"), idOf(t, employee, side+"_id"))
		}
		elsewhere := others()
		d.take(employee, agent)
		require.Equal(t, "0|1", state(), side)
		d.take(deleted)
		assert.Equal(t, "1|0", state(), side)
		d.take(employee)
		assert.Equal(t, "0|0", state(), "%s comes back alone", side)
		d.take(agent, deleted)
		assert.Equal(t, "1|1", state(), "%s: the file's own line about the agent counts", side)
		before := d.hash()
		d.take(deleted)
		assert.Equal(t, before, d.hash(), "%s is deleted already", side)
		assert.Equal(t, elsewhere, others(), side)
	}
}

// Texts are cut by characters and keep nothing of the rest (T4); ids are taken
// in upper case and braces (T5).
func TestCuts(t *testing.T) {
	d := newSample(t)
	id := newID()
	d.take(line(firstOf(t, "client"), map[string]any{
		"client_id": "{" + strings.ToUpper(id) + "}", "client_name": strings.Repeat("ё", 51), "client_full_name": strings.Repeat("🔑", 256),
		"client_inn": "1234567890123", "client_kpp": "1234567890", "client_new_id": " " + id + " ", "client_reg_num": "BO-17",
	}))
	assert.Equal(t, []string{strings.Join([]string{strings.Repeat("ё", 50), strings.Repeat("🔑", 255), "123456789012", "123456789", id, "BO-17"}, "|")},
		d.query(`SELECT client_name, client_full_name, client_inn, client_kpp, client_new_id, client_reg_num FROM client WHERE client_id = ?1`, id))
	contact := firstOf(t, "client_contact")
	d.take(line(contact, map[string]any{"contact_view": strings.Repeat("я", 501)}))
	assert.Equal(t, []string{"500"}, d.query(`SELECT max(length(contact_view)) FROM client_contact`))
	d.take(line(contact, map[string]any{"contact_view": null}))
}

// Moments without an offset are Moscow's, with its history; a date counts as
// written (T1, T2).
func TestDates(t *testing.T) {
	d := newSample(t)
	call := firstOf(t, "call")
	for written, unix := range map[string]string{
		"2012-09-14T10:00:00":           "1347602400", // UTC+4 then
		"2018-09-14T10:00:00.125":       "1536908400", // UTC+3
		"2018-09-14T10:00:00Z":          "1536919200",
		"2018-09-14T10:00:00.000+06:00": "1536897600",
		"2018-09-14":                    "1536872400",
	} {
		d.take(line(call, map[string]any{"time": written}))
		assert.Contains(t, d.query(`SELECT time, call_id FROM call`), unix+"|"+strings.ReplaceAll(idOf(t, call, "call_id"), "-", ""), written)
	}
	user := firstOf(t, "client_user")
	for written, date := range map[string]string{"1990-02-28T23:30:00-05:00": "1990-02-28", "1990-02-28": "1990-02-28", "0001-01-01T00:00:00": "<nil>", "": "<nil>"} {
		d.take(line(user, map[string]any{"client_user_birthday": written}))
		assert.Equal(t, []string{date}, d.query(`SELECT birthday FROM employee WHERE employee_id = ?1`, idOf(t, user, "client_user_id")), written)
	}
}

// An ITS number is the same with the prefix in either alphabet; of several
// contracts of a number each has its own start (S27).
func TestITSRegister(t *testing.T) {
	d := newSample(t)
	contract := firstOf(t, "its_contract")
	tenant := d.partner(firstOf(t, "client"), "partner_id")
	d.take(
		line(contract, map[string]any{"reg_numbers": []any{"BO777", "600600"}, "inn": "1", "level": 1, "date_from": "2012-01-01", "date_to": "2012-12-31"}),
		line(contract, map[string]any{"reg_numbers": []any{"ВО777"}, "inn": "2", "level": 4, "date_from": "2013-01-01", "date_to": null}),
	)
	for _, number := range []string{"BO777", "ВО777"} {
		found, err := tenant.ITSContract(t.Context(), number, "2012-06-01")
		require.NoError(t, err)
		require.NotNil(t, found, number)
		assert.Equal(t, "1", found.INN)
		found, err = tenant.ITSContract(t.Context(), number, "2020-06-01")
		require.NoError(t, err)
		assert.Equal(t, store.ITSContract{INN: "2", Level: 4, DateFrom: "2013-01-01"}, *found)
	}
}

// Agents' passwords come back through the store; null keeps the one that stands
// and gives a new agent one (S10).
func TestAgentPasswords(t *testing.T) {
	d := newSample(t)
	like := firstOf(t, "agent_partner")
	tenant := d.partner(like, "partner_id")
	password := func(id string) string {
		key, err := tenant.FindAgentOf(t.Context(), store.OfPartner, id)
		require.NoError(t, err)
		agent, err := tenant.Agent(t.Context(), store.OfPartner, key)
		require.NoError(t, err)
		plain, err := tenant.AgentPassword(&agent)
		require.NoError(t, err)
		return plain
	}
	id := idOf(t, like, "agent_partner_id")
	assert.Equal(t, idOf(t, like, "agent_partner_password"), password(id))
	d.take(line(like, map[string]any{"agent_partner_password": "другой"}))
	assert.Equal(t, "другой", password(id))
	for _, nothing := range []any{null, ""} {
		d.take(line(like, map[string]any{"agent_partner_password": nothing}))
		assert.Equal(t, "другой", password(id))
		fresh := newID()
		d.take(line(like, map[string]any{"agent_partner_password": nothing, "agent_partner_id": fresh, "agent_partner_number": fresh}))
		assert.Len(t, password(fresh), 12)
	}
}

// What was stopped or removed here stays so when the old file comes again (S26).
func TestStoppedStaysStopped(t *testing.T) {
	d := newSample(t)
	service := firstOf(t, "service")
	tenant := d.partner(service, "sale_partner_id")
	id, err := strconv.ParseInt(d.query(`SELECT id FROM service WHERE service_id = ?1`, idOf(t, service, "service_id"))[0], 10, 64)
	require.NoError(t, err)
	require.NoError(t, tenant.Write(t.Context(), func(tx *store.Tx) error { return tx.StopService(id) }))
	d.take(sample(t)...)
	assert.Equal(t, []string{"1"}, d.query(`SELECT stopped FROM service WHERE id = ?1`, id))
}

// An agent has a line by one competence at a time.
func TestCompetenceTwice(t *testing.T) {
	d := newSample(t)
	assert.Equal(t, []string{"line 1: competence.competence_id: the agent has this line by another competence already"},
		d.refused(line(firstOf(t, "competence"), map[string]any{"competence_id": newID()})))
}

// What PartnerAPI shows of a longer name, imported again, leaves the name (O4).
func TestLongerNameStays(t *testing.T) {
	d := newSample(t)
	like := firstOf(t, "client")
	tenant := d.partner(like, "partner_id")
	id, err := tenant.FindClient(t.Context(), idOf(t, like, "client_id"))
	require.NoError(t, err)
	long := strings.Repeat("Длинно ", 20)
	require.NoError(t, tenant.Write(t.Context(), func(tx *store.Tx) error { return tx.EditClient(id, store.ClientUpdate{Name: &long}) }))
	name := func() []string { return d.query(`SELECT client_name FROM client WHERE id = ?1`, id) }
	d.take(line(like, map[string]any{"client_name": store.ShownName(long)}))
	assert.Equal(t, []string{long}, name())
	d.take(line(like, map[string]any{"client_name": "Короче"}))
	assert.Equal(t, []string{"Короче"}, name())
}

// A competence without a priority has the one of competence_add (S18).
func TestCompetenceWithoutPriority(t *testing.T) {
	d := newSample(t)
	competence := firstOf(t, "competence")
	priority := func() string {
		return d.query(`SELECT prioritet FROM competence WHERE competence_id = ?1`, idOf(t, competence, "competence_id"))[0]
	}
	d.take(line(competence, map[string]any{"prioritet": 0}))
	assert.Equal(t, "0", priority())
	d.take(line(competence, map[string]any{"prioritet": null}))
	assert.Equal(t, "3", priority())
}
