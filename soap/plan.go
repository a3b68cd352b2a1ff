package soap

import (
	"strconv"

	"partnerapi/internal/onec"
	"partnerapi/ops"
	"partnerapi/wsdl"
)

// The bytes of an answer, as 1C writes them: CRLF, tabs, the second declaration
// of m:return on a line of its own and two tabs deeper (W8). In 1C's answers xs
// and xsi stand on m:return, needed or not.
const (
	envelopeOpen  = "<soap:Envelope xmlns:soap=\""
	bodyOpen      = "\">\r\n\t<soap:Body>\r\n"
	envelopeClose = "\t</soap:Body>\r\n</soap:Envelope>"
	returnOpen    = "\t\t\t<m:return xmlns:xs=\"" + xsdSpace + "\"\r\n\t\t\t\t\txmlns:xsi=\"" + xsiSpace + "\""
	returnEmpty   = "/>\r\n"
	returnRows    = ">\r\n"
	returnClose   = "</m:return>\r\n"
	rowOpen       = "\t\t\t\t<m:row>\r\n"
	rowClose      = "\t\t\t\t</m:row>\r\n"
)

// plan is how the answers of one operation are written: made once from the
// contract, so that a cell costs an append of ready bytes and its value.
type plan struct {
	kind    wsdl.ResultKind
	open    string // "\t\t<m:client_readResponse xmlns:m=\"", before the namespace
	close   string
	columns []columnPlan
}

type columnPlan struct {
	typ   wsdl.Type
	open  string // "\t\t\t\t\t<m:client_id>"
	close string
	empty string // the element self-closed
	null  string // the element with xsi:nil
}

func newPlan(op wsdl.Operation) *plan {
	p := &plan{
		kind:  op.Result.Kind,
		open:  "\t\t<m:" + op.Name + "Response xmlns:m=\"",
		close: "\t\t</m:" + op.Name + "Response>\r\n",
	}
	for _, column := range op.Result.Columns {
		name := "\t\t\t\t\t<m:" + column.Name
		p.columns = append(p.columns, columnPlan{
			typ:   column.Type,
			open:  name + ">",
			close: "</m:" + column.Name + ">\r\n",
			empty: name + "/>\r\n",
			null:  name + " xsi:nil=\"true\"/>\r\n",
		})
	}
	return p
}

// appendHead appends what comes before the content of m:return.
func (p *plan) appendHead(b []byte, v version, space string) []byte {
	b = append(append(append(b, envelopeOpen...), v.space()...), bodyOpen...)
	b = append(appendAttr(append(b, p.open...), space), "\">\r\n"...)
	return append(b, returnOpen...)
}

// appendTail appends what comes after m:return.
func (p *plan) appendTail(b []byte) []byte {
	return append(append(b, p.close...), envelopeClose...)
}

// appendRow appends a row: every column, in the contract's order (W7).
func (p *plan) appendRow(b []byte, cells []ops.Cell) []byte {
	b = append(b, rowOpen...)
	for i := range p.columns {
		b = p.columns[i].append(b, &cells[i])
	}
	return append(b, rowClose...)
}

func (c *columnPlan) append(b []byte, cell *ops.Cell) []byte {
	switch c.typ {
	case wsdl.Date:
		b = onec.AppendDate(append(b, c.open...), string(cell.Date))
	case wsdl.DateTime:
		b = onec.AppendTime(append(b, c.open...), int64(cell.Time))
	default:
		switch {
		case cell.Null:
			return append(b, c.null...)
		case c.typ == wsdl.Boolean:
			b = strconv.AppendBool(append(b, c.open...), cell.Bool)
		case c.typ == wsdl.Int || c.typ == wsdl.Integer:
			b = strconv.AppendInt(append(b, c.open...), cell.Int, 10)
		case cell.Text == "":
			return append(b, c.empty...)
		default:
			b = appendText(append(b, c.open...), cell.Text)
		}
	}
	return append(b, c.close...)
}
