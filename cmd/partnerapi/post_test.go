package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/transcript"
)

// What the post office's mail servers accept.
const (
	postLogin    = "robot@p1.example"
	postPassword = "smtp-secret"
)

// postOffice is a set of real SMTP servers on 127.0.0.1 that keep what they take.
type postOffice struct {
	starttls, implicit, refusing, closed uint16

	mu    sync.Mutex
	taken []transcript.Letter
}

// startPost starts the servers; their certificate is one of the system's as far as
// this process can tell.
func startPost(t *testing.T) *postOffice {
	cert := selfSigned(t)
	p := &postOffice{}
	p.starttls = p.serve(t, cert, false, false)
	p.implicit = p.serve(t, cert, true, false)
	p.refusing = p.serve(t, cert, false, true)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p.closed = port(l)
	require.NoError(t, l.Close())
	return p
}

func port(l net.Listener) uint16 { return l.Addr().(*net.TCPAddr).AddrPort().Port() }

func (p *postOffice) serve(t *testing.T, cert tls.Certificate, implicit, refusing bool) uint16 {
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &postSession{post: p, refusing: refusing}, nil
	}))
	s.Domain, s.ErrorLog = "mail.example", log.New(io.Discard, "", 0)
	s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	number := port(l)
	if implicit {
		l = tls.NewListener(l, s.TLSConfig)
	}
	done := make(chan error)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		assert.NoError(t, s.Close())
		assert.NoError(t, <-done)
	})
	return number
}

// names are the ports as transcripts call them.
func (p *postOffice) names() map[string]string {
	text := func(port uint16) string { return strconv.Itoa(int(port)) }
	return map[string]string{"smtpport": text(p.starttls), "smtpsport": text(p.implicit), "refuseport": text(p.refusing), "closedport": text(p.closed)}
}

func (p *postOffice) ports() []uint16 {
	return []uint16{p.starttls, p.implicit, p.refusing, p.closed}
}

func (p *postOffice) empty() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken = nil
}

func (p *postOffice) letters() []transcript.Letter {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.taken)
}

type postSession struct {
	post     *postOffice
	refusing bool
	allowed  bool
	letter   transcript.Letter
}

func (s *postSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *postSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != postLogin || password != postPassword {
			return smtp.ErrAuthFailed
		}
		s.allowed = true
		return nil
	}), nil
}

func (s *postSession) Mail(from string, _ *smtp.MailOptions) error {
	if !s.allowed {
		return smtp.ErrAuthRequired
	}
	s.letter.From = from
	return nil
}

func (s *postSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.refusing {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "nobody of that name"}
	}
	s.letter.To = to
	return nil
}

// Data keeps the letter as a person would read it.
func (s *postSession) Data(r io.Reader) error {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	if s.letter.Subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		return err
	}
	body := m.Body
	switch strings.ToLower(m.Header.Get("Content-Transfer-Encoding")) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	s.letter.Body = string(text)
	s.post.mu.Lock()
	defer s.post.mu.Unlock()
	s.post.taken = append(s.post.taken, s.letter)
	return nil
}

func (s *postSession) Reset()        { s.letter = transcript.Letter{} }
func (s *postSession) Logout() error { return nil }

// selfSigned makes a certificate for 127.0.0.1 and has this process trust it, as
// an operator would: through the system's list.
func selfSigned(t *testing.T) tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail.example"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "roots.pem")
	require.NoError(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw}), 0o600))
	t.Setenv("SSL_CERT_FILE", file)
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}
}
