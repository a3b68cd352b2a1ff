package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/textproto"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// conversation is one exchange with a server. step names what is being done, for
// the error.
type conversation struct {
	mailer *Mailer
	server Server
	conn   net.Conn
	step   string
}

// send goes through the steps that go-mail's own Dial would take, which leaves
// the connection open when one fails, overlooks a STARTTLS in lower case and does
// not see that a connection of a Dial like ours is encrypted.
func (c *conversation) send(ctx context.Context, letter *gomail.Msg) error {
	host := strings.TrimSuffix(c.server.Host, ".")
	config := &tls.Config{ServerName: host, RootCAs: c.mailer.Roots, MinVersion: tls.VersionTLS12}
	if c.server.TLS {
		c.step = "TLS handshake"
		conn := tls.Client(c.conn, config)
		if err := conn.HandshakeContext(ctx); err != nil {
			return err
		}
		c.conn = conn
	}
	c.step = "greeting"
	client, err := smtp.NewClient(c.conn, host)
	if err != nil {
		return err
	}
	c.step = "EHLO"
	if err := client.Hello(c.mailer.hello()); err != nil {
		return err
	}
	offers, err := c.offers(client)
	if err != nil {
		return err
	}
	if _, offered := offers["STARTTLS"]; offered && !c.server.TLS {
		c.step = "STARTTLS"
		if err := client.StartTLS(config); err != nil {
			return err
		}
		if offers, err = c.offers(client); err != nil {
			return err
		}
	}
	if c.server.Login != "" {
		c.step = "AUTH"
		_, encrypted := client.TLSConnectionState()
		auth, err := c.auth(host, strings.Fields(offers["AUTH"]), encrypted)
		if err != nil {
			return err
		}
		if err := client.Auth(auth); err != nil {
			return err
		}
	}
	c.step = "message"
	// A deadline of its own must not come before that of ctx, which says so.
	sender, err := gomail.NewClient(host, gomail.WithTimeout(24*time.Hour), gomail.WithoutNoop())
	if err != nil {
		return err
	}
	if err := sender.SendWithSMTPClient(client, letter); err != nil {
		return err
	}
	return client.Quit()
}

// offers asks once more what the server can do: the library has just asked, but
// looks keywords up in upper case alone, and a "starttls" overlooked would send
// the password in clear text. No EHLO, no offers.
func (c *conversation) offers(client *smtp.Client) (map[string]string, error) {
	id, err := client.Text.Cmd("EHLO %s", c.mailer.hello())
	if err != nil {
		return nil, err
	}
	client.Text.StartResponse(id)
	defer client.Text.EndResponse(id)
	_, answer, err := client.Text.ReadResponse(250)
	var no *textproto.Error
	if errors.As(err, &no) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	offers := map[string]string{}
	for line := range strings.Lines(answer) {
		line = strings.ToUpper(strings.TrimSpace(line))
		// "AUTH=LOGIN" is how some wrote it before the standard.
		if at := strings.IndexAny(line, " ="); at >= 0 {
			offers[line[:at]] += " " + line[at+1:]
		} else {
			offers[line] = ""
		}
	}
	return offers, nil
}

var (
	errNoAuth      = errors.New("the server offers no AUTH, and a login is given")
	errNoMechanism = errors.New("the server offers AUTH, but none of PLAIN, LOGIN and CRAM-MD5")
)

// auth chooses how to log in. Over an unencrypted connection – the server offers
// no STARTTLS, else it would not be – CRAM-MD5 comes first, which does not show
// the password; PLAIN and LOGIN do, and are used all the same, because
// integrations with an old relay in their own network cannot change (S21:
// ssl_encryption false). SCRAM is left out: its server says how long we compute.
func (c *conversation) auth(host string, offered []string, encrypted bool) (smtp.Auth, error) {
	if len(offered) == 0 {
		return nil, errNoAuth
	}
	login, password := c.server.Login, string(c.server.Password)
	order := []string{"PLAIN", "LOGIN", "CRAM-MD5"}
	if !encrypted {
		order = []string{"CRAM-MD5", "PLAIN", "LOGIN"}
	}
	for _, want := range order {
		for _, mechanism := range offered {
			if mechanism != want {
				continue
			}
			switch want {
			case "PLAIN":
				return smtp.PlainAuth("", login, password, host, true), nil
			case "LOGIN":
				return smtp.LoginAuth(login, password, host, true), nil
			default:
				return smtp.CRAMMD5Auth(login, password), nil
			}
		}
	}
	return nil, errNoMechanism
}

// maxAnswers bounds what a server may say in all, certificates included; the
// library would keep a line of any length.
const maxAnswers = 256 << 10

var errTooMuch = errors.New("the server says too much")

// bounded is a connection that breaks when too much is read from it.
type bounded struct {
	net.Conn
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooMuch
	}
	n, err := b.Conn.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}
