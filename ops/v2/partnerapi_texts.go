package v2

import (
	"strings"

	"partnerapi/ops"
	"partnerapi/wsdl"
)

// What the WSDL does not say of PartnerAPI's operations: it in English, and examples.
// Operands and columns of one name mean the same, so they share a line. A name that
// has none is told by its words and its type.

// operationInEnglish says what an operation does.
func operationInEnglish(name string) string {
	if text, found := operationsInEnglish[name]; found {
		return text
	}
	return "The operation " + name
}

// nameInEnglish says what an operand or a column is.
func nameInEnglish(name string) string {
	if text, found := namesInEnglish[name]; found {
		return text
	}
	return strings.ReplaceAll(name, "_", " ")
}

var operationsInEnglish = map[string]string{
	"partner_read":                    "The current partner, or one to whom it has access",
	"partner_contact_read":            "Contacts of a partner, by region and type",
	"partner_contact_edit":            "Changes a contact of the current partner in a region",
	"partner_role_read":               "The roles of the current partner",
	"partner_region_read":             "The regions in which the current partner may work",
	"partner_vendor_read":             "Partners whose users are supported by exported lines of the current partner",
	"client_read":                     "Clients of the current partner",
	"client_read_advanced":            "Clients of the current partner, also by the additional attribute",
	"client_add":                      "Adds a client; kept for old clients, client_add_its is the one to use",
	"client_add_its":                  "Adds a client with the registration number of its ITS contract and a pay method",
	"client_add_advanced":             "Adds a client with an ITS contract and an additional attribute",
	"client_edit":                     "Changes a client; kept for old clients, client_edit_its is the one to use",
	"client_edit_its":                 "Changes a client, its registration number and pay method",
	"client_edit_advanced":            "Changes a client and its additional attribute",
	"client_ITS_status_For_INN":       "The ITS contract of a registration number and an INN",
	"client_delete":                   "Deletes a client with all its employees, agents and services; called again, restores the client alone",
	"client_contact_read":             "Contacts of clients",
	"client_contact_edit":             "Changes a contact of a client",
	"client_vendor_read":              "Clients of other partners that are supported by an exported line of the current partner",
	"agent_partner_read":              "Agents of the current partner",
	"agent_partner_add":               "Makes an agent of the partner for an employee",
	"agent_partner_edit":              "Changes the password of an agent of the partner, or gives it to another employee",
	"agent_partner_delete":            "Deletes an agent of the partner and answers nothing; called again, restores it",
	"agent_user_read":                 "Agents of clients' employees",
	"agent_user_add":                  "Makes an agent for an employee of a client",
	"agent_user_edit":                 "Changes the password of a client's agent, or gives it to another employee of the same client",
	"agent_user_delete":               "Deletes a client's agent and answers nothing; called again, restores it",
	"account_access_email_notify":     "Sends a letter about the access that was given, from a mailbox of the caller's",
	"service_type_read":               "Lines of support that are available to the partner, vendors' among them",
	"service_type_add":                "Adds a line of the partner's own; only with the role «Франчайзи»",
	"service_type_edit":               "Renames a line of the partner's own",
	"service_type_delete":             "Deletes a line of the partner's own",
	"region_read":                     "The regions of the current partner",
	"contract_read":                   "Contracts of the current partner",
	"contract_service_read":           "Lines for which contracts let the partner give support",
	"contract_service_add":            "Adds a line to the contract; answers all permissions of the line",
	"contract_service_delete":         "Removes a line from all contracts; answers nothing",
	"service_read":                    "Services that are in force or will be",
	"service_add":                     "Activates a service for a client",
	"service_stop":                    "Stops a service; answers nothing",
	"service_edit":                    "Changes the service partner and the dates of a service",
	"competence_read":                 "Competences of the partner's agents",
	"competence_add":                  "Gives an agent of the partner a competence in a line",
	"competence_stop":                 "Stops a competence; answers nothing",
	"partner_user_read":               "Employees of the current partner",
	"partner_user_read_with_birthday": "Employees of the current partner, with their birthdays",
	"partner_user_add":                "Adds an employee of the current partner",
	"partner_user_set_birthday":       "Changes the birthday of an employee of the partner",
	"partner_user_edit":               "Changes the names of an employee of the partner",
	"partner_user_delete":             "Deletes an employee of the partner; called again, restores",
	"partner_user_contact_read":       "Contacts of the partner's employees",
	"partner_user_contact_edit":       "Changes a contact of an employee of the partner",
	"client_user_read":                "Employees of clients",
	"client_user_read_with_birthday":  "Employees of clients, with their birthdays",
	"client_user_add":                 "Adds an employee of a client",
	"client_user_edit":                "Changes the names of an employee of a client",
	"client_user_set_birthday":        "Changes the birthday of an employee of a client",
	"client_user_delete":              "Deletes an employee of a client; called again, restores",
	"client_user_contact_read":        "Contacts of clients' employees",
	"client_user_contact_edit":        "Changes a contact of an employee of a client",
	"statistics_read":                 "Calls of an interval, in Moscow time",
	"remote_access_statistics_read":   "Remote sessions of an interval, in Moscow time",
	"sip_calls_statistics_read":       "SIP calls of an interval, in Moscow time",
	"chat_history_statistics_read":    "The chat of a client's employee on a line: a ZIP of HTML pages",
	"chat_history_colleagues_read":    "The chat of two colleagues: a ZIP of HTML pages",
	"contact_type_read":               "All types of contact",
	"role_read":                       "All roles",
	"call_status_type_read":           "All outcomes of calls; go by the code, names may change",
	"remote_status_type_read":         "All statuses of remote access; marked to be removed",
	"remote_access_type_read":         "All means of remote access; go by the code, names may change",
	"pay_method_type_read":            "Pay methods of client_add_its, client_edit_its and their variants",
}

var namesInEnglish = map[string]string{
	"Colleague1_id": "One of the two: an employee or an agent", "Colleague2_id": "The other one: an employee or an agent",
	"DateFrom": "The first day of the ITS contract", "DateTo": "The last day of the ITS contract",
	"INN": "The client's INN", "ITSLevel": "The level of the ITS contract", "RegNumberPP1C": "The registration number of a program",
	"URL_call_record": "The address of the call's record", "abonent": "The subscriber's telephone number", "addit_attribute": "The client's additional attribute",
	"agent_id": "An agent", "agent_partner_activity": "Whether the agent has access", "agent_partner_id": "An agent of the partner",
	"agent_partner_number": "The agent's number", "agent_partner_password": "The agent's password", "agent_type": "Whose agent it is: 1 the partner's, 2 a client's",
	"agent_user_activity": "Whether the agent has access", "agent_user_id": "An agent of a client", "agent_user_number": "The agent's number",
	"agent_user_password": "The agent's password", "birthday": "The birthday; 0001-01-01 clears it", "call_id": "The call",
	"call_status_id": "The outcome of the call", "call_status_type_id": "The code of the outcome", "call_status_type_name": "The outcome's name",
	"client_del": "Whether the client is deleted", "client_full_name": "The client's full name", "client_id": "A client", "client_inn": "The client's INN",
	"client_kpp": "The client's KPP", "client_name": "The client's name, of which 50 characters are kept", "client_new_id": "The client's id in the directory of counterparties",
	"client_reg_num": "The registration number of the ITS contract", "client_user_birthday": "The employee's birthday", "client_user_del": "Whether the employee is deleted",
	"client_user_family_name": "The employee's family name", "client_user_father_name": "The employee's father's name", "client_user_id": "An employee of a client",
	"client_user_name": "The employee's name", "competence_id": "A competence", "contact_type_code": "Whose contact: 1 clients', 2 partners', 3 employees'",
	"contact_type_id": "A type of contact", "contact_type_name": "The type's name", "contact_view": "The contact as it is shown",
	"contract_end_date": "The last day of the contract", "contract_id": "A contract", "contract_service_end_date": "The last day of support under the contract",
	"contract_service_start_date": "The first day of support under the contract", "contract_start_date": "The first day of the contract",
	"dst_agent_id": "The agent who was called, or who saw the other's desktop", "duration": "How long it was, in seconds", "duration_after_answer": "How long it was from the answer on, in seconds",
	"email_login": "The login of the mailbox", "email_password": "The password of the mailbox", "end_time": "The end of the interval, included",
	"include_deleted": "Whether deleted ones are answered too", "incoming": "Whether the call came in", "partner_id": "A partner", "partner_name": "The partner's name",
	"partner_user_birthday": "The employee's birthday", "partner_user_del": "Whether the employee is deleted", "partner_user_family_name": "The employee's family name",
	"partner_user_father_name": "The employee's father's name", "partner_user_id": "An employee of the partner", "partner_user_name": "The employee's name",
	"pay_method_id": "The pay method", "pay_method_type_id": "The code of a pay method", "pay_method_type_name": "The pay method's name",
	"period_from": "The beginning of the period in Moscow time, included", "period_to": "The end of the period in Moscow time, included",
	"prioritet": "The priority of a competence", "region_id": "A region", "region_name": "The region's name", "region_time_zone": "Hours east of UTC",
	"remote_access_result_id": "The outcome: 0 done, 1 failed", "remote_access_type_id": "The means of remote access", "remote_access_type_name": "The name of the means",
	"remote_status_id": "The status of remote access", "remote_status_type_id": "The code of the status", "remote_status_type_name": "The status's name",
	"role_id": "A role", "role_name": "The role's name", "sale_partner_id": "The partner who sold the service", "sender_email_address": "The sender's e-mail address",
	"server_agent_id": "The agent who showed its desktop", "service_end_date": "The last day of the service", "service_id": "A service, or a line where the description says so",
	"service_partner_id": "The partner who serves", "service_start_date": "The first day of the service", "service_type_del": "Whether the line is deleted",
	"service_type_full_name": "The line's full name", "service_type_id": "A line of support", "service_type_name": "The line's name", "session_id": "The session",
	"sip_call_status_id": "The outcome: 0 answered, 1 busy, 2 no answer", "smtp_port": "The port of the mail server", "smtp_server": "The mail server",
	"src_agent_id": "The agent who called, or who showed its desktop", "ssl_encryption": "Whether to connect by SSL; false is STARTTLS where there is some",
	"start_time": "The beginning of the interval, included", "time": "When it began, in Moscow time",
}

// exampleOfType is a value of what has no line in operandExamples.
var exampleOfType = map[wsdl.Type]string{
	wsdl.String: `"текст"`, wsdl.Int: "1", wsdl.Integer: "1", wsdl.Boolean: "false", wsdl.Date: `"2026-01-15"`, wsdl.DateTime: `"2026-01-15 12:00:00"`,
}

// operandExamples are JSON values of operands and columns, by name, or by operation
// and name. The ids are those of the sample registers, where each example succeeds for
// the partner demo but those of an exported line, of which it has none.
var operandExamples = map[string]string{
	"Colleague1_id": `"401f65d9-1569-4995-a202-e6eb26ba180e"`, "Colleague2_id": `"5c19cb5d-7899-4926-bc04-ddac73d1b0a3"`,
	"DateFrom": `"2024-01-01"`, "DateTo": `"2028-12-31"`, "INN": `"7700000016"`, "RegNumberPP1C": `"800101"`, "URL_call_record": `""`, "abonent": `"+74950000000"`,
	"addit_attribute": `"vip"`, "agent_id": `"b49749f8-4e8f-405b-8f7a-99090864506b"`, "agent_partner_activity": "true", "agent_partner_id": `"5a8ae10e-8d88-4f53-84dd-ece318362a00"`,
	"agent_partner_number": `"271828000007"`, "agent_partner_password": `"271828"`, "agent_user_activity": "true", "agent_user_id": `"b08dba2a-815c-4e82-9eb7-24a96238b84b"`,
	"agent_user_number": `"700000101"`, "agent_user_password": `"314159"`, "birthday": `"1990-05-06"`, "client_full_name": `"Общество с ограниченной ответственностью «Ромашка»"`,
	"client_id": `"55188273-c1ad-4032-bc13-2821c556ccf3"`, "client_inn": `"7700000016"`, "client_kpp": `"770001001"`, "client_name": `"ООО «Ромашка»"`,
	"client_new_id": `"ad64e9fd-8200-4ae0-a773-b4498847f4a9"`, "client_reg_num": `"800101"`, "client_user_birthday": "null", "client_user_family_name": `"Пуговкин"`,
	"client_user_father_name": `"Аркадьевич"`, "client_user_id": `"5c19cb5d-7899-4926-bc04-ddac73d1b0a3"`, "client_user_name": `"Геннадий"`,
	"competence_id": `"5933a82c-772c-4f22-838a-efe99e9c00e2"`, "contact_type_id": `"2dfc0663-7da5-4c55-ab8e-f12b5b00a33c"`, "contact_type_name": `"E-mail"`, "contact_type_code": "3",
	"contact_view": `"office@poryadok.example"`, "contract_end_date": "null", "contract_id": `"835c0f51-c935-4b71-aa61-1f447d180c31"`, "contract_service_end_date": "null",
	"contract_service_start_date": `"2026-01-01"`, "contract_start_date": `"2019-01-01"`, "dst_agent_id": `"b49749f8-4e8f-405b-8f7a-99090864506b"`, "email_login": `"robot@poryadok.example"`,
	"email_password": `"пароль"`, "end_time": `"2026-01-31 23:59:59"`, "include_deleted": "true", "partner_id": `"9778fdfe-441d-4d2e-8a0b-4efc485a3f25"`,
	"partner_name": `"Учёт & Порядок, ООО"`, "partner_user_birthday": `"1975-12-31"`, "partner_user_family_name": `"Оловянишников"`, "partner_user_father_name": `"Владиславович"`,
	"partner_user_id": `"3c10ae83-f77c-4da5-abe4-0f1dc0e36cc6"`, "partner_user_name": `"Святослав"`, "pay_method_id": "2", "pay_method_type_id": "2",
	"pay_method_type_name": `"Оплата взимается ежемесячно"`, "period_from": `"2026-01-01 00:00:00"`, "period_to": `"2026-01-31 23:59:59"`, "region_id": `"a6838df2-5251-44af-88aa-57cf8b7840fc"`,
	"region_name": `"Москва"`, "region_time_zone": "3", "role_id": `"2"`, "role_name": `"Сервисный партнер"`, "sale_partner_id": `"9778fdfe-441d-4d2e-8a0b-4efc485a3f25"`,
	"sender_email_address": `"robot@poryadok.example"`, "server_agent_id": `"b08dba2a-815c-4e82-9eb7-24a96238b84b"`, "service_end_date": `"2027-08-31"`,
	"service_id": `"443e0d61-3635-4d93-836a-c6a91784f72e"`, "service_partner_id": `"9778fdfe-441d-4d2e-8a0b-4efc485a3f25"`, "service_start_date": `"2024-09-01"`,
	"service_type_full_name": `"Линия консультаций «Зарплата и управление персоналом»"`, "service_type_id": `"4351f003-45a8-4860-9ea4-334bf8241a41"`, "service_type_name": `"Зарплата и кадры"`,
	"smtp_port": "465", "smtp_server": `"smtp.poryadok.example"`, "src_agent_id": `"b08dba2a-815c-4e82-9eb7-24a96238b84b"`, "ssl_encryption": "true", "start_time": `"2026-01-01 00:00:00"`,

	"partner_contact_read.contact_type_id": `"7939720d-92ac-483b-abf0-9aec835d16f1"`, "partner_contact_edit.contact_type_id": `"7939720d-92ac-483b-abf0-9aec835d16f1"`,
	"client_contact_read.contact_type_id": `"75a9d648-85a1-4706-acb4-ca3ab1eae4b0"`, "client_contact_edit.contact_type_id": `"75a9d648-85a1-4706-acb4-ca3ab1eae4b0"`,
	"client_contact_read.contact_view": `"Москва, пр-т Мира, д. 1"`, "client_contact_edit.contact_view": `"Москва, пр-т Мира, д. 1"`,
	"client_delete.client_id": `"70998b54-ac88-46a4-b1b9-85f6a0fb8c60"`, "client_delete.client_del": "true", "client_vendor_read.service_type_id": `"34a58217-d130-4747-b6d7-5949ca1d35b7"`,
	"partner_vendor_read.service_id": "null", "agent_partner_add.partner_user_id": `"5ea77c61-6909-40fc-8a1f-8d1a3b3b060c"`, "agent_partner_delete.agent_partner_id": `"0c0e39e4-ba54-4976-aefe-15d47135990b"`,
	"agent_user_add.client_user_id": `"04d68062-b974-4d10-b43f-1ab7275c79e6"`, "agent_user_delete.agent_user_id": `"7c1fc0f4-3186-48ce-b137-37dd374bdeb1"`,
	"agent_user_edit.agent_user_id": `"71e6f4ce-5ba2-4fb1-ac7a-dc553771513f"`, "agent_user_edit.client_user_id": `"f99e255c-f2a8-4853-a19c-dda84a973d88"`,
	"service_type_delete.service_type_id": `"235e2a2d-428b-4b40-9129-7137173555e5"`, "service_type_delete.service_type_del": "true",
	"contract_service_delete.service_type_id": `"235e2a2d-428b-4b40-9129-7137173555e5"`, "service_stop.service_id": `"52bb3bb1-f48c-47b2-8c01-e3f23d200dd6"`,
	"competence_add.agent_partner_id": `"e3efd53f-301f-4825-9fd4-604e54be60d9"`, "competence_stop.competence_id": `"84ed161a-c45b-4468-9327-081cff61e7fe"`,
	"partner_user_delete.partner_user_id": `"298dac9f-5c7d-4b28-a8f0-a7a92ce20594"`, "client_user_delete.client_user_id": `"a4e4d258-b1a0-4d25-8d63-dcab32b00c5e"`,
	// A lock of the first client, as another example makes, switches its agents off.
	"account_access_email_notify.client_user_id": `"c8a87af2-a74b-497f-a0d0-a6a049008931"`, "service_add.client_id": `"48c594e2-329c-4f44-8789-691f11b272a8"`,
	"service_add.agent_user_id":                `"4f9619d0-30fd-495f-886c-53f95aa8f211"`,
	"remote_access_statistics_read.start_time": "null", "remote_access_statistics_read.end_time": "null",
	"chat_history_statistics_read.service_id": `"a03d28b9-0afe-4919-9b50-e0b438623b26"`,
}

// faultTexts are the refusals of PartnerAPI's operations for the documents; the message
// of a call names the operand and what was wrong with it.
var faultTexts = map[Mnemonic]struct {
	kind ops.ErrorKind
	described
}{
	"unknown_operand":      {ops.Invalid, described{"Неизвестный операнд", "The operation has no such operand"}},
	"repeated_operand":     {ops.Invalid, described{"Операнд указан дважды", "An operand is given twice, or under two names"}},
	"required":             {ops.Invalid, described{"Не указан обязательный операнд", "A required operand is missing or blank"}},
	"bad_value":            {ops.Invalid, described{"Недопустимое значение операнда", "An operand is of the wrong type or has a value that is not allowed"}},
	"bad_character":        {ops.Invalid, described{"Значение содержит символ, который нельзя передать в XML", "A text has a character that XML cannot carry"}},
	"too_long":             {ops.Invalid, described{"Значение слишком длинное", "A text is longer than 1,000 characters"}},
	"bad_interval":         {ops.Invalid, described{"Недопустимый интервал дат", "The end comes before the start, or the start is too early"}},
	"not_found":            {ops.NotFound, described{"Запись с указанным идентификатором не найдена или недоступна", "A reference names nothing that the caller can see"}},
	"role_required":        {ops.Forbidden, described{"Нет нужной роли", "The partner does not have the role «Франчайзи»"}},
	"agent_inactive":       {ops.Conflict, described{"Агент отключен", "The agent is switched off"}},
	"client_deleted":       {ops.Conflict, described{"Клиент удален", "The client is deleted"}},
	"client_user_deleted":  {ops.Conflict, described{"Сотрудник клиента удален", "The client's employee is deleted"}},
	"partner_user_deleted": {ops.Conflict, described{"Сотрудник партнера удален", "The partner's employee is deleted"}},
	"other_client":         {ops.Conflict, described{"Агент принадлежит другому клиенту", "The agent belongs to another client"}},
	"other_company":        {ops.Conflict, described{"Агента можно передать только сотруднику той же организации", "The new user of the agent is of another company"}},
	"not_covered":          {ops.Conflict, described{"Вид абонемента не разрешен договором", "No contract in force covers the line"}},
	"no_contract":          {ops.Conflict, described{"Нет действующего договора", "There is no contract in force with the role «Сервисный партнер»"}},
	"service_stopped":      {ops.Conflict, described{"Абонемент уже отменен", "The service is stopped already"}},
	"service_type_deleted": {ops.Conflict, described{"Вид абонемента удален", "The line is deleted"}},
	"competence_exists":    {ops.Conflict, described{"У агента уже есть компетенция по этому виду абонемента", "The agent has the competence already"}},
	"competence_stopped":   {ops.Conflict, described{"Компетенция уже отменена", "The competence is stopped already"}},
	"no_agent":             {ops.Conflict, described{"У сотрудника нет активных агентов", "The employee has no active agent"}},
	"no_email":             {ops.Conflict, described{"У сотрудника не указан адрес электронной почты", "The employee has no e-mail address"}},
	"no_mail":              {ops.Unavailable, described{"Отправка писем не настроена", "The server sends no mail"}},
	"port_not_allowed":     {ops.Forbidden, described{"Отправка через этот порт не разрешена", "Mail may not be sent through this port"}},
	"server_not_allowed":   {ops.Forbidden, described{"Сервер не найден или отправка через него не разрешена", "The mail server is not found or not allowed"}},
}
