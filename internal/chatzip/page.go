package chatzip

import (
	"bufio"
	_ "embed"
	"html/template"
	"io"
	"strings"
	"unicode"
)

//go:embed page.html
var source string

// The three parts of a page: between head and foot comes a row for each message,
// so that no page has to be in memory. html/template escapes every value.
var parts = template.Must(template.New("page").Parse(source))

func (p Page) write(w io.Writer) error {
	out := bufio.NewWriter(w)
	heading := make([]string, len(p.Heading))
	for i, line := range p.Heading {
		heading[i] = showable(line)
	}
	head := struct {
		Title   string
		Heading []string
	}{showable(p.Title), heading}
	if err := parts.ExecuteTemplate(out, "head", head); err != nil {
		return err
	}
	for row, err := range p.Rows {
		if err != nil {
			return err
		}
		row = Row{Author: showable(row.Author), Text: showable(row.Text), Time: showable(row.Time)}
		if err := parts.ExecuteTemplate(out, "row", row); err != nil {
			return err
		}
	}
	if err := parts.ExecuteTemplate(out, "foot", nil); err != nil {
		return err
	}
	return out.Flush()
}

// showable replaces what HTML cannot carry, escaped or not: invalid UTF-8 and
// control characters other than line end and tab. A carriage return is part of a
// line end.
func showable(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case unicode.IsControl(r) && r != '\n' && r != '\t':
			return '\uFFFD'
		}
		return r
	}, text)
}
