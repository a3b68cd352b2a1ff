package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"regexp"
	"syscall"

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
		answer.Code, answer.Enhanced = no.Code, enhanced.FindString(no.Msg)
		answer.Reason = c.refused(answer.Code, send)
	case send != nil && send.ErrorCode() != 0:
		answer.Code, answer.Enhanced = send.ErrorCode(), send.EnhancedStatusCode()
		answer.Reason = c.refused(answer.Code, send)
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		answer.Reason = timedOut
		if c.step == "greeting" && !c.server.TLS {
			answer.Reason += "; a server that waits for TLS sends no greeting"
		}
	case ctx.Err() != nil:
		answer.Reason = "called off"
	case errors.Is(err, errTooMuch), errors.Is(err, errNoAuth), errors.Is(err, errNoMechanism):
		answer.Reason = err.Error()
	case errors.As(err, &untrusted):
		answer.Reason = distrust(untrusted)
	case errors.As(err, &noTLS):
		answer.Reason = "the server does not speak TLS here"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		answer.Reason = "the server closed the connection"
	case errors.As(err, &broken):
		answer.Reason = broken.Err.Error()
	case send != nil: // it does not wrap what went wrong
		answer.Reason = "the server closed the connection, or its answer is not SMTP"
	default:
		answer.Reason = "the server's answer is not SMTP"
	}
	return answer
}

const timedOut = "timeout: no end within the time allowed"

// refused says what the server's answer said no to; send is nil before the
// message. A code 4xx is a no for now: a full disk or mailbox, too much mail.
func (c *conversation) refused(code int, send *gomail.SendError) string {
	reason := "the server refused "
	switch {
	case code == 530: // RFC 4954 and RFC 3207
		return "the server wants a login or encryption first"
	case c.step == "AUTH" && (code == 504 || code == 534):
		return reason + "the mechanism of AUTH"
	case c.step == "AUTH" && code == 538:
		return reason + "AUTH without encryption"
	case c.step == "AUTH":
		reason += "the login or its password"
	case c.step == "STARTTLS":
		reason += "STARTTLS"
	case send == nil:
		reason += "the connection"
	case send.Reason == gomail.ErrSMTPMailFrom:
		reason += "the sender"
	case send.Reason == gomail.ErrSMTPRcptTo:
		reason += "the recipient"
	default:
		reason += "the message"
	}
	if code/100 == 4 {
		reason += " for now"
	}
	return reason
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
