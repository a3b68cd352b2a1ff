package render

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	head    = `<?xml version="1.0"?><!-- for the readers of the file --><xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:a">`
	ask     = `<xs:element name="ask"><xs:annotation><xs:documentation>Вопрос &amp; ответ</xs:documentation></xs:annotation></xs:element>`
	answer  = `<xs:element name="askResponse"/>`
	closing = "\n</xs:schema>\n"
)

func TestWSDL(t *testing.T) {
	document, err := WSDL([]byte(head+ask+answer+closing), "urn:a", "http://b/?c&d")
	require.NoError(t, err)
	for _, want := range []string{
		`targetNamespace="urn:a">`,
		"\t\t<xs:schema ",
		"\n\t\t</xs:schema>\n\t</types>",
		`<part name="parameters" element="tns:askResponse"/>`,
		`<documentation>Вопрос &amp; ответ</documentation>`,
		`<soapbind:operation style="document" soapAction="urn:a#PartnerAPI:ask"/>`,
		`<soap12bind:operation style="document" soapAction="urn:a#PartnerAPI:ask"/>`,
		`<soapbind:address location="http://b/?c&amp;d"/>`,
		`<soap12bind:address location="http://b/?c&amp;d"/>`,
	} {
		assert.Contains(t, string(document), want)
	}
	assert.NotContains(t, string(document), "annotation", "it would hide the operands from pysimplesoap (W4)")
	assert.Regexp(t, `<port name="PartnerAPISoap" binding="tns:PartnerAPISoapBinding">\s*<documentation>\s*<wsi:Claim xmlns:wsi="http://ws-i.org/schemas/conformanceClaim/" conformsTo="http://ws-i.org/profiles/basic/1.1"/>\s*</documentation>`, string(document))
	assert.Equal(t, 1, strings.Count(string(document), "wsi:Claim "), "of SOAP 1.1 alone (W3)")
	assert.NotContains(t, string(document), "readers of the file")
	assert.NotContains(t, string(document), "askResponseRequestMessage")
}

func TestWSDLRefuses(t *testing.T) {
	for _, c := range []struct{ name, schema, want string }{
		{"not XML", head, "invalid XML"},
		{"no schema", "<x/>", "no schema element"},
		{"nothing", "", "no schema element"},
		{"another namespace", `<xs:schema targetNamespace="urn:b"/>`, `target namespace "urn:b", not "urn:a"`},
		{"another prefix", `<s:schema targetNamespace="urn:a"/>`, "not written <xs:schema>"},
		{"no documentation", head + `<xs:element name="ask"/>` + answer + closing, `operation "ask" has no documentation`},
		{"no response", head + ask + closing, `operation "ask" has no element askResponse`},
		{"no operation", head + answer + closing, "askResponse has no operation"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := WSDL([]byte(c.schema), "urn:a", "http://b")
			assert.ErrorContains(t, err, c.want)
		})
	}
}
