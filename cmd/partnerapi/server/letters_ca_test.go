package server

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/config"
	"partnerapi/internal/mail"
	"partnerapi/internal/mailtest"
)

// The authorities of mail-ca are trusted, and what they did not sign for the
// server's name and for today is not (S21).
func TestAuthorityOfConfiguration(t *testing.T) {
	authority := mailtest.NewAuthority(t)
	file := filepath.Join(t.TempDir(), "ca.pem")
	pem := append([]byte("# the authority of our office\n"), mailtest.NewAuthority(t).PEM()...)
	require.NoError(t, os.WriteFile(file, append(pem, authority.PEM()...), 0o600))
	soon := time.Now().Add(time.Hour)
	for _, c := range []struct {
		name, ca string
		tls      *tls.Config
		reason   string // empty: the letter is sent
	}{
		{"trusted", file, authority.Issue(t, "127.0.0.1", soon), ""},
		{"without the setting", "", authority.Issue(t, "127.0.0.1", soon), "the server's certificate is of an authority that is not trusted"},
		{"another authority", file, mailtest.NewAuthority(t).Issue(t, "127.0.0.1", soon), "the server's certificate is of an authority that is not trusted"},
		{"expired", file, authority.Issue(t, "127.0.0.1", time.Now().Add(-time.Hour)), "the server's certificate has expired or is not valid yet"},
		{"another host", file, authority.Issue(t, "mail.example", soon), "the server's certificate is for another host"},
	} {
		for _, implicit := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, implicit %t", c.name, implicit), func(t *testing.T) {
				s := (&mailtest.Server{TLS: c.tls, Implicit: implicit}).Start(t)
				m, err := letters(mailConfig(c.ca, s.Port), slog.New(slog.DiscardHandler))
				require.NoError(t, err)
				err = m.Mailer.Send(t.Context(), mail.Server{Host: "127.0.0.1", Port: s.Port, TLS: implicit},
					mail.Message{From: "robot@firm.example", To: "client@example.org", Subject: "Тема", Body: "Текст\n"})
				if c.reason == "" {
					require.NoError(t, err)
					require.Len(t, s.Mails(), 1)
					assert.True(t, s.Mails()[0].Encrypted)
					return
				}
				var not *mail.NotSent
				require.ErrorAs(t, err, &not)
				assert.Equal(t, c.reason, not.Reason)
				assert.Empty(t, s.Mails())
			})
		}
	}
}

// A file that is not just certificates stops the start, by name.
func TestBadFileOfAuthorities(t *testing.T) {
	good := mailtest.NewAuthority(t).PEM()
	file := filepath.Join(t.TempDir(), "ca.pem")
	_, err := letters(mailConfig(file, 25), nil)
	require.ErrorContains(t, err, "mail-ca")
	require.ErrorContains(t, err, file)
	key := []byte("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
	for name, c := range map[string]struct {
		content []byte
		says    string
	}{
		"empty":             {nil, " holds no certificate"},
		"text":              {[]byte("no certificate"), " holds no certificate"},
		"a key":             {key, `: block 1 is no certificate but "PRIVATE KEY"`},
		"a key as well":     {append(bytes.Clone(good), key...), `: block 2 is no certificate but "PRIVATE KEY"`},
		"cut off":           {append(bytes.Clone(good), good[:len(good)/2]...), ": 1 PEM certificates, 2 blocks begin"},
		"cut off, first":    {append(bytes.Clone(good[:len(good)/2]), append([]byte("\n"), good...)...), ": 1 PEM certificates, 2 blocks begin"},
		"one that is wrong": {append(bytes.Clone(good), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"...), ": certificate 2: "},
	} {
		require.NoError(t, os.WriteFile(file, c.content, 0o600))
		_, err := letters(mailConfig(file, 25), nil)
		require.ErrorContains(t, err, "mail-ca: "+file+c.says, name)
	}
}

// mailConfig lets letters go to the loopback net.
func mailConfig(ca string, port int) *config.Config {
	return &config.Config{Mail: config.Mail{
		CA: ca, AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, AllowPorts: []uint16{uint16(port)}, Timeout: time.Minute,
	}}
}
