package importer

import "partnerapi/store"

// Registers of what happened.

var duration = key{name: "duration", form: numberForm, null: true, max: store.MaxNumber, about: "seconds"}

var callKind = kind{
	name: "call",
	keys: []key{
		{name: "call_id", form: uuidForm},
		{name: "time", form: timeForm},
		duration,
		{name: "partner_id", form: refForm, of: store.Partners},
		{name: "client_id", form: refForm, of: store.Clients, null: true},
		{name: "src_agent_id", form: refForm, of: store.Agents, null: true},
		{name: "dst_agent_id", form: refForm, of: store.Agents, null: true},
		{name: "service_type_id", form: refForm, of: store.ServiceTypes, null: true},
		{name: "call_status_id", form: numberForm, null: true, max: 7},
		{name: "remote_status_id", form: numberForm, null: true, max: 2},
		{name: "URL_call_record", form: textForm, null: true},
	},
	put: func(tx *store.ImportTx, r *record) error {
		return tx.PutCall(store.CallEntry{
			UUID: r.text("call_id"), Time: r.time("time"), Duration: r.numberOrNil("duration"), Partner: r.found("partner_id").ID,
			Client: r.idOrNil("client_id"), Source: r.idOrNil("src_agent_id"), Destination: r.idOrNil("dst_agent_id"),
			ServiceType: r.idOrNil("service_type_id"), CallStatus: r.numberOrNil("call_status_id"),
			RemoteStatus: r.numberOrNil("remote_status_id"), RecordURL: r.text("URL_call_record"),
		})
	},
}

var remoteSessionKind = kind{
	name: "remote_session",
	keys: []key{
		{name: "session_id", form: uuidForm},
		{name: "time", form: timeForm},
		duration,
		{name: "partner_id", form: refForm, of: store.Partners},
		{name: "client_id", form: refForm, of: store.Clients, null: true},
		{name: "server_agent_id", form: refForm, of: store.Agents, null: true},
		{name: "dst_agent_id", form: refForm, of: store.Agents, null: true},
		{name: "service_type_id", form: refForm, of: store.ServiceTypes, null: true},
		{name: "remote_access_result_id", form: numberForm, null: true, max: 1},
		{name: "remote_access_type_id", form: numberForm, null: true, min: 1, max: 2},
	},
	put: func(tx *store.ImportTx, r *record) error {
		return tx.PutRemoteSession(store.RemoteSessionEntry{
			UUID: r.text("session_id"), Time: r.time("time"), Duration: r.numberOrNil("duration"), Partner: r.found("partner_id").ID,
			Client: r.idOrNil("client_id"), Server: r.idOrNil("server_agent_id"), Destination: r.idOrNil("dst_agent_id"),
			ServiceType: r.idOrNil("service_type_id"), Result: r.numberOrNil("remote_access_result_id"), Type: r.numberOrNil("remote_access_type_id"),
		})
	},
}

var sipCallKind = kind{
	name: "sip_call",
	keys: []key{
		{name: "call_id", form: uuidForm},
		{name: "partner_id", form: refForm, of: store.Partners},
		{name: "time", form: timeForm},
		duration,
		{name: "duration_after_answer", form: numberForm, null: true, max: store.MaxNumber, about: "seconds"},
		{name: "agent_id", form: refForm, of: store.Agents, null: true},
		{name: "abonent", form: textForm, null: true},
		{name: "incoming", form: flagForm},
		{name: "sip_call_status_id", form: numberForm, null: true, max: 2},
	},
	put: func(tx *store.ImportTx, r *record) error {
		return tx.PutSIPCall(store.SIPCallEntry{
			UUID: r.text("call_id"), Partner: r.found("partner_id").ID, Time: r.time("time"), Duration: r.numberOrNil("duration"),
			AfterAnswer: r.numberOrNil("duration_after_answer"), Agent: r.idOrNil("agent_id"), Abonent: r.text("abonent"),
			Incoming: r.flag("incoming"), Status: r.numberOrNil("sip_call_status_id"),
		})
	},
}

// maxMessage is the longest chat message, in characters. No operation takes one, so the limit
// of operands (T4) does not apply.
const maxMessage = 100000

var chatMessageKind = kind{
	name: "chat_message",
	keys: []key{
		{name: "message_id", form: uuidForm},
		{name: "partner_id", form: refForm, of: store.Partners},
		{name: "time", form: timeForm},
		{name: "author_name", form: textForm, null: true},
		{name: "text", form: textForm, null: true, limit: maxMessage},
		{name: "service_type_id", form: refForm, of: store.ServiceTypes, optional: true, null: true, about: "with client_user_id: a chat of a line"},
		{name: "client_user_id", form: refForm, of: store.ClientUsers, optional: true, null: true},
		{name: "colleague1_id", form: refForm, of: store.Employees, optional: true, null: true, about: "with colleague2_id: a chat between employees"},
		{name: "colleague2_id", form: refForm, of: store.Employees, optional: true, null: true},
		{name: "session_start", form: timeForm, optional: true, null: true, about: "of the message's session, not after `time`; null: not known, periods count `time`"},
	},
	check: checkChat,
	put: func(tx *store.ImportTx, r *record) error {
		m := store.ChatMessageEntry{
			UUID: r.text("message_id"), Partner: r.found("partner_id").ID, Time: r.time("time"), Author: r.text("author_name"), Text: r.text("text"),
			ServiceType: r.idOrNil("service_type_id"), Employee1: r.found("client_user_id").ID, Employee2: r.idOrNil("colleague2_id"),
			SessionStart: r.change("session_start"),
		}
		if m.ServiceType == nil {
			m.Employee1 = r.found("colleague1_id").ID
		}
		return tx.PutChatMessage(m)
	},
}

// checkChat requires both ends of one kind of chat and none of the other, and a session that
// began not after the message.
func checkChat(r *record) []Problem {
	line, colleagues := []string{"service_type_id", "client_user_id"}, []string{"colleague1_id", "colleague2_id"}
	want, other := line, colleagues
	if !r.set(line[0]) && !r.set(line[1]) {
		want, other = colleagues, line
	}
	var problems []Problem
	for _, name := range want {
		if !r.set(name) {
			problems = append(problems, r.problem(name, "is missing: a message has service_type_id and client_user_id, or colleague1_id and colleague2_id"))
		}
	}
	for _, name := range other {
		if r.set(name) {
			problems = append(problems, r.problem(name, "does not go with service_type_id and client_user_id"))
		}
	}
	if start := r.timeOrNil("session_start"); start != nil && *start > r.time("time") {
		problems = append(problems, r.problem("session_start", "is after time"))
	}
	return problems
}
