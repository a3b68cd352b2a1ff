package mail_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/dialguard"
	"partnerapi/internal/mail"
	"partnerapi/internal/mailtest"
)

// The mailer reaches every host at 127.0.0.1, whatever its name.
func mailer(roots *x509.CertPool) *mail.Mailer {
	return &mail.Mailer{Roots: roots, Timeout: time.Minute, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		_, port, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		return new(net.Dialer).DialContext(ctx, network, net.JoinHostPort("127.0.0.1", port))
	}}
}

func account(port int, tls bool) mail.Server {
	return mail.Server{Host: "mail.example", Port: port, TLS: tls, Login: login, Password: password}
}

var letter = mail.Message{
	From: "ООО «Ромашка» <robot@firm.example>", To: "client@example.org",
	Subject: "Доступ к 1С-Коннект", Body: "Ваш номер: 271828\nПароль: <b>&\n.\nконец\n",
}

// notSent asserts that err says so, and holds nothing secret.
func notSent(t *testing.T, err error) *mail.NotSent {
	var no *mail.NotSent
	require.ErrorAs(t, err, &no)
	assert.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), password)
	return no
}

func TestWaysToHandAMessageIn(t *testing.T) {
	config, roots := certificate(t, "mail.example", time.Now().Add(time.Hour))
	for name, c := range map[string]struct {
		config     *tls.Config
		implicit   bool
		mechanisms []string
		uses       string
	}{
		"TLS, PLAIN":                   {config, true, []string{"LOGIN", "PLAIN", "CRAM-MD5"}, "PLAIN"},
		"TLS, LOGIN":                   {config, true, []string{"LOGIN"}, "LOGIN"},
		"TLS, CRAM-MD5":                {config, true, []string{"CRAM-MD5"}, "CRAM-MD5"},
		"STARTTLS, PLAIN":              {config, false, []string{"PLAIN", "LOGIN"}, "PLAIN"},
		"STARTTLS, LOGIN":              {config, false, []string{"LOGIN", "X-OTHER"}, "LOGIN"},
		"no encryption, PLAIN":         {nil, false, []string{"PLAIN", "LOGIN"}, "PLAIN"},
		"no encryption, LOGIN":         {nil, false, []string{"LOGIN"}, "LOGIN"},
		"no encryption, hash if there": {nil, false, []string{"PLAIN", "LOGIN", "CRAM-MD5"}, "CRAM-MD5"},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, &mailtest.Server{Mechanisms: c.mechanisms, TLS: c.config, Implicit: c.implicit})
			require.NoError(t, mailer(roots).Send(t.Context(), account(s.Port, c.implicit), letter))
			require.Len(t, s.Mails(), 1)
			got := s.Mails()[0]
			assert.Equal(t, c.uses, got.AuthBy)
			assert.Equal(t, c.config != nil, got.Encrypted)
			assert.Equal(t, "robot@firm.example", got.From)
			assert.Equal(t, "client@example.org", got.To)
		})
	}
	t.Run("without login", func(t *testing.T) {
		s := serve(t, &mailtest.Server{})
		to := account(s.Port, false)
		to.Login = ""
		require.NoError(t, mailer(nil).Send(t.Context(), to, letter))
		require.Len(t, s.Mails(), 1)
		assert.Empty(t, s.Tried())
	})
}

func TestTheMessageAsItArrives(t *testing.T) {
	s := serve(t, &mailtest.Server{Mechanisms: []string{"PLAIN"}})
	require.NoError(t, mailer(nil).Send(t.Context(), account(s.Port, false), letter))
	require.Len(t, s.Mails(), 1)
	parsed, err := netmail.ReadMessage(strings.NewReader(s.Mails()[0].Content))
	require.NoError(t, err)

	subject, err := new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject"))
	require.NoError(t, err)
	assert.Equal(t, letter.Subject, subject)
	from, err := parsed.Header.AddressList("From")
	require.NoError(t, err)
	assert.Equal(t, []*netmail.Address{{Name: "ООО «Ромашка»", Address: "robot@firm.example"}}, from)
	to, err := parsed.Header.AddressList("To")
	require.NoError(t, err)
	assert.Equal(t, []*netmail.Address{{Address: "client@example.org"}}, to)
	date, err := parsed.Header.Date()
	require.NoError(t, err)
	assert.WithinDuration(t, time.Now(), date, time.Minute)
	assert.Regexp(t, `^<[A-Z2-7]{26}@firm\.example>$`, parsed.Header.Get("Message-ID"))
	assert.Equal(t, "1.0", parsed.Header.Get("MIME-Version"))
	assert.Equal(t, "auto-generated", parsed.Header.Get("Auto-Submitted"))
	kind, parameters, err := mime.ParseMediaType(parsed.Header.Get("Content-Type"))
	require.NoError(t, err)
	assert.Equal(t, "text/plain", kind)
	assert.Equal(t, "UTF-8", parameters["charset"])
	assert.Equal(t, "quoted-printable", parsed.Header.Get("Content-Transfer-Encoding"))
	body, err := io.ReadAll(quotedprintable.NewReader(parsed.Body))
	require.NoError(t, err)
	assert.Equal(t, letter.Body, strings.ReplaceAll(string(body), "\r\n", "\n"))
	for _, software := range []string{"User-Agent", "X-Mailer"} {
		assert.Empty(t, parsed.Header.Get(software))
	}
}

// A domain of another script goes out as name servers know it: the server's for the
// dial and its certificate, those of sender and receiver in the envelope and letter.
func TestDomainsBeyondASCII(t *testing.T) {
	config, roots := certificate(t, "xn--80a1acny.xn--p1ai", time.Now().Add(time.Hour))
	s := serve(t, &mailtest.Server{Mechanisms: []string{"PLAIN"}, TLS: config, Implicit: true})
	m := mailer(roots)
	var dialled string
	dial := m.Dial
	m.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		dialled, _, _ = net.SplitHostPort(address)
		return dial(ctx, network, address)
	}
	to, message := account(s.Port, true), letter
	to.Host, message.From, message.To = "Почта.рф", "Робот <robot@почта.рф>", "ivan@ПОЧТА.РФ"
	require.NoError(t, m.Send(t.Context(), to, message))
	require.Len(t, s.Mails(), 1)
	assert.Equal(t, "xn--80a1acny.xn--p1ai", dialled)
	assert.Equal(t, "robot@xn--80a1acny.xn--p1ai", s.Mails()[0].From)
	assert.Equal(t, "ivan@xn--80a1acny.xn--p1ai", s.Mails()[0].To)
	parsed, err := netmail.ReadMessage(strings.NewReader(s.Mails()[0].Content))
	require.NoError(t, err)
	assert.Equal(t, "<ivan@xn--80a1acny.xn--p1ai>", parsed.Header.Get("To"))
	assert.Regexp(t, `@xn--80a1acny\.xn--p1ai>$`, parsed.Header.Get("Message-ID"))
}

// go-mail before 0.7.1 let such a local part through unquoted (CVE-2025-59937).
func TestAQuotedLocalPartBringsNoCommand(t *testing.T) {
	for _, tricky := range []string{
		`"a@example.org> ORCPT=admin@example.org"@example.org`, `"a>\" SIZE=1"@example.org`, `"a b"@example.org`,
	} {
		s := serve(t, &mailtest.Server{})
		to, message := account(s.Port, false), letter
		to.Login, message.To = "", tricky
		err := mailer(nil).Send(t.Context(), to, message)
		if err != nil { // refused is fine as well
			notSent(t, err)
			require.Empty(t, s.Mails())
			continue
		}
		require.Len(t, s.Mails(), 1)
		local, err := netmail.ParseAddress(tricky)
		require.NoError(t, err)
		assert.Equal(t, local.Address, s.Mails()[0].To)
	}
}

func TestCertificatesAreVerified(t *testing.T) {
	good, roots := certificate(t, "mail.example", time.Now().Add(time.Hour))
	other, otherRoots := certificate(t, "other.example", time.Now().Add(time.Hour))
	old, oldRoots := certificate(t, "mail.example", time.Now().Add(-time.Hour))
	for name, c := range map[string]struct {
		config *tls.Config
		roots  *x509.CertPool
		says   string
	}{
		"self-signed":  {good, nil, "not trusted"},
		"another host": {other, otherRoots, "another host"},
		"expired":      {old, oldRoots, "expired"},
		"old protocol": {&tls.Config{Certificates: good.Certificates, MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}, roots, "protocol version"},
	} {
		for _, implicit := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, implicit %t", name, implicit), func(t *testing.T) {
				s := serve(t, &mailtest.Server{Mechanisms: []string{"PLAIN"}, TLS: c.config, Implicit: implicit})
				no := notSent(t, mailer(c.roots).Send(t.Context(), account(s.Port, implicit), letter))
				assert.Equal(t, map[bool]string{true: "TLS handshake", false: "STARTTLS"}[implicit], no.Step)
				assert.Contains(t, no.Reason, c.says)
				assert.Empty(t, s.Tried(), "the password stayed here")
			})
		}
	}
	t.Run("no TLS where it was asked for", func(t *testing.T) {
		s := serve(t, &mailtest.Server{Mechanisms: []string{"PLAIN"}})
		no := notSent(t, mailer(nil).Send(t.Context(), account(s.Port, true), letter))
		assert.Equal(t, "mail not sent: TLS handshake: the server does not speak TLS here", no.Error())
		assert.Empty(t, s.Tried())
	})
}

func TestTheServerSaysNo(t *testing.T) {
	for step, c := range map[string]struct {
		no     *smtp.SMTPError
		says   string
		reason string
	}{
		"MAIL": {&smtp.SMTPError{Code: 553, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "not your address"}, "sending SMTP MAIL FROM command: the server answered 553 5.7.1", "the server refused the sender"},
		"RCPT": {&smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}, "sending SMTP RCPT TO command: the server answered 550 5.1.1", "the server refused the recipient"},
		"DATA": {&smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 2, 2}, Message: "disk full"}, "closing SMTP DATA writer: the server answered 452 4.2.2", "the server refused the message for now"},
	} {
		s := serve(t, &mailtest.Server{Mechanisms: []string{"PLAIN"}, Refuse: map[string]error{step: c.no}})
		no := notSent(t, mailer(nil).Send(t.Context(), account(s.Port, false), letter))
		assert.Equal(t, "mail not sent: "+c.says, no.Error())
		assert.Equal(t, c.no.Code, no.Code)
		assert.Equal(t, c.reason, no.Reason)
		assert.Empty(t, s.Mails())
	}
	for _, mechanism := range []string{"PLAIN", "LOGIN", "CRAM-MD5"} {
		s := serve(t, &mailtest.Server{Mechanisms: []string{mechanism}})
		to := account(s.Port, false)
		to.Password = "falsch"
		no := notSent(t, mailer(nil).Send(t.Context(), to, letter))
		assert.Equal(t, "mail not sent: AUTH: the server answered 535 5.7.8", no.Error(), mechanism)
		assert.Equal(t, "the server refused the login or its password", no.Reason)
	}
	s := serve(t, &mailtest.Server{Mechanisms: []string{"GSSAPI"}})
	no := notSent(t, mailer(nil).Send(t.Context(), account(s.Port, false), letter))
	assert.Equal(t, "mail not sent: AUTH: the server offers AUTH, but none of PLAIN, LOGIN and CRAM-MD5", no.Error())
}

func TestBadFieldsAreNeverDialled(t *testing.T) {
	m := &mail.Mailer{Dial: func(context.Context, string, string) (net.Conn, error) {
		assert.Fail(t, "dialled")
		return nil, errors.New("dialled")
	}}
	for _, c := range []struct {
		field  string
		change func(*mail.Server, *mail.Message)
	}{
		{"Subject", func(_ *mail.Server, m *mail.Message) { m.Subject = "x\r\nBcc: all@example.org" }},
		{"Subject", func(_ *mail.Server, m *mail.Message) { m.Subject = "x\ny" }},
		{"Subject", func(_ *mail.Server, m *mail.Message) { m.Subject = "x\ry" }},
		{"Subject", func(_ *mail.Server, m *mail.Message) { m.Subject = "x\x00y" }},
		{"Subject", func(_ *mail.Server, m *mail.Message) { m.Subject = "x\u0085y" }},
		{"From", func(_ *mail.Server, m *mail.Message) { m.From = "a@example.org\r\nBcc: all@example.org" }},
		{"From", func(_ *mail.Server, m *mail.Message) { m.From = "a@example.org>\r\nRCPT TO:<all@example.org" }},
		{"From", func(_ *mail.Server, m *mail.Message) {
			m.From = "=?utf-8?q?x=0D=0ABcc:_all@example.org?= <a@example.org>"
		}},
		{"From", func(_ *mail.Server, m *mail.Message) { m.From = "" }},
		{"From", func(_ *mail.Server, m *mail.Message) { m.From = "nobody" }},
		{"To", func(_ *mail.Server, m *mail.Message) { m.To = "a@example.org\nb" }},
		{"To", func(_ *mail.Server, m *mail.Message) { m.To = "a@example.org, b@example.org" }},
		{"To", func(_ *mail.Server, m *mail.Message) { m.To = "нет почты" }},
		{"Host", func(s *mail.Server, _ *mail.Message) { s.Host = "mail.example\r\nQUIT" }},
		{"Host", func(s *mail.Server, _ *mail.Message) { s.Host = "" }},
		{"Login", func(s *mail.Server, _ *mail.Message) { s.Login = "a\x00b" }},
		{"Login", func(s *mail.Server, _ *mail.Message) { s.Login = "a\r\nb" }},
		{"Password", func(s *mail.Server, _ *mail.Message) { s.Password = "a\x00b" }},
		{"Port", func(s *mail.Server, _ *mail.Message) { s.Port = 0 }},
		{"Port", func(s *mail.Server, _ *mail.Message) { s.Port = 65536 }},
		{"Port", func(s *mail.Server, _ *mail.Message) { s.Port = -25 }},
	} {
		to, message := account(25, false), letter
		c.change(&to, &message)
		err := m.Send(t.Context(), to, message)
		var bad *mail.BadField
		if assert.ErrorAs(t, err, &bad, "%+v", message) {
			assert.Equal(t, c.field, bad.Field)
			assert.NotContains(t, err.Error(), "example")
		}
	}
}

func TestThroughTheDialGuard(t *testing.T) {
	s := serve(t, &mailtest.Server{Mechanisms: []string{"PLAIN"}})
	guard := &dialguard.Guard{Ports: append([]uint16{uint16(s.Port)}, mail.Ports...)}
	m := &mail.Mailer{Dial: guard.DialContext}
	to := account(s.Port, false)

	var refusal *dialguard.Refusal
	var no *mail.NotSent
	for _, host := range []string{"127.0.0.1", "localhost", "::1", "10.0.0.1", "0x7f.1"} {
		to.Host = host
		err := m.Send(t.Context(), to, letter)
		require.ErrorAs(t, err, &refusal, host)
		require.False(t, errors.As(err, &no), host)
	}
	to.Host, to.Port = "8.8.8.8", 26
	require.ErrorAs(t, m.Send(t.Context(), to, letter), &refusal)
	assert.Equal(t, dialguard.Port, refusal.Cause)

	guard.Networks = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
	to.Host, to.Port = "127.0.0.1", s.Port
	require.NoError(t, m.Send(t.Context(), to, letter))
	require.Len(t, s.Mails(), 1)

	to.Host, guard.Resolver = "mail.invalid", noNames{}
	err := m.Send(t.Context(), to, letter)
	var unresolved *net.DNSError
	require.ErrorAs(t, err, &unresolved)
	require.False(t, errors.As(err, &no), "nothing was dialled")

	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	to.Host, to.Port = "127.0.0.1", l.Addr().(*net.TCPAddr).Port
	guard.Ports = []uint16{uint16(to.Port)}
	assert.Contains(t, notSent(t, m.Send(t.Context(), to, letter)).Error(), "mail not sent: connecting: connect: connection refused")
}

// noNames is a resolver that knows nobody.
type noNames struct{}

func (noNames) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

func TestSecretsDoNotShow(t *testing.T) {
	s := account(25, false)
	marshalled, err := json.Marshal(s)
	require.NoError(t, err)
	for _, text := range []string{fmt.Sprint(s), fmt.Sprintf("%+v", s), fmt.Sprintf("%#v", s), fmt.Sprintf("%s %q %x", s.Password, s.Password, s.Password), string(marshalled)} {
		assert.NotContains(t, text, password)
		assert.NotContains(t, text, fmt.Sprintf("%x", password))
	}
}
