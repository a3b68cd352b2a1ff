package main

import (
	"fmt"
	"io"
	"net/url"
	"path/filepath"
)

// searchName begins the names of the searches. They have registers of their own,
// which take minutes to import and are made when searches are asked for.
const searchName = "get_customers_id"

// A million customers.
const eachHas = 5000

// searches are the conditions of get_customers_id, each with a value that finds
// some.
var searches = []struct{ name, value string }{
	{"account_number", accountOf(1234)}, {"address_unit_id", "3"}, {"appartment", apartmentOf(42)}, {"balance_from", "1499"}, {"balance_to", "-499"},
	{"billing_id", "2"}, {"billing_uuid", "1234"}, {"date_connect_from", "2023-12-01"}, {"date_connect_to", "2000-02-01"}, {"dependence_device_id", "7"},
	{"house_id", "7"}, {"is_corporate", "1"}, {"is_ex", "0"}, {"manager_id", "0"}, {"mark_id", "7"}, {"name", "Клиент 1234 ООО"},
	{"state_id", "2"}, {"tariff_id", "100"},
}

// prepareSearch is prepare for the searches.
func prepareSearch(dir, _ string) (s servers, bodies []body, err error) {
	s.ours = map[site]*process{}
	program, err := buildBoth(dir)
	if err != nil {
		return s, nil, err
	}
	data := filepath.Join(dir, "million")
	if err := program.fill(dataDirectory(data), data+".jsonl", writeMillion); err != nil {
		return s, nil, err
	}
	key, err := output(program.ours, "key", "add", "--data", data, "--partner", partnerID(100))
	if err != nil {
		return s, nil, err
	}
	if err := s.serve(million, program.ours, dir, dataDirectory(data)); err != nil {
		return s, nil, err
	}
	add := func(name string, parameters url.Values) {
		bodies = append(bodies, body{name: searchName + "_" + name, path: usersidePath, at: million, query: action(key, searchName, parameters)})
	}
	for _, c := range searches {
		add(c.name, url.Values{c.name: {c.value}})
	}
	for name, part := range map[string]string{"name": "нт 1234 о", "account_number": "1234", "appartment": "42"} {
		add("like_"+name, url.Values{"is_like": {"1"}, name: {part}})
	}
	return s, bodies, s.answer(dir, program.bare, bodies)
}

func writeMillion(w io.Writer) {
	writeRegions(w)
	for p := range partners {
		writeLine(w, p+1, p+1)
		writePartner(w, p+1, fmt.Sprintf("p%d", p+1), eachHas, 0, p+1)
	}
}
