package invariants

import (
	"slices"
	"strings"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/money"
	"partnerapi/store"
)

// changeBalance books.
func (r *run) changeBalance() *did {
	p, id, _ := r.one()
	in := params{"customer_id": text(id), "amount": pick(r, "amount", "100", "-50.25", "+0.01", "0"), "comment": pick(r, "comment", "Оплата", "Скидка", "")}
	r.maybe(in, "request_id", "r1", "r2")
	r.maybe(in, "employee_id", text(p.clerk), "999")
	return r.books(p, in, pick(r, "window", false, true))
}

// bookAgain sends what was booked before, or all of it but for one value.
func (r *run) bookAgain() *did {
	p := r.partner()
	rows := r.before.where("ledger", row{"partner": p.id})
	if len(rows) == 0 {
		return r.changeBalance()
	}
	l := rows[pick(r, "entry", indexes(rows)...)]
	in := params{"customer_id": text(r.before.number(l.int("first_client"))), "amount": string(money.Append(nil, l.int("amount"))), "comment": l.text("comment")}
	if request := l.text("request_id"); request != "" {
		in["request_id"] = request
	}
	if employee := r.before.employee(l); employee != "" {
		in["employee_id"] = employee
	}
	switch other := pick(r, "other", "", "", "customer_id", "amount", "comment", "employee_id", "request_id", "no request_id"); other {
	case "":
	case "customer_id":
		in[other] = text(r.someone(p, "customer"))
	case "no request_id":
		delete(in, "request_id")
	default:
		delete(in, other)
		if value := map[string]string{"amount": "7", "comment": "другое", "request_id": "r3"}[other]; value != "" {
			in[other] = value
		}
	}
	return r.books(p, in, pick(r, "window", l.int("api_key") == p.keys[1], false, true))
}

// books sends a booking with one of the partner's keys.
func (r *run) books(p *partner, in params, window bool) *did {
	id, request, employee, key := number(in["customer_id"]), in["request_id"], in["employee_id"], p.keys[0]
	c := r.before.customer(p, id)
	if window {
		in["key"], key = p.window, p.keys[1]
	}
	amount, _ := money.Parse(in["amount"])
	booked, same := r.before.request(p, request, id, amount, in["comment"], employee)
	a := r.act(p, "change_balance", in)
	if booked {
		return r.answers(p, a.status, when(amount == 0 || in["comment"] == "", 400), when(!same, 409))
	}
	// Whoever was booked for is the same customer after a merge.
	repeated := window && request == "" && slices.ContainsFunc(r.before.where("ledger", row{"partner": p.id, "client": r.before.survivor(p, id)["id"], "api_key": key, "amount": amount, "comment": in["comment"], "request_id": nil}),
		func(l row) bool { return r.before.employee(l) == employee })
	d := r.answers(p, a.status, when(amount == 0 || in["comment"] == "", 400), when(c == nil && !repeated, 404), when(employee == "999", 404))
	if d.refused || repeated {
		return d
	}
	d.booked = []int64{amount}
	d.touching(id, "balance", "date_positive_balance")
	d.then = func(is *require.Assertions, s snapshot) {
		l := s["ledger"][len(s["ledger"])-1]
		for _, one := range s["ledger"] {
			if one.int("id") > l.int("id") {
				l = one
			}
		}
		is.Equal([]any{c["id"], c["id"], amount, in["comment"], employee, key, request}, []any{l["client"], l["first_client"], l["amount"], l["comment"], s.employee(l), l["api_key"], l.text("request_id")})
	}
	return d
}

// request says whether a request_id has booked, and whether those values.
func (s snapshot) request(p *partner, request string, customer, amount int64, comment, employee string) (booked, same bool) {
	if request == "" {
		return false, false
	}
	for _, l := range s.where("ledger", row{"partner": p.id, "request_id": request}) {
		return true, s.survivor(p, customer)["id"] == l["client"] && l.int("amount") == amount && l.text("comment") == comment && s.employee(l) == employee
	}
	return false, false
}

// employee is the number of who booked, "" for nobody.
func (s snapshot) employee(l row) string {
	if l["employee"] == nil {
		return ""
	}
	return s.where("employee", row{"id": l["employee"]})[0].text("number")
}

var addresses = []string{"10.0.0.1", "10.0.0.2", "10.0.0.130", "10.0.1.1"}

const (
	macOne = "00:11:22:33:44:55"
	macTwo = "0011.2233.4466"
)

// inSubnet says whether an address lies in a subnet of a partner's customer other
// than that of a key.
func (s snapshot) inSubnet(p *partner, client int64, ip store.IPv4) bool {
	return slices.ContainsFunc(s.where("customer_subnet", row{"partner": p.id}), func(n row) bool {
		return n.int("client") != client && n.int("first") <= int64(ip) && int64(ip) <= n.int("last")
	})
}

func (r *run) addIP() *did {
	p, id, c := r.one()
	in := params{"customer_id": text(id), "value": pick(r, "value", append([]string{"-1"}, addresses...)...)}
	mac := r.maybe(in, "mac", macOne, macTwo)
	ip, dotted := store.ParseIPv4(in["value"])
	taken := dotted && r.before.where("customer_ip", row{"partner": p.id, "ip": int64(ip)}) != nil
	a := r.act(p, "ip_add", in)
	return r.answers(p, a.status, when(!dotted && mac == "", 400), when(c == nil, 404), when(taken, 409), when(dotted && r.before.inSubnet(p, c.int("id"), ip), 409)).touching(id, "ip_mac")
}

func (r *run) deleteIP() *did {
	p, id, c := r.one()
	value := pick(r, "value", append([]string{"all", "-1"}, addresses...)...)
	ip, dotted := store.ParseIPv4(value)
	has := r.before.where("customer_ip", row{"partner": p.id, "client": c["id"], "ip": int64(ip)}) != nil
	a := r.act(p, "ip_delete", params{"customer_id": text(id), "value": value})
	d := r.answers(p, a.status, when(c == nil, 404), when(dotted && !has, 404)).touching(id, "ip_mac")
	d.then = func(is *require.Assertions, s snapshot) {
		gone := len(r.before["customer_ip"]) - len(s["customer_ip"])
		withoutMAC := 0
		for _, was := range r.before["customer_ip"] {
			if was["mac"] == nil && !slices.ContainsFunc(s["customer_ip"], func(is row) bool { return is["id"] == was["id"] }) {
				withoutMAC++
			}
		}
		is.Equal(len(r.before["mac_history"])+gone-withoutMAC, len(s["mac_history"]), "what goes leaves its MAC address")
	}
	return d
}

func (r *run) addSubnet() *did {
	p, id, c := r.one()
	first, length, _ := strings.Cut(pick(r, "subnet", "10.0.0.0/24", "10.0.0.128/25", "10.0.0.0/31", "10.0.1.0/24", "10.0.0.2/32", "10.0.0.1/32", "10.0.0.1/24", "10.0.0.0/23"), "/")
	ip, _ := store.ParseIPv4(first)
	net, ok := store.NewSubnet(ip, int(number(length)))
	overlaps := slices.ContainsFunc(r.before.where("customer_subnet", row{"partner": p.id}), func(n row) bool {
		return n.int("first") <= int64(net.Last) && int64(net.First) <= n.int("last")
	}) || slices.ContainsFunc(r.before.where("customer_ip", row{"partner": p.id}), func(one row) bool {
		return one["ip"] != nil && one["client"] != c["id"] && net.Has(store.IPv4(one.int("ip")))
	})
	a := r.act(p, "ip_subnet_add", params{"customer_id": text(id), "ip": first, "subnet": pick(r, "as", length, "/"+length)})
	return r.answers(p, a.status, when(!ok, 400), when(c == nil, 404), when(overlaps, 409)).touching(id, "ip_mac")
}

func (r *run) deleteSubnet() *did {
	p, id, c := r.one()
	first := pick(r, "ip", "10.0.0.0", "10.0.0.128", "10.0.1.0", "10.0.0.2", "10.0.0.1")
	ip, _ := store.ParseIPv4(first)
	has := r.before.where("customer_subnet", row{"partner": p.id, "client": c["id"], "first": int64(ip)}) != nil
	a := r.act(p, "ip_subnet_delete", params{"customer_id": text(id), "ip": first})
	return r.answers(p, a.status, when(c == nil || !has, 404)).touching(id, "ip_mac")
}

func (r *run) setMAC() *did {
	p, in := r.partner(), params{"ip": pick(r, "ip", addresses...), "mac": pick(r, "mac", macOne, macTwo)}
	ip, _ := store.ParseIPv4(in["ip"])
	stands := r.before.where("customer_ip", row{"partner": p.id, "ip": int64(ip)})
	a := r.act(p, "set_mac_by_ip", in)
	d := r.answers(p, a.status, when(stands == nil, 404))
	if d.refused {
		return d
	}
	d.then = func(is *require.Assertions, s snapshot) {
		mac, _ := store.ParseMAC(in["mac"])
		is.Equal(mac, s.where("customer_ip", row{"id": stands[0]["id"]})[0]["mac"])
		stopped := 0
		if before := stands[0].text("mac"); before != "" && before != mac {
			stopped = 1
		}
		is.Len(s["mac_history"], len(r.before["mac_history"])+stopped)
	}
	return d.touching(r.before.number(stands[0].int("client")), "ip_mac")
}

func (r *run) addMark() *did    { return r.mark("mark_add", 1) }
func (r *run) deleteMark() *did { return r.mark("mark_delete", 0) }

func (r *run) mark(action string, left int) *did {
	p, id, c := r.one()
	mark := pick[int64](r, "mark_id", 1, 2, 9)
	a := r.act(p, action, params{"customer_id": text(id), "mark_id": text(mark)})
	d := r.answers(p, a.status, when(c == nil || mark == 9, 404)).touching(id, "mark")
	d.then = func(is *require.Assertions, s snapshot) {
		is.Len(s.where("customer_mark", row{"client": c["id"], "mark": mark}), left)
	}
	return d
}

func (r *run) addMessage() *did {
	p, id, c := r.one()
	a := r.act(p, "msg_add", params{"customer_id": text(id), "text": "Привет", "is_arc": pick(r, "is_arc", "0", "1")})
	return r.wrote(r.answers(p, a.status, when(c == nil, 404)), c, a, "")
}

func (r *run) addMessageToCustomer() *did {
	p, id, c := r.one()
	employee := pick(r, "employee_id", text(p.clerk), "999")
	a := r.act(p, "msg_add_to_customer", params{"customer_id": text(id), "text": "Здравствуйте", "employee_id": employee})
	return r.wrote(r.answers(p, a.status, when(c == nil || employee == "999", 404)), c, a, employee)
}

// wrote expects the message of an answer.
func (r *run) wrote(d *did, c row, a answer, employee string) *did {
	d.then = func(is *require.Assertions, s snapshot) {
		messages := s.where("customer_message", row{"id": number(string(a.ID)), "client": c["id"]})
		is.Len(messages, 1)
		is.Equal(employee, s.employee(messages[0]))
		is.Len(s["customer_message"], len(r.before["customer_message"])+1)
	}
	return d
}

func (r *run) addService() *did {
	p, id, c := r.one()
	in := params{"customer_id": text(id), "service_id": pick(r, "service_id", "11", "12", "13", "14", "16")}
	r.maybe(in, "price", "10.50")
	a := r.act(p, "service_add", in)
	return r.answers(p, a.status, when(c == nil || !slices.Contains(p.tariffs, number(in["service_id"])), 404), when(r.attached(c, in["service_id"]), 409)).touching(id, "service")
}

func (r *run) removeService() *did {
	p, id, c := r.one()
	service := pick(r, "service_id", "11", "13", "14", "16")
	a := r.act(p, "service_remove", params{"customer_id": text(id), "service_id": service})
	return r.answers(p, a.status, when(c == nil || !r.attached(c, service), 404)).touching(id, "service")
}

// attached says whether a customer has a service, by the line's number.
func (r *run) attached(c row, service string) bool {
	return slices.ContainsFunc(r.before.where("customer_service", row{"client": c["id"]}), func(s row) bool { return r.before.tariff(s["service_type"]) == number(service) })
}
