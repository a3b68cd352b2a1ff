package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// S21: the kinds that hold an e-mail are known by their names, whatever the case;
// of several contacts the first counts.
func TestEmployeeEmail(t *testing.T) {
	for name, c := range map[string]struct {
		names []string
		want  string
	}{
		"by default": {nil, "second@example.org"},
		"configured": {[]string{"ТЕЛЕФОН"}, "third@example.org"},
		"both":       {[]string{"телефон", "E-MAIL"}, "second@example.org"},
		"neither":    {[]string{"Почта"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			if c.names != nil {
				w.opts.MailContactTypes = c.names
			}
			user := w.addClientUser(t, w.a, w.addClient(t, w.a, "one"), "Анна")
			mate := w.addPartnerUser(t, w.a, "Вера")
			runScript(t, w.Store, `INSERT INTO contact_type VALUES (9, '31111111-1111-4111-8111-111111111119', ' Е-Майл ', 3), (10, '31111111-1111-4111-8111-111111111120', 'E-mail', 1)`)
			w.write(t, w.a, func(tx *Tx) error {
				for _, contact := range []struct {
					owner, kind int64
					view        string
				}{{user, 9, "  "}, {user, employeeMail, " second@example.org\n"}, {user, employeePhone, "third@example.org"}, {mate, employeeMail, "vera@example.org"}} {
					if err := tx.SetEmployeeContact(contact.owner, contact.kind, contact.view); err != nil {
						return err
					}
				}
				return nil
			})
			email, err := w.a.EmployeeEmail(t.Context(), user)
			require.NoError(t, err)
			assert.Equal(t, c.want, email)
			email, err = w.b.EmployeeEmail(t.Context(), user)
			require.NoError(t, err)
			assert.Empty(t, email, "another partner's")
		})
	}
}
