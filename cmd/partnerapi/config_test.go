package main

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/config"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"partnerapi": main})
}

// The command line, as an operator meets it: testdata/*.txtar.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// exits runs a command and compares its exit code: exits CODE COMMAND ARG…
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND ARG...")
	}
	code := "0"
	var failed *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &failed) {
		code = strconv.Itoa(failed.ExitCode())
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if code != args[0] {
		ts.Fatalf("exit code %s, want %s", code, args[0])
	}
}

// The committed table of settings is what the program says.
func TestSettingsPages(t *testing.T) {
	for lang, file := range map[config.Language]string{config.English: "settings.md", config.Russian: "settings.ru.md"} {
		want, err := os.ReadFile("../../docs/" + file)
		require.NoError(t, err)
		var got strings.Builder
		require.NoError(t, config.WriteMarkdown(&got, lang))
		assert.Equal(t, string(want), got.String(), "run make generate")
	}
}
