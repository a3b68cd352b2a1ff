package soap

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"partnerapi/soap/internal/xmltok"
)

// charset is an encoding of request bodies that we read (W11).
type charset int

const (
	unknownCharset charset = iota
	utf8Charset
	utf16LE
	utf16BE
	utf16Any // "utf-16": the byte order mark says which of the two
	windows1251
	latin1
	ascii
)

// charsets are the labels that Content-Type and XML declarations carry, in lower
// case: the names of IANA and what stacks write instead.
var charsets = map[string]charset{
	"utf-8": utf8Charset, "utf8": utf8Charset, "unicode-1-1-utf-8": utf8Charset, "csutf8": utf8Charset,
	"utf-16": utf16Any, "utf16": utf16Any, "csutf16": utf16Any, "unicode": utf16Any,
	"utf-16le": utf16LE, "utf16le": utf16LE, "utf-16be": utf16BE, "utf16be": utf16BE,
	"windows-1251": windows1251, "cp1251": windows1251, "cp-1251": windows1251, "x-cp1251": windows1251,
	"windows1251": windows1251, "win-1251": windows1251, "win1251": windows1251, "cswindows1251": windows1251,
	"iso-8859-1": latin1, "iso_8859-1": latin1, "iso8859-1": latin1, "iso88591": latin1, "iso_8859-1:1987": latin1, "iso-ir-100": latin1,
	"latin1": latin1, "latin-1": latin1, "l1": latin1, "ibm819": latin1, "cp819": latin1, "csisolatin1": latin1,
	"us-ascii": ascii, "ascii": ascii, "us": ascii, "iso646-us": ascii, "iso_646.irv:1991": ascii, "iso-ir-6": ascii,
	"ansi_x3.4-1968": ascii, "ansi_x3.4-1986": ascii, "ibm367": ascii, "cp367": ascii, "csascii": ascii,
}

// decode returns a body as UTF-8 without byte order mark. The byte order mark
// says what it is, else the charset parameter of Content-Type, else the XML
// declaration, else it is UTF-8 (W11).
func decode(body []byte, contentType string) (string, error) {
	if bom, size := byteOrderMark(body); bom != unknownCharset {
		return convert(body[size:], bom)
	}
	if looksUTF16(body) {
		return "", errNoMark
	}
	label := charsetParameter(contentType)
	if label == "" {
		label = declared(body)
	}
	if label == "" {
		return convert(body, utf8Charset)
	}
	switch from := charsets[strings.ToLower(label)]; from {
	case unknownCharset:
		return "", refuse(codeEncoding, "", "Кодировка запроса %s не поддерживается: используйте UTF-8, UTF-16, windows-1251 или ISO-8859-1", printable(label))
	case utf16Any, utf16LE, utf16BE:
		// .NET declares UTF-16 over a string that it then sends as UTF-8.
		if bytes.IndexByte(body, 0) < 0 {
			return convert(body, utf8Charset)
		}
		return "", errNoMark
	case latin1, ascii:
		// Stacks name them by default, whatever they send (NuSOAP, soap4r).
		if utf8.Valid(body) {
			return convert(body, utf8Charset)
		}
		if from == ascii {
			return "", refuse(codeMalformed, "", "Запрос не является правильным документом XML: объявлена кодировка %s, но есть символы вне ее", printable(label))
		}
		return convert(body, latin1)
	default:
		return convert(body, from)
	}
}

// looksUTF16 reports whether a body begins as markup in UTF-16 does, whatever its
// labels say: with "<" and another character of ASCII.
func looksUTF16(body []byte) bool {
	if len(body) < 4 {
		return false
	}
	return body[0] == '<' && body[1] == 0 && body[3] == 0 || body[0] == 0 && body[1] == '<' && body[2] == 0
}

var errNoMark = refuse(codeEncoding, "", "Запрос в кодировке UTF-16 должен начинаться с метки порядка байтов (BOM)")

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

// charsetParameter returns the charset of a Content-Type, "" when there is none.
// It reads what mime.ParseMediaType refuses: clients write blanks around "=",
// quotes of either kind, and other parameters that are no good.
func charsetParameter(contentType string) string {
	_, rest, _ := strings.Cut(contentType, ";")
	for rest != "" {
		var parameter string
		parameter, rest = cutParameter(rest)
		name, value, _ := strings.Cut(parameter, "=")
		if strings.EqualFold(strings.TrimSpace(name), "charset") {
			value, _, _ = strings.Cut(value, ",") // proxies join the header when it came twice
			return strings.Trim(value, " \t\"'")
		}
	}
	return ""
}

// cutParameter cuts at the first semicolon outside double quotes.
func cutParameter(text string) (parameter, rest string) {
	quoted := false
	for i, c := range []byte(text) {
		switch {
		case c == '"':
			quoted = !quoted
		case c == ';' && !quoted:
			return text[:i], text[i+1:]
		}
	}
	return text, ""
}

// declared returns the encoding that the XML declaration names, "" for none.
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
	case latin1:
		return fromCharmap(body, charmap.ISO8859_1), nil
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
		return "", refuse(codeMalformed, "", "Запрос не является правильным документом XML: текст не является корректным UTF-16")
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
