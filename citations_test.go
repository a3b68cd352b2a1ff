package partnerapi

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Rules are cited by a letter and a number: O (docs/one-store.md) and W, T and S
// (docs/divergences.md). A rule is a row of a table there.
var (
	citedRule = regexp.MustCompile(`\b[OWTS][1-9][0-9]?\b`)
	rowOfRule = regexp.MustCompile(`(?m)^\| ([OWTS][0-9]+) \|`)
	citedPage = regexp.MustCompile(`[\w./-]*[\w-]\.md\b`)
)

// rulePages are the pages that hold rules, with the letters that each may use.
var rulePages = map[string]string{"docs/one-store.md": "O", "docs/divergences.md": "WTS"}

// citing reports whether a file may cite rules.
func citing(name string) bool {
	return slices.Contains([]string{".go", ".sql", ".txtar", ".md", ".xsd", ".py", ".js", ".mjs", ".php"}, path.Ext(name))
}

// citations are the rules and the pages that a text cites. A rule's name that is a
// whole string of code, or the time of a date, is no citation; nor is a page of
// another site.
func citations(text string) (rules, pages []string) {
	for _, at := range citedRule.FindAllStringIndex(text, -1) {
		before, after := text[:at[0]], text[at[1]:]
		isString := strings.HasSuffix(before, `"`) && strings.HasPrefix(after, `"`)
		isTime := len(after) > 1 && after[0] == ':' && after[1] >= '0' && after[1] <= '9'
		if !isString && !isTime {
			rules = append(rules, text[at[0]:at[1]])
		}
	}
	for _, at := range citedPage.FindAllStringIndex(text, -1) {
		if !strings.HasSuffix(text[:at[0]], ":") || !strings.HasPrefix(text[at[0]:], "//") {
			pages = append(pages, text[at[0]:at[1]])
		}
	}
	return rules, pages
}

// Whoever reads a comment, a test or a page can look up the rules and the pages
// that it cites.
func TestCitations(t *testing.T) {
	files := sources(t)
	rules := map[string]bool{}
	for page, letters := range rulePages {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, row := range rowOfRule.FindAllStringSubmatch(string(text), -1) {
			assert.Contains(t, letters, row[1][:1], "%s holds %s", page, row[1])
			assert.False(t, rules[row[1]], "%s stands twice", row[1])
			rules[row[1]] = true
		}
	}
	cited := map[string]bool{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		for number, line := range strings.Split(string(text), "\n") {
			at := fmt.Sprintf("%s:%d", name, number+1)
			found, pages := citations(line)
			for _, rule := range found {
				cited[rule] = true
				assert.True(t, rules[rule], "%s cites %s, which no page holds", at, rule)
			}
			for _, page := range pages {
				assert.True(t, known(name, page), "%s cites %s, which is not in the repository", at, page)
			}
		}
	}
	for _, rule := range []string{"O12", "W11", "T3", "S27"} {
		assert.True(t, cited[rule], "the files that were read cite %s", rule)
	}
}

// known reports whether a page is in the repository: named from its top, from the
// folder of the file that cites it, or as a page of docs.
func known(from, page string) bool {
	for _, folder := range []string{".", path.Dir(from), "docs"} {
		if _, err := os.Stat(path.Join(folder, page)); err == nil {
			return true
		}
	}
	return false
}

// sources are the files of the repository that may cite rules, but for this one,
// whose examples are made up.
func sources(t *testing.T) (names []string) {
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && (strings.HasPrefix(entry.Name(), ".") || slices.Contains([]string{"node_modules", "dist", "bin", "data"}, entry.Name())):
			return fs.SkipDir
		case !entry.IsDir() && citing(name) && name != "citations_test.go":
			names = append(names, name)
		}
		return nil
	})
	require.NoError(t, err)
	return names
}

func TestWhatIsACitation(t *testing.T) {
	for text, want := range map[string][]string{
		"// the row when it restored (S9, O2).":        {"S9", "O2"},
		"one-store O1, O6: O7's user":                  {"O1", "O6", "O7"},
		`"O11: what one door stores"`:                  {"O11"},
		"W1–W11":                                       {"W1", "W11"},
		`day + "T12:00:00" + "2024-01-01T10:00:00"`:    nil,
		`len("T15")`:                                   nil,
		"O0, S100, SO1, S1a, T_1, x_S1":                nil,
		"docs/one-store.md says, and [v2](v2.ru.md#x)": {"docs/one-store.md", "v2.ru.md"},
		"https://example.com/a/README.md":              nil,
	} {
		rules, pages := citations(text)
		assert.Equal(t, want, append(rules, pages...), text)
	}
}
