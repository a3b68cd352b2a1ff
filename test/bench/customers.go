package main

import (
	"encoding/json"
	"fmt"
	"io"
)

// The registers of USERSIDE that each partner has.
const (
	houses   = 50
	units    = 10 // streets, of several houses each
	billings = 3
	marks    = 20
	devices  = 40
)

// writeUserside gives a partner's clients what USERSIDE knows of a customer.
func writeUserside(w io.Writer, partner, customers int) {
	lines := json.NewEncoder(w)
	write := func(line map[string]any) {
		if err := lines.Encode(line); err != nil {
			panic(err) // of the value alone; the writer keeps its errors till the end
		}
	}
	owner, manager := partnerID(partner), id('f', partner)
	for n := range houses {
		write(map[string]any{"kind": "house", "house_id": n + 1, "partner_id": owner, "house_name": fmt.Sprintf("ул. Ленина, %d", n+1), "address_unit_id": n%units + 1})
	}
	for kind, has := range map[string]int{"billing": billings, "mark": marks, "device": devices, "customer_group": 1} {
		for n := range has {
			write(map[string]any{"kind": kind, kind + "_id": n + 1, "partner_id": owner, kind + "_name": fmt.Sprintf("№ %d", n+1)})
		}
	}
	write(map[string]any{"kind": "partner_user", "partner_user_id": manager, "partner_id": owner, "partner_user_name": "Иван", "partner_user_family_name": "Иванов",
		"partner_user_father_name": nil, "partner_user_birthday": nil, "partner_user_del": false})
	for c := range customers {
		line := customerData(c)
		line["client_id"] = clientID(partner, c)
		if c%4 != 0 {
			line["manager_id"] = manager
		}
		write(line)
		write(map[string]any{"kind": "commutation", "client_id": clientID(partner, c), "device_id": c%devices + 1, "port": c/devices + 1})
	}
}

// customerData is what USERSIDE knows of the c-th customer of a partner.
func customerData(c int) map[string]any {
	return map[string]any{
		"kind": "customer_data", "comment": "Вход со двора", "flag_corporate": c%10 == 0, "login": fmt.Sprintf("user%d", c), "email": fmt.Sprintf("user%d@example.com", c),
		"billing_id": c%billings + 1, "billing_customer_id": fmt.Sprint(c), "account_number": accountOf(c), "agreement_number": fmt.Sprint(100000 + c), "agreement_date": "2024-01-15",
		"phone0": fmt.Sprintf("+7 (903) %07d", c), "phone1": fmt.Sprintf("8 495 %07d", c), "group_id": 1,
		"house_id": c%houses + 1, "apartment_number": apartmentOf(c), "entrance": "2", "floor": "5", "date_connect": fmt.Sprintf("20%02d-%02d-%02d", c%24, c%12+1, c%28+1),
		"ips":   []any{map[string]any{"ip": fmt.Sprintf("10.%d.%d.%d", c>>16, c>>8&255, c&255), "mac": fmt.Sprintf("00:11:22:%02x:%02x:%02x", c>>16, c>>8&255, c&255)}},
		"marks": []int{c%marks + 1}, "opening_balance": fmt.Sprintf("%d.50", c%2000-500),
	}
}

func accountOf(c int) string   { return fmt.Sprintf("%07d", c) }
func apartmentOf(c int) string { return fmt.Sprint(c%100 + 1) }
