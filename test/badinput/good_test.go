package badinput

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/soaptest"
	"partnerapi/ops"
	"partnerapi/store"
	"partnerapi/wsdl"
)

// good is a value for every operand that the operation takes, together with the
// others, when partner a calls. A line of goodIn wins over a line of good.
var good = map[string]string{
	"Colleague1_id":               "{client_user a}",
	"Colleague2_id":               "{partner_user a}",
	"INN":                         "7700000001",
	"RegNumberPP1C":               "500001",
	"abonent":                     "+7495000000",
	"addit_attribute":             "признак [a]",
	"agent_id":                    "{agent_partner a}",
	"agent_partner_activity":      "true",
	"agent_partner_id":            "{agent_partner a}",
	"agent_partner_password":      "123456",
	"agent_user_activity":         "true",
	"agent_user_id":               "{agent_user a}",
	"agent_user_password":         "123456",
	"birthday":                    "1999-12-31",
	"client_full_name":            "Новое полное наименование",
	"client_id":                   "{client a}",
	"client_inn":                  "7700000002",
	"client_kpp":                  "770001002",
	"client_name":                 "Новое наименование",
	"client_reg_num":              "500001",
	"client_user_family_name":     "Фамилия",
	"client_user_father_name":     "Отчество",
	"client_user_id":              "{client_user a}",
	"client_user_name":            "Имя",
	"competence_id":               "{competence a}",
	"contact_type_id":             "{mail 0}",
	"contact_view":                "Новое представление",
	"contract_end_date":           "0001-01-01",
	"contract_id":                 "{contract a}",
	"contract_service_end_date":   "2026-01-01",
	"contract_service_start_date": "2026-01-01",
	"contract_start_date":         "2020-01-01",
	"dst_agent_id":                "{agent_partner a}",
	"email_login":                 "robot@mail.example",
	"email_password":              "пароль",
	"end_time":                    "2026-01-31",
	"include_deleted":             "true",
	"partner_id":                  "{partner a}",
	"partner_user_family_name":    "Фамилия",
	"partner_user_father_name":    "Отчество",
	"partner_user_id":             "{partner_user a}",
	"partner_user_name":           "Имя",
	"pay_method_type_id":          "3",
	"period_from":                 "2026-01-01",
	"period_to":                   "2026-01-31",
	"prioritet":                   "1",
	"region_id":                   "{region a}",
	"role_id":                     "2",
	"sale_partner_id":             "{partner a}",
	"sender_email_address":        "robot@mail.example",
	"service_end_date":            "2099-12-31",
	"service_id":                  "{service a}",
	"service_partner_id":          "{partner a}",
	"service_start_date":          "2020-01-01",
	"service_type_full_name":      "Новое полное наименование линии",
	"service_type_id":             "{line a}",
	"service_type_name":           "Новая линия",
	"smtp_port":                   "{mail_port}",
	"smtp_server":                 "127.0.0.1",
	"src_agent_id":                "{agent_user a}",
	"ssl_encryption":              "false",
	"start_time":                  "2026-01-01",
}

var goodIn = map[string]string{
	"partner_contact_read.contact_type_id":       "{partner_phone 0}",
	"partner_contact_edit.contact_type_id":       "{partner_phone 0}",
	"client_contact_read.contact_type_id":        "{client_address 0}",
	"client_contact_edit.contact_type_id":        "{client_address 0}",
	"partner_vendor_read.service_id":             "{exported a}",
	"client_vendor_read.service_type_id":         "{exported a}",
	"client_vendor_read.partner_id":              "{partner c}",
	"service_add.service_type_id":                "{exported c}", // so that c may serve it too
	"service_edit.service_id":                    "{served_service a}",
	"contract_service_add.service_type_id":       "{exported a}",
	"chat_history_statistics_read.service_id":    "{line a}",
	"competence_read.service_type_id":            "{exported c}",
	"remote_access_statistics_read.start_time":   "{month_ago}",
	"remote_access_statistics_read.end_time":     "{today}",
	"sip_calls_statistics_read.agent_id":         "{agent_partner a}",
	"account_access_email_notify.client_user_id": "{agent_user a}",
}

// goodValue is the value of an operand in the base call.
func (w *world) goodValue(t testing.TB, operation, operand string) string {
	t.Helper()
	value, ok := goodIn[operation+"."+operand]
	if !ok {
		value, ok = good[operand]
	}
	require.True(t, ok, "no good value of %s.%s", operation, operand)
	now := time.Now().In(store.Moscow)
	return strings.NewReplacer(
		"{mail_port}", w.mailPort,
		"{today}", now.Format(time.DateOnly)+"T23:59:59",
		"{month_ago}", now.AddDate(0, -1, 0).Format(time.DateOnly),
	).Replace(expand(value))
}

// base is a call that succeeds, with every operand; required alone: without the
// void ones.
func (w *world) base(t testing.TB, op *ops.Bound, required bool) (operands []soaptest.Operand) {
	t.Helper()
	for _, o := range op.Operands {
		if !o.Void || !required || needed(op.Name, o.Name) {
			operands = append(operands, soaptest.Set(o.Name, w.goodValue(t, op.Name, o.Name)))
		}
	}
	return operands
}

// needed reports whether an operand is required in spite of being nillable in the
// WSDL, so that our text and not the client's own stack tells that it is missing (S1).
func needed(operation, operand string) bool {
	return operand == "client_name" && strings.HasPrefix(operation, "client_edit")
}

// Every operation takes its good operands, all of them and the required alone,
// in both SOAP versions; every reading operation finds something in the
// registers. Otherwise the refusals of the other tests would say nothing.
func TestGoodOperands(t *testing.T) {
	w := openWorld(t)
	for _, op := range operations(t) {
		for _, required := range []bool{false, true} {
			for _, version := range []string{soaptest.SOAP11, soaptest.SOAP12} {
				client := w.as("a")
				client.Version = version
				answer, err := client.Call(t.Context(), op.Name, w.base(t, op, required)...)
				require.NoError(t, err)
				if !assert.Nil(t, answer.Fault, "%s, required operands only: %v", op.Name, required) {
					continue
				}
				switch {
				case op.Kind == ops.Read && op.Result.Kind == wsdl.Table:
					assert.NotEmpty(t, answer.Rows, "%s, required operands only: %v", op.Name, required)
				case op.Result.Kind == wsdl.Flag:
					assert.Equal(t, "true", answer.Text, op.Name)
				case op.Result.Kind == wsdl.Binary:
					assert.NotEmpty(t, answer.Text, op.Name)
				}
				require.NoError(t, w.tables.restore(t.Context()))
			}
		}
	}
}
