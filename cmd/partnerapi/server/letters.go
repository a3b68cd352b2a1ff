package server

import (
	"fmt"
	"log/slog"
	"os"
	"slices"

	"partnerapi/internal/config"
	"partnerapi/internal/dialguard"
	"partnerapi/internal/mail"
	"partnerapi/ops/partner"
)

// letters says how account_access_email_notify sends: only to servers that the
// guard lets through (S21). The error is of the configured letter.
func letters(c *config.Config, log *slog.Logger) (partner.Mail, error) {
	guard := &dialguard.Guard{Ports: slices.Concat(mail.Ports, c.Mail.AllowPorts), Networks: c.Mail.AllowNetworks}
	m := partner.Mail{
		Mailer: &mail.Mailer{Dial: guard.DialContext, Timeout: c.Mail.Timeout},
		Log:    log,
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
