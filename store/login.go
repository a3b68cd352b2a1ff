package store

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// CheckLogin says why a text cannot be a login: HTTP Basic carries no colon and
// no control character in one (RFC 7617), and white space around it is a slip
// that nobody would find.
func CheckLogin(login string) error {
	switch {
	case login == "":
		return errors.New("the login is empty")
	case !utf8.ValidString(login):
		return errors.New("the login is not UTF-8")
	case strings.Contains(login, ":"):
		return errors.New("the login holds a colon, which HTTP Basic cannot carry")
	case strings.ContainsFunc(login, unicode.IsControl):
		return errors.New("the login holds a control character, which HTTP Basic cannot carry")
	case strings.TrimSpace(login) != login:
		return errors.New("the login begins or ends with white space")
	case utf8.RuneCountInString(login) > MaxLogin:
		return errors.New("the login is longer than 200 characters")
	}
	return nil
}

// MaxLogin is the most characters that a login may have.
const MaxLogin = 200
