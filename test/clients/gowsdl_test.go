package clients

import (
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/hooklift/gowsdl/soap"

	"partnerapi/wsdl"
	"partnerapi/wsdl/client"
)

// generated is the Go client that gowsdl made of our WSDL. What it cannot say
// its package's comment lists.
type generated struct {
	service client.PartnerAPIPortType
}

func startGenerated(_ *testing.T, address, login, password string) stack {
	return generated{client.NewPartnerAPIPortType(soap.NewClient(address, soap.WithBasicAuth(login, password)))}
}

func (g generated) call(op wsdl.Operation, in operands) (reply, error) {
	method := reflect.ValueOf(g.service).MethodByName(goName(op.Name))
	if !method.IsValid() {
		return reply{}, fmt.Errorf("the generated client has no %s", op.Name)
	}
	request := reflect.New(method.Type().In(0).Elem())
	for name, value := range in {
		if err := set(request.Elem().FieldByName(goName(name)), value); err != nil {
			return reply{}, fmt.Errorf("%s: %w", name, err)
		}
	}
	out := method.Call([]reflect.Value{request})
	if err, _ := out[1].Interface().(error); err != nil {
		return hidden(err)
	}
	answer := out[0].Elem().FieldByName("Return_")
	switch op.Result.Kind {
	case wsdl.Flag:
		flag := answer.Bool()
		return reply{Flag: &flag}, nil
	case wsdl.Binary:
		// It hands over the base64 text as it came.
		bytes, err := base64.StdEncoding.DecodeString(string(answer.Bytes()))
		return reply{Binary: bytes}, err
	}
	rows := []row{}
	if answer.IsNil() {
		return reply{Table: rows}, nil
	}
	table := answer.Elem().FieldByName("Row")
	for i := range table.Len() {
		r := row{}
		for _, column := range op.Result.Columns {
			r[column.Name] = get(table.Index(i).Elem().FieldByName(goName(column.Name)))
		}
		rows = append(rows, r)
	}
	return reply{Table: rows}, nil
}

// goName is how gowsdl names what it makes of a name of the WSDL.
func goName(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

func set(field reflect.Value, value any) error {
	if !field.IsValid() {
		return errors.New("no such field")
	}
	if value == nil {
		return nil // null is what nobody set
	}
	if field.Kind() == reflect.Pointer {
		field.Set(reflect.New(field.Type().Elem()))
		field = field.Elem()
	}
	if m, ok := value.(moment); ok {
		at, err := time.Parse("2006-01-02T15:04:05", string(m))
		if err != nil {
			return err
		}
		value = soap.CreateXsdDateTime(at, false)
	}
	field.Set(reflect.ValueOf(value).Convert(field.Type()))
	return nil
}

func get(field reflect.Value) any {
	if field.IsNil() {
		return nil
	}
	switch v := field.Elem().Interface().(type) {
	case soap.XSDDateTime:
		return moment(v.ToGoTime().Format("2006-01-02T15:04:05"))
	case int32:
		return int64(v)
	default:
		return v
	}
}

// hidden finds the fault where gowsdl hides it: in the body of its HTTP error.
func hidden(err error) (reply, error) {
	var failed *soap.HTTPError
	if !errors.As(err, &failed) {
		return reply{}, err
	}
	var envelope struct {
		Text   string `xml:"Body>Fault>faultstring"`
		Detail struct {
			Code      string `xml:"code"`
			Operand   string `xml:"operand"`
			RequestID string `xml:"request_id"`
		} `xml:"Body>Fault>detail>error"`
	}
	if err := xml.Unmarshal(failed.ResponseBody, &envelope); err != nil {
		return reply{}, errors.Join(failed, err)
	}
	f := &fault{Text: envelope.Text}
	f.Detail.Code, f.Detail.Operand, f.Detail.RequestID = envelope.Detail.Code, envelope.Detail.Operand, envelope.Detail.RequestID
	return reply{Fault: f}, nil
}
