package server

import (
	"crypto/tls"
	"encoding/pem"
	"log/slog"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/config"
	"partnerapi/internal/mail"
	"partnerapi/internal/mailtest"
)

// A mail server whose certificate is of an authority of one's own is trusted once
// mail-ca names that authority (S21).
func TestAuthorityOfConfiguration(t *testing.T) {
	web := httptest.NewTLSServer(nil) // it has a certificate for 127.0.0.1
	defer web.Close()
	s := (&mailtest.Server{TLS: &tls.Config{Certificates: web.TLS.Certificates}, Implicit: true}).Start(t)
	c := &config.Config{Mail: config.Mail{
		AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, AllowPorts: []uint16{uint16(s.Port)}, Timeout: time.Minute,
	}}
	send := func() error {
		m, err := letters(c, slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		return m.Mailer.Send(t.Context(), mail.Server{Host: "127.0.0.1", Port: s.Port, TLS: true},
			mail.Message{From: "robot@firm.example", To: "client@example.org", Subject: "Тема", Body: "Текст\n"})
	}
	require.ErrorContains(t, send(), "not trusted")

	c.Mail.CA = filepath.Join(t.TempDir(), "ca.pem")
	_, err := letters(c, nil)
	require.ErrorContains(t, err, "mail-ca")
	require.NoError(t, os.WriteFile(c.Mail.CA, []byte("no certificate"), 0o600))
	_, err = letters(c, nil)
	require.ErrorContains(t, err, c.Mail.CA+" holds no certificate")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: web.Certificate().Raw})
	require.NoError(t, os.WriteFile(c.Mail.CA, certificate, 0o600))
	require.NoError(t, send())
	require.Len(t, s.Mails(), 1)
}
