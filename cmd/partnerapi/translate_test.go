package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"partnerapi/internal/config"
)

// Every error of the commands, of the settings and of the data directory is in the
// catalogue, and both its texts take the same operands in the same order.
func TestEveryErrorHasRussian(t *testing.T) {
	for _, m := range messages {
		assert.Equal(t, verb.FindAllString(m.en, -1), verb.FindAllString(m.ru, -1), m.en)
	}
	var files []string
	for _, pattern := range []string{"*.go", "../../internal/config/*.go", "../../store/directory.go", "../../store/migrate.go", "../../internal/seal/keyfile.go"} {
		found, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, found, pattern)
		files = append(files, found...)
	}
	texts := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		require.NoError(t, err)
		ast.Inspect(parsed, func(n ast.Node) bool {
			text, ok := errorText(n)
			if ok {
				texts++
				sample := strings.NewReplacer("%q", `"x"`, "%d", "7", "%04o", "0644", "%s", "x", "%w", "x").Replace(text)
				assert.NotEqual(t, sample, translate(sample, config.Russian), "%s: no Russian for %q", file, text)
			}
			return true
		})
	}
	assert.Greater(t, texts, 50)
}

// errorText returns the constant text of a call that makes an error, unless it only
// joins others or is a setting's name.
func errorText(n ast.Node) (string, bool) {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return "", false
	}
	function, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || function.Sel.Name != "Errorf" && (function.Sel.Name != "New" || function.X.(*ast.Ident).Name != "errors") {
		return "", false
	}
	literal, ok := call.Args[0].(*ast.BasicLit)
	if !ok {
		return "", false
	}
	text, err := strconv.Unquote(literal.Value)
	return text, err == nil && text != "%s: %w" && text != "%q %w"
}

// Texts of cobra and pflag, as they really are: a new version may word them anew.
func TestCommandLineErrorsInRussian(t *testing.T) {
	for _, test := range []struct {
		args []string
		says string
	}{
		{[]string{"nonsense"}, `неизвестная команда "nonsense" ("partnerapi")`},
		{[]string{"partner", "nonsense"}, `неизвестная команда "nonsense" ("partnerapi partner")`},
		{[]string{"serve", "--nonsense"}, `неизвестный флаг: --nonsense`},
		{[]string{"serve", "-n"}, `неизвестный короткий флаг: 'n' в -n`},
		{[]string{"serve", "--listen"}, `у флага должно быть значение: --listen`},
		{[]string{"serve", "--listen", "8080"}, `недопустимое значение "8080" флага "--listen": должно быть хост:порт`},
		{[]string{"token", "list"}, `не указан обязательный флаг: "partner"`},
		{[]string{"partner", "disable"}, `ожидается аргументов: 1, получено: 0`},
		{[]string{"token", "add", "--partner", "x", "--until", "x"}, `--until "x": должна быть дата (2026-12-31) или момент`},
		{[]string{"token", "add", "--partner", "x", "--from", "x,y"}, `--from "x,y": "x": должна быть сеть (10.0.0.0/8) или адрес`},
		{[]string{"check", "--data", "nowhere"}, `nowhere не является каталогом данных`},
	} {
		var out, err strings.Builder
		p := &program{lang: config.Russian, in: strings.NewReader(""), out: &out, err: &err}
		assert.Equal(t, exitUsage, p.run(t.Context(), test.args), test.args)
		assert.Contains(t, err.String(), "partnerapi: "+test.says, test.args)
	}
}

// Help is in one language, whichever command it is of.
func TestHelpInRussian(t *testing.T) {
	var commands func(c *cobra.Command, path []string)
	commands = func(c *cobra.Command, path []string) {
		var out strings.Builder
		p := &program{lang: config.Russian, in: strings.NewReader(""), out: &out, err: os.Stderr}
		assert.Equal(t, exitOK, p.run(t.Context(), append(path, "--help")))
		for _, english := range []string{"Usage", "Available", "Flags", "Help about", "help for", "Use \"", "for more information", "[flags]", "(default", " string", "duration"} {
			assert.NotContains(t, out.String(), english, path)
		}
		assert.Regexp(t, `[а-я]`, c.Short, path)
		c.LocalFlags().VisitAll(func(f *pflag.Flag) { assert.Regexp(t, `[а-я]`, f.Usage, "%v --%s", path, f.Name) })
		for _, sub := range c.Commands() {
			if sub.Name() != "completion" && sub.Name() != "help" {
				commands(sub, append(path[:len(path):len(path)], sub.Name()))
			}
		}
	}
	commands((&program{lang: config.Russian}).root(), nil)
}
