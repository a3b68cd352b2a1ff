package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/mailtest"
	"partnerapi/internal/transcript"
)

// What the post office's mail servers accept.
const (
	postLogin    = "robot@p1.example"
	postPassword = "smtp-secret"
)

// postOffice is a set of mail servers on 127.0.0.1, and a port where there is none.
type postOffice struct {
	t                            *testing.T
	starttls, implicit, refusing *mailtest.Server
	closed                       int
}

// startPost starts the servers; their certificate is one of the system's as far as
// this process can tell.
func startPost(t *testing.T) *postOffice {
	config := &tls.Config{Certificates: []tls.Certificate{selfSigned(t)}, MinVersion: tls.VersionTLS12}
	account := func(s *mailtest.Server) *mailtest.Server {
		s.Login, s.Password, s.Mechanisms, s.TLS = postLogin, postPassword, []string{"PLAIN"}, config
		return s.Start(t)
	}
	p := &postOffice{
		t:        t,
		starttls: account(&mailtest.Server{}),
		implicit: account(&mailtest.Server{Implicit: true}),
		refusing: account(&mailtest.Server{Refuse: map[string]error{
			"RCPT": &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "nobody of that name"},
		}}),
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p.closed = l.Addr().(*net.TCPAddr).Port
	require.NoError(t, l.Close())
	return p
}

func (p *postOffice) servers() []*mailtest.Server {
	return []*mailtest.Server{p.starttls, p.implicit, p.refusing}
}

// names are the ports as transcripts call them.
func (p *postOffice) names() map[string]string {
	return map[string]string{
		"smtpport": strconv.Itoa(p.starttls.Port), "smtpsport": strconv.Itoa(p.implicit.Port),
		"refuseport": strconv.Itoa(p.refusing.Port), "closedport": strconv.Itoa(p.closed),
	}
}

func (p *postOffice) ports() []uint16 {
	ports := []uint16{uint16(p.closed)}
	for _, s := range p.servers() {
		ports = append(ports, uint16(s.Port))
	}
	return ports
}

func (p *postOffice) empty() {
	for _, s := range p.servers() {
		s.Forget()
	}
}

func (p *postOffice) letters() []transcript.Letter {
	var letters []transcript.Letter
	for _, s := range p.servers() {
		for _, mail := range s.Mails() {
			read := mail.Letter(p.t)
			letters = append(letters, transcript.Letter{From: mail.From, To: mail.To, Subject: read.Subject, Body: read.Body})
		}
	}
	return letters
}

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
