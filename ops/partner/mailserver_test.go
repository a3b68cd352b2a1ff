package partner_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/mailtest"
)

// mailServer is an SMTP server with one account.
type mailServer struct {
	*mailtest.Server
	roots *x509.CertPool // of its certificate
}

type letter struct{ from, to, sender, subject, body string }

const (
	mailLogin    = "робот"
	mailPassword = "пароль-почты"
)

// serveMail starts a server; implicit means TLS from the first byte, else it
// speaks no TLS at all.
func serveMail(t *testing.T, implicit bool) *mailServer {
	t.Helper()
	s := &mailServer{Server: &mailtest.Server{Login: mailLogin, Password: mailPassword, Mechanisms: []string{"PLAIN"}, Refuse: map[string]error{}}}
	if implicit {
		web := httptest.NewTLSServer(nil) // it has a certificate for 127.0.0.1
		t.Cleanup(web.Close)
		s.roots = x509.NewCertPool()
		s.roots.AddCert(web.Certificate())
		s.TLS, s.Implicit = &tls.Config{Certificates: web.TLS.Certificates}, true
	}
	s.Start(t)
	return s
}

// only answers the one letter that has come since the last time.
func (s *mailServer) only(t *testing.T) letter {
	t.Helper()
	mails := s.Mails()
	require.Len(t, mails, 1)
	s.Forget()
	read := mails[0].Letter(t)
	return letter{mails[0].From, mails[0].To, read.Sender, read.Subject, read.Body}
}
