package soap

import "partnerapi/soap/internal/xmltok"

// The roles in which a header block addresses us, beside none at all: SOAP 1.1,
// section 4.2.2, and SOAP 1.2 part 1, section 2.2.
const (
	next11   = "http://schemas.xmlsoap.org/soap/actor/next"
	next12   = "http://www.w3.org/2003/05/soap-envelope/role/next"
	ultimate = "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver"
)

// header reads the Header. We understand no header block at all: one that is
// addressed to us and must be understood is refused, the others are passed over
// (W10).
func (p *parser) header() error {
	for {
		block, err := p.element("Header")
		if err != nil || block.Kind == xmltok.End {
			return err
		}
		mandatory, err := p.mandatory(block)
		if err != nil {
			return err
		}
		if mandatory {
			return &unknownHeader{
				refusal: refuse(codeMustUnderstand, "", "Обязательный заголовок %s не поддерживается", qualified(block)),
				space:   block.Space,
				local:   block.Local,
			}
		}
		if err := p.skip(); err != nil {
			return err
		}
	}
}

// mandatory reports whether a header block must be understood by us.
func (p *parser) mandatory(block xmltok.Token) (bool, error) {
	must, role := false, ""
	for _, attr := range block.Attrs {
		if attr.Space != p.version.space() {
			continue
		}
		switch {
		case attr.Local == "mustUnderstand":
			value, ok := boolean(attr.Value)
			if !ok {
				return false, refuse(codeBadEnvelope, "", "Заголовок %s: значение mustUnderstand должно быть 1 или 0", qualified(block))
			}
			must = value
		case attr.Local == "actor" && p.version == soap11, attr.Local == "role" && p.version == soap12:
			role = attr.Value
		}
	}
	switch role {
	case "":
		return must, nil
	case next11:
		return must && p.version == soap11, nil
	case next12, ultimate:
		return must && p.version == soap12, nil
	}
	return false, nil
}
