// Package wsdl is the contract of PartnerAPI as software reads it: the schema
// is kept by hand, the WSDL is rendered around it, and Contract says which
// operations there are, with which operands and result columns.
package wsdl

// Type is a simple type of the contract, named after section 4 of
// PartnerAPI 1.20 (W9 maps it to XML Schema).
type Type int

// The types operands and columns have.
const (
	String   Type = iota + 1 // xs:string: text and ids
	Int                      // xs:int: a whole number of 32 bits
	Integer                  // xs:integer: a whole number
	Boolean                  // xs:boolean
	Date                     // xs:dateTime: a calendar date (W9)
	DateTime                 // xs:dateTime: an instant, Moscow time (W9, T1)
)

var typeNames = map[Type]string{
	String: "string", Int: "int", Integer: "integer", Boolean: "boolean", Date: "date", DateTime: "datetime",
}

// String returns the type as section 4 writes it: "string", "datetime".
func (t Type) String() string { return typeNames[t] }

// ResultKind tells the three shapes an answer can have (W7).
type ResultKind int

// The shapes of an answer.
const (
	Table  ResultKind = iota + 1 // return holds row 0…n
	Flag                         // return is an xs:boolean
	Binary                       // return is xs:base64Binary
)

var kindNames = map[ResultKind]string{Table: "table", Flag: "flag", Binary: "binary"}

// String returns the kind in a word: "table", "flag", "binary".
func (k ResultKind) String() string { return kindNames[k] }

// Contract is what the WSDL says, in the order in which it says it.
type Contract struct {
	// Namespace is the target namespace of the WSDL (W3).
	Namespace  string
	Operations []Operation
}

// Operation is one of the 71 operations of section 4.
type Operation struct {
	Name string
	// Doc is the one-line Russian documentation.
	Doc string
	// Operands stand in the order of the signature: 1C calls by position (W4).
	Operands []Operand
	Result   Result
}

// Operand is one operand of an operation.
type Operand struct {
	Name string
	Doc  string
	Type Type
	// Void says that the operand may be null: nillable in the WSDL (W4, S1).
	Void bool
}

// Result is the declared answer of an operation.
type Result struct {
	Kind ResultKind
	// RowType is the schema's name of the row, "ClientRow"; empty unless Kind is Table.
	RowType string
	// Columns stand in section 4's order (W7); empty unless Kind is Table.
	Columns []Column
}

// Column is one column of a result table.
type Column struct {
	Name string
	Doc  string
	Type Type
}

// Operation returns the operation of that name.
func (c *Contract) Operation(name string) (Operation, bool) {
	for _, op := range c.Operations {
		if op.Name == name {
			return op, true
		}
	}
	return Operation{}, false
}
