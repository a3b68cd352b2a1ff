package soap

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the answers into the transcripts")

// TestTranscripts replays testdata/soap: a request and the very bytes of its
// answer. A carriage return shows as ␍, a request id as REQUEST.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("../testdata/soap/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	s := serve(t, Options{})
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			require.NoError(t, err)
			require.Equal(t, "request", archive.Files[0].Name)
			require.Equal(t, "answer", archive.Files[1].Name)
			got := replay(t, s, string(archive.Files[0].Data))
			if *update {
				archive.Files[1].Data = []byte(got)
				require.NoError(t, os.WriteFile(file, txtar.Format(archive), 0o644))
			}
			assert.Equal(t, string(archive.Files[1].Data), got)
		})
	}
}

func replay(t *testing.T, s *service, request string) string {
	reader := bufio.NewReader(strings.NewReader(request))
	r, err := http.ReadRequest(reader)
	require.NoError(t, err)
	body, err := io.ReadAll(reader)
	require.NoError(t, err)
	sent := s.request(t, r.Method, r.URL.String(), strings.NewReader(string(body)))
	sent.Header = r.Header
	sent.SetBasicAuth(login, pass)
	got := s.send(t, sent)
	var b strings.Builder
	fmt.Fprintf(&b, "%d\n", got.status)
	for _, name := range []string{"Allow", "Cache-Control", "Content-Length", "Content-Type", "Www-Authenticate"} {
		if value := got.header.Get(name); value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	return b.String() + "\n" + readable(got.body) + "\n"
}

var requestID = regexp.MustCompile(`(request_id>)[0-9a-f]{12}<`)

func readable(body string) string {
	return strings.ReplaceAll(requestID.ReplaceAllString(body, "${1}REQUEST<"), "\r", "␍")
}
