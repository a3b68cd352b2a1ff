package xmltok

import "strings"

// comment steps over a comment.
func (r *Reader) comment() error {
	start := r.pos + len("<!--")
	length := strings.Index(r.s[start:], "--")
	if length < 0 {
		return r.malformed(r.pos, "комментарий не закрыт")
	}
	end := start + length
	if bad := checkChars(r.s, start, end); bad >= 0 {
		return r.malformed(bad, badChar)
	}
	if !strings.HasPrefix(r.s[end:], "-->") {
		return r.malformed(end, "последовательность «--» внутри комментария недопустима")
	}
	r.pos = end + len("-->")
	return nil
}

// instruction steps over a processing instruction and keeps it in mind: the
// document is refused for it, unless the rest is not well-formed, which says
// more.
func (r *Reader) instruction() error {
	start := r.pos + len("<?")
	end := ncname(r.s, start)
	target := r.s[start:end]
	switch {
	case target == "":
		return r.malformed(start, badName)
	case strings.EqualFold(target, "xml"):
		return r.malformed(r.pos, "объявление XML стоит не в начале документа или записано неверно")
	case r.limits.Name > 0 && len(target) > r.limits.Name:
		return r.tooMany(start, LimitName, "длина имени в байтах", r.limits.Name)
	}
	length := strings.Index(r.s[end:], "?>")
	if length < 0 {
		return r.malformed(r.pos, "инструкция обработки не закрыта")
	}
	if length > 0 && class[r.s[end]]&space == 0 {
		return r.malformed(end, badName)
	}
	if bad := checkChars(r.s, end, end+length); bad >= 0 {
		return r.malformed(bad, badChar)
	}
	if r.pi == nil {
		r.pi = newError(r.s, r.pos, Instruction, "инструкция обработки «"+target+"»")
	}
	r.pos = end + length + len("?>")
	return nil
}

// doctype refuses what begins with "<!" and is neither comment nor CDATA. A
// document type declaration is not read: it is refused where it stands.
func (r *Reader) doctype() error {
	const open = "<!DOCTYPE"
	rest := r.s[r.pos:]
	if r.rooted || !strings.HasPrefix(rest, open) || len(rest) == len(open) || class[rest[len(open)]]&space == 0 {
		return r.malformed(r.pos, "недопустимая разметка после «<!»")
	}
	return newError(r.s, r.pos, DTD, "объявление типа документа (DTD)")
}
