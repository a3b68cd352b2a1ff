package wsdl

import (
	_ "embed"
	"encoding/xml"
	"strings"
)

//go:generate go run generate.go

// Namespace is the target namespace of the WSDL unless the configuration names
// another one (W3).
const Namespace = "http://buhphone.com/PartnerAPI"

// Address is the soap:address of the committed rendering: the service as
// `partnerapi serve` starts it. What is served carries the caller's own (W1).
const Address = "http://127.0.0.1:8080/cus/ws/PartnerAPI"

//go:embed schema.xsd
var schema string

//go:embed PartnerAPI.wsdl
var document string

// Document returns the WSDL for a namespace and the address at which the
// service is called, in UTF-8 (W1, W3). The same arguments give the same bytes.
// Both may hold any characters; those that XML cannot carry become U+FFFD.
func Document(namespace, address string) []byte {
	return substitute(document, Namespace, namespace, Address, address)
}

// Schema returns the schema part of Document alone, a complete XML Schema: the
// judge of bodies, `xmllint --schema`.
func Schema(namespace string) []byte {
	return substitute(schema, Namespace, namespace)
}

// substitute puts values in the place of the constants that the committed files
// carry; pairs are old and new. One pass, so that a value is never looked into.
func substitute(text string, pairs ...string) []byte {
	for i := range pairs {
		pairs[i] = escape(pairs[i])
	}
	return []byte(strings.NewReplacer(pairs...).Replace(text))
}

func escape(value string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(value)) // a strings.Builder takes every write
	return b.String()
}
