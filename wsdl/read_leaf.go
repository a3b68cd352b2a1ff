package wsdl

import (
	"fmt"
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// leaf is an element of a simple type: an operand or a column.
type leaf struct {
	name, doc string
	typ       Type
	nillable  bool
}

// W9: the schema's types but xs:dateTime, which is two of the text's.
var simpleTypes = map[string]Type{
	"xs:string": String, "xs:int": Int, "xs:integer": Integer, "xs:boolean": Boolean,
}

// The appinfo of an xs:dateTime says which of the two it is. Named simple types
// would say it as well, but clients would see them.
var dateTypes = map[string]Type{"date": Date, "datetime": DateTime}

func readLeaf(e *etree.Element) (leaf, error) {
	l := leaf{name: e.SelectAttrValue("name", "")}
	fail := func(err error) (leaf, error) { return leaf{}, fmt.Errorf("element %q: %w", l.name, err) }
	if l.name == "" {
		return fail(fmt.Errorf("it has no name"))
	}
	if err := attributes(e, "name", "type", "nillable"); err != nil {
		return fail(err) // minOccurs above all (W4)
	}
	var appinfo string
	var err error
	if l.doc, appinfo, err = annotation(e); err != nil {
		return fail(err)
	}
	switch name := e.SelectAttrValue("type", ""); {
	case name == "xs:dateTime":
		if l.typ = dateTypes[appinfo]; l.typ == 0 {
			return fail(fmt.Errorf("its appinfo says %q, neither date nor datetime", appinfo))
		}
	case simpleTypes[name] == 0:
		return fail(fmt.Errorf("its type %q is unknown (W9)", name))
	case appinfo != "":
		return fail(fmt.Errorf("its type %q has no use for the appinfo %q", name, appinfo))
	default:
		l.typ = simpleTypes[name]
	}
	switch nillable := e.SelectAttrValue("nillable", "false"); nillable {
	case "true", "false":
		l.nillable = nillable == "true"
	default:
		return fail(fmt.Errorf("its nillable is %q", nillable))
	}
	return l, nil
}

// annotation returns the one line of documentation, which must be there, and
// the appinfo, which need not.
func annotation(e *etree.Element) (doc, appinfo string, err error) {
	a, err := only(e, xsdSpace, "annotation")
	if err != nil {
		return "", "", err
	}
	for _, child := range a.ChildElements() {
		switch {
		case is(child, xsdSpace, "documentation") && doc == "":
			if doc, err = oneLine(child); err != nil {
				return "", "", err
			}
		case is(child, xsdSpace, "appinfo") && appinfo == "":
			appinfo = child.Text()
		default:
			return "", "", fmt.Errorf("unexpected %s in its annotation", child.FullTag())
		}
	}
	if doc == "" {
		return "", "", fmt.Errorf("its documentation is missing")
	}
	return doc, appinfo, nil
}

// oneLine returns the text of a documentation, one line that is not blank.
func oneLine(documentation *etree.Element) (string, error) {
	doc := documentation.Text()
	if doc == "" || doc != strings.TrimSpace(doc) || strings.ContainsAny(doc, "\r\n\t") {
		return "", fmt.Errorf("its documentation is not one line: %q", doc)
	}
	return doc, nil
}

// wrapped returns the elements in the sequence of an element's own type.
func wrapped(e *etree.Element) ([]*etree.Element, error) {
	complexType, err := only(e, xsdSpace, "complexType")
	if err != nil {
		return nil, err
	}
	return sequence(complexType)
}

// sequence returns the elements of a complex type that is nothing but a sequence.
func sequence(complexType *etree.Element) ([]*etree.Element, error) {
	s, err := only(complexType, xsdSpace, "sequence")
	if err != nil {
		return nil, err
	}
	if err := attributes(s); err != nil {
		return nil, err
	}
	if len(complexType.ChildElements()) != 1 {
		return nil, fmt.Errorf("its type is more than a sequence")
	}
	declared := children(s, xsdSpace, "element")
	if len(declared) != len(s.ChildElements()) {
		return nil, fmt.Errorf("its sequence holds more than elements")
	}
	names := map[string]bool{}
	for _, e := range declared {
		name := e.SelectAttrValue("name", "")
		if names[name] {
			return nil, fmt.Errorf("element %q is declared twice", name)
		}
		names[name] = true
	}
	return declared, nil
}

// attributes complains of an attribute that is none of the allowed ones.
func attributes(e *etree.Element, allowed ...string) error {
	for _, a := range e.Attr {
		if !slices.Contains(allowed, a.FullKey()) {
			return fmt.Errorf("%s: unexpected attribute %s=%q", e.Tag, a.FullKey(), a.Value)
		}
	}
	return nil
}

// hasAttributes reports whether an element has exactly these attributes.
func hasAttributes(e *etree.Element, want map[string]string) bool {
	for _, a := range e.Attr {
		if value, ok := want[a.FullKey()]; !ok || value != a.Value {
			return false
		}
	}
	return len(e.Attr) == len(want)
}
