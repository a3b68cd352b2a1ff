package chatzip

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func all[T any](values ...T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range values {
			if !yield(v, nil) {
				return
			}
		}
	}
}

var day = time.Date(2024, 3, 15, 0, 0, 0, 0, time.UTC)

func sample() iter.Seq2[Page, error] {
	const folder = "ChatHistory/ChatHistory_Collegue_1_2_"
	return all(
		Page{Name: folder + "2024-03-15.html", Modified: day, Title: "История чата",
			Heading: []string{"Иванов Иван Иванович — Петрова Анна", "15.03.2024 00:00:00 — 16.03.2024 23:59:59"},
			Rows: all(
				Row{"Иванов Иван Иванович", "Добрый день!\nНе открывается <b>отчёт</b> & печать…", "15.03.2024 09:15:00"},
				Row{"Петрова Анна", "<script>document.title='!'</script><img src=x onerror=alert(1)>", "15.03.2024 09:17:42"},
				Row{"Иванов Иван Иванович", `a < b && "c" > 'd' — javascript:alert(1) 🔑 é`, "15.03.2024 09:18:01"},
				Row{"</td></tr></table><h1>x", strings.Repeat("длинноеслово", 30), "15.03.2024 09:20:00"},
			)},
		Page{Name: folder + "2024-03-16.html", Modified: day.AddDate(0, 0, 1), Title: "История чата", Rows: all[Row]()},
		Page{Name: "ChatHistory/Линия поддержки.html", Modified: day, Title: `<"'&>`, Heading: []string{"</title><script>"}, Rows: all(Row{"А", "Б", "В"})},
	)
}

func pack(t *testing.T, pages iter.Seq2[Page, error]) []byte {
	var out bytes.Buffer
	require.NoError(t, Write(&out, pages))
	return out.Bytes()
}

func unpack(t *testing.T, packed []byte) map[string]string {
	archive, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	require.NoError(t, err)
	files := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		require.NoError(t, err)
		content, err := io.ReadAll(r)
		require.NoError(t, err)
		files[f.Name] = string(content)
	}
	return files
}

func TestUnzipAcceptsTheArchive(t *testing.T) {
	path := filepath.Join(t.TempDir(), "chat.zip")
	require.NoError(t, os.WriteFile(path, pack(t, sample()), 0o600))
	out, err := exec.Command("unzip", "-t", path).CombinedOutput()
	require.NoError(t, err, "%s (missing? .ci/install brings it)", out)
	assert.Contains(t, string(out), "No errors detected")
	assert.Contains(t, string(out), "ChatHistory/ChatHistory_Collegue_1_2_2024-03-15.html")

	list := exec.Command("unzip", "-l", path)
	list.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "TZ=UTC")
	out, err = list.CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Contains(t, string(out), "ChatHistory/Линия поддержки.html")
	assert.Contains(t, string(out), "2024-03-15 00:00")
	assert.Contains(t, string(out), "3 files")
}

func TestPagesInTheirOrderAndAlwaysTheSameBytes(t *testing.T) {
	first, second := pack(t, sample()), pack(t, sample())
	require.True(t, bytes.Equal(first, second))
	archive, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	require.NoError(t, err)
	var names []string
	for _, f := range archive.File {
		names = append(names, f.Name)
		assert.Equal(t, zip.Deflate, f.Method)
		assert.Equal(t, f.Name == "ChatHistory/Линия поддержки.html", f.Flags&0x800 != 0, "UTF-8 is declared where it is used")
	}
	assert.Equal(t, []string{"ChatHistory/ChatHistory_Collegue_1_2_2024-03-15.html", "ChatHistory/ChatHistory_Collegue_1_2_2024-03-16.html", "ChatHistory/Линия поддержки.html"}, names)
}

func TestTextsAreEscaped(t *testing.T) {
	files := unpack(t, pack(t, sample()))
	page := files["ChatHistory/ChatHistory_Collegue_1_2_2024-03-15.html"]
	assert.True(t, strings.HasPrefix(page, "<!DOCTYPE html>\n<html lang=\"ru\">"), page[:80])
	assert.Contains(t, page, `<meta charset="utf-8">`)
	assert.Contains(t, page, "<title>История чата</title>")
	assert.Contains(t, page, "<p>Иванов Иван Иванович — Петрова Анна</p>")
	assert.Contains(t, page, "<tr><td>Иванов Иван Иванович</td><td>Добрый день!\nНе открывается &lt;b&gt;отчёт&lt;/b&gt; &amp; печать…</td><td>15.03.2024 09:15:00</td></tr>")
	assert.Contains(t, page, "&lt;script&gt;document.title=&#39;!&#39;&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;")
	assert.Contains(t, page, "<td>&lt;/td&gt;&lt;/tr&gt;&lt;/table&gt;&lt;h1&gt;x</td>")
	assert.Equal(t, 5, strings.Count(page, "<tr>"))
	assert.NotContains(t, page, "<script")

	assert.Contains(t, files["ChatHistory/Линия поддержки.html"], "<title>&lt;&#34;&#39;&amp;&gt;</title>")
	assert.Contains(t, files["ChatHistory/Линия поддержки.html"], "<p>&lt;/title&gt;&lt;script&gt;</p>")
	assert.Contains(t, files["ChatHistory/ChatHistory_Collegue_1_2_2024-03-16.html"], "</thead>\n<tbody>\n</tbody>", "a page without rows")
}

func TestWhatHTMLCannotCarry(t *testing.T) {
	for given, want := range map[string]string{
		"a\x00b": "a\uFFFDb", "a\x1bb": "a\uFFFDb", "a\u0085b": "a\uFFFDb", "a\xff\xfeb": "a\uFFFDb", "a\tb": "a\tb",
		"a\r\nb": "a\nb", "a\rb": "a\nb", "a\nb": "a\nb", "é🔑": "é🔑",
	} {
		files := unpack(t, pack(t, all(Page{Name: "a.html", Title: given, Heading: []string{given}, Rows: all(Row{given, given, given})})))
		assert.Equal(t, 6, strings.Count(files["a.html"], want), "%q", given) // the title twice
	}
}

func TestRefusedNames(t *testing.T) {
	for _, name := range []string{"", ".", "..", "../a.html", "/a.html", "a/../b.html", "a//b.html", "a/", `a\b.html`, "C:a.html", "a\nb.html",
		"a\x00.html", "\xff.html", "a*.html", strings.Repeat("x", 2000)} {
		err := Write(io.Discard, all(Page{Name: name, Rows: all[Row]()}))
		assert.ErrorIs(t, err, errName, "%q", name)
	}
	twice := all(Page{Name: "a.html", Rows: all[Row]()}, Page{Name: "A.html", Rows: all[Row]()})
	assert.ErrorContains(t, Write(io.Discard, twice), "stands in it already")
	for _, name := range []string{"a.html", "a/b.html", "{6F9619FF-8B86-D011-B42D-00CF4FC964FF}.html", "ж/ё.html"} {
		assert.NoError(t, Write(io.Discard, all(Page{Name: name, Rows: all[Row]()})), name)
	}
}

func TestNoPagesNoBytes(t *testing.T) {
	assert.Empty(t, pack(t, all[Page]()))
}

func TestErrorsReachTheCaller(t *testing.T) {
	broken := errors.New("the disk is gone")
	noRow := func(yield func(Row, error) bool) { yield(Row{}, broken) }
	noPage := func(yield func(Page, error) bool) { yield(Page{}, broken) }
	assert.ErrorIs(t, Write(io.Discard, all(Page{Name: "a.html", Rows: noRow})), broken)
	assert.ErrorIs(t, Write(io.Discard, noPage), broken)
	for _, room := range []int{0, 1000, len(pack(t, sample())) - 1} {
		assert.ErrorIs(t, Write(&narrow{room, broken}, sample()), broken, "room for %d bytes", room)
	}
}

// narrow takes so many bytes and fails then.
type narrow struct {
	left int
	err  error
}

func (n *narrow) Write(p []byte) (int, error) {
	if len(p) > n.left {
		return 0, n.err
	}
	n.left -= len(p)
	return len(p), nil
}

func TestMemoryDoesNotGrowWithTheChat(t *testing.T) {
	live := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	text := strings.Repeat("сообщение ", 50)
	const rows = 40_000 // some 40 MB of HTML
	var early, late uint64
	stream := func(yield func(Row, error) bool) {
		for i := range rows {
			switch i {
			case 100:
				early = live()
			case rows - 1:
				late = live()
			}
			if !yield(Row{fmt.Sprint(i), text, "09:00"}, nil) {
				return
			}
		}
	}
	require.NoError(t, Write(io.Discard, all(Page{Name: "a.html", Rows: stream})))
	assert.Less(t, late, early+1<<20)
}
