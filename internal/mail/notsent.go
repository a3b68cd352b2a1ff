package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"regexp"

	gomail "github.com/wneessen/go-mail"
)

// NotSent says why a message was not handed in though its server was dialled.
type NotSent struct {
	Step     string // connecting, greeting, AUTH, sending SMTP RCPT TO command, …
	Code     int    // what the server answered, as 535; 0 when it did not
	Enhanced string // its enhanced code (RFC 3463), as 5.7.8, where it gave one
	Reason   string // in our words, without a name or address
}

// Error holds nothing that the server could have chosen but its codes.
func (n *NotSent) Error() string {
	if n.Code == 0 {
		return fmt.Sprintf("mail not sent: %s: %s", n.Step, n.Reason)
	}
	text := fmt.Sprintf("mail not sent: %s: the server answered %d", n.Step, n.Code)
	if n.Enhanced != "" {
		text += " " + n.Enhanced
	}
	return text
}

var enhanced = regexp.MustCompile(`^[245]\.[0-9]{1,3}\.[0-9]{1,3}\b`)

// notSent keeps of a failed step's error what cannot come from the server.
func (c *conversation) notSent(ctx context.Context, err error) *NotSent {
	answer := &NotSent{Step: c.step}
	var (
		no        *textproto.Error
		send      *gomail.SendError
		untrusted *tls.CertificateVerificationError
		noTLS     tls.RecordHeaderError
		broken    *net.OpError
	)
	if errors.As(err, &send) {
		answer.Step = send.Reason.String()
	}
	switch {
	case errors.As(err, &no):
		answer.Code, answer.Enhanced, answer.Reason = no.Code, enhanced.FindString(no.Msg), c.refused(send)
	case send != nil && send.ErrorCode() != 0:
		answer.Code, answer.Enhanced, answer.Reason = send.ErrorCode(), send.EnhancedStatusCode(), c.refused(send)
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		answer.Reason = "no end within the time allowed"
	case ctx.Err() != nil:
		answer.Reason = "called off"
	case errors.Is(err, errTooMuch), errors.Is(err, errNoAuth):
		answer.Reason = err.Error()
	case errors.As(err, &untrusted):
		answer.Reason = distrust(untrusted)
	case errors.As(err, &noTLS):
		answer.Reason = "the server does not speak TLS here"
	case errors.As(err, &broken):
		answer.Reason = broken.Err.Error()
	default:
		answer.Reason = "the connection broke off, or the answer was none of this protocol"
	}
	return answer
}

// refused says what a server that answered said no to; send is nil before the
// message.
func (c *conversation) refused(send *gomail.SendError) string {
	switch {
	case send != nil && send.Reason == gomail.ErrSMTPMailFrom:
		return "the server refused the sender"
	case send != nil && send.Reason == gomail.ErrSMTPRcptTo:
		return "the server refused the recipient"
	case send != nil:
		return "the server refused the message"
	case c.step == "AUTH":
		return "the server refused the login or its password"
	}
	return "the server refused the conversation"
}

// distrust says what is wrong with a certificate without quoting it.
func distrust(err error) string {
	var (
		host    x509.HostnameError
		unknown x509.UnknownAuthorityError
		invalid x509.CertificateInvalidError
	)
	switch {
	case errors.As(err, &host):
		return "the server's certificate is for another host"
	case errors.As(err, &unknown):
		return "the server's certificate is of an authority that is not trusted"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the server's certificate has expired or is not valid yet"
	}
	return "the server's certificate is not valid"
}
