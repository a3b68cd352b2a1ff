package xmltok

import "strings"

// startTag reads a start tag or an empty element's tag.
func (r *Reader) startTag() (Token, error) {
	at := r.pos
	if r.rooted && len(r.stack) == 0 {
		return Token{}, r.malformed(at, "второй корневой элемент")
	}
	if ncname(r.s, at+1) == at+1 {
		return Token{}, r.malformed(at, "после «<» нет имени тега; в тексте символ «<» должен быть записан как &lt;")
	}
	prefix, local, end, err := r.qname(at + 1)
	if err != nil {
		return Token{}, err
	}
	raw := r.s[at+1 : end]
	r.rooted = true
	r.elements++
	if r.limits.Elements > 0 && r.elements > r.limits.Elements {
		return Token{}, r.tooMany(at, LimitElements, "число элементов", r.limits.Elements)
	}
	if r.limits.Depth > 0 && len(r.stack) == r.limits.Depth {
		return Token{}, r.tooMany(at, LimitDepth, "глубина вложенности элементов", r.limits.Depth)
	}
	if err := r.attributes(raw, end); err != nil {
		return Token{}, err
	}
	scope := len(r.bindings)
	if err := r.declare(at); err != nil {
		return Token{}, err
	}
	uri, ok := r.lookup(prefix)
	if !ok {
		return Token{}, r.malformed(at, "префикс «"+prefix+"» не объявлен")
	}
	if err := r.resolveAttrs(at); err != nil {
		return Token{}, err
	}
	r.stack = append(r.stack, element{raw: raw, space: uri, local: local, scope: scope})
	return Token{Kind: Start, Space: uri, Local: local, Attrs: r.attrs}, nil
}

// attributes reads what follows the name of a start tag, up to and with ">" or
// "/>". Prefixes stand in Space until they are resolved.
func (r *Reader) attributes(tag string, at int) error {
	s := r.s
	r.attrs = r.attrs[:0]
	for {
		next := skipSpace(s, at)
		if next >= len(s) || s[next] == '<' {
			return r.malformed(next, "тег "+tag+" не закрыт")
		}
		switch {
		case s[next] == '>':
			r.pos = next + 1
			return nil
		case strings.HasPrefix(s[next:], "/>"):
			r.selfEnd = true
			r.pos = next + 2
			return nil
		case next == at:
			return r.malformed(next, "нет пробела перед атрибутом")
		case r.limits.Attrs > 0 && len(r.attrs) == r.limits.Attrs:
			return r.tooMany(next, LimitAttrs, "число атрибутов у элемента", r.limits.Attrs)
		}
		prefix, local, end, err := r.qname(next)
		if err != nil {
			return err
		}
		end = skipSpace(s, end)
		if end >= len(s) || s[end] != '=' {
			return r.malformed(end, "у атрибута "+local+" тега "+tag+" нет значения")
		}
		value, end, err := r.value(local, skipSpace(s, end+1))
		if err != nil {
			return err
		}
		r.attrs = append(r.attrs, Attr{Space: prefix, Local: local, Value: value})
		at = end
	}
}

// value reads a quoted value of an attribute and returns where it ends.
func (r *Reader) value(name string, at int) (value string, end int, err error) {
	s := r.s
	if at >= len(s) || s[at] != '"' && s[at] != '\'' {
		return "", 0, r.malformed(at, "значение атрибута "+name+" должно быть в кавычках")
	}
	quote, start, plain := s[at], at+1, true
	for i := start; i < len(s); i++ {
		if class[s[i]]&valueStop == 0 {
			continue
		}
		switch c := s[i]; {
		case c == quote:
			value = s[start:i]
			if !plain {
				if value, err = r.expand(start, i, true); err != nil {
					return "", 0, err
				}
			}
			if r.limits.AttrValue > 0 && len(value) > r.limits.AttrValue {
				return "", 0, r.tooMany(start, LimitAttrValue, "длина значения атрибута в байтах", r.limits.AttrValue)
			}
			return value, i + 1, nil
		case c == '<':
			return "", 0, r.malformed(i, "в значении атрибута "+name+" символ «<» должен быть записан как &lt;, или не закрыта кавычка")
		case c == '&' || class[c]&space != 0:
			plain = false
		case c == '"' || c == '\'':
		case !charAt(s, i):
			return "", 0, r.malformed(i, badChar)
		}
	}
	return "", 0, r.malformed(at, "значение атрибута "+name+" не закрыто кавычкой")
}

// endTag reads an end tag.
func (r *Reader) endTag() (Token, error) {
	if len(r.stack) == 0 {
		return Token{}, r.malformed(r.pos, "закрывающий тег без открывающего")
	}
	raw, start := r.stack[len(r.stack)-1].raw, r.pos+len("</")
	nameEnd := start + len(raw)
	if !strings.HasPrefix(r.s[start:], raw) || nameEnd < len(r.s) && (r.s[nameEnd] == ':' || continuesName(r.s, nameEnd)) {
		return Token{}, r.malformed(r.pos, "закрывающий тег не соответствует открытому «"+raw+"»")
	}
	end := skipSpace(r.s, nameEnd)
	if end >= len(r.s) || r.s[end] != '>' {
		return Token{}, r.malformed(end, "закрывающий тег "+raw+" не закрыт")
	}
	r.pos = end + 1
	return r.pop(), nil
}

// qname reads a name with or without prefix and answers where it ends.
func (r *Reader) qname(at int) (prefix, local string, end int, err error) {
	end = ncname(r.s, at)
	if end == at {
		return "", "", 0, r.malformed(at, badName)
	}
	local = r.s[at:end]
	if end < len(r.s) && r.s[end] == ':' {
		start := end + 1
		end = ncname(r.s, start)
		if end == start || end < len(r.s) && r.s[end] == ':' {
			return "", "", 0, r.malformed(end, badName)
		}
		prefix, local = local, r.s[start:end]
	}
	if r.limits.Name > 0 && end-at > r.limits.Name {
		return "", "", 0, r.tooMany(at, LimitName, "длина имени в байтах", r.limits.Name)
	}
	return prefix, local, end, nil
}
