package main

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/ops/userside"
)

var usersideRow = regexp.MustCompile("(?m)^\\| `(us .*)` \\| `(.*)` \\|$")

// The READMEs' lines of USERSIDE work by paste, one after another on the sample
// data: one for each action, and each answers what stands beside it.
func TestREADMEsUserside(t *testing.T) {
	english, russian := usersideLines(t, "README.md"), usersideLines(t, "README.ru.md")
	assert.Equal(t, english, russian, "both languages have the same lines")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address, data := l.Addr().String(), filepath.Join(t.TempDir(), "data")
	require.NoError(t, l.Close())
	hint, stop := makeRun(t, address, data)
	defer stop()
	require.Eventually(t, func() bool { return exec.Command("curl", "-sf", "http://"+address+"/readyz").Run() == nil }, 30*time.Second, 50*time.Millisecond)

	paste := english.begin
	for _, row := range english.rows {
		paste += row[1] + "\n"
	}
	run := exec.Command("bash", "-c", strings.NewReplacer("127.0.0.1:8080", address, "--data data", "--data "+data).Replace(paste))
	run.Dir = "../.."
	out, err := run.CombinedOutput()
	require.NoError(t, err, "%s", out)
	answers := strings.Split(strings.TrimSpace(string(out)), "\n")
	require.Len(t, answers, len(userside.Actions), "%s", out)
	for i, row := range english.rows {
		action, _, _ := strings.Cut(strings.TrimPrefix(row[1], "us "), " ")
		assert.Equal(t, userside.Actions[i].Name, action, "in the order of the page")
		want := `{"result":"OK","Result":"OK"}`
		if row[2] != "OK" {
			want = `{"result":"OK",` + row[2] + `,…"Result":"OK"}`
			if strings.HasPrefix(row[2], `"Id":`) {
				want = `{"result":"OK",` + row[2] + `,"Result":"OK"}`
			}
		}
		pattern := "^" + strings.ReplaceAll(regexp.QuoteMeta(want), "…", ".*") + "$"
		assert.Regexp(t, pattern, answers[i], row[1])
	}

	// What make run says of a key works too.
	assert.Contains(t, hint, "http://"+address+"/api.php?key=KEY")
	_, rest, found := strings.Cut(hint, "A key of it: ")
	require.True(t, found, hint)
	line, _, _ := strings.Cut(rest, "\n")
	add := exec.Command("bash", "-c", line)
	add.Dir = "../.."
	out, err = add.CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Len(t, strings.TrimSpace(string(out)), 52)
}

// usersidePaste is what a README says: how to begin, and rows of line and answer.
type usersidePaste struct {
	begin string
	rows  [][]string
}

func usersideLines(t *testing.T, name string) (p usersidePaste) {
	t.Helper()
	text, err := os.ReadFile("../../" + name)
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(text), "    K=$(bin/partnerapi key add")
	require.True(t, found, name)
	p.begin, _, _ = strings.Cut("    K=$(bin/partnerapi key add"+rest, "\n\n")
	p.begin += "\n"
	p.rows = usersideRow.FindAllStringSubmatch(string(text), -1)
	require.Len(t, p.rows, len(userside.Actions), name)
	return p
}
