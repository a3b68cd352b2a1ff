package clients

import (
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"testing"

	"partnerapi/internal/soaptest"
	"partnerapi/wsdl"
)

// handmade writes its envelopes itself and reads answers without a WSDL's help.
type handmade struct {
	api soaptest.Client
}

// startHandmade answers how to start it for an envelope's namespace.
func startHandmade(version string) starter {
	return func(_ *testing.T, address, login, password string) stack {
		return handmade{soaptest.Client{URL: address, Login: login, Password: password, Version: version}}
	}
}

func (h handmade) call(op wsdl.Operation, in operands) (reply, error) {
	var given []soaptest.Operand
	for _, operand := range op.Operands {
		value, ok := in[operand.Name]
		switch {
		case ok && value == nil:
			given = append(given, soaptest.Null(operand.Name))
		case ok:
			given = append(given, soaptest.Set(operand.Name, fmt.Sprint(value)))
		}
	}
	answer, err := h.api.Call(context.Background(), op.Name, given...)
	if err != nil {
		return reply{}, err
	}
	if answer.Fault != nil {
		f := &fault{Text: answer.Fault.Text}
		f.Detail.Code, f.Detail.Operand, f.Detail.RequestID = answer.Fault.Code, answer.Fault.Operand, answer.Fault.RequestID
		return reply{Fault: f}, nil
	}
	switch op.Result.Kind {
	case wsdl.Flag:
		flag, err := strconv.ParseBool(answer.Text)
		return reply{Flag: &flag}, err
	case wsdl.Binary:
		bytes, err := base64.StdEncoding.DecodeString(answer.Text)
		return reply{Binary: bytes}, err
	}
	rows := []row{}
	for _, values := range answer.Rows {
		r := row{}
		for _, column := range op.Result.Columns {
			if r[column.Name], err = typed(column.Type, values[column.Name]); err != nil {
				return reply{}, fmt.Errorf("%s: %w", column.Name, err)
			}
		}
		rows = append(rows, r)
	}
	return reply{Table: rows}, nil
}

func typed(t wsdl.Type, text *string) (any, error) {
	if text == nil {
		return nil, nil
	}
	switch t {
	case wsdl.Int, wsdl.Integer:
		return strconv.ParseInt(*text, 10, 64)
	case wsdl.Boolean:
		return strconv.ParseBool(*text)
	case wsdl.Date, wsdl.DateTime:
		return moment(*text), nil
	}
	return *text, nil
}
