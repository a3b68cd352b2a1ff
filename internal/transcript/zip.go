package transcript

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

func (p *player) expectBinary(what string, words []string) string {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(p.answer.Text))
	if err != nil || len(words) == 0 {
		return fmt.Sprintf("no base64, or nothing asked: %v", err)
	}
	if what == "bytes" {
		if want, err := strconv.Atoi(words[0]); err != nil || len(raw) != want {
			return fmt.Sprintf("%d bytes", len(raw))
		}
		return ""
	}
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return fmt.Sprintf("%d bytes that are no ZIP: %v", len(raw), err)
	}
	var names []string
	for _, f := range archive.File {
		names = append(names, f.Name)
	}
	if what == "files" {
		if want, err := strconv.Atoi(words[0]); err != nil || len(names) != want {
			return fmt.Sprintf("%d files: %v", len(names), names)
		}
		return ""
	}
	name, err := p.values.value(words[0])
	if err != nil || name == nil {
		return fmt.Sprintf("which file? %v", err)
	}
	text, err := readFile(archive, *name)
	if err != nil {
		return fmt.Sprintf("%v; the files are %v", err, names)
	}
	return p.pieces(text, words[1:])
}

func readFile(archive *zip.Reader, name string) (string, error) {
	f, err := archive.Open(name)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(f)
	if closed := f.Close(); err == nil {
		err = closed
	}
	return string(text), err
}

// pieces looks for texts in order, for texts that must not be there (!"…"), and
// for patterns (~"…").
func (p *player) pieces(text string, words []string) string {
	rest := text
	for _, word := range words {
		how := word[:1]
		if how != "!" && how != "~" {
			how = ""
		}
		piece, err := p.values.value(word[len(how):])
		if err != nil || piece == nil {
			return fmt.Sprintf("which piece? %s %v", word, err)
		}
		switch how {
		case "~":
			if found, err := regexp.MatchString(*piece, text); err != nil || !found {
				return fmt.Sprintf("nothing matches %s (%v) in\n%s", word, err, text)
			}
		case "!":
			if strings.Contains(text, *piece) {
				return fmt.Sprintf("%s is there:\n%s", word, text)
			}
		default:
			_, after, found := strings.Cut(rest, *piece)
			if !found {
				return fmt.Sprintf("%s is not there, or not in this order:\n%s", word, text)
			}
			rest = after
		}
	}
	return ""
}
