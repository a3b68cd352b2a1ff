package wsdl

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"
)

const (
	wsdlSpace = "http://schemas.xmlsoap.org/wsdl/"
	xsdSpace  = "http://www.w3.org/2001/XMLSchema"
)

// Read returns the contract of the WSDL that the program carries. It takes
// nothing on trust: what it does not understand, a missing documentation, a
// loose end between portType, messages and schema is an error that names it.
func Read() (*Contract, error) {
	contract, err := read([]byte(document))
	if err != nil {
		return nil, fmt.Errorf("PartnerAPI.wsdl: %w", err)
	}
	return contract, nil
}

func read(document []byte) (*Contract, error) {
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(document); err != nil {
		return nil, err
	}
	definitions := doc.Root()
	if definitions == nil || !is(definitions, wsdlSpace, "definitions") {
		return nil, fmt.Errorf("no WSDL definitions")
	}
	schema, err := openSchema(definitions)
	if err != nil {
		return nil, err
	}
	messages, err := named(definitions, wsdlSpace, "message")
	if err != nil {
		return nil, err
	}
	portType, err := only(definitions, wsdlSpace, "portType")
	if err != nil {
		return nil, err
	}
	contract := &Contract{Namespace: schema.namespace}
	names := map[string]bool{}
	for _, e := range children(portType, wsdlSpace, "operation") {
		name := e.SelectAttrValue("name", "")
		if names[name] {
			return nil, fmt.Errorf("operation %q is declared twice", name)
		}
		names[name] = true
		operation, err := readOperation(e, name, messages, schema)
		if err != nil {
			return nil, fmt.Errorf("operation %q: %w", name, err)
		}
		contract.Operations = append(contract.Operations, operation)
	}
	if len(contract.Operations) == 0 {
		return nil, fmt.Errorf("portType %q has no operation", portType.SelectAttrValue("name", ""))
	}
	return contract, schema.unused()
}

// readOperation follows a portType operation to its two schema elements.
func readOperation(e *etree.Element, name string, messages map[string]*etree.Element, s *schemaReader) (Operation, error) {
	for _, end := range []struct{ tag, element string }{{"input", name}, {"output", name + "Response"}} {
		got, err := elementOf(e, end.tag, messages)
		if err != nil {
			return Operation{}, err
		}
		if got != end.element {
			return Operation{}, fmt.Errorf("its %s is the element %q, not %q", end.tag, got, end.element)
		}
	}
	operation, err := s.operation(name)
	if err != nil {
		return Operation{}, err
	}
	documentation, err := only(e, wsdlSpace, "documentation")
	if err != nil {
		return Operation{}, err
	}
	operation.Doc, err = oneLine(documentation)
	return operation, err
}

// elementOf returns the local name of the element that the input or output of a
// portType operation carries in its message's one part (document/literal wrapped, W3).
func elementOf(operation *etree.Element, tag string, messages map[string]*etree.Element) (string, error) {
	end, err := only(operation, wsdlSpace, tag)
	if err != nil {
		return "", err
	}
	name, err := local(end, "message")
	if err != nil {
		return "", err
	}
	message := messages[name]
	if message == nil {
		return "", fmt.Errorf("there is no message %q", name)
	}
	part, err := only(message, wsdlSpace, "part")
	if err != nil {
		return "", fmt.Errorf("message %q: %w", name, err)
	}
	if got := part.SelectAttrValue("name", ""); got != "parameters" {
		return "", fmt.Errorf("message %q: its part is %q, not \"parameters\"", name, got)
	}
	return local(part, "element")
}

func is(e *etree.Element, space, tag string) bool {
	return e.Tag == tag && e.NamespaceURI() == space
}

func children(e *etree.Element, space, tag string) []*etree.Element {
	var found []*etree.Element
	for _, child := range e.ChildElements() {
		if is(child, space, tag) {
			found = append(found, child)
		}
	}
	return found
}

// only returns the one child of that name; none or several is an error.
func only(e *etree.Element, space, tag string) (*etree.Element, error) {
	found := children(e, space, tag)
	if len(found) != 1 {
		return nil, fmt.Errorf("%s has %d elements %s, not one", e.Tag, len(found), tag)
	}
	return found[0], nil
}

// named returns the children of that name by their name attribute.
func named(e *etree.Element, space, tag string) (map[string]*etree.Element, error) {
	found := map[string]*etree.Element{}
	for _, child := range children(e, space, tag) {
		name := child.SelectAttrValue("name", "")
		if name == "" {
			return nil, fmt.Errorf("%s: a %s has no name", e.Tag, tag)
		}
		if found[name] != nil {
			return nil, fmt.Errorf("%s: %s %q is declared twice", e.Tag, tag, name)
		}
		found[name] = child
	}
	return found, nil
}

// local returns the local part of an attribute that refers to a name of the
// document's own namespace, which bears the prefix tns in our rendering.
func local(e *etree.Element, attribute string) (string, error) {
	value := e.SelectAttrValue(attribute, "")
	name, ok := strings.CutPrefix(value, "tns:")
	if !ok {
		return "", fmt.Errorf("%s: %s=%q names nothing of ours", e.Tag, attribute, value)
	}
	return name, nil
}
