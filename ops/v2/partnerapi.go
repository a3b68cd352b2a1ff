package v2

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"partnerapi/internal/jsonvalue"
	"partnerapi/ops"
	"partnerapi/store"
	"partnerapi/wsdl"
)

// operation is an operation of PartnerAPI as a method: what it takes and answers comes
// from the table that SOAP is rendered from, and it runs through the same ops.Set.
type operation struct {
	*ops.Bound
	set     *ops.Set
	members []string // what stands before each cell of a row: {"client_id":
}

// operationMethods makes a method of each operation of a set, which may be nil.
func operationMethods(set *ops.Set) (methods []Method) {
	if set == nil {
		return nil
	}
	for _, bound := range set.Operations() {
		o := &operation{Bound: bound, set: set}
		for i, column := range bound.Result.Columns {
			o.members = append(o.members, string(append(jsonvalue.AppendString([]byte{"{,"[min(i, 1)]}, column.Name), ':')))
		}
		m := Method{Name: store.OperationPrefix + bound.Name, Ru: bound.Doc, En: operationInEnglish(bound.Name), Kind: bound.Kind, operation: o, example: o.example(), data: o.schema(), call: o.call}
		for _, code := range bound.Codes() {
			m.Errors = append(m.Errors, Mnemonic(code))
		}
		methods = append(methods, m)
	}
	return methods
}

// call runs the operation and writes what it answers.
func (o *operation) call(ctx context.Context, _ *Set, caller Caller, params *jsonvalue.Value) (Result, error) {
	values, err := o.values(params)
	if err != nil {
		return Result{}, err
	}
	answer, err := o.set.Do(ctx, caller.Caller, o.Bound, values)
	if err != nil {
		return Result{}, o.refused(err, params)
	}
	data, err := o.append(&caller, answer)
	return Result{Data: data, Whole: true}, o.refused(err, params)
}

// values reads the operands. What is wrong with one the operation says, as it does
// over SOAP; access_token is no operand.
func (o *operation) values(params *jsonvalue.Value) ([]ops.Value, error) {
	values := make([]ops.Value, 0, len(params.Members))
	tokens := 0
	for i := range params.Members {
		member := &params.Members[i]
		if member.Name != tokenName {
			values = append(values, o.value(member))
		} else if tokens++; tokens > 1 {
			return nil, &Error{Mnemonic: Unexpected, Field: tokenName}
		}
	}
	return values, nil
}

// value is what SOAP would have read of the same operand. A number for a whole
// number may be written as JSON likes: 100.0 and 1e2 are 100.
func (o *operation) value(member *jsonvalue.Member) ops.Value {
	operand, _ := o.Operand(member.Name)
	v, read := &member.Value, ops.Value{Name: member.Name}
	switch v.Kind {
	case jsonvalue.Null:
		read.Null = true
	case jsonvalue.Bool:
		read.Text = strconv.FormatBool(v.Bool)
	case jsonvalue.Number:
		read.Text = v.Text
		if n, whole := v.Int(); whole && (operand.Type == wsdl.Int || operand.Type == wsdl.Integer) {
			read.Text = strconv.FormatInt(n, 10)
		}
	case jsonvalue.String:
		read.Text = v.Text
		if operand.Type == wsdl.Date || operand.Type == wsdl.DateTime {
			read.Text = asInXML(v.Text)
		}
	case jsonvalue.Array:
		read.Text, read.Composite = "[]", true
	case jsonvalue.Object:
		read.Text, read.Composite = "{}", true
	}
	return read
}

// asInXML writes YYYY-MM-DD hh:mm:ss, as v2 has date-times, with the T of XML. Other
// texts stay as they are.
func asInXML(text string) string {
	const day = len("2006-01-02")
	moment := strings.TrimSpace(text)
	if len(moment) != len("2006-01-02 15:04:05") || moment[day] != ' ' {
		return text
	}
	return moment[:day] + "T" + moment[day+1:]
}

// refused gives a refusal of the operation the form of v2. What is no matter of the
// call stays as it is: Set.Do has v2's own errors for it.
func (o *operation) refused(err error, params *jsonvalue.Value) error {
	var fault *ops.Error
	if !errors.As(err, &fault) || fault.Kind == ops.Internal || fault.Kind == ops.Busy || fault.Code == string(Unavailable) {
		return err
	}
	e := &Error{Mnemonic: Mnemonic(fault.Code), Field: fault.Operand, Cause: fault.Cause, fault: fault}
	operand, known := o.Operand(fault.Operand)
	if !operand.Secret && (known || !o.HasSecret()) { // an unknown one may be a password misspelt
		e.Value, _ = params.Get(fault.Operand)
	}
	return e
}

// faultCode is the code of a refusal of PartnerAPI.
func faultCode(kind ops.ErrorKind) int {
	switch kind {
	case ops.Forbidden:
		return errorTexts[Forbidden].code
	case ops.Unavailable:
		return errorTexts[Unavailable].code
	}
	return errorTexts[InvalidValue].code
}
