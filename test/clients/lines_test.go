package clients

import (
	"testing"
	"time"
)

func lines(t *testing.T, s *session) {
	ours := is("partner_id", demo)
	s.records("service_type_read", operands{"partner_id": demo}, sample(t, "service_type", ours, is("service_type_del", false))...)
	line := s.made("service_type_add", operands{"service_type_name": "Линия <&>", "service_type_full_name": "Линия для пробы"},
		row{"service_type_name": "Линия <&>", "service_type_full_name": "Линия для пробы", "partner_id": demo, "service_type_del": false})
	id := line["service_type_id"]
	line = line.with(row{"service_type_name": "Линия 2"})
	s.table("service_type_edit", operands{"service_type_id": id, "service_type_name": "Линия 2", "service_type_full_name": nil}, line)

	contract := is("contract_id", "24e59964-eeb8-4121-8a97-ba3cd9625f65")
	s.records("contract_read", nil, sample(t, "contract", ours)...)
	s.records("contract_read", operands{"contract_start_date": moment("2013-01-01T00:00:00"), "contract_end_date": moment("2029-12-31T00:00:00"), "role_id": "1"},
		sample(t, "contract", contract)...)
	if !s.noEmptyDate { // what has no end (T2)
		s.records("contract_read", operands{"contract_end_date": noDate}, sample(t, "contract", ours, is("contract_end_date", "0001-01-01"))...)
	}
	selling, serving := "0bbdb3d1-5974-4aaf-94b9-b7f848fb9140", "835c0f51-c935-4b71-aa61-1f447d180c31"
	s.records("contract_service_read", operands{"contract_id": selling}, sample(t, "contract_service", is("contract_id", selling))...)
	permission := row{"contract_id": serving, "service_type_id": id, "contract_service_start_date": moment("2024-02-29T00:00:00"), "contract_service_end_date": noDate}
	s.table("contract_service_add", operands{"service_type_id": id, "contract_service_start_date": moment("2024-02-29T00:00:00")}, permission)
	s.table("contract_service_read", operands{"service_type_id": id, "contract_service_start_date": moment("2024-02-28T00:00:00")})

	s.records("competence_read", operands{"agent_partner_id": kolchuginaAgent}, sample(t, "competence", is("agent_partner_id", kolchuginaAgent))...)
	competence := s.made("competence_add", operands{"agent_partner_id": kolchuginaAgent, "service_type_id": id, "prioritet": nil},
		row{"agent_partner_id": kolchuginaAgent, "service_type_id": id, "prioritet": int64(3)})
	s.table("competence_read", operands{"service_type_id": id, "prioritet": 3}, competence)
	s.table("competence_read", operands{"service_type_id": id, "prioritet": 0})
	s.table("competence_stop", operands{"competence_id": competence["competence_id"]})

	s.table("contract_service_delete", operands{"service_type_id": id})
	s.table("service_type_delete", operands{"service_type_id": id}, line.with(row{"service_type_del": true}))
}

// notEnded matches what has no end or one that is to come.
func (s *session) notEnded(r record) bool {
	end := r.text("service_end_date")
	return end == "0001-01-01" || end >= time.Now().In(moscow(s.T)).Format("2006-01-02")
}

func services(t *testing.T, s *session) {
	s.records("service_read", operands{"client_id": romashka}, sample(t, "service", is("client_id", romashka), s.notEnded)...)
	s.table("service_read", operands{"client_id": romashka, "service_start_date": moment("2001-01-01T00:00:00")})

	end := moment("2999-12-31T00:00:00")
	service := s.made("service_add", operands{"client_id": romashka, "service_partner_id": demo, "service_start_date": moment("2024-03-01T00:00:00"),
		"service_end_date": end, "agent_user_id": pugovkinAgent, "service_type_id": accounting},
		row{"sale_partner_id": demo, "client_id": romashka, "service_partner_id": demo, "service_start_date": moment("2024-03-01T00:00:00"),
			"service_end_date": end, "agent_user_id": pugovkinAgent, "service_type_id": accounting})
	id := service["service_id"]
	service = service.with(row{"service_start_date": moment("2024-04-01T00:00:00")})
	s.table("service_edit", operands{"service_id": id, "service_start_date": moment("2024-04-01T00:00:00"), "service_end_date": nil}, service)
	s.equal(s.null, s.tap.wire(s.T, "service_end_date"))
	if !s.noEmptyDate {
		service = service.with(row{"service_end_date": noDate})
		s.table("service_edit", operands{"service_id": id, "service_end_date": noDate}, service) // clears it (S25)
	}
	s.table("service_read", operands{"service_id": id}, service)
	s.table("service_stop", operands{"service_id": id})
	s.table("service_read", operands{"service_id": id})
}
