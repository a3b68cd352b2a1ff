package v2

import (
	"fmt"
	"strings"

	"partnerapi/internal/jsonvalue"
	"partnerapi/ops"
	"partnerapi/wsdl"
)

// MigrationHeading is the heading of docs/migration.md, or docs/migration.ru.md, from
// which on the page is what Migration returns; what stands before it is written by hand.
func MigrationHeading(l Language) string {
	return "## " + l.pick("Operation by operation", "Операция за операцией") + "\n"
}

// Migration returns the part of the page that the tables know: for each operation of
// PartnerAPI the method that is the operation itself, the one of v2's own that counterpart
// names, "" for none, and its call and answer in JSON beside XML.
func Migration(l Language, partnerAPI *ops.Set, counterpart func(operation string) string) (string, error) {
	r := reference{Language: l}
	r.WriteString(MigrationHeading(l))
	r.line("\n%s\n", l.pick("What an operation has for it among v2's own methods need not do all that it does.",
		"Собственный метод v2 делает не обязательно все, что делает операция."))
	r.table("PartnerAPI", "", l.pick("the same without XML", "то же без XML"), l.pick("v2's own", "собственный метод v2"))
	operations := operationMethods(partnerAPI)
	for i := range operations {
		m := &operations[i]
		own := counterpart(m.operation.Name)
		if own != "" {
			own = "`" + own + "`"
		}
		r.row("["+m.operation.Name+"](#"+strings.ToLower(m.operation.Name)+")", l.pick(m.En, m.Ru), "`"+m.Name+"`", own)
	}
	for i := range operations {
		m := &operations[i]
		r.heading(3, m.operation.Name)
		shown := m.example
		asked, err := asXML(shown.params, m.operation.Name, m.operation.Operands)
		if err != nil {
			return "", fmt.Errorf("%s: %w", m.Name, err)
		}
		answered, err := m.operation.answerAsXML(shown.data)
		if err != nil {
			return "", fmt.Errorf("%s: %w", m.Name, err)
		}
		r.line("    %s\n    {\"method\":%q,\"params\":%s}\n", asked, m.Name, strings.Replace(`{"access_token":"…",`+shown.params[1:], ",}", "}", 1))
		r.line("    %s\n    {\"data\":%s}", answered, shown.data)
	}
	return r.String(), nil
}

// asXML writes the operands of an example as SOAP has them, without those that are null.
func asXML(params, operation string, operands []wsdl.Operand) (string, error) {
	values, err := jsonvalue.Parse(params)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, operand := range operands {
		if v, found := values.Get(operand.Name); found && v.Kind != jsonvalue.Null {
			b.WriteString(element(operand.Name, v))
		}
	}
	return fmt.Sprintf(`<%[1]s xmlns=%[2]q>%[3]s</%[1]s>`, operation, wsdl.Namespace, &b), nil
}

// answerAsXML writes the answer of an example as SOAP has it.
func (o *operation) answerAsXML(data string) (string, error) {
	answer, err := jsonvalue.Parse(data)
	if err != nil {
		return "", err
	}
	if o.Result.Kind != wsdl.Table {
		return element("return", &answer.Members[0].Value), nil
	}
	var b strings.Builder
	for i := range answer.Items {
		for j := range answer.Items[i].Members {
			member := &answer.Items[i].Members[j]
			typ := o.Result.Columns[j].Type
			switch null := member.Value.Kind == jsonvalue.Null; {
			case null && (typ == wsdl.Date || typ == wsdl.DateTime):
				fmt.Fprintf(&b, "<%[1]s>0001-01-01T00:00:00</%[1]s>", member.Name)
			case null:
				fmt.Fprintf(&b, `<%s xsi:nil="true"/>`, member.Name)
			case typ == wsdl.Date:
				fmt.Fprintf(&b, "<%[1]s>%[2]sT00:00:00</%[1]s>", member.Name, member.Value.Text)
			default:
				b.WriteString(element(member.Name, &member.Value))
			}
		}
	}
	return "<return><row>" + b.String() + "</row></return>", nil
}

var markup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// element writes a value as an element.
func element(name string, v *jsonvalue.Value) string {
	text := asInXML(v.Text)
	if v.Kind == jsonvalue.Bool {
		text = fmt.Sprint(v.Bool)
	}
	return fmt.Sprintf("<%[1]s>%[2]s</%[1]s>", name, markup.Replace(text))
}
