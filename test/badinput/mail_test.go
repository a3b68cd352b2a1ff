package badinput

import (
	"io"
	"log"
	"net"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// serveMail runs a mail server that takes every login and every letter.
func serveMail(t testing.TB) (port uint16) {
	t.Helper()
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return mailSession{}, nil }))
	server.Domain, server.AllowInsecureAuth = "mail.example", true
	server.ErrorLog = log.New(io.Discard, "", 0) // some calls want TLS of it
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan error)
	go func() { done <- server.Serve(l) }()
	t.Cleanup(func() {
		assert.NoError(t, server.Close())
		assert.NoError(t, <-done)
	})
	return uint16(l.Addr().(*net.TCPAddr).Port)
}

type mailSession struct{}

func (mailSession) AuthMechanisms() []string { return []string{sasl.Plain} }
func (mailSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(string, string, string) error { return nil }), nil
}
func (mailSession) Mail(string, *smtp.MailOptions) error { return nil }
func (mailSession) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (mailSession) Data(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}
func (mailSession) Reset()        {}
func (mailSession) Logout() error { return nil }
