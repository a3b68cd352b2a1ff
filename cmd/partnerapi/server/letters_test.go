package server_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"partnerapi/cmd/partnerapi/server"
)

// A letter that could not be sent stops the server at its start, by name.
func TestLetterOfConfiguration(t *testing.T) {
	c := configuration(t)
	c.Mail.Template = filepath.Join(t.TempDir(), "letter.txt")
	_, err := server.Start(c, slog.New(slog.DiscardHandler), "test")
	require.ErrorContains(t, err, "mail-template")
	require.NoError(t, os.WriteFile(c.Mail.Template, []byte("Тема\n\n{{.Login}}\n"), 0o600))
	_, err = server.Start(c, slog.New(slog.DiscardHandler), "test")
	require.ErrorContains(t, err, c.Mail.Template)
	require.ErrorContains(t, err, "Login")
	require.NoError(t, os.WriteFile(c.Mail.Template, []byte("Тема\n\n{{.Number}}\n"), 0o600))
	require.NoError(t, start(t, c).Stop())
}
