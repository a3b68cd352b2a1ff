package transcript

import (
	"fmt"
	"strconv"
	"strings"
)

// expect checks one expectation and answers what is wrong with it.
func (p *player) expect(what string, words []string) string {
	switch {
	case what == "fault":
		return p.expectFault(words)
	case what == "mail" || what == "mails":
		return p.expectMail(what, words)
	case p.answer.Fault != nil:
		return "a fault came"
	}
	switch what {
	case "empty":
		return p.count(0)
	case "rows":
		return p.expectRows(words)
	case "columns":
		return p.expectColumns(words)
	case "row", "has", "hasnt":
		return p.expectRow(what, words)
	case "flag":
		if len(p.answer.Columns) > 0 || len(words) != 1 || p.answer.Text != words[0] {
			return "want that flag"
		}
		return ""
	case "bytes", "files", "file":
		return p.expectBinary(what, words)
	}
	return "no such expectation: " + what
}

func (p *player) expectFault(words []string) string {
	f := p.answer.Fault
	if f == nil {
		return "no fault came"
	}
	// Our own failure is no refusal, whatever else is asked of it.
	if f.Code == "internal" || f.Code == "unavailable" {
		return "the service failed"
	}
	return p.hold(words, Row{"text": &f.Text, "code": &f.Code, "operand": &f.Operand})
}

// hold compares and keeps what is to be kept.
func (p *player) hold(words []string, row Row) string {
	comparisons, err := p.values.comparisons(words)
	if err != nil {
		return err.Error()
	}
	if wrong := all(comparisons, row); wrong != "" {
		return wrong
	}
	for _, c := range comparisons {
		if c.keep != "" {
			p.values.names[c.keep] = *row[c.column]
		}
	}
	return ""
}

func (p *player) count(want int) string {
	if got := len(p.answer.Rows); got != want {
		return fmt.Sprintf("%d rows, want %d", got, want)
	}
	return ""
}

func (p *player) expectRows(words []string) string {
	if len(words) != 1 {
		return "want a number or column=values"
	}
	if n, err := strconv.Atoi(words[0]); err == nil {
		return p.count(n)
	}
	column, rest, _ := strings.Cut(words[0], "=")
	var want, got []string
	for rest != "" {
		n, err := wordLength(rest, ",")
		if err != nil {
			return err.Error()
		}
		value, err := p.values.wanted(rest[:n])
		if err != nil {
			return err.Error()
		}
		want, rest = append(want, show(value)), strings.TrimPrefix(rest[n:], ",")
	}
	for _, row := range p.answer.Rows {
		value, there := row[column]
		if !there {
			return "there is no " + column
		}
		got = append(got, show(value))
	}
	if a, b := strings.Join(got, ", "), strings.Join(want, ", "); a != b {
		return fmt.Sprintf("%s is\n       %s, want\n       %s", column, a, b)
	}
	return ""
}

func (p *player) expectColumns(want []string) string {
	if len(p.answer.Rows) == 0 {
		return "no row shows its columns"
	}
	for _, row := range p.answer.Rows {
		if len(row) != len(want) {
			return fmt.Sprintf("a row has %d columns, want %d", len(row), len(want))
		}
	}
	if got := strings.Join(p.answer.Columns, " "); got != strings.Join(want, " ") {
		return "the columns are " + got
	}
	return ""
}

func (p *player) expectRow(what string, words []string) string {
	if what == "row" {
		if wrong := p.count(1); wrong != "" {
			return wrong
		}
		return p.hold(words, p.answer.Rows[0])
	}
	comparisons, err := p.values.comparisons(words)
	if err != nil {
		return err.Error()
	}
	found := false
	for _, row := range p.answer.Rows {
		for _, c := range comparisons {
			if _, there := row[c.column]; !there {
				return "there is no " + c.column
			}
		}
		found = found || all(comparisons, row) == ""
	}
	if found != (what == "has") {
		return map[bool]string{true: "some row is so", false: "no row is so"}[found]
	}
	return ""
}

func (p *player) expectMail(what string, words []string) string {
	letters := p.world.Letters()
	if what == "mails" {
		if len(words) != 1 || strconv.Itoa(len(letters)) != words[0] {
			return fmt.Sprintf("%d letters", len(letters))
		}
		return ""
	}
	if len(letters) == 0 {
		return "no letter"
	}
	l := letters[len(letters)-1]
	return p.hold(words, Row{"from": &l.From, "to": &l.To, "subject": &l.Subject, "body": &l.Body})
}
