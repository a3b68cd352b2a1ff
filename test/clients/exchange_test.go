package clients

import (
	"encoding/base64"
	"encoding/json"
	"fmt"

	"partnerapi/wsdl"
)

// operands of a call by name, as a program would give them: string, bool, int,
// moment. nil is null; what is not there is left to the stack.
type operands map[string]any

// row of a table by column: string, bool, int64, moment, nil for null.
type row map[string]any

// moment is an xs:dateTime without zone or fraction, as W9 writes it. Clients
// send and read it as their language's own type, if it has one.
type moment string

func (m moment) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"moment": string(m)})
}

// noDate is 1C's empty date (T2).
const noDate moment = "0001-01-01T00:00:00"

// reply is what a client made of an answer; one of the five is set.
type reply struct {
	Table  []row
	Flag   *bool
	Binary []byte
	Fault  *fault
	Status int // of HTTP, where the client gives no more than that
}

// fault is a refusal as the client shows it (W10).
type fault struct {
	Text   string
	Detail struct {
		Code      string
		Operand   string
		RequestID string `json:"request_id" xml:"request_id"`
	}
}

// stack is a SOAP client at work for one login.
type stack interface {
	call(op wsdl.Operation, in operands) (reply, error)
}

// decode reads what the script of a client wrote about an answer.
func decode(op wsdl.Operation, line []byte) (reply, error) {
	var got struct {
		Return json.RawMessage
		Fault  *fault
		Status int
	}
	if err := json.Unmarshal(line, &got); err != nil {
		return reply{}, err
	}
	if got.Fault != nil {
		return reply{Fault: got.Fault}, nil
	}
	if got.Status != 0 {
		return reply{Status: got.Status}, nil
	}
	var out reply
	var err error
	switch op.Result.Kind {
	case wsdl.Flag:
		err = json.Unmarshal(got.Return, &out.Flag)
	case wsdl.Binary:
		out.Binary, err = decodeBinary(got.Return)
	default:
		out.Table, err = decodeTable(got.Return)
	}
	return out, err
}

// decodeBinary takes bytes, the base64 text itself (node-soap), or null for none.
func decodeBinary(value json.RawMessage) ([]byte, error) {
	var shown any
	if err := json.Unmarshal(value, &shown); err != nil {
		return nil, err
	}
	switch v := shown.(type) {
	case nil:
		return []byte{}, nil
	case string:
		return base64.StdEncoding.DecodeString(v)
	case map[string]any:
		if text, ok := v["binary"].(string); ok && len(v) == 1 {
			return base64.StdEncoding.DecodeString(text)
		}
	}
	return nil, fmt.Errorf("%s is no base64Binary", value)
}

// decodeTable takes a list of rows, an object that holds it as "row" (zeep leaves
// that out), or null or an empty object for an empty table.
func decodeTable(value json.RawMessage) ([]row, error) {
	var shown []map[string]json.RawMessage
	var holder struct{ Row []map[string]json.RawMessage }
	if err := json.Unmarshal(value, &shown); err != nil {
		if err := json.Unmarshal(value, &holder); err != nil {
			return nil, fmt.Errorf("%s is no table: %w", value, err)
		}
		shown = holder.Row
	}
	rows := []row{}
	for _, columns := range shown {
		r := row{}
		for name, value := range columns {
			v, err := decodeValue(value)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			r[name] = v
		}
		rows = append(rows, r)
	}
	return rows, nil
}

func decodeValue(value json.RawMessage) (any, error) {
	var date struct{ Moment moment }
	var number int64
	if json.Unmarshal(value, &date) == nil && date.Moment != "" {
		return date.Moment, nil
	}
	if string(value) != "null" && json.Unmarshal(value, &number) == nil {
		return number, nil
	}
	var other any
	if err := json.Unmarshal(value, &other); err != nil {
		return nil, err
	}
	switch other.(type) {
	case nil, bool, string:
		return other, nil
	}
	return nil, fmt.Errorf("%s is no value of a column", value)
}
