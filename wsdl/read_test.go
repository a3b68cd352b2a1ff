package wsdl

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func contract(t *testing.T) *Contract {
	t.Helper()
	c, err := Read()
	require.NoError(t, err)
	return c
}

func operation(t *testing.T, name string) Operation {
	t.Helper()
	op, ok := contract(t).Operation(name)
	require.True(t, ok, name)
	return op
}

// signature writes operands as section 4 does.
func signature(op Operation) string {
	var b strings.Builder
	for i, operand := range op.Operands {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(operand.Type.String() + " " + operand.Name)
		if operand.Void {
			b.WriteString("=void")
		}
	}
	return op.Name + "(" + b.String() + ")"
}

func columns(op Operation) string {
	var all []string
	for _, column := range op.Result.Columns {
		all = append(all, column.Type.String()+" "+column.Name)
	}
	return strings.Join(all, ", ")
}

func TestReadCounts(t *testing.T) {
	c := contract(t)
	assert.Equal(t, Namespace, c.Namespace)
	require.Equal(t, 71, len(c.Operations), "section 4 has 71 operations; one beyond them is counted here")
	kinds := map[ResultKind]int{}
	for _, op := range c.Operations {
		kinds[op.Result.Kind]++
		assert.Equal(t, op.Result.Kind == Table, len(op.Result.Columns) > 0, op.Name)
		assert.Equal(t, op.Result.Kind == Table, op.Result.RowType != "", op.Name)
	}
	assert.Equal(t, map[ResultKind]int{Table: 66, Flag: 3, Binary: 2}, kinds)
	_, ok := c.Operation("client_Read")
	assert.False(t, ok)
}

// The places where the S-rules decide against the signature, or for it.
func TestReadSignatures(t *testing.T) {
	for _, want := range []string{
		"partner_read(string partner_id=void)",
		"partner_role_read()",
		"partner_vendor_read(string service_id=void)", // S16 answers an empty one
		// S1
		"client_read(string client_id=void, string region_id=void, boolean include_deleted=void)",
		"client_add(string client_name, string region_id, string client_inn=void, string client_kpp=void, string client_full_name=void)",
		"client_add_its(string client_name, string region_id, string client_inn=void, string client_kpp=void, string client_full_name=void, string client_reg_num=void, int pay_method_type_id=void)",
		"client_edit(string client_id, string client_name=void, string region_id=void, string client_inn=void, string client_kpp=void, string client_full_name=void)",
		"client_edit_its(string client_id, string client_name=void, string region_id=void, string client_inn=void, string client_kpp=void, string client_full_name=void, string client_reg_num=void, int pay_method_type_id=void)",
		"client_edit_advanced(string client_id, string client_name=void, string region_id=void, string client_inn=void, string client_kpp=void, string client_full_name=void, string client_reg_num=void, int pay_method_type_id=void, string addit_attribute=void)",
		"client_ITS_status_For_INN(string RegNumberPP1C=void, string INN=void)",
		"account_access_email_notify(string client_user_id, string sender_email_address, string email_login, string email_password, string smtp_server, int smtp_port, boolean ssl_encryption=void)",
		// S12: null stores ""
		"client_contact_edit(string client_id, string contact_type_id, string contact_view=void)",
		// an int to add, a string to edit
		"agent_user_add(int agent_user_password=void, string client_user_id)",
		"agent_user_edit(string agent_user_id, string agent_user_password=void, boolean agent_user_activity=void, string client_user_id=void)",
		// W9, T6
		"contract_read(string contract_id=void, date contract_start_date=void, date contract_end_date=void, string role_id=void)",
		// S2
		"contract_service_read(string contract_id=void, string service_type_id=void, date contract_service_start_date=void, date contract_service_end_date=void)",
		"competence_read(string competence_id=void, string agent_partner_id=void, string service_type_id=void, integer prioritet=void)",
		"partner_user_set_birthday(string partner_user_id, date birthday)",
		"remote_access_statistics_read(datetime start_time=void, datetime end_time=void, string client_id=void, string agent_id=void, string src_agent_id=void, string dst_agent_id=void, string service_type_id=void)",
		"chat_history_colleagues_read(string Colleague1_id, string Colleague2_id, datetime period_from, datetime period_to)",
	} {
		name, _, _ := strings.Cut(want, "(")
		assert.Equal(t, want, signature(operation(t, name)))
	}
}

func TestReadColumns(t *testing.T) {
	client := "string client_id, string region_id, string client_name, string client_full_name, boolean client_del, string client_inn, string client_kpp, string client_reg_num, integer pay_method_id, string addit_attribute, string client_new_id"
	line := "string service_type_id, string service_type_name, string service_type_full_name, string partner_id, boolean service_type_del"
	for name, want := range map[string]string{
		"client_read": client, "client_edit_advanced": client, "client_delete": client, "client_vendor_read": client, // S3
		"service_type_read": line, "service_type_add": line, "service_type_edit": line, "service_type_delete": line, // S14
		"client_ITS_status_For_INN":     "integer ITSLevel, date DateFrom, date DateTo",
		"role_read":                     "integer role_id, string role_name", // T6
		"partner_role_read":             "string partner_id, string role_id",
		"statistics_read":               "string call_id, datetime time, integer duration, string partner_id, string client_id, string src_agent_id, string dst_agent_id, string service_type_id, integer call_status_id, integer remote_status_id, string URL_call_record",
		"remote_access_statistics_read": "string session_id, datetime time, integer duration, string partner_id, string client_id, string server_agent_id, string dst_agent_id, string service_type_id, integer remote_access_result_id, integer remote_access_type_id",
		"partner_user_set_birthday":     "",
	} {
		assert.Equal(t, want, columns(operation(t, name)), name)
	}
	assert.Equal(t, "ClientRow", operation(t, "client_read").Result.RowType)
}

// W4: an operand may be null or must be there; it is never left out.
func TestNoMinOccurs(t *testing.T) {
	for _, e := range parse(t, []byte(document)).FindElements("//element") {
		if e.SelectAttrValue("name", "") == "row" {
			continue
		}
		assert.Nil(t, e.SelectAttr("minOccurs"), e.SelectAttrValue("name", ""))
		assert.Nil(t, e.SelectAttr("maxOccurs"), e.SelectAttrValue("name", ""))
	}
}

// Each spoils the document at one place; the error must name it.
func TestReadRefuses(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"not XML", "</definitions>", "", "etree: invalid XML"},
		{"another root", "<definitions xmlns=", "<definitions xmlns:x=", "no WSDL definitions"},
		{"unqualified", `elementFormDefault="qualified"`, "", "elementFormDefault"},
		{"namespaces", `name="PartnerAPI"
		targetNamespace="http://buhphone.com/PartnerAPI"`, `name="PartnerAPI" targetNamespace="urn:x"`, `"urn:x"`},
		{"unknown type", `name="smtp_port" type="xs:int"`, `name="smtp_port" type="xs:short"`, `operation "account_access_email_notify": element "smtp_port": its type "xs:short"`},
		{"unknown column type", `name="duration_after_answer" type="xs:integer"`, `name="duration_after_answer" type="xs:float"`, `type "SipCallsStatisticsRow": element "duration_after_answer": its type "xs:float"`},
		{"date of no kind", `name="birthday" type="xs:dateTime"><xs:annotation><xs:appinfo>date<`, `name="birthday" type="xs:dateTime"><xs:annotation><xs:appinfo>day<`, `element "birthday": its appinfo says "day"`},
		{"date of two kinds", `name="birthday" type="xs:dateTime"><xs:annotation>`, `name="birthday" type="xs:dateTime"><xs:annotation><xs:appinfo>datetime</xs:appinfo>`, `element "birthday": unexpected xs:appinfo`},
		{"kind without date", `name="birthday" type="xs:dateTime"`, `name="birthday" type="xs:string"`, `element "birthday": its type "xs:string" has no use for the appinfo`},
		{"nillable", `name="INN" type="xs:string" nillable="true"`, `name="INN" type="xs:string" nillable="yes"`, `element "INN": its nillable is "yes"`},
		{"minOccurs", `name="INN" type="xs:string" nillable="true"`, `name="INN" type="xs:string" minOccurs="0" nillable="true"`, `element "INN": element: unexpected attribute minOccurs`},
		{"column not nillable", `name="ITSLevel" type="xs:integer" nillable="true"`, `name="ITSLevel" type="xs:integer"`, `column "ITSLevel" is not nillable`},
		{"operand undocumented", "<xs:documentation>Приоритет; null — 3</xs:documentation>", "", `operation "competence_add": element "prioritet": its documentation`},
		{"annotation missing", "<xs:annotation><xs:documentation>Приоритет; null — 3</xs:documentation></xs:annotation>", "", `element "prioritet": element has 0 elements annotation`},
		{"two lines", ">Приоритет; null — 3<", ">Приоритет;\nnull — 3<", `element "prioritet": its documentation is not one line`},
		{"operation undocumented", "<documentation>Все роли (виды взаимоотношений)</documentation>", "", `operation "role_read": operation has 0 elements documentation`},
		{"operation in two lines", "<documentation>Все роли (виды взаимоотношений)</documentation>", "<documentation>Все\nроли</documentation>", `operation "role_read": its documentation is not one line`},
		{"annotation in the way", `<xs:element name="role_read">`, `<xs:element name="role_read"><xs:annotation/>`, `operation "role_read": its wrapper element has an annotation`},
		{"no request element", `<xs:element name="role_read">`, `<xs:element name="role_list">`, `operation "role_read": the schema has no element "role_read"`},
		{"no response element", `<xs:element name="role_readResponse">`, `<xs:element name="role_readAnswer">`, `no element "role_readResponse"`},
		{"element of no operation", `<operation name="role_read">
			<documentation>`, `<operation name="roles_read">
			<documentation>`, `operation "roles_read": its input is the element "role_read"`},
		{"no message", `<message name="role_readRequestMessage">`, `<message name="role_readRequest">`, `operation "role_read": there is no message "role_readRequestMessage"`},
		{"no part element", `<part name="parameters" element="tns:role_read"/>`, `<part name="parameters"/>`, `operation "role_read": part: element=""`},
		{"part's name", `<part name="parameters" element="tns:role_read"/>`, `<part name="body" element="tns:role_read"/>`, `message "role_readRequestMessage": its part is "body"`},
		{"operation twice", `<portType name="PartnerAPIPortType">`, `<portType name="PartnerAPIPortType"><operation name="role_read"><documentation>Все роли (виды взаимоотношений)</documentation><input message="tns:role_readRequestMessage"/><output message="tns:role_readResponseMessage"/></operation>`, `operation "role_read" is declared twice`},
		{"operand twice", `name="dst_agent_id" type="xs:string" nillable="true"><xs:annotation><xs:documentation>Отбор по агенту, которому`, `name="src_agent_id" type="xs:string" nillable="true"><xs:annotation><xs:documentation>Отбор по агенту, которому`, `operation "statistics_read": element "src_agent_id" is declared twice`},
		{"no table", `<xs:complexType name="RoleTable">`, `<xs:complexType name="RolesTable">`, `the schema has no type "RoleTable"`},
		{"no rows", `<xs:element name="row" type="tns:RoleRow" minOccurs="0" maxOccurs="unbounded"/>`, `<xs:element name="row" type="tns:RoleRow"/>`, `type "RoleTable" is not a table`},
		{"return", `<xs:element name="return" type="tns:RoleTable"/>`, `<xs:element name="result" type="tns:RoleTable"/>`, `operation "role_read": its response: it is not one element return`},
		{"return nillable", `<xs:element name="return" type="tns:RoleTable"/>`, `<xs:element name="return" type="tns:RoleTable" nillable="true"/>`, `its response: element: unexpected attribute nillable`},
		{"loose type", `<xs:element name="return" type="tns:RoleTable"/>`, `<xs:element name="return" type="xs:boolean"/>`, "no operation uses RoleRow, RoleTable"},
		{"attribute of a type", `<xs:complexType name="RoleRow">`, `<xs:complexType name="RoleRow"><xs:attribute name="a"/>`, `type "RoleRow": its type is more than a sequence`},
		{"simple type", `<xs:complexType name="RoleRow">`, `<xs:simpleType name="Day"/><xs:complexType name="RoleRow">`, "unexpected xs:simpleType"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, 1, strings.Count(strings.Replace(document, c.old, "\x00", 1), "\x00"), "nothing to spoil")
			_, err := read([]byte(strings.Replace(document, c.old, c.new, 1)))
			assert.ErrorContains(t, err, c.want)
		})
	}
}
