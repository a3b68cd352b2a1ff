// Package chatzip packs chat histories: a ZIP of HTML pages that need nothing
// but a browser (S20). Everything is streamed: no page is ever held
// whole, however long a chat was.
package chatzip

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Page is one file of the archive: one day of one chat.
type Page struct {
	Name     string    // path in the archive, with slashes
	Modified time.Time // what the archive shows as the file's time
	Title    string
	Heading  []string // lines under the title: who with whom, when
	// Rows are the messages in the order to show. An error in place of a row
	// ends the archive: it stays incomplete.
	Rows iter.Seq2[Row, error]
}

// Row is one message, all as it shall be read.
type Row struct {
	Author, Text, Time string
}

// Write writes an archive of pages, in their order, to w; without a page nothing
// at all. The same pages give the same bytes. After an error what was written is no archive, and has to be
// thrown away; the errors are those of pages, of their rows and of w, and a name
// that would lead out of the archive, occurs twice or does not fit into one.
func Write(w io.Writer, pages iter.Seq2[Page, error]) error {
	archive := zip.NewWriter(w)
	names := map[string]bool{}
	for page, err := range pages {
		if err != nil {
			return err
		}
		if err := checkName(page.Name, names); err != nil {
			return err
		}
		file, err := archive.CreateHeader(&zip.FileHeader{Name: page.Name, Method: zip.Deflate, Modified: page.Modified})
		if err != nil {
			return fmt.Errorf("chat archive: %w", err)
		}
		if err := page.write(file); err != nil {
			return fmt.Errorf("chat archive, page %q: %w", page.Name, err)
		}
	}
	if len(names) == 0 {
		return nil
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("chat archive: %w", err)
	}
	return nil
}

var errName = errors.New("not a name for a file in an archive")

// checkName refuses what would unpack to another place, on Windows too, where
// most of these archives are opened.
func checkName(name string, seen map[string]bool) error {
	folded := strings.ToLower(name)
	switch {
	case !fs.ValidPath(name) || name == "." || !utf8.ValidString(name) || len(name) > 1024,
		strings.ContainsFunc(name, func(r rune) bool { return unicode.IsControl(r) || strings.ContainsRune(`\:*?"<>|`, r) }):
		return fmt.Errorf("chat archive: %q is %w", name, errName)
	case seen[folded]:
		return fmt.Errorf("chat archive: %q stands in it already", name)
	}
	seen[folded] = true
	return nil
}
