package badinput

import (
	"strings"

	"partnerapi/wsdl"
)

// domain is what the reading says of an operand beyond its type.
type domain struct {
	// nouns are the registers whose rows a reference may name, and also the rows
	// of others that it may name; both empty: the operand is no reference.
	nouns, also []string
	// unchecked: what is an id at all is no fault.
	unchecked bool
	// number: the reference is a number (T6).
	number bool
	// cut is how many code points are kept (T4); 0: over 1,000 is a fault.
	cut int
	// filled: a text must not be blank.
	filled bool
	// strict: no other text than an address will do.
	strict bool
	// oneLine: line ends are a fault.
	oneLine bool
	// begins is how a long text must begin to be right.
	begins string
	// bad are values that a rule of the operand's own refuses.
	bad []string
	// missing is the documented text when the operand is not given.
	missing string
	// wrong is the documented text when the value is bad.
	wrong string
	// period: the empty date is no bound (T2).
	period bool
}

// The documented texts (S4, S5).
const (
	noName   = "Наименование добавляемого клиента не должно быть пустым"
	noRegion = "При добавлении клиента не указан регион"
	noClient = "При изменении клиентов необходимо указать ссылку на изменяемого клиента"
	badReg   = "Не корректный регистрационный номер"
)

var (
	anyPerson = []string{"client_user", "partner_user", "agent_user", "agent_partner"} // S20
	anyAgent  = []string{"agent_user", "agent_partner"}
	lines     = []string{"line", "exported"}
	neighbour = []string{"{partner c}"}                // S13
	coverers  = []string{"{partner b}", "{partner c}"} // S17: a contract of theirs covers c's line
	imported  = []string{"{exported c}"}
)

// domains of operands by name, then by operation and name, which wins whole.
var domains = map[string]domain{
	"Colleague1_id":      {nouns: anyPerson},
	"Colleague2_id":      {nouns: anyPerson},
	"agent_id":           {nouns: anyAgent},
	"src_agent_id":       {nouns: anyAgent},
	"dst_agent_id":       {nouns: anyAgent},
	"agent_partner_id":   {nouns: []string{"agent_partner"}},
	"agent_user_id":      {nouns: []string{"agent_user"}},
	"client_id":          {nouns: []string{"client"}},
	"client_user_id":     {nouns: []string{"client_user"}},
	"competence_id":      {nouns: []string{"competence"}},
	"contact_type_id":    {nouns: []string{"mail"}, bad: []string{"{partner_phone 0}", "{client_address 0}"}}, // S12
	"contract_id":        {nouns: []string{"contract"}},
	"partner_id":         {nouns: []string{"partner"}, also: neighbour},
	"partner_user_id":    {nouns: []string{"partner_user"}},
	"region_id":          {nouns: []string{"region"}},
	"role_id":            {number: true, bad: []string{"99", "-1", "{partner a}"}},
	"sale_partner_id":    {nouns: []string{"partner"}, also: neighbour},
	"service_id":         {nouns: []string{"service", "served_service"}},
	"service_partner_id": {nouns: []string{"partner"}, also: neighbour},
	"service_type_id":    {nouns: lines, also: imported},

	"client_name":      {cut: 50, filled: true, missing: noName}, // T4, S4
	"client_full_name": {cut: 255},
	"client_inn":       {cut: 12},
	"client_kpp":       {cut: 9},
	"contact_view":     {cut: 500},
	"client_reg_num": {begins: "FR", wrong: badReg, // S5
		bad: []string{"  ", "499999", "1000000000000", "абв", "500001 ", "50 0001", "-500001", "500001.5", "fr500001", "в500001"}},
	"pay_method_type_id": {bad: []string{"-1", "5", "99"}}, // S6

	"sender_email_address": {strict: true, bad: []string{"robot@mail.example\r\nBcc: all@mail.example", "robot@mail.example\nX: y", "робот"}}, // S21
	"email_login":          {oneLine: true},                                                                                                   // S21
	"email_password":       {oneLine: true},
	"smtp_server":          {strict: true, bad: []string{"127.0.0.2", "10.0.0.1", "169.254.169.254", "::1", "0.0.0.0", "224.0.0.1", "127.0.0.1\r\n", "127.0.0.1:25"}},
	"smtp_port":            {bad: []string{"0", "-1", "22", "80", "65536", "2147483647"}},

	"period_from": {period: true}, // S20: both required, and the empty date is none (T2)
	"period_to":   {period: true},

	"partner_contact_read.contact_type_id": {nouns: []string{"partner_phone"}, bad: []string{"{mail 0}", "{client_address 0}"}},
	"partner_contact_edit.contact_type_id": {nouns: []string{"partner_phone"}, bad: []string{"{mail 0}", "{client_address 0}"}},
	"client_contact_read.contact_type_id":  {nouns: []string{"client_address"}, bad: []string{"{mail 0}", "{partner_phone 0}"}},
	"client_contact_edit.contact_type_id":  {nouns: []string{"client_address"}, bad: []string{"{mail 0}", "{partner_phone 0}"}},

	"partner_contact_read.region_id": {nouns: []string{"region"}, unchecked: true},                            // S12: matches nothing
	"region_read.region_id":          {nouns: []string{"region"}, also: []string{"{region b}", "{region c}"}}, // S4: any region

	"client_add.region_id":           {nouns: []string{"region"}, missing: noRegion},
	"client_add_its.region_id":       {nouns: []string{"region"}, missing: noRegion},
	"client_add_advanced.region_id":  {nouns: []string{"region"}, missing: noRegion},
	"client_edit.client_id":          {nouns: []string{"client"}, missing: noClient},
	"client_edit_its.client_id":      {nouns: []string{"client"}, missing: noClient},
	"client_edit_advanced.client_id": {nouns: []string{"client"}, missing: noClient},

	"partner_user_add.partner_user_name": {filled: true}, // S1
	"client_user_add.client_user_name":   {filled: true},
	"service_type_add.service_type_name": {filled: true},

	"agent_user_edit.client_user_id": {nouns: []string{"client_user"}, bad: []string{"{other_client_user a}"}}, // S11

	"service_type_edit.service_type_id":       {nouns: lines, bad: imported}, // S14: own only
	"service_type_delete.service_type_id":     {nouns: lines, bad: imported},
	"partner_vendor_read.service_id":          {nouns: []string{"exported"}, bad: []string{"{line a}", "{exported c}"}}, // S16
	"client_vendor_read.service_type_id":      {nouns: []string{"exported"}, bad: []string{"{line a}", "{exported c}"}},
	"client_vendor_read.partner_id":           {also: neighbour, nouns: []string{"partner"}},
	"contract_service_add.service_type_id":    {nouns: lines, also: []string{"{exported b}", "{exported c}"}},           // S15: any exported line
	"contract_service_delete.service_type_id": {nouns: lines, also: []string{"{exported b}", "{exported c}"}},           // S15: in no contract is no fault
	"service_add.agent_user_id":               {nouns: []string{"agent_user"}, bad: []string{"{other_agent_user a}"}},   // S17
	"service_add.service_type_id":             {nouns: []string{"line"}, also: imported, bad: []string{"{exported a}"}}, // S17: covered by a contract
	"competence_add.service_type_id":          {nouns: lines, bad: imported},                                            // S18: the same pair again
	"competence_add.prioritet":                {bad: []string{"-1"}},                                                    // S18
	"service_add.service_partner_id":          {nouns: []string{"partner"}, also: coverers},
	"service_edit.service_partner_id":         {nouns: []string{"partner"}, also: coverers},
	"service_stop.service_id":                 {nouns: []string{"service", "served_service"}},
	"service_edit.service_id":                 {nouns: []string{"served_service", "service"}},

	"chat_history_statistics_read.client_user_id": {nouns: []string{"client_user", "partner_user", "agent_user", "agent_partner"}}, // S20
	"chat_history_statistics_read.service_id":     {nouns: []string{"line", "exported", "service", "served_service"}, also: imported},
	"account_access_email_notify.client_user_id":  {nouns: []string{"client_user", "agent_user"}}, // S21
}

// domainOf answers what the reading says of an operand.
func domainOf(operation string, o wsdl.Operand) (domain, bool) {
	d, ok := domains[operation+"."+o.Name]
	if !ok {
		d, ok = domains[o.Name]
	}
	return d, ok || !strings.HasSuffix(o.Name, "_id")
}

// aliases are names that are taken and not declared (S2).
var aliases = map[string]string{
	"partner_user_set_birthday.partner_user_id":         "client_id",
	"competence_read.agent_partner_id":                  "agent_id",
	"remote_access_statistics_read.src_agent_id":        "server_agent_id",
	"remote_access_statistics_read.dst_agent_id":        "client_agent_id",
	"contract_service_read.contract_service_start_date": "contract_start_date",
	"contract_service_read.contract_service_end_date":   "contract_end_date",
}
