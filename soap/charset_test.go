package soap

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"
)

func toUTF16(order binary.AppendByteOrder, text string) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

func to1251(t testing.TB, text string) string {
	t.Helper()
	encoded, err := charmap.Windows1251.NewEncoder().String(text)
	assert.NoError(t, err)
	return encoded
}

const (
	bom   = "\uFEFF"
	words = "Ёлка № 7, «кавычки» €"
)

// textCall asks for its text back, in a document that declares an encoding.
func textCall(encoding string) string {
	declaration := ""
	if encoding != "" {
		declaration = `<?xml version="1.0" encoding="` + encoding + `"?>`
	}
	return declaration + call11(`<p:echo_read><p:text>`+words+`</p:text></p:echo_read>`)
}

// W11: UTF-8, UTF-16 with a byte order mark, and windows-1251: by byte order
// mark, then charset parameter, then XML declaration.
func TestCharsets(t *testing.T) {
	s := serve(t, Options{})
	for name, c := range map[string]struct{ contentType, document string }{
		"nothing said is UTF-8":              {"", textCall("")},
		"UTF-8 declared":                     {"text/xml", textCall("UTF-8")},
		"UTF-8 by parameter":                 {"text/xml; charset=UTF-8", textCall("")},
		"UTF-8 by mark":                      {"text/xml", bom + textCall("")},
		"UTF-8 by mark, declared":            {"text/xml", bom + textCall("utf-8")},
		"the mark before the parameter":      {"text/xml; charset=windows-1251", bom + textCall("utf-8")},
		"windows-1251 declared":              {"text/xml", to1251(t, textCall("windows-1251"))},
		"windows-1251 declared, other case":  {"text/xml;", to1251(t, textCall("Windows-1251"))},
		"windows-1251 by parameter":          {`text/xml; charset="windows-1251"`, to1251(t, textCall(""))},
		"windows-1251 by its other name":     {"text/xml; charset=cp1251", to1251(t, textCall(""))},
		"parameter before declaration":       {"text/xml; charset=windows-1251", to1251(t, textCall("utf-8"))},
		"parameter before declaration, back": {"text/xml; charset=utf-8", textCall("windows-1251")},
		"UTF-16, little end first":           {"text/xml", toUTF16(binary.LittleEndian, bom+textCall(""))},
		"UTF-16, big end first":              {"text/xml", toUTF16(binary.BigEndian, bom+textCall(""))},
		"UTF-16 declared":                    {"text/xml", toUTF16(binary.BigEndian, bom+textCall("UTF-16"))},
		"UTF-16LE declared":                  {"text/xml", toUTF16(binary.LittleEndian, bom+textCall("utf-16le"))},
		"UTF-16 by parameter too":            {"text/xml; charset=utf-16", toUTF16(binary.LittleEndian, bom+textCall(""))},
		"a parameter that cannot be read":    {"text/xml; charset=", textCall("")},
		"a mark before the declaration":      {"text/xml", bom + textCall("windows-1251")},
		"a UTF-16 mark, UTF-8 declared":      {"text/xml", toUTF16(binary.LittleEndian, bom+textCall("UTF-8"))},
		"a UTF-16 mark, other order":         {"text/xml", toUTF16(binary.LittleEndian, bom+textCall("UTF-16BE"))},
		"a UTF-8 mark, KOI8-R declared":      {"text/xml; charset=koi8-r", bom + textCall("KOI8-R")},
		"UTF-16 declared over UTF-8":         {"text/xml", textCall("utf-16")},
		"UTF-16LE by parameter over UTF-8":   {"text/xml; charset=UTF-16LE", textCall("")},
		"ISO-8859-1 over UTF-8":              {"text/xml; charset=ISO-8859-1", textCall("ISO-8859-1")},
		"ISO-8859-1 declared over UTF-8":     {"text/xml", textCall("ISO-8859-1")},
		"Latin-1 by its other names":         {"text/xml; charset=latin1", textCall("")},
		"US-ASCII over UTF-8":                {"text/xml; charset=us-ascii", textCall("")},
		"US-ASCII by its oldest name":        {"text/xml; charset=ANSI_X3.4-1968", textCall("")},
		"single quotes":                      {`text/xml; charset='windows-1251'`, to1251(t, textCall(""))},
		"blanks around the sign":             {`text/xml ;  Charset = "Windows-1251" ; x`, to1251(t, textCall(""))},
		"a semicolon more":                   {`text/xml;charset=utf-8;`, textCall("windows-1251")},
		"after a parameter that is no good":  {`text/xml; action=http://a/b; charset=windows-1251`, to1251(t, textCall(""))},
		"not within another parameter":       {`application/soap+xml; action="a;charset=koi8-r"; charset=utf-8`, textCall("")},
		"two headers in one":                 {`text/xml; charset="windows-1251", text/xml; charset=utf-8`, to1251(t, textCall(""))},
		"an empty parameter":                 {`text/xml; charset=""`, textCall("")},
		"another type's parameter counts":    {"application/json; charset=windows-1251", to1251(t, textCall(""))},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.post(t, c.document, header("Content-Type", c.contentType))
			assert.Equal(t, 200, got.status, got.body)
			assert.Contains(t, got.body, "<m:text>"+words+"</m:text>")
			assert.Equal(t, "text/xml; charset=utf-8", got.header.Get("Content-Type"), "answers are UTF-8")
		})
	}
}

// W11: encodings that we do not read have a code of their own.
func TestCharsetsRefused(t *testing.T) {
	s := serve(t, Options{})
	for name, c := range map[string]struct{ contentType, document, code string }{
		"UTF-16 without mark":                {"", toUTF16(binary.LittleEndian, textCall("")), codeEncoding},
		"UTF-16 without mark, big end first": {"text/xml; charset=utf-8", toUTF16(binary.BigEndian, textCall("utf-16")), codeEncoding},
		"UTF-16 of half a character":         {"", toUTF16(binary.LittleEndian, bom+textCall("")) + "\x20", codeMalformed},
		"UTF-16 of half a pair":              {"", toUTF16(binary.BigEndian, bom+"<a>") + "\xD8\x00" + toUTF16(binary.BigEndian, "</a>"), codeMalformed},
		"UTF-16 ending in half a pair":       {"", toUTF16(binary.LittleEndian, bom+"<a>") + "\x00\xD8", codeMalformed},
		"UTF-16 of a low half alone":         {"", toUTF16(binary.BigEndian, bom+"<a>") + "\xDC\x00\x00<", codeMalformed},
		"windows-1251 sent as UTF-8":         {"", to1251(t, textCall("")), codeMalformed},
		"two marks":                          {"", bom + bom + textCall(""), codeMalformed},
		"KOI8-R declared":                    {"", textCall("KOI8-R"), codeEncoding},
		"US-ASCII with high bytes":           {"text/xml; charset=us-ascii", to1251(t, textCall("")), codeMalformed},
		"UTF-16 declared, with NUL":          {"", textCall("UTF-16") + "\x00", codeEncoding},
		"ISO-8859-1, not well-formed":        {"", textCall("ISO-8859-1") + "<", codeMalformed},
		"an unknown parameter":               {"text/xml; charset=koi8-r", textCall("utf-8"), codeEncoding},
		"UTF-16 by parameter without mark":   {"text/xml; charset=utf-16le", toUTF16(binary.LittleEndian, textCall("")), codeEncoding},
		"a declaration that is no good":      {"", textCall("-"), codeMalformed},
		"UTF-32":                             {"", "\x00\x00\xFE\xFF" + textCall(""), codeMalformed},
		"a parameter's name is made visible": {"text/xml; charset=\"<я\"", textCall(""), codeEncoding},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.post(t, c.document, header("Content-Type", c.contentType))
			assert.Equal(t, c.code, faultOf(t, got), got.body)
		})
	}
}

// W11: ISO-8859-1 that is no UTF-8 is read as such.
func TestLatin1(t *testing.T) {
	s := serve(t, Options{})
	for _, contentType := range []string{"text/xml; charset=iso-8859-1", "text/xml; charset='ISO_8859-1'", "text/xml"} {
		document := strings.ReplaceAll(textCall("ISO-8859-1"), words, "caf\xe9 \xab\xa0\xbb")
		got := s.post(t, document, header("Content-Type", contentType))
		assert.Equal(t, 200, got.status, got.body)
		assert.Contains(t, got.body, "<m:text>café «\u00a0»</m:text>")
	}
}

// Whatever text there is, each charset that can carry it brings it the same.
func TestConvert(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.String().Draw(rt, "text")
		for order, from := range map[binary.AppendByteOrder]charset{binary.LittleEndian: utf16LE, binary.BigEndian: utf16BE} {
			got, err := convert([]byte(toUTF16(order, text)), from)
			assert.NoError(rt, err)
			assert.Equal(rt, strings.ToValidUTF8(text, "\uFFFD"), got)
		}
		cyrillic := rapid.StringOf(rapid.RuneFrom([]rune("абвЯёЁ№€«»\u00a0qZ09\n"))).Draw(rt, "cyrillic")
		got, err := convert([]byte(to1251(t, cyrillic)), windows1251)
		assert.NoError(rt, err)
		assert.Equal(rt, cyrillic, got)
	})
}
