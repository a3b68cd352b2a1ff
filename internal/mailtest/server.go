// Package mailtest is a mail server for tests: a real one (go-smtp), on the
// loopback, that keeps what it takes.
package mailtest

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"slices"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Server is an SMTP server on a free port. Set what it shall be like, then Start it.
type Server struct {
	// Login and Password are its one account's; without a Login every one is right.
	Login, Password string
	// Mechanisms are the kinds of AUTH that it offers: PLAIN, LOGIN, CRAM-MD5, or
	// others that it does not know. With any it takes letters only after a login.
	Mechanisms []string
	// TLS, if there is any, is offered by STARTTLS, or spoken from the first byte
	// when Implicit; then nobody may log in without.
	TLS      *tls.Config
	Implicit bool
	// Refuse is what it answers at a step: MAIL, RCPT, DATA.
	Refuse map[string]error

	// Port is where it listens.
	Port int

	mu    sync.Mutex
	mails []Mail
	tried []string
}

// Mail is a letter as it was handed in.
type Mail struct {
	// From and To are the envelope's.
	From, To string
	// Content is the message, header and all.
	Content string
	// AuthBy is the mechanism of the login, "" for none.
	AuthBy    string
	Encrypted bool
}

// Start serves until the test ends.
func (s *Server) Start(t testing.TB) *Server {
	t.Helper()
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		_, encrypted := c.TLSConnectionState()
		return &session{server: s, mail: Mail{Encrypted: encrypted}}, nil
	}))
	server.Domain, server.AllowInsecureAuth, server.TLSConfig = "mail.example", s.TLS == nil, s.TLS
	server.ErrorLog = log.New(io.Discard, "", 0) // refused handshakes are what some tests want
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.Port = l.Addr().(*net.TCPAddr).Port
	if s.Implicit {
		l = tls.NewListener(l, s.TLS)
	}
	done := make(chan error)
	go func() { done <- server.Serve(l) }()
	t.Cleanup(func() {
		assert.NoError(t, server.Close())
		_ = l.Close() // server does not know it when Serve has not begun
		assert.NoError(t, <-done)
	})
	return s
}

// Mails returns what it has taken.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails)
}

// Forget forgets what it has taken.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = nil
}

// Tried returns with which mechanisms somebody tried to log in.
func (s *Server) Tried() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.tried)
}

// session is one conversation.
type session struct {
	server *Server
	mail   Mail
}

func (s *session) AuthMechanisms() []string { return s.server.Mechanisms }

func (s *session) Auth(mechanism string) (sasl.Server, error) {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.tried = append(s.server.tried, mechanism)
	check := func(login, password string) error {
		if s.server.Login != "" && (login != s.server.Login || password != s.server.Password) {
			return smtp.ErrAuthFailed
		}
		s.mail.AuthBy = mechanism
		return nil
	}
	switch mechanism {
	case "PLAIN":
		return sasl.NewPlainServer(func(_, login, password string) error { return check(login, password) }), nil
	case "LOGIN":
		return &loginServer{check: check}, nil
	case "CRAM-MD5":
		return &cramServer{password: s.server.Password, check: check}, nil
	}
	return nil, smtp.ErrAuthUnknownMechanism
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if len(s.server.Mechanisms) > 0 && s.mail.AuthBy == "" {
		return smtp.ErrAuthRequired
	}
	s.mail.From = from
	return s.server.Refuse["MAIL"]
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mail.To = to
	return s.server.Refuse["RCPT"]
}

func (s *session) Data(r io.Reader) error {
	content, err := io.ReadAll(r)
	if err == nil {
		err = s.server.Refuse["DATA"]
	}
	if err != nil {
		return err
	}
	s.mail.Content = string(content)
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.mails = append(s.server.mails, s.mail)
	return nil
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }
