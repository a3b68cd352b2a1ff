package server

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"log/slog"
	"os"
	"slices"

	"partnerapi/internal/config"
	"partnerapi/internal/dialguard"
	"partnerapi/internal/mail"
	"partnerapi/ops/partner"
)

// letters returns the sender of account_access_email_notify, which dials only servers that
// the guard allows (S21). The error is about the configured files.
func letters(c *config.Config, log *slog.Logger) (partner.Mail, error) {
	guard := &dialguard.Guard{Ports: slices.Concat(mail.Ports, c.Mail.AllowPorts), Networks: c.Mail.AllowNetworks}
	m := partner.Mail{
		Mailer: &mail.Mailer{Dial: guard.DialContext, Timeout: c.Mail.Timeout},
		Log:    log,
	}
	var err error
	if m.Mailer.Roots, err = mailRoots(c.Mail.CA); err != nil {
		return m, fmt.Errorf("mail-ca: %w", err)
	}
	if c.Mail.Template == "" {
		return m, nil
	}
	text, err := os.ReadFile(c.Mail.Template)
	if err != nil {
		return m, fmt.Errorf("mail-template: %w", err)
	}
	if m.Letter, err = partner.ParseLetter(string(text)); err != nil {
		return m, fmt.Errorf("mail-template %s: %w", c.Mail.Template, err)
	}
	return m, nil
}

// mailRoots returns the system's certificate authorities with those of a PEM file; nil, for
// no file, means the system's. Anything else in the file is an error: an authority that was
// silently left out would be noticed only when a letter fails.
func mailRoots(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool() // a machine without certificates of its own
	}
	count := 0
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		count++
		if block.Type != "CERTIFICATE" {
			return nil, fmt.Errorf("%s: block %d is no certificate but %q", file, count, block.Type)
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("%s: certificate %d: %w", file, count, err)
		}
		roots.AddCert(certificate)
	}
	// Decode skips a block that is damaged.
	begun := bytes.Count(text, []byte("-----BEGIN "))
	if begun == 0 {
		return nil, fmt.Errorf("%s holds no certificate", file)
	}
	if count != begun {
		return nil, fmt.Errorf("%s: %d PEM certificates, %d blocks begin", file, count, begun)
	}
	return roots, nil
}
