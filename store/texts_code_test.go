package store

import (
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"partnerapi/internal/enginetest"
)

// codeTexts are the texts in SQL that stand in the code of the package.
type codeTexts struct {
	whole  []string          // constants, put together
	pieces map[string]string // literals, by where they stand
}

// What only SQL is made of.
var inSQL = regexp.MustCompile(`\b(SELECT|INSERT INTO|UPDATE|DELETE|FROM|WHERE|JOIN|SET|ORDER BY|UNION|AND|OR|EXISTS|VALUES|CASE|CAST)\b|\?\d`)

// aloneOn says what of the code one engine alone runs: files, or literals.
var aloneOn = map[bool]map[string]string{ // by whether it is PostgreSQL
	false: {
		" WHERE c.partner = ?1 AND c.time = ?2 AND c.id = ?3": "a row that is given up; PostgreSQL drops its partition",
		" WHERE partner = ?1 AND time = ?2 AND id = ?3":       "the same",
	},
	true: {
		"points_shared.go": "what several servers spend",
		"postgres.go":      "the sealing key of a database",
	},
}

// unknown returns the literals that are in no known text.
func (t *codeTexts) unknown(known string) (problems []string) {
	foreign := aloneOn[!enginetest.OnPostgres()]
	for at, text := range t.pieces {
		file, _, _ := strings.Cut(at, ":")
		if foreign[file] != "" || foreign[text] != "" {
			continue
		}
		if slices.ContainsFunc(blank.Split(text, -1), func(piece string) bool { return !strings.Contains(known, piece) }) {
			problems = append(problems, fmt.Sprintf("%s: no test runs %q", at, text))
		}
	}
	return problems
}

func readCodeTexts() *codeTexts {
	_, engines := readPackage("internal/db", nil)
	code, _ := readPackage(".", packages{"partnerapi/store/internal/db": engines})
	texts, whole := &codeTexts{pieces: map[string]string{}}, map[string]bool{}
	for _, file := range code.files {
		ast.Inspect(file, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				if text, err := strconv.Unquote(literal.Value); err == nil && inSQL.MatchString(text) {
					texts.pieces[code.set.Position(literal.Pos()).String()] = text
				}
			}
			return true
		})
	}
	for _, value := range code.info.Types {
		if value.Value != nil && value.Value.Kind() == constant.String && inSQL.MatchString(constant.StringVal(value.Value)) {
			whole[constant.StringVal(value.Value)] = true
		}
	}
	texts.whole = slices.Collect(maps.Keys(whole))
	return texts
}

// packageCode is a package without its tests.
type packageCode struct {
	set   *token.FileSet
	files []*ast.File
	info  types.Info
}

// readPackage reads a package as far as its constants need it, with those other
// packages alone that are given: what else it does not find is no constant text.
func readPackage(dir string, others packages) (*packageCode, *types.Package) {
	p := &packageCode{set: token.NewFileSet(), info: types.Info{Types: map[ast.Expr]types.TypeAndValue{}}}
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(p.set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			panic(err)
		}
		p.files = append(p.files, file)
	}
	config := types.Config{Importer: others, Error: func(error) {}}
	pkg, _ := config.Check(dir, p.set, p.files, &p.info) // the rest of it has errors
	return p, pkg
}

type packages map[string]*types.Package

// Import implements types.Importer.
func (p packages) Import(path string) (*types.Package, error) {
	if known, ok := p[path]; ok {
		return known, nil
	}
	return nil, errors.New("not looked at")
}
