package wsdl

import (
	"strings"
	"testing"

	"github.com/beevik/etree"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/wsdl/internal/render"
)

func parse(t *testing.T, document []byte) *etree.Element {
	t.Helper()
	doc := etree.NewDocument()
	require.NoError(t, doc.ReadFromBytes(document))
	return doc.Root()
}

func TestCommittedRendering(t *testing.T) {
	want, err := render.WSDL([]byte(schema), Namespace, Address)
	require.NoError(t, err)
	assert.True(t, string(want) == document, "PartnerAPI.wsdl is not rendered from schema.xsd: run go generate ./wsdl")
	assert.Equal(t, document, string(Document(Namespace, Address)))
	assert.Equal(t, schema, string(Schema(Namespace)))
}

// What a 1C client has in its code (W3).
func TestNames(t *testing.T) {
	definitions := parse(t, Document("urn:a", "https://b/c"))
	attr := func(e *etree.Element, name string) string { return e.SelectAttrValue(name, "") }

	assert.Equal(t, "urn:a", attr(definitions, "targetNamespace"))
	assert.Empty(t, definitions.FindElements("//import"), "one self-contained document")
	service, err := only(definitions, wsdlSpace, "service")
	require.NoError(t, err)
	assert.Equal(t, "PartnerAPI", attr(service, "name"))
	portType, err := only(definitions, wsdlSpace, "portType")
	require.NoError(t, err)
	assert.Equal(t, "PartnerAPIPortType", attr(portType, "name"))
	operations := children(portType, wsdlSpace, "operation")

	ports := children(service, wsdlSpace, "port")
	bindings := children(definitions, wsdlSpace, "binding")
	require.Len(t, ports, 2)
	require.Len(t, bindings, 2)
	for i, version := range []struct{ port, space string }{
		{"PartnerAPISoap", "http://schemas.xmlsoap.org/wsdl/soap/"},
		{"PartnerAPISoap12", "http://schemas.xmlsoap.org/wsdl/soap12/"},
	} {
		assert.Equal(t, version.port, attr(ports[i], "name"))
		assert.Equal(t, "tns:"+version.port+"Binding", attr(ports[i], "binding"))
		address, err := only(ports[i], version.space, "address")
		require.NoError(t, err)
		assert.Equal(t, "https://b/c", attr(address, "location"))

		assert.Equal(t, version.port+"Binding", attr(bindings[i], "name"))
		assert.Equal(t, "tns:PartnerAPIPortType", attr(bindings[i], "type"))
		binding, err := only(bindings[i], version.space, "binding")
		require.NoError(t, err)
		assert.Equal(t, "document", attr(binding, "style"))
		assert.Equal(t, "http://schemas.xmlsoap.org/soap/http", attr(binding, "transport"))
		bound := children(bindings[i], wsdlSpace, "operation")
		require.Len(t, bound, len(operations))
		for j, operation := range bound {
			name := attr(operations[j], "name")
			assert.Equal(t, name, attr(operation, "name"))
			action, err := only(operation, version.space, "operation")
			require.NoError(t, err)
			assert.Equal(t, "urn:a#PartnerAPI:"+name, attr(action, "soapAction"))
			for _, end := range []string{"input", "output"} {
				e, err := only(operation, wsdlSpace, end)
				require.NoError(t, err)
				body, err := only(e, version.space, "body")
				require.NoError(t, err)
				assert.Equal(t, "literal", attr(body, "use"))
			}
		}
	}
	for _, operation := range operations {
		name := attr(operation, "name")
		for end, message := range map[string]string{"input": name + "RequestMessage", "output": name + "ResponseMessage"} {
			e, err := only(operation, wsdlSpace, end)
			require.NoError(t, err)
			assert.Equal(t, "tns:"+message, attr(e, "message"))
		}
	}
}

func TestDocumentEscapes(t *testing.T) {
	usual, err := Read()
	require.NoError(t, err)
	for _, c := range []struct{ namespace, address string }{
		{`urn:a&b<c>"d"'e'`, `https://x/?a=1&b="2"`},
		{"urn:пространство\tимен", "https://пример.рф/путь"},
		// Values that look like what is replaced are not looked into.
		{Address, Namespace},
		{Namespace + "/" + Address, Address + "?" + Namespace},
		{"{{.Namespace}}", "$1"},
	} {
		document := Document(c.namespace, c.address)
		contract, err := read(document)
		require.NoError(t, err, c.namespace)
		assert.Equal(t, c.namespace, contract.Namespace)
		assert.Equal(t, usual.Operations, contract.Operations)
		definitions := parse(t, document)
		assert.Equal(t, c.namespace, definitions.SelectAttrValue("xmlns:tns", ""))
		for _, address := range definitions.FindElements("service/port/address") {
			assert.Equal(t, c.address, address.SelectAttrValue("location", ""))
		}
		for _, operation := range definitions.FindElements("binding/operation/operation") {
			assert.True(t, strings.HasPrefix(operation.SelectAttrValue("soapAction", ""), c.namespace+"#PartnerAPI:"))
		}
		schema := parse(t, Schema(c.namespace))
		assert.Equal(t, c.namespace, schema.SelectAttrValue("targetNamespace", ""))
		assert.Equal(t, c.namespace, schema.SelectAttrValue("xmlns:tns", ""))
	}
}

// What a caller gives is all the document says of where and in which namespace.
func TestDocumentNamesNothingElse(t *testing.T) {
	document := string(Document("urn:a", "urn:b"))
	assert.NotContains(t, document, Namespace)
	assert.NotContains(t, document, Address)
	assert.NotContains(t, string(Schema("urn:a")), Namespace)
}
