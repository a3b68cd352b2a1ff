package transcript

import (
	"fmt"
	"strings"
)

// player is a case being played.
type player struct {
	*Case
	world  World
	values *Values
	login  string

	call     line
	answer   *Answer
	expected bool // the call was followed by an expectation
}

// Play plays the case. The first thing that is not as written ends it with an
// error that shows the line, what was wanted and what came.
func (c *Case) Play(w World, v *Values) error {
	p := &player{Case: c, world: w, values: v, login: "p1"}
	for _, l := range c.lines {
		if err := p.line(l); err != nil {
			return err
		}
	}
	return p.unexpectedFault()
}

func (p *player) line(l line) error {
	all, err := words(l.text)
	if err != nil {
		return p.wrong(l, err.Error())
	}
	switch all[0] {
	case "->":
		if p.answer == nil || len(all) < 2 {
			return p.wrong(l, "an expectation follows a call and says what it expects")
		}
		p.expected = p.expected || !strings.HasPrefix(all[1], "mail")
		if text := p.expect(all[1], all[2:]); text != "" {
			return p.wrong(l, text)
		}
		return nil
	case "as":
		if len(all) != 2 {
			return p.wrong(l, "as whom?")
		}
		p.login = all[1]
		return nil
	}
	if err := p.unexpectedFault(); err != nil {
		return err
	}
	operands, err := p.operands(all[1:])
	if err != nil {
		return p.wrong(l, err.Error())
	}
	p.call, p.expected = l, false
	if p.answer, err = p.world.Call(p.login, all[0], operands); err != nil {
		return p.wrong(l, err.Error())
	}
	return nil
}

// unexpectedFault refuses a fault that no line has asked about.
func (p *player) unexpectedFault() error {
	if p.answer == nil || p.expected || p.answer.Fault == nil {
		return nil
	}
	return p.wrong(p.call, "a fault that nobody expected")
}

func (p *player) operands(words []string) ([]Operand, error) {
	out := make([]Operand, 0, len(words))
	for _, word := range words {
		name, rest, found := strings.Cut(word, "=")
		if !found || name == "" {
			return nil, fmt.Errorf("want operand=value: %s", word)
		}
		value, err := p.values.value(rest)
		if err != nil {
			return nil, err
		}
		out = append(out, Operand{name, value})
	}
	return out, nil
}

// wrong is the error of a line, with the call before it and what came back.
func (p *player) wrong(l line, text string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d: %s\n", p.file, l.number, p.Title)
	if p.answer != nil {
		fmt.Fprintf(&b, "  call %s (as %s)\n", p.call.text, p.login)
	}
	fmt.Fprintf(&b, "  want %s\n  but  %s\n", l.text, text)
	if p.answer != nil {
		fmt.Fprintf(&b, "  came %s", p.answer)
	}
	return fmt.Errorf("%s", strings.TrimRight(b.String(), "\n"))
}

// String shows the answer for a person: at most ten rows.
func (a *Answer) String() string {
	const most = 10
	switch {
	case a.Fault != nil:
		return fmt.Sprintf("fault operand=%s code=%s text=%q", a.Fault.Operand, a.Fault.Code, a.Fault.Text)
	case len(a.Rows) == 0:
		return "no rows, text " + show(&a.Text)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d rows", len(a.Rows))
	for i, row := range a.Rows {
		if i == most {
			b.WriteString("\n       …")
			break
		}
		b.WriteString("\n      ")
		for _, column := range a.Columns {
			fmt.Fprintf(&b, " %s=%s", column, show(row[column]))
		}
	}
	return b.String()
}
