package clients

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"partnerapi/internal/proctest"
)

var update = flag.Bool("update", false, "write the answers into the transcripts")

// TestStacks replays testdata/soap/stacks: requests of stacks that cannot run
// here, header by header and byte by byte, and what we answer. README.md there
// says how to read them.
func TestStacks(t *testing.T) {
	files, err := filepath.Glob("../../testdata/soap/stacks/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	place, _ := imported(t)
	server, err := url.Parse(proctest.Serve(t, place.Flags(), nil).URL)
	require.NoError(t, err)
	var answers [][]byte
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			require.NoError(t, err)
			require.Zero(t, len(archive.Files)%2, "a request has no answer")
			for i := 0; i < len(archive.Files); i += 2 {
				request, answer := archive.Files[i], &archive.Files[i+1]
				kind, form, _ := strings.Cut(request.Name, " ")
				require.Equal(t, "request", kind)
				require.Equal(t, "answer", answer.Name)
				got, body := talk(t, server.Host, string(request.Data), strings.Fields(form))
				if *update {
					answer.Data = []byte(got)
					require.NoError(t, os.WriteFile(file, txtar.Format(archive), 0o644))
				}
				assert.Equal(t, string(answer.Data), got)
				if bytes.Contains(body, []byte("Envelope")) {
					answers = append(answers, body)
				}
			}
		})
	}
	judge(t, answers)
}

// forms are what a request's name may say of its body.
var forms = map[string]encoding.Encoding{
	"utf-8-bom":    unicode.UTF8BOM,
	"utf-16le":     unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
	"utf-16be":     unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
	"windows-1251": charmap.Windows1251,
	"iso-8859-1":   charmap.ISO8859_1,
}

// talk sends a request on a connection of its own and answers the transcript of
// what came back, and its body.
func talk(t *testing.T, host, request string, form []string) (string, []byte) {
	t.Helper()
	head, text, _ := strings.Cut(request, "\n\n")
	body := []byte(strings.TrimSuffix(strings.ReplaceAll(text, "␍\n", "\r\n"), "\n"))
	for _, name := range form {
		var err error
		if name == "gzip" {
			body = zipped(t, body)
			continue
		}
		require.Contains(t, forms, name)
		body, err = forms[name].NewEncoder().Bytes(body)
		require.NoError(t, err)
	}
	head = strings.ReplaceAll(head, "HOST", host)
	head = strings.ReplaceAll(head, "LENGTH", fmt.Sprint(len(body)))
	if strings.Contains(head, "Transfer-Encoding: chunked") {
		body = fmt.Appendf(nil, "%x\r\n%s\r\n0\r\n\r\n", len(body), body)
	}
	conn, err := net.Dial("tcp", host)
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, conn.SetDeadline(time.Now().Add(time.Minute)))
	_, err = io.WriteString(conn, strings.ReplaceAll(head, "\n", "\r\n")+"\r\n\r\n")
	require.NoError(t, err)
	reader := bufio.NewReader(conn)
	interim := ""
	if strings.Contains(head, "Expect: 100-continue") {
		line, err := reader.Peek(len("HTTP/1.1 100"))
		require.NoError(t, err)
		if string(line) == "HTTP/1.1 100" {
			interim = "100\n"
			_, err := textproto.NewReader(reader).ReadLine()
			require.NoError(t, err)
			_, err = textproto.NewReader(reader).ReadLine()
			require.NoError(t, err)
		}
	}
	_, err = conn.Write(body)
	require.NoError(t, err)
	got, err := http.ReadResponse(reader, nil)
	require.NoError(t, err)
	raw, err := io.ReadAll(got.Body)
	require.NoError(t, err)
	answer, err := plain(got.Header, raw)
	require.NoError(t, err)
	return interim + transcribed(t, got, answer), answer
}

func zipped(t *testing.T, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(body)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

var requestID = regexp.MustCompile(`(request_id>)[0-9a-f]{12}<`)

// transcribed is an answer as the transcripts show it: without what changes from
// call to call.
func transcribed(t *testing.T, answer *http.Response, body []byte) string {
	t.Helper()
	assert.Regexp(t, `^[0-9a-f]{12}$`, answer.Header.Get("X-Request-Id"))
	if bytes.Contains(body, []byte("request_id>")) {
		assert.Contains(t, string(body), "request_id>"+answer.Header.Get("X-Request-Id")+"<")
	}
	var lines []string
	for name, values := range answer.Header {
		if !slices.Contains([]string{"Date", "Content-Length", "X-Request-Id"}, name) {
			lines = append(lines, name+": "+strings.Join(values, ", ")+"\n")
		}
	}
	slices.Sort(lines)
	text := strings.ReplaceAll(requestID.ReplaceAllString(string(body), "${1}REQUEST<"), "\r", "␍")
	return fmt.Sprintf("%d\n%s\n%s\n", answer.StatusCode, strings.Join(lines, ""), strings.TrimSuffix(text, "\n"))
}
