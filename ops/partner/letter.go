package partner

import (
	_ "embed"
	"errors"
	"strings"
	"text/template"
	"unicode/utf8"
)

// Letter is what account_access_email_notify sends: a template of subject and
// body (S21).
type Letter struct{ template *template.Template }

// access is what a letter can speak of; the names are those of its template.
type access struct {
	Name     string // family, given and father's name of the employee; may be empty
	Number   string // agent_user_number
	Password string // agent_user_password, in clear text
}

//go:embed letter.txt
var builtInLetter string

// BuiltInLetter is the letter that is sent unless another is configured.
var BuiltInLetter = mustLetter(builtInLetter)

func mustLetter(text string) *Letter {
	letter, err := ParseLetter(text)
	if err != nil {
		panic(err)
	}
	return letter
}

// ParseLetter reads a text/template in UTF-8: the first line is the subject, an
// empty line follows, then the body. An error says what is wrong with it; what it
// could not fill in is found here and not when a letter is due.
func ParseLetter(text string) (*Letter, error) {
	if !utf8.ValidString(text) {
		return nil, errors.New("the letter is not UTF-8")
	}
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n")
	parsed, err := template.New("letter").Parse(text)
	if err != nil {
		return nil, err
	}
	letter := &Letter{parsed}
	if _, _, err := letter.write(access{Name: "Name", Number: "100000001", Password: "password"}); err != nil {
		return nil, err
	}
	return letter, nil
}

// write fills in the template. The subject is one line, whatever the names in it
// hold.
func (l *Letter) write(a access) (subject, body string, err error) {
	var text strings.Builder
	if err := l.template.Execute(&text, a); err != nil {
		return "", "", err
	}
	subject, rest, _ := strings.Cut(text.String(), "\n")
	empty, body, _ := strings.Cut(rest, "\n")
	subject = strings.Join(strings.Fields(subject), " ")
	if subject == "" || strings.TrimSpace(empty) != "" || strings.TrimSpace(body) == "" {
		return "", "", errors.New("a letter has a subject in the first line, then an empty line, then a text")
	}
	return subject, body, nil
}
