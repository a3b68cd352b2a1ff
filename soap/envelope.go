package soap

import (
	"errors"
	"slices"
	"strings"
	"sync"

	"partnerapi/ops"
	"partnerapi/soap/internal/xmltok"
)

// message is what a request asks.
type message struct {
	version   version
	space     string // of the operation; the answer is given in it (W3)
	operation string
	operands  []ops.Value
}

// parser reads envelopes. It is used again and again; a message's strings are
// parts of its document, not of the parser.
type parser struct {
	xmltok.Reader
	message
	known bool   // the version
	text  []byte // of an operand that comes in pieces
}

var parsers = sync.Pool{New: func() any { return new(parser) }}

// parse reads a document and hands what it asks to use; the operands are use's
// for the time of the call. What is wrong with the XML is told before what is
// wrong with the envelope. known tells whether version is the envelope's.
func parse(document string, limits xmltok.Limits, use func(m *message) error) (v version, known bool, err error) {
	p := parsers.Get().(*parser)
	defer p.release()
	p.Reset(document, limits)
	if err := p.envelope(); err != nil {
		var refusal *xmltok.Error
		if !errors.As(err, &refusal) {
			if worse := p.Drain(); worse != nil {
				err = worse
			}
		}
		return p.version, p.known, refuseXML(err)
	}
	return p.version, true, use(&p.message)
}

// keepText is the most bytes of unescaped text that a parser keeps room for.
const keepText = 64 << 10

func (p *parser) release() {
	p.Reset("", xmltok.Limits{})
	clear(p.operands)
	p.message = message{operands: p.operands[:0]}
	p.known = false
	if cap(p.text) > keepText {
		p.text = nil
	}
	parsers.Put(p)
}

// envelope reads the whole document.
func (p *parser) envelope() error {
	root, err := p.Next()
	if err != nil {
		return err
	}
	switch {
	case root.Local != "Envelope" || root.Space == "":
		return refuse(codeNoEnvelope, "", "Запрос не содержит конверта SOAP: корневой элемент %s", qualified(root))
	case root.Space == space11:
		p.version = soap11
	case root.Space == space12:
		p.version = soap12
	default:
		return refuse(codeVersionMismatch, "", "Версия SOAP не поддерживается: конверт в пространстве имен %s", root.Space)
	}
	p.known = true
	header, body := false, false
	for {
		token, err := p.element("Envelope")
		if err != nil {
			return err
		}
		ours := token.Space == p.version.space()
		switch {
		case token.Kind == xmltok.End && !body:
			return refuse(codeBadEnvelope, "", "В конверте SOAP нет элемента Body")
		case token.Kind == xmltok.End:
			_, err := p.Next() // the end of the document
			return err
		case ours && token.Local == "Header" && !header && !body:
			header = true
			err = p.header()
		case ours && token.Local == "Body" && !body:
			body = true
			err = p.body()
		case body && p.version == soap11 && !ours && token.Space != "":
			err = p.skip() // SOAP 1.1, section 4: elements after Body
		default:
			err = refuse(codeBadEnvelope, "", "Элемент %s расположен в конверте SOAP не на своем месте", qualified(token))
		}
		if err != nil {
			return err
		}
	}
}

// body reads what stands in Body: one operation.
func (p *parser) body() error {
	operation, err := p.element("Body")
	switch {
	case err != nil:
		return err
	case operation.Kind == xmltok.End:
		return refuse(codeNoOperation, "", "Элемент Body пуст: не указана операция")
	case operation.Space == "":
		return refuse(codeNoNamespace, "", "Операция %s указана без пространства имен", operation.Local)
	}
	p.space, p.operation = operation.Space, operation.Local
	for {
		token, err := p.element(p.operation)
		if err != nil {
			return err
		}
		if token.Kind == xmltok.End {
			break
		}
		if err := p.operand(token); err != nil {
			return err
		}
	}
	second, err := p.element("Body")
	if err == nil && second.Kind == xmltok.Start {
		err = refuse(codeSecondOperation, "", "В Body больше одной операции: %s", qualified(second))
	}
	return err
}

// operand reads one operand (W6).
func (p *parser) operand(start xmltok.Token) error {
	name := start.Local
	if start.Space != "" && start.Space != p.space {
		return refuse(codeUnknownOperand, name, "Неизвестный операнд %s", qualified(start))
	}
	null, err := isNil(start)
	if err != nil {
		return err
	}
	value := ops.Value{Name: name, Null: null}
	pieces := 0
	for {
		token, err := p.Next()
		if err != nil {
			return err
		}
		switch token.Kind {
		case xmltok.Start:
			return refuse(codeOperandContent, name, "Операнд %s содержит вложенный элемент %s", name, token.Local)
		case xmltok.Text:
			switch pieces++; pieces {
			case 1:
				value.Text = token.Text
			case 2: // asks for all the memory that the rest can need at once
				p.text = slices.Grow(p.text[:0], len(value.Text)+len(token.Text)+p.Remaining())
				p.text = append(append(p.text, value.Text...), token.Text...)
			default:
				p.text = append(p.text, token.Text...)
			}
		case xmltok.End:
			if pieces > 1 {
				value.Text = string(p.text)
			}
			if null && !blank(value.Text) {
				return refuse(codeNil, name, "Операнд %s отмечен как пустой (nil), но содержит значение", name)
			}
			if null {
				value.Text = ""
			}
			p.operands = append(p.operands, value)
			return nil
		}
	}
}

// isNil reads xsi:nil, an xs:boolean, also as the drafts of XML Schema spelt it:
// read as no null, it would be an empty text, which clears. Two other attributes
// are refused because the element's text is not the value. xsi:type may call it
// bytes: SOAP::Lite takes for such what is not ASCII, and base64 must not become
// somebody's name. href and 1.2's ref point to a value elsewhere (SOAP 1.1, section
// 5.4.1; 1.2 part 2, section 3.1.5.2), and taken as written it would be an empty
// text. Other types and attributes say nothing to us.
func isNil(start xmltok.Token) (null bool, err error) {
	for _, attr := range start.Attrs {
		switch {
		case attr.Space == "" && attr.Local == "href", attr.Space == encodingSpace12 && attr.Local == "ref":
			return false, refuse(codeReference, start.Local, "Операнд %s передан ссылкой (%s), а ожидается значение", start.Local, attr.Local)
		case attr.Space != xsiSpace && attr.Space != xsiSpace1999 && attr.Space != xsiSpace2000:
		case attr.Local == "nil", attr.Local == "null" && attr.Space != xsiSpace:
			var ok bool
			if null, ok = boolean(attr.Value); !ok {
				return false, refuse(codeNil, start.Local, "Операнд %s: значение xsi:%s должно быть true или false", start.Local, attr.Local)
			}
		case attr.Local == "type":
			local := attr.Value[strings.IndexByte(attr.Value, ':')+1:]
			switch local = strings.Trim(local, xmlBlanks); local {
			case "base64Binary", "base64", "hexBinary":
				return false, refuse(codeBinary, start.Local, "Операнд %s передан двоичными данными (%s), а ожидается текст", start.Local, local)
			}
		}
	}
	return null, nil
}

// element returns the next start of a child, or the end of its parent. Between
// elements there may be nothing but white space.
func (p *parser) element(parent string) (xmltok.Token, error) {
	for {
		token, err := p.Next()
		if err != nil || token.Kind != xmltok.Text {
			return token, err
		}
		if !blank(token.Text) {
			return token, refuse(codeStrayText, "", "Недопустимый текст между элементами внутри %s", parent)
		}
	}
}

// skip reads to the end of the element that has just begun.
func (p *parser) skip() error {
	for depth := 1; depth > 0; {
		token, err := p.Next()
		if err != nil {
			return err
		}
		switch token.Kind {
		case xmltok.Start:
			depth++
		case xmltok.End:
			depth--
		}
	}
	return nil
}

// boolean reads an xs:boolean.
func boolean(text string) (value, ok bool) {
	switch strings.Trim(text, xmlBlanks) {
	case "true", "1":
		return true, true
	case "false", "0":
		return false, true
	}
	return false, false
}

const xmlBlanks = " \t\r\n"

func blank(text string) bool { return strings.Trim(text, xmlBlanks) == "" }

// qualified names an element for the reader of a fault.
func qualified(token xmltok.Token) string {
	if token.Space == "" {
		return token.Local
	}
	return "{" + token.Space + "}" + token.Local
}
