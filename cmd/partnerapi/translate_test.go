package main

import (
	"crypto/tls"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"partnerapi/internal/config"
	"partnerapi/ops/partner"
)

// Every error of the commands, of the settings, of the server's start and of the data
// directory, everything that import says of a line, and every heading of a table is
// in the catalogue, and both texts take the same operands in the same order.
func TestEveryErrorHasRussian(t *testing.T) {
	for _, m := range catalogue() {
		assert.Equal(t, verb.FindAllString(m.en, -1), verb.FindAllString(m.ru, -1), m.en)
	}
	var files []string
	for _, pattern := range []string{
		"*.go", "server/*.go", "../../internal/config/*.go", "../../internal/seal/keyfile.go", "../../ops/partner/letter.go", "../../internal/password/phc.go", "../../importer/*.go",
		"../../store/import*.go", "../../store/internal/db/directory.go", "../../store/internal/db/migrate.go", "../../store/agentseal.go", "../../store/internal/db/check.go", "../../store/internal/db/copy.go", "../../store/internal/db/catalogue.go", "../../store/retention.go", "../../store/internal/db/postgresconnect.go", "../../store/postgres.go",
		"../../store/key.go", "../../store/login.go", "../../store/methods.go", "../../store/operator.go", "../../store/scopes.go", "../../store/status.go", "../../store/token.go",
	} {
		found, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, found, pattern)
		files = append(files, found...)
	}
	texts := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || strings.HasSuffix(file, "importer/table.go") {
			continue // table.go writes docs/import.md
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		require.NoError(t, err)
		for _, text := range userTexts(parsed) {
			texts++
			sample := strings.NewReplacer("%q", `"x"`, "%d", "-7", "%04o", "0644", "%s", "x", "%v", "x", "%w", "x").Replace(text)
			assert.NotEqual(t, sample, translate(sample, config.Russian), "%s: no Russian for %q in messages.go", file, text)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && isMethod(call, "head") && len(call.Args) == 1 {
				if heads, found := textOf(call.Args[0]); found {
					for head := range strings.SplitSeq(heads, "\t") {
						assert.Contains(t, words, head, "%s: no Russian for the heading in messages.go", file)
					}
				}
			}
			return true
		})
	}
	assert.Greater(t, texts, 150)
}

// internalTexts are made in these files and are never an operator's to read, or are
// the same in both languages.
var internalTexts = []string{
	"%s: %w", "%q %w", "%s: %s", "mail-ca: %w", "mail-template: %w", "mail-template %s: %w", "tls-cert %s, tls-key %s: %w",
	"--from: %w", "--scope: %w",
	"the probe does not come back", // in the log of the server
	"password hash: %w", "password of agent %s: %w", "role %q: %w",
	"not an acceptable argon2id hash", "%w: %w",
	"%w: %d values of %s", "%s.%s: %w", "%w: %T", "there is a row", "the archive has rows enough", // of retention, none of them shown
}

// userTexts returns the constant texts, with verbs for their operands, that calls in a
// file make into errors or complaints, and that functions return as a complaint.
func userTexts(file *ast.File) (texts []string) {
	add := func(e ast.Expr) {
		if text, ok := textOf(e); ok && strings.Contains(text, " ") && !slices.Contains(internalTexts, text) {
			texts = append(texts, text)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			name, isIdent := n.Fun.(*ast.Ident)
			switch {
			case isMethod(n, "Errorf") && len(n.Args) > 0, isMethod(n, "New") && len(n.Args) == 1:
				add(n.Args[0])
			case isMethod(n, "problem") && len(n.Args) > 1, isIdent && name.Name == "refuse" && len(n.Args) > 1:
				add(n.Args[1])
			case isMethod(n, "same") && len(n.Args) == 4:
				add(n.Args[3])
			}
		case *ast.FuncDecl:
			if complains(n.Type) {
				ast.Inspect(n.Body, func(n ast.Node) bool {
					if r, ok := n.(*ast.ReturnStmt); ok {
						add(r.Results[len(r.Results)-1])
					}
					return true
				})
			}
		}
		return true
	})
	return texts
}

// complains reports whether the last result of a function is a complaint.
func complains(f *ast.FuncType) bool {
	if f.Results == nil {
		return false
	}
	last := f.Results.List[len(f.Results.List)-1]
	return len(last.Names) == 1 && (last.Names[0].Name == "complaint" || last.Names[0].Name == "problem")
}

func isMethod(call *ast.CallExpr, name string) bool {
	function, ok := call.Fun.(*ast.SelectorExpr)
	return ok && function.Sel.Name == name
}

// textOf returns the text of an expression, with a verb where it is not constant;
// ok is false when none of it is.
func textOf(e ast.Expr) (text string, ok bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.BinaryExpr:
		left, leftOK := textOf(e.X)
		right, rightOK := textOf(e.Y)
		return left + right, leftOK || rightOK
	case *ast.CallExpr:
		if name, ok := e.Fun.(*ast.Ident); ok && name.Name == "quoted" {
			return "%q", false
		}
		if isMethod(e, "Sprintf") {
			return textOf(e.Args[0])
		}
	}
	return "%s", false
}

// Texts of cobra and pflag, as they really are: a new version may word them anew.
func TestCommandLineErrorsInRussian(t *testing.T) {
	file := func(text string) string {
		name := filepath.Join(t.TempDir(), "settings.yaml")
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
		return name
	}
	broken, twice, list := file("zone: ["), file("zone: UTC\nzone: UTC\n"), file("- zone\n")
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
		{[]string{"role", "add", "X", "--id", "abc"}, `недопустимое значение "abc" флага "--id": должно быть целое число`},
		{[]string{"import", "x", "--strict=maybe"}, `недопустимое значение "maybe" флага "--strict": должно быть true или false`},
		{[]string{"check", "--config", "nowhere.yaml"}, `файл настроек: nowhere.yaml: нет такого файла или каталога`},
		{[]string{"import", "--data", "testdata", "nowhere.jsonl"}, `nowhere.jsonl: нет такого файла или каталога`},
		{[]string{"token", "list"}, `не указан обязательный флаг: "partner"`},
		{[]string{"partner", "disable"}, `ожидается аргументов: 1, получено: 0`},
		{[]string{"token", "add", "--partner", "x", "--until", "x"}, `--until "x": должна быть дата (2026-12-31) или момент`},
		{[]string{"token", "add", "--partner", "x", "--from", "x,y"}, `--from: "x": должна быть сеть (10.0.0.0/8) или адрес`},
		{[]string{"key", "add", "--partner", "x", "--scope", "x"}, `--scope: "x": допустимы только: read, write, finance`},
		{[]string{"import", "testdata"}, `testdata: это каталог`},
		{[]string{"check", "--config", "testdata"}, `файл настроек: testdata: это каталог`},
		{[]string{"check", "--config", broken}, `файл настроек ` + broken + `: строка 1: нет ожидаемого значения`},
		{[]string{"check", "--config", twice}, `файл настроек ` + twice + `: строка 2: ключ "zone" уже задан в строке 1`},
		{[]string{"check", "--config", list}, `файл настроек ` + list + `: строка 1: вместо !!seq должны быть строки вида «ключ: значение»`},
		{[]string{"check", "--data", "nowhere"}, `nowhere не является каталогом данных`},
	} {
		var out, err strings.Builder
		p := &program{lang: config.Russian, in: strings.NewReader(""), out: &out, err: &err}
		assert.Equal(t, exitUsage, p.run(t.Context(), test.args), test.args)
		assert.Contains(t, err.String(), "partnerapi: "+test.says, test.args)
	}
}

// Texts of Go's libraries, as they really are.
func TestLibraryErrorsInRussian(t *testing.T) {
	certificate := []byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
	key := []byte("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
	pair := func(certificate, key []byte) error {
		_, err := tls.X509KeyPair(certificate, key)
		return err
	}
	letter := func(text string) error {
		_, err := partner.ParseLetter(text)
		return err
	}
	for says, err := range map[string]error{
		"в файле сертификата нет данных PEM":                                          pair(nil, key),
		"файлы сертификата и ключа перепутаны":                                        pair(key, certificate),
		"письмо не является корректным UTF-8":                                         letter("Тема\n\n\xff"),
		"строка 3, позиция 2: .Foo: нет подстановки Foo":                              letter("Тема\n\n{{.Foo}}"),
		"строка 3: unclosed action":                                                   letter("Тема\n\n{{.Name"),
		"в письме должна быть тема в первой строке, затем пустая строка, затем текст": letter("Тема"),
	} {
		require.Error(t, err, says)
		assert.Equal(t, says, translate(err.Error(), config.Russian))
	}
}

// A customer that is not there is said as a sentence.
func TestNoCustomerInRussian(t *testing.T) {
	assert.Equal(t, "абонент 7 не найден", translate("customer 7: not found", config.Russian))
}

// An item of a list that stands twice is named in Russian through and through.
func TestItemTwiceInRussian(t *testing.T) {
	assert.Equal(t, "regions: элемент 2 повторяется\nroles: элемент 3 повторяется", translate("regions: item 2 stands twice\nroles: item 3 stands twice", config.Russian))
}

// Help is in one language, whichever command it is of.
func TestHelpInRussian(t *testing.T) {
	var commands func(c *cobra.Command, path []string)
	commands = func(c *cobra.Command, path []string) {
		var out strings.Builder
		p := &program{lang: config.Russian, in: strings.NewReader(""), out: &out, err: os.Stderr}
		assert.Equal(t, exitOK, p.run(t.Context(), append(path, "--help")))
		for _, english := range []string{"Usage", "Available", "Flags", "Help about", "help for", "Use \"", "Generate", "Simply", "for more information", "[flags]", "(default", " string", "duration"} {
			assert.NotContains(t, out.String(), english, path)
		}
		assert.Regexp(t, `[а-я]`, c.Short, path)
		c.LocalFlags().VisitAll(func(f *pflag.Flag) { assert.Regexp(t, `[а-я]`, f.Usage, "%v --%s", path, f.Name) })
		for _, sub := range c.Commands() {
			commands(sub, append(path[:len(path):len(path)], sub.Name()))
		}
	}
	commands((&program{lang: config.Russian}).root(), nil)
}
