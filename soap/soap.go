// Package soap is the SOAP wire of PartnerAPI (W1 to W11): bytes come in,
// operands go to ops, what it answers goes out as bytes. It knows no operation by
// name; which there are, and with which columns, the contract says.
package soap

import "partnerapi/soap/internal/xmltok"

// The namespaces that envelopes are made of.
const (
	space11  = "http://schemas.xmlsoap.org/soap/envelope/"
	space12  = "http://www.w3.org/2003/05/soap-envelope"
	xsdSpace = "http://www.w3.org/2001/XMLSchema"
	xsiSpace = "http://www.w3.org/2001/XMLSchema-instance"
)

// The namespaces that xsiSpace had in the drafts of XML Schema. Old stacks still
// write them: SOAP::Lite writes xsi:null of 1999 when told to.
const (
	xsiSpace1999 = "http://www.w3.org/1999/XMLSchema-instance"
	xsiSpace2000 = "http://www.w3.org/2000/10/XMLSchema-instance"
)

// encodingSpace12 is the namespace of SOAP 1.2's encoding.
const encodingSpace12 = "http://www.w3.org/2003/05/soap-encoding"

// version is a SOAP version; it is that of the envelope's namespace (W5).
type version int

const (
	soap11 version = iota
	soap12
)

// space is the namespace of the version's envelope.
func (v version) space() string {
	if v == soap12 {
		return space12
	}
	return space11
}

// Limits bound what a request may bring (W11). Zero means no limit, but for Body:
// the default.
type Limits struct {
	Body       int64 // bytes, also after gunzip
	Depth      int   // elements inside each other
	Elements   int   // in one document
	Attributes int   // on one element
	Name       int   // bytes of an element's or attribute's name
	Value      int   // bytes of an attribute's value
}

// DefaultLimits are those of W11.
var DefaultLimits = Limits{
	Body:       1 << 20,
	Depth:      xmltok.DefaultLimits.Depth,
	Elements:   xmltok.DefaultLimits.Elements,
	Attributes: xmltok.DefaultLimits.Attrs,
	Name:       xmltok.DefaultLimits.Name,
	Value:      xmltok.DefaultLimits.AttrValue,
}

func (l Limits) xml() xmltok.Limits {
	return xmltok.Limits{Depth: l.Depth, Elements: l.Elements, Attrs: l.Attributes, Name: l.Name, AttrValue: l.Value}
}
