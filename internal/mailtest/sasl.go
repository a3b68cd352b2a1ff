package mailtest

import (
	"crypto/hmac"
	"crypto/md5"
	"fmt"
	"strings"

	"github.com/emersion/go-smtp"
)

// loginServer is the server's side of AUTH LOGIN.
type loginServer struct {
	check func(login, password string) error
	login *string
}

func (l *loginServer) Next(response []byte) (challenge []byte, done bool, err error) {
	switch {
	case response == nil:
		return []byte("Username:"), false, nil
	case l.login == nil:
		login := string(response)
		l.login = &login
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check(*l.login, string(response))
}

// cramServer is the server's side of AUTH CRAM-MD5.
type cramServer struct {
	password string
	check    func(login, password string) error
}

func (c *cramServer) Next(response []byte) (challenge []byte, done bool, err error) {
	challenge = []byte("<1896.697170952@mail.example>")
	if response == nil {
		return challenge, false, nil
	}
	mac := hmac.New(md5.New, []byte(c.password))
	mac.Write(challenge)
	login, digest, _ := strings.Cut(string(response), " ")
	if digest != fmt.Sprintf("%x", mac.Sum(nil)) {
		return nil, true, smtp.ErrAuthFailed
	}
	return nil, true, c.check(login, c.password)
}
