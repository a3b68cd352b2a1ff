// Package soaptest is a small SOAP client for tests: it sends what it is told,
// right or wrong, and shows what came back without a WSDL's help.
package soaptest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/beevik/etree"
)

// Envelope namespaces of the two SOAP versions.
const (
	SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"
	SOAP12 = "http://www.w3.org/2003/05/soap-envelope"
)

// Namespace is what 1C integrations have hard-coded (W3).
const Namespace = "http://buhphone.com/PartnerAPI"

// Client calls one server as one login.
type Client struct {
	// URL is the address of the service.
	URL             string
	Login, Password string
	// Version is the envelope's namespace; empty means SOAP11.
	Version string
	// HTTP may be nil.
	HTTP *http.Client
}

// Operand is one operand of a call; a nil Value is sent as xsi:nil. Raw, when it
// is not empty, is sent as it is instead; the prefixes m and xsi are bound.
type Operand struct {
	Name  string
	Value *string
	Raw   string
}

// Set gives an operand a value, which may be empty.
func Set(name, value string) Operand { return Operand{Name: name, Value: &value} }

// Null sends an operand as null.
func Null(name string) Operand { return Operand{Name: name} }

// Raw sends XML in an operand's place.
func Raw(xml string) Operand { return Operand{Raw: xml} }

// Row is a row of an answer; a nil value was xsi:nil.
type Row map[string]*string

// Get returns a column's text, "" for null.
func (r Row) Get(column string) string {
	if v := r[column]; v != nil {
		return *v
	}
	return ""
}

// Answer is what came back.
type Answer struct {
	Status int
	Raw    []byte
	// Fault is nil when the call succeeded.
	Fault *Fault
	// Rows and Columns are of a table; Columns stand in the first row's order.
	Rows    []Row
	Columns []string
	// Text is the content of return when it holds no rows.
	Text string
}

// Fault is a SOAP fault of either version.
type Fault struct {
	Text, Code, Operand, RequestID string
}

// Envelope writes a request as a client would.
func (c Client) Envelope(operation string, operands ...Operand) []byte {
	version := c.Version
	if version == "" {
		version = SOAP11
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `<soap:Envelope xmlns:soap=%q xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soap:Body><m:%s xmlns:m=%q>`, version, operation, Namespace)
	for _, o := range operands {
		switch {
		case o.Raw != "":
			b.WriteString(o.Raw)
		case o.Value == nil:
			fmt.Fprintf(&b, `<m:%s xsi:nil="true"/>`, o.Name)
		default:
			fmt.Fprintf(&b, `<m:%s>%s</m:%s>`, o.Name, Escape(*o.Value), o.Name)
		}
	}
	fmt.Fprintf(&b, `</m:%s></soap:Body></soap:Envelope>`, operation)
	return b.Bytes()
}

// Escape writes a text as the content of an element.
func Escape(text string) string { return escaper.Replace(text) }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;")

// Call sends a call; the error is of the transport or of an answer that is no
// SOAP, never a fault.
func (c Client) Call(ctx context.Context, operation string, operands ...Operand) (*Answer, error) {
	return c.Post(ctx, c.Envelope(operation, operands...))
}

// Post sends a body as it is.
func (c Client) Post(ctx context.Context, body []byte) (*Answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.SetBasicAuth(c.Login, c.Password)
	req.Header.Set("Content-Type", "text/xml; charset=utf-8")
	if c.Version == SOAP12 {
		req.Header.Set("Content-Type", "application/soap+xml; charset=utf-8")
	}
	client := c.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }() // read to its end or given up
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	return parse(res.StatusCode, raw)
}

func parse(status int, raw []byte) (*Answer, error) {
	a := &Answer{Status: status, Raw: raw}
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(raw); err != nil || doc.Root() == nil {
		return a, fmt.Errorf("HTTP %d, no XML: %.200s", status, raw)
	}
	body := doc.Root().SelectElement("Body")
	if doc.Root().Tag != "Envelope" || body == nil || len(body.ChildElements()) != 1 {
		return a, fmt.Errorf("HTTP %d, no SOAP: %.200s", status, raw)
	}
	child := body.ChildElements()[0]
	if child.Tag == "Fault" {
		a.Fault = readFault(child)
		return a, nil
	}
	ret := child.SelectElement("return")
	if ret == nil {
		return a, fmt.Errorf("%s has no return", child.Tag)
	}
	a.Text = ret.Text()
	for _, row := range ret.SelectElements("row") {
		values := Row{}
		for _, column := range row.ChildElements() {
			if len(a.Rows) == 0 {
				a.Columns = append(a.Columns, column.Tag)
			}
			values[column.Tag] = nil
			if nil_ := column.SelectAttrValue("xsi:nil", ""); nil_ != "true" {
				text := column.Text()
				values[column.Tag] = &text
			}
		}
		a.Rows = append(a.Rows, values)
	}
	return a, nil
}

func readFault(e *etree.Element) *Fault {
	f := &Fault{}
	for path, to := range map[string]*string{
		"./faultstring": &f.Text, "./Reason/Text": &f.Text, ".//code": &f.Code, ".//operand": &f.Operand, ".//request_id": &f.RequestID,
	} {
		if found := e.FindElement(path); found != nil {
			*to = found.Text()
		}
	}
	return f
}
