package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/config"
	"partnerapi/internal/enginetest"
	"partnerapi/internal/xmltext"
)

const auditRegisters = `{"kind":"region","region_id":"c963cfe0-afae-4a3b-b909-6a04e7d80068","region_name":"Москва","region_time_zone":3}
{"kind":"role","role_id":1,"role_name":"Франчайзи"}
{"kind":"partner","partner_id":"67a9b05c-7dfb-47e8-9775-f593ce3ad2b2","partner_name":"Партнер","regions":["c963cfe0-afae-4a3b-b909-6a04e7d80068"],"roles":[1],"logins":[{"login":"first","password":"x"}]}
{"kind":"userside_customer","partner_id":"67a9b05c-7dfb-47e8-9775-f593ce3ad2b2","number":7,"fio":"Абрамов"}
`

// changing are the commands that change something, in an order in which each can;
// PARTNER, FILE and ARCHIVE are filled in.
var changing = []string{
	"import FILE", "region add Марс", "role add Вторая", "contact-type add e-mail --code 3", "partner add Другой --region Москва --login second",
	"partner login add PARTNER third", "partner login reset third", "partner login remove third", "partner disable PARTNER", "partner enable PARTNER",
	"partner doors PARTNER --soap off", "partner points PARTNER --day 10",
	"token add --partner PARTNER", "token revoke 1 --partner PARTNER", "key add --partner PARTNER", "key revoke 1 --partner PARTNER",
	"customer lock --debt 7", "customer unlock --debt 7", "retention --calls 36m --archive ARCHIVE",
}

// showing are those that change nothing that an operator has said.
var showing = []string{
	"serve", "region list", "role list", "contact-type list", "partner list", "partner login list", "token list", "key list", "usage", "ids export", "config sample", "version", "audit", "check",
}

// Every command either leaves a line or is known to change nothing.
func TestEveryChangeIsAudited(t *testing.T) {
	place, file := enginetest.Empty(t).Flags(), filepath.Join(t.TempDir(), "registers.jsonl")
	require.NoError(t, os.WriteFile(file, []byte(auditRegisters), 0o600))
	known := map[string]bool{"partnerapi copy": true} // into another store: TestCopyCommand
	for _, words := range showing {
		known["partnerapi "+words] = true
	}
	run := func(line string) string {
		var out, errs bytes.Buffer
		p := &program{lang: config.English, in: strings.NewReader(""), out: &out, err: &errs}
		words := strings.Fields(strings.NewReplacer("PARTNER", "67a9b05c-7dfb-47e8-9775-f593ce3ad2b2", "FILE", file, "ARCHIVE", filepath.Join(filepath.Dir(file), "archive")).Replace(line))
		require.Equal(t, exitOK, p.run(context.Background(), append(words, place...)), "%s: %s", line, errs.String())
		return out.String()
	}
	lines := 0
	for _, line := range changing {
		run(line)
		audit := strings.Split(strings.TrimSpace(run("audit --json")), "\n")
		assert.Greater(t, len(audit), lines, line)
		lines = len(audit)
		cmd, _, err := (&program{lang: config.English}).root().Find(strings.Fields(line))
		require.NoError(t, err)
		assert.Contains(t, audit[lines-1], `"command":"`+cmd.CommandPath()+" ", line)
		known[cmd.CommandPath()] = true
	}
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		if !cmd.HasSubCommands() && !cmd.Hidden {
			assert.True(t, known[cmd.CommandPath()], "%s is in neither list", cmd.CommandPath())
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk((&program{lang: config.English}).root())
}

// Secrets are not in the line, whatever flag or argument carries them, and the line
// cannot break out of a terminal's.
func TestCommandLineWithoutSecrets(t *testing.T) {
	cmd := &cobra.Command{Use: "partnerapi"}
	cmd.Flags().String("smtp-password", "", "")
	cmd.Flags().StringArray("token", nil, "")
	cmd.Flags().StringArray("region", nil, "")
	cmd.Flags().Bool("password-stdin", false, "")
	cmd.Flags().String("from", "", "")
	require.NoError(t, cmd.ParseFlags([]string{"--smtp-password", "hidden", "--token", "hidden", "--region", "a b", "--region", "c", "--password-stdin", "--from", "https://me:hidden@host/x"}))
	line := commandLine(cmd, []string{"два слова", "\x1b[31m\n", "\xff", "плюс+1"})
	assert.Equal(t, `partnerapi --from="https://***@host/x" --password-stdin --region="a b" --region=c --smtp-password=*** --token=*** "два слова" "\x1b[31m\n" "�" плюс+1`, line)
	assert.NoError(t, xmltext.Check(line))
	assert.Len(t, []rune(commandLine(cmd, []string{strings.Repeat("я", 2*maxCommandLine)})), maxCommandLine)
}

// Arguments that hold a connection string keep its host and lose its secrets.
func TestConnectionStringsWithoutSecrets(t *testing.T) {
	for word, kept := range map[string]string{
		"postgres://me:hidden@host/db":                       `"postgres://***@host/db"`,
		"postgres://me:hid@den/hidden@host/db":               `"postgres://***@host/db"`,
		"host=db password=hidden user=me":                    `"host=db password=*** user=me"`,
		"host=db PASSWORD = 'hidden hidden' user=me":         `"host=db PASSWORD = *** user=me"`,
		"https://host/api.php?cat=customer&api_key=hidden&x": `"https://host/api.php?cat=customer&api_key=***&x"`,
		"/srv/registers.jsonl":                               `/srv/registers.jsonl`,
	} {
		assert.Equal(t, kept, quoteWord(word))
	}
}
