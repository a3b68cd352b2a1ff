package badinput

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"partnerapi/internal/soaptest"
)

// Whatever is posted, the answer is a well-formed envelope with an answer (200)
// or a whole fault (500), never one of ours, and a fault has changed nothing.
func FuzzDoor(f *testing.F) {
	w := openWorld(f)
	for _, body := range w.envelopes(f) {
		f.Add(body, "text/xml; charset=utf-8", "")
	}
	some := w.envelopes(f)[0]
	f.Add(some, "", "identity")
	f.Add(zipped(f, some), "text/xml", "gzip")
	f.Add(zipped(f, some)[:40], "text/xml", "gzip")
	f.Add(wide(some), "text/xml; charset=utf-16", "")
	f.Add([]byte(`<?xml version="1.0" encoding="windows-1251"?>`+string(some)), "text/xml", "")
	f.Fuzz(func(t *testing.T, body []byte, contentType, encoding string) {
		w.post(t, body, contentType, encoding)
	})
}

// Envelopes of every operation with some bytes or words changed: what fuzzing
// would find first, in every run of the tests.
func TestMutatedEnvelopes(t *testing.T) {
	w := openWorld(t)
	seeds := w.envelopes(t)
	rapid.Check(t, func(r *rapid.T) {
		for range 20 {
			w.post(r, mutant(r, seeds), "text/xml; charset=utf-8", "")
		}
	})
}

// tester is what fuzzing and rapid have in common.
type tester interface {
	require.TestingT
	Helper()
}

// envelopes are good calls of every operation, in turn in both SOAP versions. The
// letter is left out: a changed name of a server would be looked up in the world.
func (w *world) envelopes(t testing.TB) (bodies [][]byte) {
	t.Helper()
	for i, op := range operations(t) {
		if op.Name == "account_access_email_notify" {
			continue
		}
		version := soaptest.SOAP11
		if i%2 == 1 {
			version = soaptest.SOAP12
		}
		bodies = append(bodies, soaptest.Client{Version: version}.Envelope(op.Name, w.base(t, op, i%3 == 0)...))
	}
	return bodies
}

// post posts a body as partner a and checks what came back.
func (w *world) post(t tester, body []byte, contentType, encoding string) {
	t.Helper()
	client := w.as("a")
	client.HTTP = &http.Client{Transport: withHeader{"Content-Type": contentType, "Content-Encoding": encoding}}
	answer, err := client.Post(context.Background(), body)
	require.NoError(t, err, "%q", body)
	require.NoError(t, wellFormed(answer.Raw), "%q is answered with %q", body, answer.Raw)
	changed, err := w.tables.changed(context.Background())
	require.NoError(t, err)
	require.NoError(t, w.tables.restore(context.Background()))
	if answer.Fault == nil {
		require.Equal(t, 200, answer.Status, "%q", body)
		return
	}
	require.Equal(t, 500, answer.Status, "%q", body)
	assert.Empty(t, changed, "%q", body)
	assert.Regexp(t, code, answer.Fault.Code, "%q", body)
	assert.NotContains(t, []string{"internal", "unavailable"}, answer.Fault.Code, "%q", body)
	assert.Regexp(t, requestID, answer.Fault.RequestID, "%q", body)
	assert.Regexp(t, russian, answer.Fault.Text, "%q", body)
}

// withHeader sets header fields; what no header can carry is left out.
type withHeader map[string]string

// RoundTrip sends a request with the fields.
func (h withHeader) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	for name, value := range h {
		r.Header.Del(name)
		if value = strings.Map(printable, value); value != "" {
			r.Header.Set(name, value)
		}
	}
	return http.DefaultTransport.RoundTrip(r)
}

func printable(c rune) rune {
	if c < ' ' || c > '~' {
		return -1
	}
	return c
}

func wellFormed(document []byte) error {
	d := xml.NewDecoder(bytes.NewReader(document))
	for {
		switch _, err := d.Token(); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}

func zipped(t testing.TB, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write(body)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.Bytes()
}

// wide is UTF-16 with a byte order mark.
func wide(body []byte) []byte {
	b := []byte{0xFF, 0xFE}
	for _, unit := range utf16.Encode([]rune(string(body))) {
		b = binary.LittleEndian.AppendUint16(b, unit)
	}
	return b
}

// words are what an envelope may be spoilt with.
var words = []string{
	"<", ">", "/", "&", ";", "'", `"`, "=", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<!DOCTYPE x>", "&#0;", "&#x1F;", "&#xFFFE;", "&lt;", "&amp;", "&x;",
	"xmlns", ` xmlns="urn:x"`, ` xmlns:m=""`, "soap:", "m:", "</", "/>", ` xsi:nil="true"`, ` xsi:nil="1"`, ` soap:mustUnderstand="1"`, "<soap:Header/>", "<m:x/>", "</soap:Body>",
	"\x00", "\xff", "\xfe", "\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\uFEFF", "\uFFFE", "е\u0301", "😀", "\r\n", "\t", " ", "0", "-1", "99999999999999999999", "0001-01-01", "true", "null", "{", "}",
}

// mutant spoils one of the seeds in up to four places.
func mutant(r *rapid.T, seeds [][]byte) []byte {
	body := bytes.Clone(rapid.SampledFrom(seeds).Draw(r, "seed"))
	for range rapid.IntRange(1, 4).Draw(r, "times") {
		from := rapid.IntRange(0, len(body)).Draw(r, "from")
		to := min(len(body), from+rapid.IntRange(0, 40).Draw(r, "length"))
		var middle []byte
		switch rapid.SampledFrom([]string{"word", "cut", "twice", "byte", "other", "end"}).Draw(r, "how") {
		case "word":
			middle, to = []byte(rapid.SampledFrom(words).Draw(r, "word")), from
		case "twice":
			middle = bytes.Repeat(body[from:to], 2)
		case "byte":
			middle = []byte{rapid.Byte().Draw(r, "byte")}
			to = min(len(body), from+1)
		case "other":
			other := rapid.SampledFrom(seeds).Draw(r, "other")
			middle = other[min(from, len(other)):min(to, len(other))]
		case "end":
			to = len(body)
		}
		body = bytes.Join([][]byte{body[:from], middle, body[to:]}, nil)
	}
	return body
}
