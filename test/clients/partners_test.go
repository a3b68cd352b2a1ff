package clients

import "testing"

// lists reads what is the same for everybody: numbers and texts.
func lists(t *testing.T, s *session) {
	s.records("contact_type_read", nil, sample(t, "contact_type")...)
	s.records("role_read", nil, sample(t, "role")...)
	for name, texts := range map[string][]string{
		"call_status_type": {"Успех", "НеБылоДоступныхИлиСвободныхСпециалистов", "ПользовательНеВзялТрубку", "СпециалистНеВзялТрубку",
			"СпециалистОтменилВызов", "СпециалистОтклонилВызов", "ПользовательОтклонилВызов", "ПользовательОтменилВызов"},
		"remote_status_type": {"Не инициировано", "TeamViewer", "Основное средство"},
		"remote_access_type": {"", "TeamViewer", "Основное средство"}, // begins with 1
		"pay_method_type": {"Пустое значение", "Оплата взимается сразу до конца действия договора ИТС", "Оплата взимается ежемесячно",
			"Оплата за 6 месяцев", "Оплата за 12 месяцев"},
	} {
		var want []row
		for id, text := range texts {
			if text != "" {
				want = append(want, row{name + "_id": int64(id), name + "_name": text})
			}
		}
		s.table(name+"_read", nil, want...)
	}
	s.records("region_read", operands{"region_id": urals}, sample(t, "region", is("region_id", urals))...)
}

func partners(t *testing.T, s *session) {
	s.records("partner_read", nil, sample(t, "partner", is("partner_id", demo))...)
	s.records("partner_read", operands{"partner_id": sova}, sample(t, "partner", is("partner_id", sova))...)
	s.table("partner_role_read", nil, row{"partner_id": demo, "role_id": "1"}, row{"partner_id": demo, "role_id": "2"}, row{"partner_id": demo, "role_id": "3"})
	s.table("partner_region_read", nil, row{"partner_id": demo, "region_id": moscowRegion}, row{"partner_id": demo, "region_id": urals}, row{"partner_id": demo, "region_id": siberia})

	ours := is("partner_id", demo)
	s.records("partner_contact_read", operands{"partner_id": nil, "region_id": urals, "contact_type_id": ""},
		sample(t, "partner_contact", ours, is("region_id", urals))...)
	s.table("partner_contact_read", operands{"region_id": rigaRegion}) // not ours: an empty table (S12)
	edit := operands{"region_id": urals, "contact_type_id": site, "contact_view": "https://ural.example/?a=1&b=<2>"}
	edited := row{"partner_id": demo, "region_id": urals, "contact_type_id": site, "contact_view": "https://ural.example/?a=1&b=<2>"}
	s.table("partner_contact_edit", edit, edited)
	edit["contact_view"] = nil // stores "" (S12)
	s.table("partner_contact_edit", edit, edited.with(row{"contact_view": ""}))

	s.table("partner_vendor_read", nil) // demo exports nothing
	vendor := s.as("vendor", "vendor-demo")
	vendor.records("partner_vendor_read", operands{"service_id": retail},
		sample(t, "partner", func(r record) bool { return r.text("partner_id") != sova })...)
	served := map[string]bool{}
	for _, service := range sample(t, "service", is("service_type_id", retail), is("sale_partner_id", demo), s.notEnded) {
		served[service.text("client_id")] = true
	}
	vendor.records("client_vendor_read", operands{"service_type_id": retail, "partner_id": demo},
		sample(t, "client", ours, func(r record) bool { return served[r.text("client_id")] })...)
}

func partnerUsers(t *testing.T, s *session) {
	ours := is("partner_id", demo)
	s.records("partner_user_read", nil, sample(t, "partner_user", ours, is("partner_user_del", false))...)
	s.records("partner_user_read_with_birthday", operands{"include_deleted": true}, sample(t, "partner_user", ours)...)

	user := s.made("partner_user_add",
		operands{"partner_user_name": "Ёлка", "partner_user_family_name": "О'Нил <&> \"Ко\"", "partner_user_father_name": nil},
		row{"partner_id": demo, "partner_user_name": "Ёлка", "partner_user_family_name": "О'Нил <&> \"Ко\"", "partner_user_father_name": "", "partner_user_del": false})
	id := user["partner_user_id"]
	s.table("partner_user_edit", operands{"partner_user_id": id, "partner_user_name": nil, "partner_user_family_name": "", "partner_user_father_name": "Ивановна"},
		user.with(row{"partner_user_family_name": "", "partner_user_father_name": "Ивановна"}))
	s.isTrue(s.flag("partner_user_set_birthday", operands{"partner_user_id": id, "birthday": moment("2001-02-28T00:00:00")}))
	s.table("partner_user_read_with_birthday", operands{"partner_user_id": id},
		user.with(row{"partner_user_family_name": "", "partner_user_father_name": "Ивановна", "partner_user_birthday": moment("2001-02-28T00:00:00")}))

	s.table("partner_user_contact_edit", operands{"partner_user_id": id, "contact_type_id": email, "contact_view": "elka@example.org"},
		row{"partner_user_id": id, "contact_type_id": email, "contact_view": "elka@example.org"})
	s.table("partner_user_contact_read", operands{"partner_user_id": id, "contact_type_id": phone})
	s.table("partner_user_contact_read", operands{"partner_user_id": id, "contact_type_id": nil},
		row{"partner_user_id": id, "contact_type_id": email, "contact_view": "elka@example.org"})
	deleted := user.with(row{"partner_user_family_name": "", "partner_user_father_name": "Ивановна", "partner_user_del": true})
	s.table("partner_user_delete", operands{"partner_user_id": id}, deleted)
	s.table("partner_user_delete", operands{"partner_user_id": id}, deleted.with(row{"partner_user_del": false}))
}

func partnerAgents(t *testing.T, s *session) {
	ours, agents := is("partner_id", demo), "agent_partner_read"
	s.records(agents, nil, sample(t, "agent_partner", ours)...)
	s.records(agents, operands{"agent_partner_activity": true}, sample(t, "agent_partner", ours, is("agent_partner_activity", true))...)
	s.records(agents, operands{"agent_partner_activity": false}, sample(t, "agent_partner", ours, is("agent_partner_activity", false))...)

	added := s.rows("agent_partner_add", operands{"agent_partner_password": nil, "partner_user_id": zhernakov})
	s.isLen(added, 1)
	s.isLen([]rune(added[0]["agent_partner_password"].(string)), 12) // generated (S10)
	id, number := added[0]["agent_partner_id"], added[0]["agent_partner_number"]
	s.hasPrefix(number, "271828")
	agent := row{"agent_partner_id": id, "agent_partner_number": number, "agent_type": int64(1), "agent_partner_password": "П@роль & <1>",
		"partner_id": demo, "agent_partner_activity": true, "partner_user_id": kolchugina}
	s.table("agent_partner_edit", operands{"agent_partner_id": id, "agent_partner_password": "П@роль & <1>", "agent_partner_activity": false, "partner_user_id": kolchugina}, agent)
	s.table("agent_partner_delete", operands{"agent_partner_id": id}) // an empty table (S9)
	s.table(agents, operands{"agent_partner_id": id}, agent.with(row{"agent_partner_activity": false}))
	s.table("agent_partner_delete", operands{"agent_partner_id": id}, agent)
}
