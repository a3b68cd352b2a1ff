package mail_test

import (
	"context"
	"encoding/base64"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// dialogue answers each command by its first word, with "" closing the
// connection, and counts them.
func dialogue(c *textproto.Conn, seen map[string]int, answers map[string]string) error {
	if err := c.PrintfLine("220 mail.example"); err != nil {
		return err
	}
	for {
		line, err := c.ReadLine()
		if err != nil {
			return err // the client left
		}
		word, _, _ := strings.Cut(line, " ")
		seen[word]++
		answer, known := answers[word]
		if !known {
			answer = "250 ok"
		}
		if answer == "" {
			return c.Close()
		}
		if err := c.PrintfLine("%s", answer); err != nil {
			return err
		}
		if strings.HasPrefix(answer, "354") {
			if _, err := c.ReadDotLines(); err != nil {
				return err
			}
			if err := c.PrintfLine("250 taken"); err != nil {
				return err
			}
		}
	}
}

// play runs Send against a dialogue and answers the commands the server saw.
func play(t *testing.T, answers map[string]string) (seen map[string]int, err error) {
	seen = map[string]int{}
	port, over := script(t, func(c *textproto.Conn) error { return dialogue(c, seen, answers) })
	err = mailer(nil).Send(t.Context(), account(port, false), letter)
	<-over // so that the client has hung up, and seen is complete
	return seen, err
}

func TestAStarttlsInLowerCaseIsNotOverlooked(t *testing.T) {
	seen, err := play(t, map[string]string{"EHLO": "250-mail.example\r\n250-auth PLAIN\r\n250 starttls", "STARTTLS": "454 4.7.0 not now"})
	assert.Equal(t, "mail not sent: STARTTLS: the server answered 454 4.7.0", notSent(t, err).Error())
	assert.Zero(t, seen["AUTH"], "no way back to clear text")
	assert.Zero(t, seen["MAIL"])
}

func TestOldSpellingsOfAuth(t *testing.T) {
	for _, offer := range []string{"AUTH=PLAIN", "auth plain", "AUTH=LOGIN\r\n250-AUTH PLAIN"} {
		seen, err := play(t, map[string]string{"EHLO": "250-mail.example\r\n250-" + offer + "\r\n250 HELP", "AUTH": "235 welcome", "DATA": "354 go on"})
		require.NoError(t, err, offer)
		assert.Equal(t, 1, seen["AUTH"])
	}
}

func TestAServerThatOnlyKnowsHELO(t *testing.T) {
	seen, err := play(t, map[string]string{"EHLO": "500 what?"})
	assert.Contains(t, notSent(t, err).Error(), "the server offers no AUTH")
	assert.Equal(t, 1, seen["HELO"])
	assert.Zero(t, seen["MAIL"], "a login was given, so it is used or nothing is sent")
}

// The reasons are in the words of mail: what was refused, for good or for now.
func TestReasons(t *testing.T) {
	const login, offer = "235 welcome", "250-mail.example\r\n250 AUTH PLAIN"
	for _, c := range []struct {
		step, answer, reason string
	}{
		{"EHLO", "421 4.3.2 too many connections", "the server refused the connection for now"},
		{"EHLO", "", "the server closed the connection"},
		{"AUTH", "535 5.7.8 no", "the server refused the login or its password"},
		{"AUTH", "454 4.7.0 later", "the server refused the login or its password for now"},
		{"AUTH", "534 5.7.9 too weak", "the server refused the mechanism of AUTH"},
		{"AUTH", "504 5.5.4 unknown", "the server refused the mechanism of AUTH"},
		{"AUTH", "538 5.7.11 no", "the server refused AUTH without encryption"},
		{"AUTH", "", "the server closed the connection"},
		{"MAIL", "553 5.7.1 not yours", "the server refused the sender"},
		{"MAIL", "452 4.3.1 disk full", "the server refused the sender for now"},
		{"MAIL", "530 5.7.0 Must issue a STARTTLS command first", "the server wants a login or encryption first"},
		{"RCPT", "550 5.1.1 who?", "the server refused the recipient"},
		{"RCPT", "450 4.2.0 greylisted", "the server refused the recipient for now"},
		{"RCPT", "", "the server closed the connection, or its answer is not SMTP"},
		{"DATA", "554 5.7.1 spam", "the server refused the message"},
		{"DATA", "452 4.2.2 full", "the server refused the message for now"},
	} {
		answers := map[string]string{"EHLO": offer, "AUTH": login, "DATA": "354 go on"}
		answers[c.step] = c.answer
		if c.step == "EHLO" {
			answers["HELO"] = c.answer
		}
		_, err := play(t, answers)
		assert.Equal(t, c.reason, notSent(t, err).Reason, "%s: %s", c.step, c.answer)
	}
	_, err := play(t, map[string]string{"EHLO": "250-mail.example\r\n250 STARTTLS", "STARTTLS": "502 5.5.1 no"})
	assert.Equal(t, "the server refused STARTTLS", notSent(t, err).Reason)
	_, err = play(t, map[string]string{"EHLO": "250-mail.example\r\n250 AUTH GSSAPI"})
	assert.Equal(t, "the server offers AUTH, but none of PLAIN, LOGIN and CRAM-MD5", notSent(t, err).Reason)
}

// S21: true when the server took it. What it does afterwards changes nothing.
func TestTakenIsTaken(t *testing.T) {
	for _, after := range []map[string]string{{"RSET": "500 no"}, {"RSET": ""}, {"QUIT": "421 no"}, {"QUIT": ""}} {
		answers := map[string]string{"EHLO": "250-mail.example\r\n250 AUTH PLAIN", "AUTH": "235 welcome", "DATA": "354 go on"}
		for step, answer := range after {
			answers[step] = answer
		}
		_, err := play(t, answers)
		require.NoError(t, err, "%v", after)
	}
}

func TestAServerThatGivesThePasswordBack(t *testing.T) {
	encoded := base64.StdEncoding.EncodeToString([]byte("\x00" + login + "\x00" + password))
	echo := " 5.0.0 " + password + " " + encoded
	for _, step := range []string{"EHLO", "AUTH", "MAIL", "RCPT", "DATA"} {
		for _, code := range []string{"550", "499", "999", "no code"} {
			answers := map[string]string{"EHLO": "250-mail.example\r\n250 AUTH PLAIN", "AUTH": "235 welcome", "DATA": "354 go on"}
			answers[step] = code + echo
			if step == "EHLO" {
				answers["HELO"] = answers[step]
			}
			_, err := play(t, answers)
			text := notSent(t, err).Error()
			assert.NotContains(t, text, password, step)
			assert.NotContains(t, text, encoded, step)
		}
	}
	_, err := play(t, map[string]string{"EHLO": "250-mail.example\r\n250 AUTH LOGIN", "AUTH": "334 " + base64.StdEncoding.EncodeToString([]byte(password))})
	assert.NotContains(t, notSent(t, err).Error(), password)
}

func TestAServerThatFallsSilent(t *testing.T) {
	for name, talk := range map[string]func(c *textproto.Conn) error{
		"greeting": func(*textproto.Conn) error { return nil },
		"EHLO":     func(c *textproto.Conn) error { return c.PrintfLine("220 mail.example") },
		"message": func(c *textproto.Conn) error {
			const offer = "250-mail.example\r\n250 AUTH PLAIN"
			for _, answer := range []string{"220 mail.example", offer, offer, "235 welcome"} {
				if err := c.PrintfLine("%s", answer); err != nil {
					return err
				}
				if _, err := c.ReadLine(); err != nil {
					return err
				}
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			port, over := script(t, talk)
			m := mailer(nil)
			m.Timeout = 300 * time.Millisecond
			no := notSent(t, m.Send(t.Context(), account(port, false), letter))
			assert.Contains(t, no.Reason, "timeout")
			assert.Equal(t, name == "greeting", strings.Contains(no.Reason, "waits for TLS"), no.Reason)
			require.NoError(t, <-over, "the connection is closed, not left open")
		})
	}
	t.Run("in the TLS handshake", func(t *testing.T) {
		port, over := script(t, func(*textproto.Conn) error { return nil })
		m := mailer(nil)
		m.Timeout = 300 * time.Millisecond
		no := notSent(t, m.Send(t.Context(), account(port, true), letter))
		assert.Equal(t, "mail not sent: TLS handshake: timeout: no end within the time allowed", no.Error())
		require.NoError(t, <-over)
	})
	t.Run("called off", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		port, over := script(t, func(c *textproto.Conn) error {
			defer cancel()
			err := c.PrintfLine("220 mail.example")
			if err == nil {
				_, err = c.ReadLine() // EHLO: it is connected
			}
			return err
		})
		no := notSent(t, mailer(nil).Send(ctx, account(port, false), letter))
		assert.Equal(t, "called off", no.Reason)
		require.NoError(t, <-over)
	})
}

func TestAServerThatNeverStopsTalking(t *testing.T) {
	for name, piece := range map[string]string{"lines": strings.Repeat("220-and more\r\n", 1000), "one line": strings.Repeat("x", 10_000)} {
		port, over := script(t, func(c *textproto.Conn) error {
			for {
				if err := c.PrintfLine("220-%s", piece); err != nil {
					return err // the client left
				}
			}
		})
		no := notSent(t, mailer(nil).Send(t.Context(), account(port, false), letter))
		assert.Equal(t, "mail not sent: greeting: the server says too much", no.Error(), name)
		<-over
	}
}

func TestGarbageForAnAnswer(t *testing.T) {
	port, over := script(t, func(c *textproto.Conn) error { return c.PrintfLine("HTTP/1.1 400 Bad Request %s", password) })
	no := notSent(t, mailer(nil).Send(t.Context(), account(port, false), letter))
	assert.Equal(t, "greeting", no.Step)
	assert.Equal(t, "the server's answer is not SMTP", no.Reason)
	assert.NotContains(t, no.Error(), "HTTP")
	<-over
}
