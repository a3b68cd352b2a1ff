package chatzip

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// chromium runs a real browser, headless, on a page, and answers its output.
func chromium(t *testing.T, page string, flags ...string) string {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	// The last ones keep it from calling home.
	flags = append(flags, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+t.TempDir(), "--no-first-run",
		"--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "file://"+page)
	cmd := exec.CommandContext(ctx, "chromium", flags...)
	var noise bytes.Buffer
	cmd.Stderr = &noise
	out, err := cmd.Output()
	require.NoError(t, err, "chromium (missing? .ci/install brings it): %s", noise.String())
	return string(out)
}

// What a browser makes of a page: texts stay texts, whatever stands in them.
func TestABrowserShowsTextsAsTexts(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.html")
	content := unpack(t, pack(t, sample()))["ChatHistory/ChatHistory_Collegue_1_2_2024-03-15.html"]
	require.NoError(t, os.WriteFile(page, []byte(content), 0o600))
	tree := chromium(t, page, "--dump-dom")
	assert.Contains(t, tree, "<title>История чата</title>", "no script has changed it")
	assert.Contains(t, tree, "Не открывается &lt;b&gt;отчёт&lt;/b&gt; &amp; печать…")
	assert.Contains(t, tree, "&lt;script&gt;document.title='!'&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;")
	for element, times := range map[string]int{"<script": 0, "<img": 0, "<b>": 0, "<h1": 1, "<table": 1, "<tr>": 5, "<td>": 12, "<p>": 2} {
		assert.Equal(t, times, strings.Count(tree, element), element)
	}
}
