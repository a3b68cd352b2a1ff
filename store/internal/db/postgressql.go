package db

import (
	"regexp"
	"strings"
	"sync"
)

// The store's texts are SQLite's where the engines differ by a word; postgresSQL
// writes PostgreSQL's. What differs by more than a word has a text for each engine:
// see Texts.

// postgresWords are what differs by a word, outside of texts in quotes.
var postgresWords = []struct {
	pattern *regexp.Regexp
	to      string
}{
	{regexp.MustCompile(`\?(\d+)`), `$$$1`},
	{regexp.MustCompile(`\bchar\(`), `chr(`},
	{regexp.MustCompile(`\bgroup_concat\(`), `string_agg(`},
	{regexp.MustCompile(`\bIS NOT (\$\d+|excluded\.|[a-z]+\.[a-z_]+)`), `IS DISTINCT FROM $1`},
	{regexp.MustCompile(`\bIS (\$\d+|excluded\.|[a-z]+\.[a-z_]+)`), `IS NOT DISTINCT FROM $1`},
	{regexp.MustCompile(`\bAS INTEGER\)`), `AS BIGINT)`},
	// Of a number that is empty where it is unset the store says ifnull.
	{regexp.MustCompile(`\bifnull\(([a-z_.]+), $`), `coalesce($1::text, `},
	// A subquery with IN would be planned for 100 rows and read all of the partner's.
	{regexp.MustCompile(`\bIN \(SELECT value FROM json_each\((\$\d+)\)\)`), `= ANY (ARRAY(SELECT x::bigint FROM jsonb_array_elements_text($1::jsonb) x))`},
	{regexp.MustCompile(`\bsubstr\(([a-z_.]+|\$\d+), -(\d+|length\(\$\d+\))\)`), `right($1, $2)`},
	// Hints to SQLite's planner.
	{regexp.MustCompile(` (NOT INDEXED|INDEXED BY \w+)`), ``},
	{regexp.MustCompile(`\bCROSS JOIN (\w+ \w+) ON `), `JOIN $1 ON `},
	{regexp.MustCompile(`([ (,])\+([a-z]\w*(?:\.\w+)?)`), `$1$2`},
}

var postgresTexts sync.Map // of the store's texts; they are constants, so it stays small

// postgresSQL returns a text as PostgreSQL reads it.
func postgresSQL(text string) string {
	if known, ok := postgresTexts.Load(text); ok {
		return known.(string)
	}
	if strings.Contains(text, `$$`) {
		return text // a function's body: PostgreSQL's already
	}
	// What stands between quotes is every second piece.
	pieces := strings.Split(blobLiteral.ReplaceAllString(text, `'\x$1'`), "'")
	for i := 0; i < len(pieces); i += 2 {
		for _, word := range postgresWords {
			pieces[i] = word.pattern.ReplaceAllString(pieces[i], word.to)
		}
		pieces[i] = largestOf(pieces[i])
	}
	rewritten := strings.Join(pieces, "'")
	postgresTexts.Store(text, rewritten)
	return rewritten
}

var maxOrMin = regexp.MustCompile(`\b(max|min)\(`)

// largestOf writes max and min of several values, which SQLite tells from the
// aggregates by the comma, as greatest and least. Those pass over NULL: the store's
// texts say what becomes of it in any case.
func largestOf(text string) string {
	for _, at := range maxOrMin.FindAllStringIndex(text, -1) {
		depth := 0
	scan:
		for i := at[1]; i < len(text); i++ {
			switch text[i] {
			case '(':
				depth++
			case ')':
				if depth--; depth < 0 {
					break scan
				}
			case ',':
				if depth > 0 {
					continue
				}
				name := map[string]string{"max": "greatest", "min": "least"}[text[at[0]:at[1]-1]]
				return text[:at[0]] + name + "(" + largestOf(text[at[1]:])
			}
		}
	}
	return text
}

var blobLiteral = regexp.MustCompile(`\bx'([0-9a-fA-F]*)'`)

// postgresSchema returns a migration as PostgreSQL reads it. Texts are compared by
// code point on both engines.
func postgresSchema(text string) string {
	for _, word := range []struct{ from, to string }{
		{`\bINTEGER\b`, `BIGINT`},
		{`\bBLOB\b`, `BYTEA`},
		{`\bTEXT\b( COLLATE "C")?`, `TEXT COLLATE "C"`},
		{`\) WITHOUT ROWID`, `)`},
	} {
		text = regexp.MustCompile(word.from).ReplaceAllString(text, word.to)
	}
	return text
}
