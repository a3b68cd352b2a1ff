package importer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// raw is a JSON value of a line, its form checked: kind is its first byte, with
// '0' for every number.
type raw struct {
	kind byte
	json []byte
}

// member is a key of a JSON object with its value.
type member struct {
	name  string
	value raw
}

var (
	errNotUTF8   = errors.New("is not UTF-8")
	errNotJSON   = errors.New("is not a JSON object")
	errSurrogate = errors.New("has half a surrogate pair")
)

// object reads a line: one JSON object. Its members point into the line.
func object(line []byte, into []member) ([]member, error) {
	line = bytes.Trim(line, " \t\r\n")
	switch {
	case !utf8.Valid(line):
		return into, errNotUTF8
	case len(line) == 0 || line[0] != '{' || !json.Valid(line):
		return into, errNotJSON
	}
	return members(line, into)
}

// members splits an object that json.Valid has accepted.
func members(text []byte, into []member) ([]member, error) {
	for at := space(text, 1); text[at] != '}'; {
		end := skip(text, at)
		name, err := unquote(text[at:end])
		if err != nil {
			return into, fmt.Errorf("a key %w", err)
		}
		at = space(text, space(text, end)+1)
		end = skip(text, at)
		into = append(into, member{name, newRaw(text[at:end])})
		if at = space(text, end); text[at] == ',' {
			at = space(text, at+1)
		}
	}
	return into, nil
}

// items splits an array that json.Valid has accepted.
func items(text []byte) []raw {
	var list []raw
	for at := space(text, 1); text[at] != ']'; {
		end := skip(text, at)
		list = append(list, newRaw(text[at:end]))
		if at = space(text, end); text[at] == ',' {
			at = space(text, at+1)
		}
	}
	return list
}

func newRaw(text []byte) raw {
	kind := text[0]
	if kind == '-' || kind >= '0' && kind <= '9' {
		kind = '0'
	}
	return raw{kind, text}
}

// space returns where the next token begins.
func space(text []byte, at int) int {
	for text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n' {
		at++
	}
	return at
}

// skip returns the end of the value that begins at at.
func skip(text []byte, at int) int {
	depth := 0
	for {
		switch text[at] {
		case '"':
			at = skipString(text, at)
		case '{', '[':
			depth++
			at++
		case '}', ']':
			depth--
			at++
		case ',', ':', ' ', '\t', '\r', '\n':
			at++
		default: // a number, true, false, null
			for at < len(text) && !bytes.ContainsRune([]byte(",]} \t\r\n"), rune(text[at])) {
				at++
			}
		}
		if depth == 0 {
			return at
		}
	}
}

func skipString(text []byte, at int) int {
	for at++; text[at] != '"'; at++ {
		if text[at] == '\\' {
			at++
		}
	}
	return at + 1
}

// unquote returns the text of a JSON string. Half a surrogate pair is an error; encoding/json
// would replace it by U+FFFD.
func unquote(quoted []byte) (string, error) {
	inner := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return string(inner), nil
	}
	var text strings.Builder
	for len(inner) > 0 {
		if inner[0] != '\\' {
			text.WriteByte(inner[0])
			inner = inner[1:]
			continue
		}
		if inner[1] != 'u' {
			text.WriteByte(escapes[inner[1]])
			inner = inner[2:]
			continue
		}
		r := hex4(inner[2:])
		inner = inner[6:]
		if utf16.IsSurrogate(r) {
			if len(inner) < 6 || inner[0] != '\\' || inner[1] != 'u' {
				return "", errSurrogate
			}
			if r = utf16.DecodeRune(r, hex4(inner[2:])); r == utf8.RuneError {
				return "", errSurrogate
			}
			inner = inner[6:]
		}
		text.WriteRune(r)
	}
	return text.String(), nil
}

var escapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func hex4(digits []byte) rune {
	n, _ := strconv.ParseUint(string(digits[:4]), 16, 16) // json.Valid has seen four
	return rune(n)
}
