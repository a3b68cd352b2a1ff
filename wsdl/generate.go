//go:build ignore

// Writes PartnerAPI.wsdl from schema.xsd: `go generate ./wsdl`.
package main

import (
	"log"
	"os"

	"partnerapi/wsdl"
	"partnerapi/wsdl/internal/render"
)

func main() {
	schema, err := os.ReadFile("schema.xsd")
	if err != nil {
		log.Fatal(err)
	}
	document, err := render.WSDL(schema, wsdl.Namespace, wsdl.Address)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("PartnerAPI.wsdl", document, 0o644); err != nil {
		log.Fatal(err)
	}
}
