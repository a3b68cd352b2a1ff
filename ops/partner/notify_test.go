package partner_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/dialguard"
	"partnerapi/internal/mail"
	"partnerapi/ops"
	"partnerapi/ops/partner"
	"partnerapi/store"
)

// notifyWorld is people.sql with mail: the loopback net, where the test's server
// is, may be dialled, on the server's port and on 25.
type notifyWorld struct {
	*world
	server *mailServer
	log    *bytes.Buffer
}

func openNotify(t *testing.T, implicit bool, configure ...func(*partner.Mail)) *notifyWorld {
	t.Helper()
	w := &notifyWorld{server: serveMail(t, implicit), log: new(bytes.Buffer)}
	guard := &dialguard.Guard{
		Ports: []uint16{uint16(w.server.Port), 25}, Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Resolver: noNames{},
	}
	m := partner.Mail{
		Mailer: &mail.Mailer{Dial: guard.DialContext, Roots: w.server.roots},
		Log:    slog.New(slog.NewTextHandler(w.log, nil)),
	}
	for _, change := range configure {
		change(&m)
	}
	w.world = openWith(t, "people.sql", partner.Config{Mail: m})
	return w
}

// noNames knows no name at all.
type noNames struct{}

func (noNames) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

// words are a call about somebody with the operands of the test's server; change
// replaces them.
func (w *notifyWorld) words(who string, change ...string) []string {
	words := []string{
		"account_access_email_notify", "client_user_id=" + who, "sender_email_address=Робот <robot@mail.example>", "email_login=" + mailLogin,
		"email_password=" + mailPassword, "smtp_server=127.0.0.1", fmt.Sprint("smtp_port=", w.server.Port), "ssl_encryption=false",
	}
	for _, word := range change {
		name, _, _ := strings.Cut(word, "=")
		for i := range words {
			if strings.HasPrefix(words[i], name+"=") {
				words[i] = word
			}
		}
	}
	return words
}

// line is a call as one line.
func (w *notifyWorld) line(who string) string {
	return strings.Join(w.words(who, "sender_email_address=robot@mail.example"), " ")
}

func (w *notifyWorld) sent(who string, change ...string) bool {
	w.Helper()
	words := w.words(who, change...)
	_, answer, err := w.doWords(1, words)
	require.NoError(w, err, words)
	return answer.Flag
}

func TestNotify(t *testing.T) {
	w := openNotify(t, false)
	old := w.rows(1, "agent_user_add agent_user_password=111 client_user_id=c11")[0]
	newest := w.rows(1, "agent_user_add agent_user_password=222 client_user_id=c11")[0]
	gone := w.rows(1, "agent_user_add agent_user_password=333 client_user_id=c11")[0]
	w.rows(1, "agent_user_delete agent_user_id="+gone["agent_user_id"])
	for who, agent := range map[string]map[string]string{
		"c11": newest, strings.ToUpper(old["agent_user_id"]): old, gone["agent_user_id"]: gone,
	} {
		require.True(t, w.sent(who), who)
		got := w.server.only(t)
		assert.Equal(t, []string{"robot@mail.example", "anna@example.org", "Доступ к 1С-Коннект"}, []string{got.from, got.to, got.subject})
		assert.Contains(t, got.sender, "<robot@mail.example>")
		assert.Contains(t, got.body, "Здравствуйте, Озолиня Анна!")
		assert.Contains(t, got.body, "Номер: "+agent["agent_user_number"])
		assert.Contains(t, got.body, "Пароль: "+agent["agent_user_password"])
	}
	w.unchanged(func() {
		require.True(t, w.sent("c11", "ssl_encryption=null"), "null is false (S1)")
	})
	assert.NotContains(t, w.log.String(), mailPassword)
}

func TestNotifyOverTLS(t *testing.T) {
	w := openNotify(t, true)
	w.addAgent(1, "agent_user_add client_user_id=c11")
	require.True(t, w.sent("c11", "ssl_encryption=true"))
	assert.Equal(t, "anna@example.org", w.server.only(t).to)

	w = openNotify(t, true, func(m *partner.Mail) { m.Mailer.Roots = nil })
	w.addAgent(1, "agent_user_add client_user_id=c11")
	assert.False(t, w.sent("c11", "ssl_encryption=true"))
	assert.Contains(t, w.log.String(), `reason="the server's certificate is of an authority that is not trusted"`)
}

// false: the server was dialled and did not take the letter (S21).
func TestNotifyNotTaken(t *testing.T) {
	w := openNotify(t, false)
	w.addAgent(1, "agent_user_add client_user_id=c11")
	assert.False(t, w.sent("c11", "email_password=неверный"))
	assert.Contains(t, w.log.String(), `reason="the server refused the login or its password" code=535`)
	assert.False(t, w.sent("c11", "email_login=", "email_password="), "the server wants a login")
	assert.False(t, w.sent("c11", "smtp_port=25"), "nobody listens there")
	assert.Contains(t, w.log.String(), "connection refused")
	w.server.Refuse["RCPT"] = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user " + mailPassword}
	assert.False(t, w.sent("c11"))
	assert.Contains(t, w.log.String(), `reason="the server refused the recipient" code=550 enhanced=5.1.1`)
	assert.Empty(t, w.server.Mails())
	for _, secret := range []string{"неверный", mailPassword, "127.0.0.1", "robot@", "anna@", fmt.Sprint(w.server.Port)} {
		assert.NotContains(t, w.log.String(), secret)
	}
}

func TestNotifyRefused(t *testing.T) {
	w := openNotify(t, false)
	agent := w.addAgent(1, "agent_user_add client_user_id=c11")
	foreign := w.addAgent(2, "agent_user_add client_user_id=c51")
	partners := w.addAgent(1, "agent_partner_add partner_user_id=101")
	for _, c := range []struct{ word, operand, code string }{
		{"sender_email_address=", "sender_email_address", "bad_value"},
		{"sender_email_address=robot", "sender_email_address", "bad_value"},
		{"sender_email_address=\"a\u2028b\"@mail.example\r\nBcc:x@y.example", "sender_email_address", "bad_value"},
		{"sender_email_address=null", "sender_email_address", "required"},
		{"email_login=a\r\nb", "email_login", "bad_value"},
		{"email_login=null", "email_login", "required"},
		{"email_password=a\nb", "email_password", "bad_value"},
		{"email_password=null", "email_password", "required"},
		{"smtp_server=", "smtp_server", "bad_value"},
		{"smtp_server=127.0.0.1\r\n", "smtp_server", "bad_value"},
		{"smtp_server=ma!l.example", "smtp_server", "bad_value"},
		{"smtp_server=mail.example", "smtp_server", "server_not_allowed"},
		{"smtp_server=10.0.0.1", "smtp_server", "server_not_allowed"},
		{"smtp_server=169.254.169.254", "smtp_server", "server_not_allowed"},
		{"smtp_server=::1", "smtp_server", "server_not_allowed"},
		{"smtp_port=80", "smtp_port", "port_not_allowed"},
		{"smtp_port=0", "smtp_port", "bad_value"},
		{"smtp_port=-25", "smtp_port", "bad_value"},
		{"smtp_port=null", "smtp_port", "required"},
		{"smtp_port=почта", "smtp_port", "bad_value"},
		{"ssl_encryption=да", "ssl_encryption", "bad_value"},
	} {
		_, _, err := w.doWords(1, w.words("c11", c.word))
		var refusal *ops.Error
		require.ErrorAs(t, err, &refusal, c.word)
		assert.Equal(t, []string{c.operand, c.code}, []string{refusal.Operand, refusal.Code}, "%q: %s", c.word, refusal.Text)
		assert.NotContains(t, refusal.Error(), mailPassword)
	}
	w.fault(1, w.line("c12"), "client_user_id", "no_agent")
	w.fault(1, w.line(w.addAgent(1, "agent_user_add client_user_id=c12")), "client_user_id", "no_email")
	w.fault(1, w.line("c41"), "client_user_id", "no_agent")
	w.rows(1, "client_user_contact_edit client_user_id=c12 contact_type_id=b6 contact_view=a@b.example")
	w.fault(1, w.line("c12"), "client_user_id", "no_email")
	w.rows(1, "client_user_contact_edit client_user_id=c12 contact_type_id=b5 contact_view=нет")
	w.fault(1, w.line("c12"), "client_user_id", "bad_value")
	for _, id := range []string{"c51", foreign, "101", partners, "c91"} {
		w.unknown(1, w.line("%s"), "client_user_id", id)
	}
	w.fault(1, w.line("_"), "client_user_id", "required")
	assert.Empty(t, w.server.Mails())

	// A lock shows the agent as inactive (O2); named itself, it is spoken of.
	_, err := w.db.ExecContext(t.Context(), `UPDATE client SET status = $1 WHERE id = 1`, int64(store.StatusDebtLock))
	require.NoError(t, err)
	w.fault(1, w.line("c11"), "client_user_id", "no_agent")
	assert.True(t, w.sent(agent))
}

// What the configuration allows makes the difference, not the caller.
func TestNotifyWithoutMail(t *testing.T) {
	w := openNotify(t, false, func(m *partner.Mail) { m.Mailer = nil })
	w.addAgent(1, "agent_user_add client_user_id=c11")
	_, _, err := w.do(1, w.line("c11"))
	require.ErrorContains(t, err, "Отправка писем не настроена")
}

func TestNotifyLetter(t *testing.T) {
	letter, err := partner.ParseLetter("\ufeffНомер {{.Number}} для {{.Name}}\r\n\r\n{{.Password}}\r\nи всё\r\n")
	require.NoError(t, err)
	w := openNotify(t, false, func(m *partner.Mail) { m.Letter = letter })
	_, _, err = w.doWords(1, []string{"client_user_edit", "client_user_id=c11", "client_user_name=Анна\r\nBcc:x@y.example"})
	require.NoError(t, err)
	w.addAgent(1, "agent_user_add agent_user_password=777 client_user_id=c11")
	require.True(t, w.sent("c11"))
	got := w.server.only(t)
	assert.Equal(t, "Номер 100000001 для Озолиня Анна Bcc:x@y.example", got.subject, "one line, whatever the name holds")
	assert.Equal(t, "777\r\nи всё\r\n", got.body)
	for _, text := range []string{
		"", "Тема", "Тема\n\n \n", "Тема\nтекст\nтекст", "\n\nтекст", "Тема\n\n{{.Login}}", "Тема\n\n{{.Number", "Тема\n\n\xff",
	} {
		_, err := partner.ParseLetter(text)
		assert.Error(t, err, "%q", text)
	}
}
