package wsdl

import (
	"fmt"
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// schemaReader reads the schema part and remembers what was asked for, so that
// what nobody refers to is found.
type schemaReader struct {
	namespace       string
	elements, types map[string]*etree.Element
	used            map[*etree.Element]bool
}

func openSchema(definitions *etree.Element) (*schemaReader, error) {
	types, err := only(definitions, wsdlSpace, "types")
	if err != nil {
		return nil, err
	}
	schema, err := only(types, xsdSpace, "schema")
	if err != nil {
		return nil, err
	}
	s := &schemaReader{namespace: schema.SelectAttrValue("targetNamespace", ""), used: map[*etree.Element]bool{}}
	if got := definitions.SelectAttrValue("targetNamespace", ""); got != s.namespace || got == "" {
		return nil, fmt.Errorf("target namespaces differ: definitions %q, schema %q", got, s.namespace)
	}
	if schema.SelectAttrValue("elementFormDefault", "") != "qualified" {
		return nil, fmt.Errorf("schema: elementFormDefault is not qualified (W3)")
	}
	for _, e := range schema.ChildElements() {
		if !is(e, xsdSpace, "element") && !is(e, xsdSpace, "complexType") {
			return nil, fmt.Errorf("schema: unexpected %s", e.FullTag())
		}
	}
	if s.elements, err = named(schema, xsdSpace, "element"); err != nil {
		return nil, err
	}
	s.types, err = named(schema, xsdSpace, "complexType")
	return s, err
}

// unused complains of elements and types that no operation leads to.
func (s *schemaReader) unused() error {
	var loose []string
	for _, m := range []map[string]*etree.Element{s.elements, s.types} {
		for name, e := range m {
			if !s.used[e] {
				loose = append(loose, name)
			}
		}
	}
	if len(loose) == 0 {
		return nil
	}
	slices.Sort(loose)
	return fmt.Errorf("schema: no operation uses %s", strings.Join(loose, ", "))
}

// take returns a declaration by name and marks it as used.
func (s *schemaReader) take(m map[string]*etree.Element, what, name string) (*etree.Element, error) {
	e := m[name]
	if e == nil {
		return nil, fmt.Errorf("the schema has no %s %q", what, name)
	}
	s.used[e] = true
	return e, nil
}

func (s *schemaReader) operation(name string) (Operation, error) {
	request, err := s.take(s.elements, "element", name)
	if err != nil {
		return Operation{}, err
	}
	if len(children(request, xsdSpace, "annotation")) > 0 {
		return Operation{}, fmt.Errorf("its wrapper element has an annotation (W4)")
	}
	operation := Operation{Name: name}
	declared, err := wrapped(request)
	if err != nil {
		return Operation{}, err
	}
	for _, e := range declared {
		l, err := readLeaf(e)
		if err != nil {
			return Operation{}, err
		}
		operation.Operands = append(operation.Operands, Operand{l.name, l.doc, l.typ, l.nillable})
	}
	response, err := s.take(s.elements, "element", name+"Response")
	if err != nil {
		return Operation{}, err
	}
	if operation.Result, err = s.result(response); err != nil {
		return Operation{}, fmt.Errorf("its response: %w", err)
	}
	return operation, nil
}

// result reads a response: one element return, a table, a flag or base64 (W7).
func (s *schemaReader) result(response *etree.Element) (Result, error) {
	declared, err := wrapped(response)
	if err != nil {
		return Result{}, err
	}
	if len(declared) != 1 || declared[0].SelectAttrValue("name", "") != "return" {
		return Result{}, fmt.Errorf("it is not one element return (W7)")
	}
	if err := attributes(declared[0], "name", "type"); err != nil {
		return Result{}, err
	}
	switch declared[0].SelectAttrValue("type", "") {
	case "xs:boolean":
		return Result{Kind: Flag}, nil
	case "xs:base64Binary":
		return Result{Kind: Binary}, nil
	}
	table, err := local(declared[0], "type")
	if err != nil {
		return Result{}, err
	}
	return s.table(table)
}

// table reads <Entity>Table and its <Entity>Row (W7).
func (s *schemaReader) table(name string) (Result, error) {
	table, err := s.take(s.types, "type", name)
	if err != nil {
		return Result{}, err
	}
	rows, err := sequence(table)
	if err != nil {
		return Result{}, fmt.Errorf("type %q: %w", name, err)
	}
	rowType := strings.TrimSuffix(name, "Table") + "Row"
	if len(rows) != 1 || !hasAttributes(rows[0], map[string]string{
		"name": "row", "type": "tns:" + rowType, "minOccurs": "0", "maxOccurs": "unbounded",
	}) {
		return Result{}, fmt.Errorf("type %q is not a table: row 0…n of %s (W7)", name, rowType)
	}
	row, err := s.take(s.types, "type", rowType)
	if err != nil {
		return Result{}, err
	}
	declared, err := sequence(row)
	if err != nil {
		return Result{}, fmt.Errorf("type %q: %w", rowType, err)
	}
	result := Result{Kind: Table, RowType: rowType}
	for _, e := range declared {
		l, err := readLeaf(e)
		if err != nil {
			return Result{}, fmt.Errorf("type %q: %w", rowType, err)
		}
		if !l.nillable {
			return Result{}, fmt.Errorf("type %q: column %q is not nillable (W7)", rowType, l.name)
		}
		result.Columns = append(result.Columns, Column{l.name, l.doc, l.typ})
	}
	return result, nil
}
