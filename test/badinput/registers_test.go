package badinput

import (
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/store"
)

// The registers are made from templates, so that the partners a and b mirror each
// other: whatever a has, b has too, and every id and text tells whose it is. They
// share nothing but the neighbour c, whose exported line both import and who
// imports theirs; so both share with c (S13), and not with each other. d has nothing.
//
//   - {noun x} is the id of x's row of that noun; 0 owns what all have in common
//   - % is the letter of the partner and # its number
//   - {yesterday} is a day within the two months of remote sessions (S19)
func registersText(t testing.TB) string {
	t.Helper()
	file := func(name string) string {
		text, err := os.ReadFile(filepath.Join("testdata", name))
		require.NoError(t, err)
		return string(text)
	}
	mirrored := file("mirrored.jsonl")
	return expand(file("common.jsonl") + of("a", mirrored) + of("b", mirrored) + file("neighbour.jsonl"))
}

// of is a text with %'s that speaks of one partner.
func of(partner, text string) string {
	return strings.NewReplacer("%", partner, "#", fmt.Sprint(partner[0]-'a'+1)).Replace(text)
}

var placeholder = regexp.MustCompile(`\{([a-z_]+) ([abcd0])\}`)

// expand puts ids in the place of {noun x}.
func expand(text string) string {
	text = strings.ReplaceAll(text, "{yesterday}", time.Now().In(store.Moscow).AddDate(0, 0, -1).Format(time.DateOnly))
	return placeholder.ReplaceAllStringFunc(text, func(p string) string {
		m := placeholder.FindStringSubmatch(p)
		return id(m[1], m[2])
	})
}

// id is the UUID of a partner's row: the noun decides how it begins, the partner
// how it ends.
func id(noun, partner string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(noun)) // never fails
	return fmt.Sprintf("%08x-0000-4000-8000-00000000000%s", h.Sum32(), partner)
}
