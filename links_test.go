package partnerapi

import (
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	linked  = regexp.MustCompile(`\]\(([^()\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.+)$`)
)

// A link of a page leads to a file or a folder of the repository, and to a heading
// that stands there.
func TestLinks(t *testing.T) {
	for _, name := range sources(t) {
		if path.Ext(name) != ".md" {
			continue
		}
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		for _, link := range linked.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(link[1], "://") || strings.HasPrefix(link[1], "mailto:") {
				continue
			}
			file, anchor, _ := strings.Cut(link[1], "#")
			target := name
			if file != "" {
				target = path.Join(path.Dir(name), file)
			}
			if _, err := os.Stat(target); !assert.NoError(t, err, "%s links %s", name, link[1]) || anchor == "" {
				continue
			}
			page, err := os.ReadFile(target)
			require.NoError(t, err)
			assert.True(t, slices.Contains(anchors(string(page)), anchor), "%s links %s, and no heading there is called so", name, link[1])
		}
	}
}

// anchors are the names by which a page's headings are linked.
func anchors(page string) (names []string) {
	for _, title := range heading.FindAllStringSubmatch(page, -1) {
		names = append(names, strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
				return unicode.ToLower(r)
			}
			return -1
		}, title[1]))
	}
	return names
}

func TestAnchors(t *testing.T) {
	assert.Equal(t, []string{"divergences", "v-the-v2-api", "an-operation-of-partnerapi-soap", "getcustomers"},
		anchors("# Divergences\n\ntext # no\n## V: the v2 API\n### An operation of PartnerAPI (SOAP)\n### `get.customers`\n"))
}
