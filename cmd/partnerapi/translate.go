package main

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"

	"partnerapi/internal/config"
)

// message is an error's text in both languages. The English one is the format that
// the code has; the Russian one takes the same operands in the same order. Of two
// that match, the first wins.
type message struct{ en, ru string }

// translate returns an error's text in the language. Packages write English errors,
// as logs need them; what a command prints is looked up by its format, as gettext
// does, and so are the operands of it. What no format matches stays as it is: file
// names, and the words of the operating system and of SQLite.
func translate(text string, lang config.Language) string {
	if lang != config.Russian {
		return text
	}
	parts := strings.Split(text, "\n") // joined errors
	for i, part := range parts {
		parts[i] = inRussian(part)
	}
	return strings.Join(parts, "\n")
}

func inRussian(text string) string {
	for _, f := range russianFormats() {
		operands := f.match.FindStringSubmatch(text)
		if operands == nil {
			continue
		}
		var b strings.Builder
		for i, piece := range f.pieces {
			b.WriteString(piece)
			if i+1 < len(operands) {
				b.WriteString(inRussian(operands[i+1]))
			}
		}
		return b.String()
	}
	return text
}

// catalogue returns every message, in the order in which they are tried.
func catalogue() []message { return slices.Concat(places, messages, importMessages, joining) }

// head returns the headings of a table, or a state in it, in the operator's language.
func (p *program) head(text string) string {
	if p.lang != config.Russian {
		return text
	}
	columns := strings.Split(text, "\t")
	for i, column := range columns {
		columns[i] = cmp.Or(words[column], column)
	}
	return strings.Join(columns, "\t")
}

// format is a message ready to be used: what matches the English text, and the
// Russian one between its operands.
type format struct {
	match  *regexp.Regexp
	pieces []string
}

var verb = regexp.MustCompile(`%[0-9]*[a-z]`)

var russianFormats = sync.OnceValue(func() []format {
	all := catalogue()
	formats := make([]format, len(all))
	for i, m := range all {
		var pattern strings.Builder
		for j, piece := range verb.Split(m.en, -1) {
			if j > 0 {
				pattern.WriteString(operandPattern(verb.FindAllString(m.en, -1)[j-1]))
			}
			pattern.WriteString(regexp.QuoteMeta(piece))
		}
		formats[i] = format{regexp.MustCompile(`^` + pattern.String() + `$`), verb.Split(m.ru, -1)}
	}
	return formats
})

func operandPattern(verb string) string {
	switch verb[len(verb)-1] {
	case 'q':
		return `("(?:[^"\\]|\\.)*")`
	case 'd':
		return `(-?\d+)`
	}
	return `(.*?)`
}
