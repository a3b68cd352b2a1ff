package clients

import (
	"encoding/json"
	"testing"
)

func customers(t *testing.T, s *session) {
	ours, alive := is("partner_id", demo), is("client_del", false)
	s.records("client_read", nil, sample(t, "client", ours, alive)...)
	s.records("client_read", operands{"include_deleted": true}, sample(t, "client", ours)...)
	s.records("client_read", operands{"client_id": nil, "region_id": siberia, "include_deleted": false}, sample(t, "client", ours, alive, is("region_id", siberia))...)
	s.records("client_read_advanced", operands{"addit_attribute": "vip"}, sample(t, "client", ours, alive, is("addit_attribute", "vip"))...)
	s.table("client_read_advanced", operands{"addit_attribute": "нет такого"})

	s.records("client_contact_read", operands{"client_id": romashka}, sample(t, "client_contact", is("client_id", romashka))...)
	edited := row{"client_id": romashka, "contact_type_id": realAddress, "contact_view": "Москва, ул. Ёлочная, д. 5\n\tкорп. <2> "}
	s.table("client_contact_edit", operands{"client_id": romashka, "contact_type_id": realAddress, "contact_view": edited["contact_view"]}, edited)

	its := s.fresh.its
	s.table("client_ITS_status_For_INN", operands{"RegNumberPP1C": "900777", "INN": its["inn"]},
		row{"ITSLevel": int64(2), "DateFrom": moment(its.text("date_from") + "T00:00:00"), "DateTo": moment(its.text("date_to") + "T00:00:00")})
	s.table("client_ITS_status_For_INN", operands{"RegNumberPP1C": nil, "INN": ""}, row{"ITSLevel": int64(0), "DateFrom": noDate, "DateTo": noDate})
}

// customersEdited adds and edits: null leaves, "" clears, a value replaces, and
// the three look different on the wire (S25, W6).
func customersEdited(_ *testing.T, s *session) {
	plain := row{"region_id": siberia, "client_name": "Новый & <клиент> «Ёж» 🦔", "client_full_name": "", "client_del": false,
		"client_inn": "7700001111", "client_kpp": "", "client_reg_num": "", "pay_method_id": int64(2), "addit_attribute": ""}
	s.made("client_add", operands{"client_name": plain["client_name"], "region_id": siberia, "client_inn": "7700001111", "client_kpp": nil, "client_full_name": ""}, plain)
	s.made("client_add_its", operands{"client_name": plain["client_name"], "region_id": siberia, "client_inn": "7700001111", "client_reg_num": "900777"},
		plain.with(row{"client_reg_num": "900777", "pay_method_id": int64(4)})) // by its contract (S6)
	c := s.made("client_add_advanced", operands{"client_name": plain["client_name"], "region_id": siberia, "client_inn": "7700001111", "client_kpp": "770001001",
		"client_full_name": "Полное", "client_reg_num": "", "pay_method_type_id": 0, "addit_attribute": "важный"},
		plain.with(row{"client_kpp": "770001001", "client_full_name": "Полное", "pay_method_id": int64(0), "addit_attribute": "важный"}))
	id := c["client_id"]

	c = c.with(row{"client_name": "Ёж", "client_kpp": "", "client_full_name": "Полнее"})
	s.table("client_edit", operands{"client_id": id, "client_name": "Ёж", "client_inn": nil, "client_kpp": "", "client_full_name": "Полнее"}, c)
	for operand, want := range map[string]string{"client_inn": s.null, "client_kpp": "empty", "client_full_name": "Полнее"} {
		s.equal(want, s.tap.wire(s.T, operand), operand)
	}
	c = c.with(row{"client_reg_num": "FR1", "region_id": moscowRegion})
	s.table("client_edit_its", operands{"client_id": id, "client_name": "Ёж", "region_id": moscowRegion, "client_reg_num": "FR1", "pay_method_type_id": nil}, c)
	s.equal(s.null, s.tap.wire(s.T, "pay_method_type_id"))
	c = c.with(row{"client_reg_num": "", "pay_method_id": int64(3)})
	s.table("client_edit_advanced", operands{"client_id": id, "client_name": "Ёж", "region_id": "", "client_reg_num": "", "pay_method_type_id": 3, "addit_attribute": nil}, c)
	c = c.with(row{"addit_attribute": ""})
	s.table("client_edit_advanced", operands{"client_id": id, "client_name": "Ёж", "addit_attribute": ""}, c)

	s.table("client_delete", operands{"client_id": id}, c.with(row{"client_del": true}))
	s.table("client_read", operands{"client_id": id}, c.with(row{"client_del": true}))
	s.table("client_delete", operands{"client_id": id}, c)
}

func customerUsers(t *testing.T, s *session) {
	its := is("client_id", romashka)
	s.records("client_user_read", operands{"client_id": romashka}, sample(t, "client_user", its)...)
	s.records("client_user_read_with_birthday", operands{"client_id": romashka, "include_deleted": true}, sample(t, "client_user", its)...)
	user := s.made("client_user_add",
		operands{"client_id": romashka, "client_user_name": "Ян", "client_user_family_name": "", "client_user_father_name": "Янович"},
		row{"client_id": romashka, "client_user_name": "Ян", "client_user_family_name": "", "client_user_father_name": "Янович", "client_user_del": false})
	id := user["client_user_id"]
	user = user.with(row{"client_user_family_name": "Ёжиков", "client_user_father_name": ""})
	s.table("client_user_edit", operands{"client_user_id": id, "client_user_name": nil, "client_user_family_name": "Ёжиков", "client_user_father_name": ""}, user)

	birthday := moment("1999-12-31T00:00:00")
	s.isTrue(s.flag("client_user_set_birthday", operands{"client_user_id": id, "birthday": birthday}))
	s.table("client_user_read_with_birthday", operands{"client_user_id": id}, user.with(row{"client_user_birthday": birthday}))
	clear := operands{"client_user_id": id, "birthday": noDate} // clears it (T2)
	if s.noEmptyDate {
		s.refused("client_user_set_birthday", clear, "birthday", "birthday")
	} else {
		s.isTrue(s.flag("client_user_set_birthday", clear))
		s.table("client_user_read_with_birthday", operands{"client_user_id": id}, user.with(row{"client_user_birthday": noDate}))
	}

	contact := row{"client_user_id": id, "contact_type_id": phone, "contact_view": "+7 (900) 000-00-00"}
	s.table("client_user_contact_edit", operands{"client_user_id": id, "contact_type_id": phone, "contact_view": "+7 (900) 000-00-00"}, contact)
	s.table("client_user_contact_read", operands{"client_user_id": id, "contact_type_id": phone}, contact)
	s.table("client_user_delete", operands{"client_user_id": id}, user.with(row{"client_user_del": true}))
	s.table("client_user_read", operands{"client_user_id": id, "include_deleted": false})
	s.table("client_user_delete", operands{"client_user_id": id}, user)
}

func customerAgents(t *testing.T, s *session) {
	s.records("agent_user_read", operands{"client_id": romashka, "agent_user_activity": true},
		withType(sample(t, "agent_user", is("client_id", romashka), is("agent_user_activity", true)))...)
	added := s.rows("agent_user_add", operands{"agent_user_password": 123456, "client_user_id": pugovkin})
	s.isLen(added, 1)
	id, number := added[0]["agent_user_id"], added[0]["agent_user_number"]
	agent := row{"agent_user_id": id, "agent_user_number": number, "agent_type": int64(2), "agent_user_password": "123456",
		"client_id": romashka, "agent_user_activity": true, "client_user_id": pugovkin}
	s.equal(s.shown("agent_user_add", agent), added[0])
	agent = agent.with(row{"client_user_id": stoletov})
	s.table("agent_user_edit", operands{"agent_user_id": id, "agent_user_password": nil, "client_user_id": stoletov}, agent)
	s.table("agent_user_delete", operands{"agent_user_id": id})
	s.table("agent_user_delete", operands{"agent_user_id": id}, agent)
}

// withType gives agents the type that the registers leave out.
func withType(agents []record) []record {
	for _, agent := range agents {
		agent["agent_type"] = json.Number("2")
	}
	return agents
}
