package mailtest

import (
	"encoding/base64"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Letter is a message of one text as its reader sees it.
type Letter struct {
	Sender, Subject, Body string
}

// Letter reads the content.
func (m Mail) Letter(t testing.TB) Letter {
	t.Helper()
	message, err := mail.ReadMessage(strings.NewReader(m.Content))
	require.NoError(t, err)
	subject, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
	require.NoError(t, err)
	body := message.Body
	switch strings.ToLower(message.Header.Get("Content-Transfer-Encoding")) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	text, err := io.ReadAll(body)
	require.NoError(t, err)
	return Letter{Sender: message.Header.Get("From"), Subject: subject, Body: string(text)}
}
