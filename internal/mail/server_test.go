package mail_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	login    = "робот@mail.example"
	password = "Пароль, 100% тайный"
)

// mailServer is a real SMTP server (go-smtp) that writes down what it was told.
type mailServer struct {
	port       int
	mechanisms []string
	// refuse answers an error at a step: MAIL, RCPT, DATA.
	refuse map[string]*smtp.SMTPError

	mu    sync.Mutex
	mails []received
	auths []string // mechanisms tried
}

type received struct {
	from, to, content, authBy string
	encrypted                 bool
}

// serve starts a server; config nil means without any TLS, else with STARTTLS, or
// from the first byte when implicit.
func serve(t *testing.T, s *mailServer, config *tls.Config, implicit bool) *mailServer {
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		_, encrypted := c.TLSConnectionState()
		return &session{server: s, mail: received{encrypted: encrypted}}, nil
	}))
	server.Domain, server.AllowInsecureAuth, server.TLSConfig = "mail.example", config == nil, config
	server.ErrorLog = log.New(io.Discard, "", 0) // refused handshakes are what some tests want
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.port = l.Addr().(*net.TCPAddr).Port
	if implicit {
		l = tls.NewListener(l, config)
	}
	done := make(chan error)
	go func() { done <- server.Serve(l) }()
	t.Cleanup(func() {
		assert.NoError(t, server.Close())
		assert.NoError(t, <-done)
	})
	return s
}

type session struct {
	server *mailServer
	mail   received
}

func (s *session) AuthMechanisms() []string { return s.server.mechanisms }

func (s *session) Auth(mechanism string) (sasl.Server, error) {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.auths = append(s.server.auths, mechanism)
	check := func(user, pass string) error {
		if user != login || pass != password {
			return smtp.ErrAuthFailed
		}
		s.mail.authBy = mechanism
		return nil
	}
	switch mechanism {
	case "PLAIN":
		return sasl.NewPlainServer(func(_, user, pass string) error { return check(user, pass) }), nil
	case "LOGIN":
		return &loginServer{check: check}, nil
	case "CRAM-MD5":
		return &cramServer{check: check}, nil
	}
	return nil, smtp.ErrAuthUnknownMechanism
}

func (s *session) step(name string) error {
	if no := s.server.refuse[name]; no != nil {
		return no
	}
	return nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if len(s.server.mechanisms) > 0 && s.mail.authBy == "" {
		return smtp.ErrAuthRequired
	}
	s.mail.from = from
	return s.step("MAIL")
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mail.to = to
	return s.step("RCPT")
}

func (s *session) Data(r io.Reader) error {
	content, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := s.step("DATA"); err != nil {
		return err
	}
	s.mail.content = string(content)
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.mails = append(s.server.mails, s.mail)
	return nil
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

// loginServer is the server's side of AUTH LOGIN.
type loginServer struct {
	check func(user, pass string) error
	user  *string
}

func (l *loginServer) Next(response []byte) (challenge []byte, done bool, err error) {
	switch {
	case response == nil:
		return []byte("Username:"), false, nil
	case l.user == nil:
		user := string(response)
		l.user = &user
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check(*l.user, string(response))
}

// cramServer is the server's side of AUTH CRAM-MD5.
type cramServer struct {
	check func(user, pass string) error
}

func (c *cramServer) Next(response []byte) (challenge []byte, done bool, err error) {
	challenge = []byte("<1896.697170952@mail.example>")
	if response == nil {
		return challenge, false, nil
	}
	mac := hmac.New(md5.New, []byte(password))
	mac.Write(challenge)
	user, digest, _ := strings.Cut(string(response), " ")
	if digest != fmt.Sprintf("%x", mac.Sum(nil)) {
		return nil, true, smtp.ErrAuthFailed
	}
	return nil, true, c.check(user, password)
}

// certificate makes one for a host, and the pool that trusts it.
func certificate(t *testing.T, host string, ends time.Time) (*tls.Config, *x509.CertPool) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: ends.Add(-48 * time.Hour), NotAfter: ends, IsCA: true, BasicConstraintsValid: true,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, form, form, key.Public(), key)
	require.NoError(t, err)
	parsed, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, pool
}

// script plays a server line by line, for answers that no real one gives. It
// reads on to the end of the connection when talk is over.
func script(t *testing.T, talk func(c *textproto.Conn) error) (port int, over <-chan error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	ended := make(chan error, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			ended <- err
			return
		}
		defer conn.Close()
		err = talk(textproto.NewConn(conn))
		_, drained := io.Copy(io.Discard, conn)
		ended <- errors.Join(err, drained)
	}()
	return l.Addr().(*net.TCPAddr).Port, ended
}
