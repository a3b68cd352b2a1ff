package xmltok

import "strings"

// DeclaredEncoding returns the encoding that the XML declaration of a document
// names; "" without one, and when the declaration is malformed, which a Reader
// says better. The document may be in any encoding that agrees with ASCII.
func DeclaredEncoding(document string) string {
	encoding, _, err := parseDeclaration(document)
	if err != nil {
		return ""
	}
	return encoding
}

// parseDeclaration reads the XML declaration, if there is one, and answers
// where it ends (XML 1.0, productions 23 to 26, 32, 80 and 81).
func parseDeclaration(s string) (encoding string, end int, err error) {
	const open = "<?xml"
	if !strings.HasPrefix(s, open) || len(s) == len(open) || class[s[len(open)]]&space == 0 {
		return "", 0, nil
	}
	d := declaration{s: s, pos: len(open)}
	version, ok := d.pseudo("version")
	if !ok || version != "1.0" {
		return "", 0, newError(s, d.pos, Malformed, "в объявлении XML должно быть version=\"1.0\"")
	}
	encoding, ok = d.pseudo("encoding")
	if ok && !isEncodingName(encoding) {
		return "", 0, newError(s, d.pos, Malformed, "недопустимое имя кодировки")
	}
	standalone, ok := d.pseudo("standalone")
	if ok && standalone != "yes" && standalone != "no" {
		return "", 0, newError(s, d.pos, Malformed, "значение standalone должно быть yes или no")
	}
	d.pos = skipSpace(s, d.pos)
	if !strings.HasPrefix(s[d.pos:], "?>") {
		return "", 0, newError(s, d.pos, Malformed, "объявление XML записано неверно")
	}
	return encoding, d.pos + len("?>"), nil
}

type declaration struct {
	s   string
	pos int
}

// pseudo reads white space, a name, "=" and a quoted value. Where the name does
// not stand it answers false and stays.
func (d *declaration) pseudo(name string) (value string, ok bool) {
	at := skipSpace(d.s, d.pos)
	if at == d.pos || !strings.HasPrefix(d.s[at:], name) {
		return "", false
	}
	at = skipSpace(d.s, at+len(name))
	if at >= len(d.s) || d.s[at] != '=' {
		return "", false
	}
	at = skipSpace(d.s, at+1)
	if at >= len(d.s) || d.s[at] != '"' && d.s[at] != '\'' {
		return "", false
	}
	length := strings.IndexByte(d.s[at+1:], d.s[at])
	if length < 0 {
		return "", false
	}
	d.pos = at + 1 + length + 1
	return d.s[at+1 : at+1+length], true
}

// isEncodingName holds a name against production 81.
func isEncodingName(name string) bool {
	for i, c := range []byte(name) {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (i == 0 || class[c]&nameChar == 0) {
			return false
		}
	}
	return name != ""
}
