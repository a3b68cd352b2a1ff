package soap

import (
	"bytes"
	"errors"
	"mime"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"partnerapi/soap/internal/xmltok"
)

// charset is an encoding of request bodies that we read (W11), or nearly so:
// latin1 is known and refused.
type charset int

const (
	unknownCharset charset = iota
	utf8Charset
	utf16LE
	utf16BE
	utf16Any // "utf-16": which of the two the byte order mark says
	windows1251
	latin1
)

// charsetOf reads a label, as Content-Type and XML declarations carry it.
func charsetOf(label string) charset {
	switch strings.ToLower(label) {
	case "utf-8", "utf8":
		return utf8Charset
	case "utf-16":
		return utf16Any
	case "utf-16le":
		return utf16LE
	case "utf-16be":
		return utf16BE
	case "windows-1251", "cp1251", "cp-1251", "x-cp1251":
		return windows1251
	case "iso-8859-1", "latin1":
		return latin1
	}
	return unknownCharset
}

// decode answers a body as UTF-8 without byte order mark. The byte order mark
// says what it is, else the charset parameter of Content-Type, else the XML
// declaration, else it is UTF-8 (W11).
func decode(body []byte, contentType string, limits xmltok.Limits) (string, error) {
	if bom, size := byteOrderMark(body); bom != unknownCharset {
		document, err := convert(body[size:], bom)
		if err != nil {
			return "", err
		}
		if label := xmltok.DeclaredEncoding(document); label != "" && !agrees(bom, charsetOf(label)) {
			return "", refuse(codeMalformed, "", "Запрос не является правильным документом XML: объявлена кодировка %s, но метка порядка байтов (BOM) другая", label)
		}
		return document, nil
	}
	if label := charsetParameter(contentType); label != "" {
		return decodeLabelled(body, label, limits)
	}
	label := declared(body)
	switch charsetOf(label) {
	case utf16Any, utf16LE, utf16BE:
		// The declaration could be read byte by byte, so this is no UTF-16.
		return "", refuse(codeMalformed, "", "Запрос не является правильным документом XML: объявлена кодировка %s, но нет метки порядка байтов (BOM)", label)
	}
	if label == "" {
		label = "utf-8"
	}
	return decodeLabelled(body, label, limits)
}

func decodeLabelled(body []byte, label string, limits xmltok.Limits) (string, error) {
	switch from := charsetOf(label); from {
	case utf8Charset, windows1251:
		return convert(body, from)
	case latin1:
		// We could read it, so what is not well-formed is told as that.
		var r xmltok.Reader
		r.Reset(fromCharmap(body, charmap.ISO8859_1), limits)
		var refusal *xmltok.Error
		if err := r.Drain(); errors.As(err, &refusal) && (refusal.Code == xmltok.Malformed || refusal.Code == xmltok.DTD) {
			return "", refuseXML(err)
		}
		fallthrough
	case unknownCharset:
		return "", refuse(codeEncoding, "", "Кодировка запроса %s не поддерживается: используйте UTF-8, UTF-16 или windows-1251", printable(label))
	}
	return "", refuse(codeEncoding, "", "Запрос в кодировке UTF-16 должен начинаться с метки порядка байтов (BOM)")
}

func byteOrderMark(body []byte) (bom charset, size int) {
	switch {
	case bytes.HasPrefix(body, []byte("\xEF\xBB\xBF")):
		return utf8Charset, 3
	case bytes.HasPrefix(body, []byte("\xFF\xFE")):
		return utf16LE, 2
	case bytes.HasPrefix(body, []byte("\xFE\xFF")):
		return utf16BE, 2
	}
	return unknownCharset, 0
}

func agrees(bom, declared charset) bool {
	return declared == bom || declared == utf16Any && bom != utf8Charset
}

// charsetParameter answers the charset of a Content-Type, "" when there is none
// or the header cannot be read: clients mix content types, so it is no error.
func charsetParameter(contentType string) string {
	_, rest, _ := strings.Cut(contentType, ";")
	switch rest = strings.TrimSpace(rest); {
	case rest == "":
		return ""
	case strings.EqualFold(rest, "charset=utf-8"): // what nearly all send
		return "utf-8"
	}
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		return ""
	}
	return params["charset"]
}

// declared answers the encoding that the XML declaration names, "" for none.
func declared(body []byte) string {
	if !bytes.HasPrefix(body, []byte("<?xml")) {
		return ""
	}
	end := bytes.Index(body, []byte("?>"))
	if end < 0 {
		return ""
	}
	return xmltok.DeclaredEncoding(string(body[:end+2]))
}

// convert makes a string of UTF-8 in one piece of memory. Invalid UTF-8 is left
// for the XML reader, which says where it stands.
func convert(body []byte, from charset) (string, error) {
	switch from {
	case utf16LE, utf16BE:
		return fromUTF16(body, from == utf16BE)
	case windows1251:
		return fromCharmap(body, charmap.Windows1251), nil
	}
	return string(body), nil
}

func fromCharmap(body []byte, table *charmap.Charmap) string {
	size := 0
	for _, c := range body {
		size += utf8.RuneLen(table.DecodeByte(c))
	}
	var b strings.Builder
	b.Grow(size)
	for _, c := range body {
		b.WriteRune(table.DecodeByte(c))
	}
	return b.String()
}

func fromUTF16(body []byte, bigEndian bool) (string, error) {
	low, high := 0, 1
	if bigEndian {
		low, high = 1, 0
	}
	size, bad := 0, len(body)%2 != 0
	each := func(take func(rune)) {
		for i := 0; i+1 < len(body); i += 2 {
			char := rune(body[i+low]) | rune(body[i+high])<<8
			if utf16.IsSurrogate(char) {
				second := rune(0)
				if i+3 < len(body) {
					second = rune(body[i+2+low]) | rune(body[i+2+high])<<8
				}
				if char = utf16.DecodeRune(char, second); char == utf8.RuneError {
					bad = true
					return
				}
				i += 2
			}
			take(char)
		}
	}
	each(func(char rune) { size += utf8.RuneLen(char) })
	if bad {
		return "", refuse(codeMalformed, "", "Запрос не является правильным документом XML: байты не составляют символов UTF-16")
	}
	var b strings.Builder
	b.Grow(size)
	each(func(char rune) { b.WriteRune(char) })
	return b.String(), nil
}

// printable makes a caller's label fit to be shown: short, and of visible ASCII.
func printable(label string) string {
	return strings.Map(func(c rune) rune {
		if c <= ' ' || c >= 0x7F {
			return '?'
		}
		return c
	}, label[:min(len(label), 40)])
}
