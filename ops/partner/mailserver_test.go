package partner_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/http/httptest"
	netmail "net/mail"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// mailServer is a real SMTP server that keeps what it takes from its one account.
type mailServer struct {
	port  int
	roots *x509.CertPool // of its certificate

	mu      sync.Mutex
	refuse  error
	letters []letter
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
	s := &mailServer{}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &mailSession{server: s}, nil }))
	server.Domain, server.AllowInsecureAuth, server.ErrorLog = "mail.example", true, log.New(io.Discard, "", 0)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.port = l.Addr().(*net.TCPAddr).Port
	if implicit {
		web := httptest.NewTLSServer(nil) // it has a certificate for 127.0.0.1
		t.Cleanup(web.Close)
		s.roots = x509.NewCertPool()
		s.roots.AddCert(web.Certificate())
		l = tls.NewListener(l, &tls.Config{Certificates: web.TLS.Certificates})
	}
	done := make(chan error)
	go func() { done <- server.Serve(l) }()
	t.Cleanup(func() {
		assert.NoError(t, server.Close())
		assert.NoError(t, <-done)
	})
	return s
}

// only answers the one letter that has come since the last time.
func (s *mailServer) only(t *testing.T) letter {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	require.Len(t, s.letters, 1)
	one := s.letters[0]
	s.letters = nil
	return one
}

type mailSession struct {
	server *mailServer
	login  bool
	letter letter
}

func (s *mailSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *mailSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, login, password string) error {
		if login != mailLogin || password != mailPassword {
			return smtp.ErrAuthFailed
		}
		s.login = true
		return nil
	}), nil
}

func (s *mailSession) Mail(from string, _ *smtp.MailOptions) error {
	if !s.login {
		return smtp.ErrAuthRequired
	}
	s.letter.from = from
	return nil
}

func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.letter.to = to
	return s.server.refuse
}

func (s *mailSession) Data(r io.Reader) error {
	message, err := netmail.ReadMessage(r)
	if err != nil {
		return err
	}
	words := new(mime.WordDecoder)
	subject, subjectErr := words.DecodeHeader(message.Header.Get("Subject"))
	body, bodyErr := io.ReadAll(quotedprintable.NewReader(message.Body))
	s.letter.sender, s.letter.subject, s.letter.body = message.Header.Get("From"), subject, string(body)
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.letters = append(s.server.letters, s.letter)
	return errors.Join(subjectErr, bodyErr)
}

func (s *mailSession) Reset()        {}
func (s *mailSession) Logout() error { return nil }
