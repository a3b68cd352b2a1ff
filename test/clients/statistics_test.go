package clients

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// statistics reads moments, and numbers in bulk.
func statistics(t *testing.T, s *session) {
	calls := sample(t, "call", is("partner_id", demo))
	slices.SortFunc(calls, func(a, b record) int {
		return strings.Compare(a.text("time")+a.text("call_id"), b.text("time")+b.text("call_id"))
	})
	s.records("statistics_read", nil, calls...)
	first, third := moment(calls[0].text("time")), moment(calls[2].text("time"))
	s.records("statistics_read", operands{"start_time": first, "end_time": third}, calls[:3]...)
	s.table("statistics_read", operands{"start_time": moment("2001-01-01T00:00:00"), "end_time": moment("2001-12-31T23:59:59")})

	at := moment(s.fresh.session.text("time"))
	s.records("remote_access_statistics_read", operands{"start_time": at, "end_time": at, "src_agent_id": pugovkinAgent}, s.fresh.session)
	s.records("sip_calls_statistics_read", operands{"abonent": "112"}, sample(t, "sip_call", is("partner_id", demo), is("abonent", "112"))...)
}

// chats opens the ZIP of a history; nothing found is no bytes (S20).
func chats(t *testing.T, s *session) {
	history := s.do("chat_history_statistics_read", operands{"client_user_id": pugovkin, "service_id": accounting,
		"period_from": moment("2026-11-09T00:00:00"), "period_to": moment("2026-11-10T23:59:59")}).Binary
	pages := unzip(t, history)
	page := "ChatHistory/ChatHistory_" + accounting + "_" + pugovkin + "_2026-11-"
	require.Len(t, pages, 2)
	assert.Contains(t, pages[page+"09.html"], "&lt;b&gt;Итого&lt;/b&gt;")
	assert.Contains(t, pages[page+"10.html"], "Доброй ночи!")
	assert.NotContains(t, pages[page+"10.html"], "И вам 🌙", "it was said after the period")

	talk := operands{"Colleague1_id": kolchugina, "Colleague2_id": zhernakov,
		"period_from": moment("2026-11-09T00:00:00"), "period_to": moment("2026-11-09T23:59:59")}
	pages = unzip(t, s.do("chat_history_colleagues_read", talk).Binary)
	require.Len(t, pages, 1)
	assert.Contains(t, pages["ChatHistory/ChatHistory_Collegue_"+kolchugina+"_"+zhernakov+"_2026-11-09.html"], "👍")
	talk["period_from"], talk["period_to"] = moment("2001-01-01T00:00:00"), moment("2001-01-01T00:00:01")
	assert.Equal(t, []byte{}, s.do("chat_history_colleagues_read", talk).Binary)
}

// unzip answers the files of an archive by name.
func unzip(t *testing.T, archive []byte) map[string]string {
	t.Helper()
	reader, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	require.NoError(t, err)
	files := map[string]string{}
	for _, file := range reader.File {
		content, err := file.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(content)
		require.NoError(t, err)
		files[file.Name] = string(text)
	}
	return files
}

// letters sends real mail; false is written, too.
func letters(t *testing.T, s *session) {
	in := operands{"client_user_id": pugovkinAgent, "sender_email_address": "office@poryadok.example", "email_login": mailLogin,
		"email_password": mailPassword, "smtp_server": "127.0.0.1", "smtp_port": s.mails.Port, "ssl_encryption": false}
	s.isTrue(s.flag("account_access_email_notify", in))
	received := s.mails.Mails()
	require.Len(t, received, 1)
	assert.Equal(t, "client1.1@example.org", received[0].To)
	assert.Equal(t, "office@poryadok.example", received[0].From)
	in["ssl_encryption"], in["email_password"] = nil, "не тот пароль"
	assert.False(t, s.flag("account_access_email_notify", in))
	require.Len(t, s.mails.Mails(), 1)
}

// faults show their text, word by word where section 4 has one (W10).
func faults(_ *testing.T, s *session) {
	s.refused("client_edit", operands{"client_id": romashka, "client_name": "  "}, "Наименование добавляемого клиента не должно быть пустым", "client_name")
	s.refused("client_edit", operands{"client_id": "", "client_name": "Ёж"}, "При изменении клиентов необходимо указать ссылку на изменяемого клиента", "client_id")
	s.refused("client_add_its", operands{"client_name": "Ёж", "region_id": moscowRegion, "client_reg_num": "499999"}, "Не корректный регистрационный номер", "client_reg_num")
	s.refused("service_read", operands{"client_id": "нет & <такого>"}, "", "client_id")
	s.refused("client_delete", operands{"client_id": "9778fdfe-441d-4d2e-8a0b-000000000000"}, "", "client_id")
}
