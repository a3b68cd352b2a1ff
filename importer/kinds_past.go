package importer

import "partnerapi/store"

// Registers of what happened to customers of USERSIDE before they came here.

var bookingKind = kind{
	name: "booking",
	keys: []key{
		{name: "booking_id", form: outsideForm, about: "booked once; the same again with other values is refused"},
		customerKey,
		{name: "time", form: timeForm},
		{name: "amount", form: moneyForm, filled: true},
		{name: "comment", form: textForm, optional: true, null: true},
		{name: "typer", form: textForm, optional: true, null: true, trimmed: true, about: "Typer of abon_hist; left out: that of any booking"},
	},
	put: func(tx *store.ImportTx, r *record) error {
		return tx.PutBooking(store.BookingEntry{
			ID: r.text("booking_id"), Client: r.found("client_id"), Time: r.time("time"), Amount: r.number("amount"),
			Comment: r.textIfGiven("comment"), Typer: r.textIfGiven("typer"),
		})
	},
}

var customerMessageKind = kind{
	name: "customer_message",
	keys: []key{
		{name: "message_id", form: outsideForm},
		customerKey,
		{name: "time", form: timeForm},
		{name: "direction", form: textForm, oneOf: []string{"in", "out"}, about: "in: from the customer"},
		{name: "employee_id", form: refForm, of: store.PartnerUsers, orNumber: store.PartnerUserNumbers, orZero: true, partnerOf: "client_id", optional: true, null: true, about: "who wrote to the customer"},
		{name: "text", form: textForm, limit: maxMessage, filled: true},
	},
	check: func(r *record) []Problem {
		if r.set("employee_id") && r.text("direction") == "in" {
			return []Problem{r.problem("employee_id", "goes with direction out: it is who wrote to the customer")}
		}
		return nil
	},
	put: func(tx *store.ImportTx, r *record) error {
		return tx.PutCustomerMessage(store.MessageEntry{
			ID: r.text("message_id"), Client: r.found("client_id"), Time: r.time("time"),
			NewMessage: store.NewMessage{Outgoing: r.text("direction") == "out", Employee: r.found("employee_id").ID, Text: r.text("text")},
		})
	},
}

var macHistoryKind = kind{
	name: "mac_history",
	keys: []key{
		customerKey,
		{name: "date_stop", form: timeForm, about: "until when the customer had it; the whole line is the key"},
		{name: "ip", form: ipForm, optional: true, null: true},
		{name: "mac", form: macForm},
	},
	put: func(tx *store.ImportTx, r *record) error {
		return tx.PutMACHistory(r.found("client_id"), store.MACStop{Stopped: r.time("date_stop"), Addr: r.value("ip").ipOrNil(), MAC: r.text("mac")})
	},
}

var customerServiceKind = kind{
	name: "customer_service",
	keys: []key{
		customerKey,
		{name: "service_id", form: refForm, of: store.ServiceTypes, orNumber: store.ServiceTypeNumbers, about: "a line of the partner's own or an exported one; with the client the key"},
		{name: "price", form: moneyForm, notNegative: true, optional: true, null: true, about: "null: 0"},
		{name: "comment", form: textForm, optional: true, null: true},
		{name: "date_add", form: timeForm, optional: true, null: true, about: "null or left out: a new one begins now"},
	},
	put: func(tx *store.ImportTx, r *record) error {
		return tx.PutCustomerService(store.CustomerServiceEntry{
			Client: r.found("client_id"), Line: r.found("service_id"), Price: r.amountIfGiven("price"), Comment: r.textIfGiven("comment"), Added: r.timeOrNil("date_add"),
		})
	},
}
