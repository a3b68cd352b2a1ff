package v2

import (
	"strings"

	"partnerapi/wsdl"
)

// What the OpenRPC document and docs/v2.md say of PartnerAPI's operations comes from
// the WSDL; English and examples are in partnerapi_texts.go.

// typeSchema is the schema of an operand or a column of a type.
func typeSchema(typ wsdl.Type) *schema {
	switch typ {
	case wsdl.Int, wsdl.Integer:
		return integer()
	case wsdl.Boolean:
		return &schema{Type: "boolean"}
	case wsdl.Date:
		return date()
	case wsdl.DateTime:
		return dateTime()
	}
	return text()
}

// schema of data.
func (o *operation) schema() *schema {
	switch o.Result.Kind {
	case wsdl.Flag:
		return object([]string{"value"}, property{"value", &schema{Type: "boolean"}})
	case wsdl.Binary:
		return object([]string{"zip"}, property{"zip", text()})
	}
	row := object(nil)
	for i, column := range o.Result.Columns {
		s := typeSchema(column.Type)
		if o.Nullable(i) {
			s = orNull(s)
		}
		row.Properties = append(row.Properties, property{column.Name, s})
		row.Required = append(row.Required, column.Name)
	}
	return arrayOf(row)
}

// operandSchema is the schema of an operand.
func operandSchema(operand wsdl.Operand) *schema {
	s := typeSchema(operand.Type)
	if operand.Void {
		return orNull(s)
	}
	return s
}

// describeOperand returns what the WSDL says of an operand.
func (o *operation) describeOperand(name string) (described, bool) {
	for _, operand := range o.Operands {
		if operand.Name == name {
			return described{operand.Doc, nameInEnglish(name)}, true
		}
	}
	return described{}, false
}

// describeColumn returns what the WSDL says of a column, whose empty date is null here.
func (o *operation) describeColumn(name string) (described, bool) {
	for _, column := range o.Result.Columns {
		if column.Name == name {
			return described{strings.ReplaceAll(column.Doc, "0001-01-01", "null"), nameInEnglish(name)}, true
		}
	}
	return described{}, false
}

// example is a call with every operand, and an answer of one row.
func (o *operation) example() example {
	params := []byte{'{'}
	for i, operand := range o.Operands {
		if i > 0 {
			params = append(params, ',')
		}
		params = append(params, `"`+operand.Name+`":`+o.exampleOf(operand.Name, operand.Type)...)
	}
	params = append(params, '}')
	switch o.Result.Kind {
	case wsdl.Flag:
		return example{string(params), `{"value":true}`}
	case wsdl.Binary:
		return example{string(params), `{"zip":""}`}
	}
	row := []byte{'['}
	for i, column := range o.Result.Columns {
		row = append(append(row, o.members[i]...), o.exampleOf(column.Name, column.Type)...)
	}
	return example{string(params), string(append(row, `}]`...))}
}

// exampleOf is a value of an operand or a column, as JSON.
func (o *operation) exampleOf(name string, typ wsdl.Type) string {
	value, found := operandExamples[o.Name+"."+name]
	if !found {
		value, found = operandExamples[name]
	}
	switch {
	case !found:
		return exampleOfType[typ]
	case typ == wsdl.Int || typ == wsdl.Integer:
		return strings.Trim(value, `"`)
	}
	return value
}
