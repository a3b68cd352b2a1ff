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

// The READMEs' sections work by paste, one after another on the sample data, as
// they tell the reader: first the walk from SOAP to v2 and back, then a line for
// each action of USERSIDE, and each answers what stands beside it.
func TestREADMEsSectionsInOrder(t *testing.T) {
	walk := walkOf(t, "README.md")
	assert.Equal(t, walk, walkOf(t, "README.ru.md"), "both languages walk the same way")
	english := usersideLines(t, "README.md")
	assert.Equal(t, english, usersideLines(t, "README.ru.md"), "both languages have the same lines")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address, data := l.Addr().String(), filepath.Join(t.TempDir(), "data")
	require.NoError(t, l.Close())
	hint, stop := makeRun(t, address, data)
	defer stop()
	require.Eventually(t, func() bool { return exec.Command("curl", "-sf", "http://"+address+"/readyz").Run() == nil }, 30*time.Second, 50*time.Millisecond)
	pasted := func(lines string) []string {
		run := exec.Command("bash", "-c", strings.NewReplacer("127.0.0.1:8080", address, "--data data", "--data "+data).Replace(lines))
		run.Dir = "../.."
		out, err := run.CombinedOutput()
		require.NoError(t, err, "%s", out)
		return strings.Split(strings.TrimSpace(string(out)), "\n")
	}

	walked := pasted(walk)
	require.Len(t, walked, 4)
	assert.Equal(t, "true", walked[0])
	assert.Contains(t, walked[1], `"name":"ООО Мост","status":"active"`)
	assert.Contains(t, walked[2], `"result":{"data":{}`)
	assert.Equal(t, "false", walked[3])

	paste := english.begin
	for _, row := range english.rows {
		paste += row[1] + "\n"
	}
	answers := pasted(paste)
	require.Len(t, answers, len(userside.Actions))
	for i, row := range english.rows {
		action, _, _ := strings.Cut(strings.TrimPrefix(row[1], "us "), " ")
		assert.Equal(t, userside.Actions[i].Name, action, "in the order of the page")
		assert.Regexp(t, answerPattern(row[2]), answers[i], row[1])
	}

	// What make run says of a key works too.
	assert.Contains(t, hint, "http://"+address+"/api.php?key=KEY")
	_, rest, found := strings.Cut(hint, "A key of it: ")
	require.True(t, found, hint)
	line, _, _ := strings.Cut(rest, "\n")
	add := exec.Command("bash", "-c", line)
	add.Dir = "../.."
	out, err := add.CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Len(t, strings.TrimSpace(string(out)), 52)
}

// answerPattern matches an answer of the table, whose … stands for anything.
func answerPattern(cell string) string {
	want := `{"result":"OK",` + cell + `,…"Result":"OK"}`
	switch {
	case cell == "OK":
		want = `{"result":"OK","Result":"OK"}`
	case strings.HasPrefix(cell, `"Id":`):
		want = `{"result":"OK",` + cell + `,"Result":"OK"}`
	}
	return "^" + strings.ReplaceAll(regexp.QuoteMeta(want), "…", ".*") + "$"
}

// walkOf returns the lines of a README's walk through two interfaces.
func walkOf(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../../" + name)
	require.NoError(t, err)
	const first = "    T=$(bin/partnerapi token add"
	_, rest, found := strings.Cut(string(text), first)
	require.True(t, found, name)
	var lines strings.Builder
	for line := range strings.Lines(first + rest) {
		if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "    ") {
			break
		}
		lines.WriteString(strings.TrimPrefix(line, "    "))
	}
	return lines.String()
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
