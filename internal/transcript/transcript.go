// Package transcript reads and plays conversations with a PartnerAPI service:
// calls, and what must come back. testdata/operations/README.md has the format.
// It knows neither SOAP nor any operation; tests bring the service.
package transcript

import (
	"fmt"
	"strings"
)

// Operand is one operand of a call; a nil Value is null.
type Operand struct {
	Name  string
	Value *string
}

// Row is a row of an answer by column; nil is null.
type Row map[string]*string

// Fault is a refusal.
type Fault struct{ Text, Code, Operand string }

// Answer is what came back of a call.
type Answer struct {
	// Fault is nil when the call succeeded.
	Fault *Fault
	// Columns are those of the rows, in order.
	Columns []string
	Rows    []Row
	// Text is the content of an answer that is no table: a flag, or base64.
	Text string
}

// Letter is a mail that the service sent.
type Letter struct{ From, To, Subject, Body string }

// World is what a case talks to.
type World interface {
	// Call sends one call with the login of that name. The error is of the
	// transport: faults are answers.
	Call(login, operation string, operands []Operand) (*Answer, error)
	// Letters are those that were sent since the case began.
	Letters() []Letter
}

// Script is one file of cases.
type Script struct {
	Name string
	// Registers are lines for import, with dates still to be filled in.
	Registers string
	// Names are the ids that the file names itself.
	Names map[string]string
	Cases []Case
}

// Case is one section: calls, each with what must come back.
type Case struct {
	Title string
	// Settings are the words of its config line: what its server must be.
	Settings []string
	file     string
	lines    []line
}

type line struct {
	number int
	text   string
}

// Parse reads a file of that name. Sections begin with "-- title --"; what stands
// before the first is a comment.
func Parse(name, text string) (*Script, error) {
	s := &Script{Name: name, Names: map[string]string{}}
	var section string
	var c *Case
	seen := map[string]int{}
	for i, raw := range strings.Split(text, "\n") {
		text := strings.TrimSpace(raw)
		if title, ok := strings.CutPrefix(text, "-- "); ok && strings.HasSuffix(title, " --") {
			section = strings.TrimSpace(strings.TrimSuffix(title, "--"))
			if before := seen[section]; before > 0 {
				return nil, fmt.Errorf("%s:%d: the title of line %d again", name, i+1, before)
			}
			seen[section], c = i+1, nil
			if section != "registers.jsonl" && section != "names.txt" {
				s.Cases = append(s.Cases, Case{Title: section, file: name})
				c = &s.Cases[len(s.Cases)-1]
			}
			continue
		}
		words := strings.Fields(text)
		switch {
		case text == "" || strings.HasPrefix(text, "#"):
		case section == "registers.jsonl":
			s.Registers += text + "\n"
		case section == "names.txt":
			if len(words) != 2 {
				return nil, fmt.Errorf("%s:%d: want a name and an id", name, i+1)
			}
			s.Names[words[0]] = words[1]
		case c != nil && words[0] == "config":
			c.Settings = append(c.Settings, words[1:]...)
		case c != nil:
			c.lines = append(c.lines, line{i + 1, text})
		}
	}
	for _, c := range s.Cases {
		if len(c.lines) == 0 {
			return nil, fmt.Errorf("%s:%d: %s: an empty case", name, seen[c.Title], c.Title)
		}
	}
	return s, nil
}

// ParseNames reads lines of a name and an id.
func ParseNames(text string) (map[string]string, error) {
	s, err := Parse("names.txt", "-- names.txt --\n"+text)
	if err != nil {
		return nil, err
	}
	return s.Names, nil
}

// Calls returns the operations that the case calls.
func (c *Case) Calls() []string {
	var calls []string
	for _, l := range c.lines {
		if word := strings.Fields(l.text)[0]; word != "->" && word != "as" {
			calls = append(calls, word)
		}
	}
	return calls
}
