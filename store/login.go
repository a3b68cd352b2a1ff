package store

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"partnerapi/internal/xmltext"
)

// MaxLogin and MaxLoginPassword are the lengths of the longest login and of its
// longest password, in characters.
const (
	MaxLogin         = 200
	MaxLoginPassword = 1000
)

// CheckLogin returns an error for a text that cannot be a login. HTTP Basic can carry no
// colon and no control character in one (RFC 7617); white space around it and invisible
// characters are mistakes that nobody would see. All that makes a login calls it. Logins are
// compared byte by byte, because clients send them as they were given.
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
	case strings.ContainsFunc(login, isInvisible) || xmltext.Check(login) != nil:
		return errors.New("the login holds an invisible character")
	case strings.TrimSpace(login) != login:
		return errors.New("the login begins or ends with white space")
	case utf8.RuneCountInString(login) > MaxLogin:
		return fmt.Errorf("the login is longer than %d characters", MaxLogin)
	}
	return nil
}

// CheckLoginPassword returns an error for a text that cannot be the password of a login.
func CheckLoginPassword(password string) error {
	switch {
	case strings.TrimSpace(password) == "":
		return errors.New("the password is blank")
	case !utf8.ValidString(password):
		return errors.New("the password is not UTF-8")
	case strings.ContainsFunc(password, unicode.IsControl):
		return errors.New("the password holds a control character, which HTTP Basic cannot carry")
	case utf8.RuneCountInString(password) > MaxLoginPassword:
		return fmt.Errorf("the password is longer than %d characters", MaxLoginPassword)
	}
	return nil
}

// isInvisible reports whether a character is invisible: a format character, such as the byte
// order mark, or a separator of lines or paragraphs.
func isInvisible(r rune) bool { return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) }
