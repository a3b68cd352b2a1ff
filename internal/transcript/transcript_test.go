package transcript

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// canned answers every call with the same.
type canned struct {
	answer  Answer
	letters []Letter
	calls   []string
}

func (w *canned) Call(login, operation string, operands []Operand) (*Answer, error) {
	text := login + " " + operation
	for _, o := range operands {
		text += " " + o.Name + "=" + show(o.Value)
	}
	w.calls = append(w.calls, text)
	return &w.answer, nil
}

func (w *canned) Letters() []Letter { return w.letters }

func row(pairs ...string) Row {
	r := Row{}
	for i := 0; i < len(pairs); i += 2 {
		r[pairs[i]] = &pairs[i+1]
	}
	return r
}

func zipped(t *testing.T, name, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	f, err := z.Create(name)
	require.NoError(t, err)
	_, err = f.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

var noon = time.Date(2013, 4, 30, 12, 0, 0, 0, time.UTC)

func play(t *testing.T, w World, text string) error {
	t.Helper()
	s, err := Parse("x.txtar", "-- case --\n"+text)
	require.NoError(t, err)
	return s.Cases[0].Play(w, NewValues(noon, map[string]string{"c1": "id-1"}))
}

// Each expectation holds for an answer that is so, and fails for one that is not.
func TestExpectations(t *testing.T) {
	one := Answer{Columns: []string{"a", "b"}, Rows: []Row{row("a", "1", "b", "2012-01-01T00:00:00")}}
	two := Answer{Columns: []string{"a"}, Rows: []Row{row("a", "x,y"), {"a": nil}}}
	flag := Answer{Text: "true"}
	fault := Answer{Fault: &Fault{Text: "Нет", Code: "not_found", Operand: "a"}}
	file := Answer{Text: zipped(t, "d/id-1_2013.html", "<b>one</b> two three")}
	for _, c := range []struct {
		answer     Answer
		holds, not string
	}{
		{one, `row a=1 b=2012-01-01`, `row a=2`},
		{one, `row a!=2 a~"^1$" a!~"2"`, `row a!=1`},
		{one, `row a=>$kept`, `row c=1`},
		{one, `row b!=null`, `row a=null`},
		{one, `columns a b`, `columns b a`},
		{two, `rows 2`, `rows 1`},
		{two, `rows a="x,y",null`, `rows a=null,"x,y"`},
		{two, `has a=null`, `has a=z`},
		{two, `hasnt a=z`, `hasnt a=null`},
		{two, `hasnt a=z`, `hasnt c=z`},
		{two, `rows 2`, `row a="x,y"`},
		{Answer{}, `empty`, `rows 1`},
		{one, `rows 1`, `empty`},
		{flag, `flag true`, `flag false`},
		{fault, `fault operand=a code=not_found text="Нет"`, `fault operand=b`},
		{fault, `fault text~"^Н"`, `rows 0`},
		{one, `rows 1`, `fault`},
		{fault, `fault`, `empty`},
		{Answer{}, `bytes 0`, `bytes 1`},
		{file, `files 1`, `files 2`},
		{file, `file d/$c1_2013.html "one" "three" !"four" ~"t(w)o"`, `file d/$c1_2013.html "three" "one"`},
		{file, `file d/$c1_2013.html !"<i>"`, `file d/$c1_2013.html !"<b>"`},
		{file, `file d/$c1_2013.html "two"`, `file d/other.html "two"`},
		{file, `file d/$c1_2013.html ~"th"`, `file d/$c1_2013.html ~"ht"`},
	} {
		w := &canned{answer: c.answer}
		assert.NoError(t, play(t, w, "op\n-> "+c.holds))
		err := play(t, w, "op\n-> "+c.not)
		if assert.Error(t, err, c.not) {
			assert.Contains(t, err.Error(), "x.txtar:3: case\n  call op (as p1)\n  want -> "+c.not)
		}
	}
}

func TestMail(t *testing.T) {
	w := &canned{answer: Answer{Text: "true"}, letters: []Letter{{To: "a@x"}, {To: "b@x", Body: "secret"}}}
	assert.NoError(t, play(t, w, "op\n-> mails 2\n-> mail to=b@x body~\"sec\""))
	assert.Error(t, play(t, w, "op\n-> mails 1"))
	assert.Error(t, play(t, w, "op\n-> mail to=a@x"))
	assert.Error(t, play(t, &canned{}, "op\n-> mail to=a@x"))
}

// A fault that no line asks about ends the case, wherever it comes.
func TestUnexpectedFault(t *testing.T) {
	w := &canned{answer: Answer{Fault: &Fault{Text: "Нет"}}}
	assert.ErrorContains(t, play(t, w, "op"), "nobody expected")
	assert.ErrorContains(t, play(t, w, "op\nop\n-> fault"), "x.txtar:2")
	assert.NoError(t, play(t, w, "op\n-> fault\n-> mails 0"))
	assert.ErrorContains(t, play(t, w, "op\n-> mails 0"), "nobody expected")
}

// What failed inside the service is no refusal that a case may want.
func TestFailureIsNoRefusal(t *testing.T) {
	for _, code := range []string{"internal", "unavailable"} {
		w := &canned{answer: Answer{Fault: &Fault{Text: "Сбой", Code: code}}}
		assert.ErrorContains(t, play(t, w, "op\n-> fault"), "the service failed")
	}
}

func TestCalls(t *testing.T) {
	w := &canned{answer: Answer{Columns: []string{"id"}, Rows: []Row{row("id", "7")}}}
	require.NoError(t, play(t, w, strings.Join([]string{
		`one a=null b="" c=" x\n" d="ж"*3+"z" e=$c1 f={$c1}`,
		`-> row id=>$new`,
		`as p2`,
		`# nobody reads this`,
		"two a=$new b=never c=$today-2months-1s d=$now+1h e=2012-01-01 f=`\"q\"`",
	}, "\n")))
	assert.Equal(t, []string{
		`p1 one a=null b="" c=" x\n" d="жжжz" e="id-1" f="{id-1}"`,
		`p2 two a="7" b="0001-01-01T00:00:00" c="2013-02-27T23:59:59" d="2013-04-30T13:00:00" e="2012-01-01" f="\"q\""`,
	}, w.calls)
}

// What cannot be read is an error that names the line, never a case that passes.
func TestBadLines(t *testing.T) {
	for _, text := range []string{
		"-> rows 1", "as", "op a", "op a=$nothing", "op a=\"open", "op a=\"x\"y", "op a=\"x\"*y", "op\n->", "op\n-> row a", "op\n-> rows",
		"op\n-> row a=>x", "op\n-> row a~\"(\"", "op\n-> wish", "op\n-> row a=$nothing", "op\n-> columns a",
	} {
		w := &canned{answer: Answer{Rows: []Row{row("a", "1")}}}
		assert.ErrorContains(t, play(t, w, text), "x.txtar:", text)
	}
}

func TestParse(t *testing.T) {
	s, err := Parse("x.txtar", "A comment\n\n-- names.txt --\nx1 id\n-- registers.jsonl --\n{\"d\": \"$today-1\"}\n\n-- one --\nconfig guarded\nop_read\n-- two --\nas p2\nop_add\n-> empty\n")
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"x1": "id"}, s.Names)
	assert.Equal(t, `{"d": "2013-04-29T00:00:00"}`+"\n", NewValues(noon).Fill(s.Registers))
	require.Len(t, s.Cases, 2)
	assert.Equal(t, []string{"guarded"}, s.Cases[0].Settings)
	assert.Equal(t, []string{"op_read"}, s.Cases[0].Calls())
	assert.Equal(t, []string{"op_add"}, s.Cases[1].Calls())
	for _, text := range []string{"-- a --\nop\n-- a --\nop", "-- a --\n", "-- names.txt --\nx"} {
		_, err := Parse("x.txtar", text)
		assert.ErrorContains(t, err, "x.txtar:", text)
	}
}

// Every transcript of the project reads, and there is one case at least for each
// operation and each rule on operations and values.
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob("../../testdata/operations/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	cases, called := 0, map[string]bool{}
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		all.Write(text)
		s, err := Parse(filepath.Base(file), string(text))
		require.NoError(t, err)
		for _, c := range s.Cases {
			cases++
			for _, operation := range c.Calls() {
				called[operation] = true
			}
		}
	}
	t.Logf("%d cases", cases)
	var operations []struct{ Operation string }
	text, err := os.ReadFile("../../testdata/spec/operations.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &operations))
	require.NotEmpty(t, operations)
	for _, o := range operations {
		assert.True(t, called[o.Operation], "testdata/operations has no case of %s", o.Operation)
		delete(called, o.Operation)
	}
	assert.Empty(t, called, "testdata/spec/operations.json has no such operations")
	for rule := range 27 {
		assert.Regexp(t, `\bS`+strconv.Itoa(rule+1)+`\b`, all.String())
	}
	for rule := range 6 {
		assert.Regexp(t, `\bT`+strconv.Itoa(rule+1)+`\b`, all.String())
	}
}
