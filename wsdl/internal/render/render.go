// Package render writes the WSDL around the schema: the messages, the portType,
// the two bindings and the service say nothing that the schema and W3
// have not said already. It runs at `go generate` and in tests, never in the
// program.
package render

import (
	"bytes"
	_ "embed"
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"
	"text/template"

	"github.com/beevik/etree"
)

//go:embed definitions.tmpl
var definitions string

var page = template.Must(template.New("definitions").Funcs(template.FuncMap{"xml": escape}).Parse(definitions))

// operation is what the frame needs to know of an operation.
type operation struct{ Name, Doc string }

// binding is a port, its binding and the prefix of the SOAP version.
type binding struct{ Name, Prefix string }

// WSDL returns the document for a schema, in the style in which 1C:Enterprise 8
// publishes its services (W3). The schema's target namespace must be the given
// one; an operation without documentation or without response is an error.
func WSDL(schema []byte, namespace, address string) ([]byte, error) {
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(schema); err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	root := doc.Root()
	if root == nil || root.Tag != "schema" {
		return nil, fmt.Errorf("schema: no schema element")
	}
	if got := root.SelectAttrValue("targetNamespace", ""); got != namespace {
		return nil, fmt.Errorf("schema: target namespace %q, not %q", got, namespace)
	}
	operations, err := operationsOf(root)
	if err != nil {
		return nil, err
	}
	embedded, err := indented(operationDoc.ReplaceAll(schema, []byte("$1")))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = page.Execute(&out, map[string]any{
		"Namespace":  namespace,
		"Address":    address,
		"Schema":     embedded,
		"Operations": operations,
		"Bindings":   []binding{{"PartnerAPISoap", "soapbind"}, {"PartnerAPISoap12", "soap12bind"}},
	})
	return out.Bytes(), err
}

// operationsOf lists the schema's request elements: those that have a response.
func operationsOf(schema *etree.Element) ([]operation, error) {
	var operations []operation
	responses := map[string]bool{}
	for _, e := range schema.SelectElements("element") {
		name := e.SelectAttrValue("name", "")
		if strings.HasSuffix(name, "Response") {
			responses[strings.TrimSuffix(name, "Response")] = true
			continue
		}
		doc := e.FindElement("annotation/documentation")
		if doc == nil || strings.TrimSpace(doc.Text()) == "" {
			return nil, fmt.Errorf("schema: operation %q has no documentation", name)
		}
		operations = append(operations, operation{name, doc.Text()})
	}
	for _, op := range operations {
		if !responses[op.Name] {
			return nil, fmt.Errorf("schema: operation %q has no element %sResponse", op.Name, op.Name)
		}
		delete(responses, op.Name)
	}
	for name := range responses {
		return nil, fmt.Errorf("schema: element %sResponse has no operation", name)
	}
	return operations, nil
}

// operationDoc is the annotation of an element without type attribute: of an
// operation's wrapper element. The portType carries it (W4).
var operationDoc = regexp.MustCompile(`(<xs:element name="\w+">\s*)<xs:annotation>.*?</xs:annotation>\s*`)

// indented returns the schema element as it is written, two levels deeper;
// what stands before it (declaration, comment) is for its readers alone.
func indented(schema []byte) (string, error) {
	start := bytes.Index(schema, []byte("<xs:schema"))
	if start < 0 {
		return "", fmt.Errorf("schema: the element is not written <xs:schema>")
	}
	lines := strings.Split(strings.TrimSpace(string(schema[start:])), "\n")
	return "\t\t" + strings.Join(lines, "\n\t\t"), nil
}

func escape(value string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(value)) // a strings.Builder takes every write
	return b.String()
}
