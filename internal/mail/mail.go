// Package mail sends one message through a mail server that the caller names, and
// says apart what went wrong (S21). Which hosts may be named is up to the
// Dial it is given.
package mail

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"
)

// Ports are those on which mail servers take mail from programs.
var Ports = []uint16{25, 465, 587, 2525}

// Mailer sends messages. It is safe for concurrent use as long as nobody changes
// it.
type Mailer struct {
	// Dial connects to "host:port". An error that is no failed dial (a host
	// that is refused, a name that does not resolve) reaches Send's caller as
	// it is.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Timeout is for everything together, from the name's resolution to the
	// server's last answer; 0 means 30 seconds.
	Timeout time.Duration
	// Hello is the name we greet servers with, "[127.0.0.1]" when empty: what
	// mail programs use that have no public name, and it gives none away.
	Hello string
	// Roots are the certificate authorities that are trusted; nil means the
	// system's.
	Roots *x509.CertPool
}

// Server is where a message is handed in, and as whom.
type Server struct {
	Host string // a name, of any script, or an address
	Port int
	// TLS means that the conversation is encrypted from its first byte.
	// Otherwise it is as soon as the server offers STARTTLS, without a way
	// back when that fails.
	TLS bool
	// Login and Password are for AUTH; an empty Login goes without. They are
	// sent in clear text only to a server that offers no STARTTLS.
	Login    string
	Password Secret
}

// Message is a plain text in UTF-8.
type Message struct {
	From, To      string // an address, with or without a name
	Subject, Body string
}

// Send hands a message in. The error is nil when the server took it, even if it
// failed afterwards, and otherwise
//
//   - *BadField: the message or server cannot be used as given; nothing was dialled;
//   - *NotSent: the server could not be reached, said no or fell silent;
//   - else what Dial refused with.
//
// No error holds a word of what the server said, beyond its codes: servers are
// named by strangers and may give back the password they were given.
func (m *Mailer) Send(ctx context.Context, to Server, message Message) error {
	if err := to.check(); err != nil {
		return err
	}
	to.Host = asciiDomain(to.Host)
	letter, err := compose(message, m.hello())
	if err != nil {
		return err
	}
	timeout := m.Timeout
	if timeout == 0 {
		timeout = 30 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	conn, err := m.Dial(ctx, "tcp", net.JoinHostPort(to.Host, strconv.Itoa(to.Port)))
	if err != nil {
		return dialError(err)
	}
	defer conn.Close()
	// The library has deadlines for single steps at most.
	defer context.AfterFunc(ctx, func() { conn.Close() })()

	talk := &conversation{mailer: m, server: to, conn: &bounded{Conn: conn, left: maxAnswers}}
	if err := talk.send(ctx, letter); err != nil && !letter.IsDelivered() {
		return talk.notSent(ctx, err)
	}
	return nil
}

func (m *Mailer) hello() string {
	if m.Hello == "" {
		return "[127.0.0.1]"
	}
	return m.Hello
}

// dialError tells a dial that failed from one that was never tried.
func dialError(err error) error {
	var unresolved *net.DNSError
	var failed *net.OpError
	if errors.As(err, &failed) && failed.Op == "dial" && !errors.As(err, &unresolved) {
		if failed.Timeout() {
			return &NotSent{Step: "connecting", Reason: timedOut}
		}
		return &NotSent{Step: "connecting", Reason: failed.Err.Error()}
	}
	return fmt.Errorf("mail: %w", err)
}

// Secret is a text that shows itself to nobody who prints, logs or marshals it.
type Secret string

const redacted = "[redacted]"

// String returns a fixed text.
func (Secret) String() string { return redacted }

// GoString returns a fixed text.
func (Secret) GoString() string { return redacted }

// MarshalText returns a fixed text.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
