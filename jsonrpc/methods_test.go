package jsonrpc_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"partnerapi/ops/v2"
	"partnerapi/test/doors"
)

// goodCalls are the parameters of a call of each method that succeeds, from
// methods.txtar, and the calls that make what they need. {{new}} in them must be
// something else in each call.
func goodCalls(t doors.Tester) (good map[string]string, before []string) {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join(testdata, "methods.txtar"))
	require.NoError(t, err)
	good = map[string]string{}
	for _, section := range archive.Files {
		for line := range strings.Lines(string(section.Data)) {
			call, isCall := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "> ")
			if params, found := strings.CutPrefix(call, section.Name+" "); found {
				good[section.Name] = params
				break
			}
			if isCall {
				before = append(before, call)
			}
		}
		require.Contains(t, good, section.Name, "the section calls the method")
	}
	return good, before
}

// row is the method's row in the table.
func row(t doors.Tester, method string) *v2.Method {
	t.Helper()
	at := slices.IndexFunc(v2.Methods, func(m v2.Method) bool { return m.Name == method })
	require.GreaterOrEqual(t, at, 0, method)
	return &v2.Methods[at]
}

// Every method of the table has a section in methods.txtar, and each of its names is
// called by a transcript.
func TestEveryMethodHasATranscript(t *testing.T) {
	good, _ := goodCalls(t)
	files, err := filepath.Glob(filepath.Join(testdata, "*.txtar"))
	require.NoError(t, err)
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		all.Write(text)
	}
	for _, m := range v2.Methods {
		for _, name := range append([]string{m.Name}, m.Aliases...) {
			assert.Contains(t, all.String(), "\n> "+name+" ", "testdata/v2 has no transcript of %s", name)
		}
		if !m.Document {
			assert.Contains(t, good, m.Name, "testdata/v2/methods.txtar has no section of it")
		}
		delete(good, m.Name)
	}
	assert.Empty(t, good, "methods.txtar has sections of methods that do not exist")
}
