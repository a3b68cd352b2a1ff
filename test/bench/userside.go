package main

import (
	"net/url"
	"strconv"
	"strings"
)

const formKind = "application/x-www-form-urlencoded"

// callsUserside are the calls of USERSIDE, with the keys of a small partner and of
// the big one, as clients send them: reads by GET, writes as forms.
func callsUserside(small, big string) []body {
	book := url.Values{"customer_id": {number(1, 7)}, "amount": {"-0.01"}, "comment": {"Абонентская плата за услуги связи"}}
	once := action(small, "change_balance", book) + "&request_id={once}"
	return []body{
		{name: "get_data_1", gate: 0.40, path: usersidePath, query: action(small, "get_data", url.Values{"customer_id": {number(1, 7)}})},
		{name: "get_data_100", gate: 0.15, path: usersidePath, query: action(big, "get_data", url.Values{"customer_id": {hundred()}})},
		{name: "change_balance", gate: 0.12, path: usersidePath, kind: formKind, request: []byte(action(small, "change_balance", book))},
		{name: "change_balance_request_id", path: usersidePath, kind: formKind, request: []byte(once), once: true},
	}
}

// action is a call as a query or a form.
func action(key, name string, parameters url.Values) string {
	return url.Values{"key": {key}, "cat": {"customer"}, "action": {name}}.Encode() + "&" + parameters.Encode()
}

func number(partner, n int) string { return strconv.Itoa(clientNumber(partner, n)) }

// hundred are the customers of the big partner that get_data is asked for.
func hundred() string {
	var list []string
	for n := range 100 {
		list = append(list, number(partners+1, n))
	}
	return strings.Join(list, ",")
}

// sell gives the customers that get_data is asked for a tariff and a service.
func (p *process) sell(small, big string) error {
	for _, seller := range []struct{ key, line, customers string }{{small, "1", number(1, 7)}, {big, "2", hundred()}} {
		for customer := range strings.SplitSeq(seller.customers, ",") {
			for _, query := range []string{
				action(seller.key, "tarif_change", url.Values{"customer_id": {customer}, "tarif": {seller.line}}),
				action(seller.key, "service_add", url.Values{"customer_id": {customer}, "service_id": {seller.line}, "price": {"150.50"}}),
			} {
				if _, err := p.ask(body{name: "sell", path: usersidePath, query: query}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
