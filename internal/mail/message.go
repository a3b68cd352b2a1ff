package mail

import (
	"cmp"
	"crypto/rand"
	"fmt"
	netmail "net/mail"
	"strings"
	"unicode"

	gomail "github.com/wneessen/go-mail"
)

// BadField says which field of a Message or Server cannot be used, and why.
type BadField struct {
	Field string // its name in Go: From, To, Subject, Host, Port, Login, Password
	Why   string
}

// Error says which field is wrong, without what is in it.
func (b *BadField) Error() string { return fmt.Sprintf("mail: %s %s", b.Field, b.Why) }

// oneLine refuses line ends, which would begin a header or command of their own,
// and the other control characters with them.
func oneLine(field, text string) error {
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }) {
		return &BadField{field, "contains a line end or another control character"}
	}
	return nil
}

func (s Server) check() error {
	if s.Host == "" {
		return &BadField{"Host", "is empty"}
	}
	if s.Port < 1 || s.Port > 65535 {
		return &BadField{"Port", "is not from 1 to 65535"}
	}
	return cmp.Or(oneLine("Host", s.Host), oneLine("Login", s.Login), oneLine("Password", string(s.Password)))
}

func address(field, text string) (*netmail.Address, error) {
	if err := oneLine(field, text); err != nil {
		return nil, err
	}
	parsed, err := netmail.ParseAddress(text)
	if err != nil {
		return nil, &BadField{field, "is not an e-mail address"}
	}
	// The name may have been encoded: what it says counts as well.
	if err := oneLine(field, parsed.Name+parsed.Address); err != nil {
		return nil, err
	}
	at := strings.LastIndexByte(parsed.Address, '@') + 1
	parsed.Address = parsed.Address[:at] + asciiDomain(parsed.Address[at:])
	return parsed, nil
}

// compose makes the letter. hello stands in its id when the sender's domain
// cannot.
func compose(m Message, hello string) (*gomail.Msg, error) {
	from, err := address("From", m.From)
	if err != nil {
		return nil, err
	}
	to, err := address("To", m.To)
	if err != nil {
		return nil, err
	}
	if err := oneLine("Subject", m.Subject); err != nil {
		return nil, err
	}
	letter := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	letter.FromMailAddress(from)
	letter.ToMailAddress(to)
	letter.Subject(m.Subject)
	letter.SetDate()
	letter.SetMessageIDWithValue(rand.Text() + "@" + idDomain(from.Address, hello))
	letter.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no holiday notes, please
	letter.SetBodyString(gomail.TypeTextPlain, m.Body)
	return letter, nil
}

func idDomain(sender, hello string) string {
	domain := sender[strings.LastIndexByte(sender, '@')+1:]
	if strings.ContainsFunc(domain, beyondASCII) {
		return hello
	}
	return domain
}
