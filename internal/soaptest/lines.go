package soaptest

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Lines plays the SOAP lines of a conversation through another interface
// (testdata/v2/README.md): `soap`, and then `row`, `norow` or `fault`.
type Lines struct {
	asked  string
	answer *Answer
}

// tester is a test.
type tester interface {
	require.TestingT
	Helper()
	Context() context.Context
}

// Ask calls PartnerAPI: operation name=value …, where ~ is null and spaces in
// values are underscores.
func (l *Lines) Ask(t tester, client Client, line string) {
	t.Helper()
	words := strings.Fields(line)
	var operands []Operand
	for _, word := range words[1:] {
		name, value, _ := strings.Cut(word, "=")
		if value == "~" {
			operands = append(operands, Null(name))
			continue
		}
		operands = append(operands, Set(name, strings.ReplaceAll(value, "_", " ")))
	}
	l.asked = line
	var err error
	l.answer, err = client.Call(t.Context(), words[0], operands...)
	require.NoError(t, err)
}

// Expect says what some columns of the next row hold, that there is none, or what
// the fault's code is.
func (l *Lines) Expect(t tester, word, rest string) {
	t.Helper()
	require.NotNil(t, l.answer, "nothing was asked before %s %s", word, rest)
	if word == "fault" {
		require.NotNil(t, l.answer.Fault, l.asked)
		assert.Equal(t, rest, l.answer.Fault.Code, l.answer.Fault.Text)
		l.answer = nil
		return
	}
	require.Nil(t, l.answer.Fault, l.asked)
	if word == "norow" {
		require.Empty(t, l.answer.Rows, l.asked)
		return
	}
	require.NotEmpty(t, l.answer.Rows, "no row: %s", l.asked)
	for _, pair := range strings.Fields(rest) {
		name, value, _ := strings.Cut(pair, "=")
		require.Contains(t, l.answer.Rows[0], name)
		assert.Equal(t, strings.ReplaceAll(value, "_", " "), l.answer.Rows[0].Get(name), "%s of %s", name, l.asked)
	}
	l.answer.Rows = slices.Delete(l.answer.Rows, 0, 1)
}

// Ended: everything has been said of the answer.
func (l *Lines) Ended(t tester) {
	t.Helper()
	if l.answer != nil {
		require.Nil(t, l.answer.Fault, l.asked)
		require.Empty(t, l.answer.Rows, "nothing is said of these rows of %s", l.asked)
	}
}

var (
	repeated = regexp.MustCompile(`\{\{(.+?)\*(\d+)\}\}`)
	uuid     = regexp.MustCompile(`\$([a-f0-9]{2})\b`)
)

// Fill writes out what a line of a conversation shortens: repeated texts,
// {{я*1000}}, and UUIDs, $c1.
func Fill(line string) string {
	line = repeated.ReplaceAllStringFunc(line, func(found string) string {
		m := repeated.FindStringSubmatch(found)
		n, _ := strconv.Atoi(m[2]) // digits by the pattern
		return strings.Repeat(m[1], n)
	})
	return uuid.ReplaceAllStringFunc(line, func(found string) string {
		return "00000000-0000-4000-8000-" + strings.Repeat("0", 13-len(found)) + found[1:]
	})
}
