package soap

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/ops"
	"partnerapi/wsdl"
)

// operandsOf answers what a document asks: the operation, and its operands as
// name=text, or name for null.
func operandsOf(t *testing.T, document string) (operation string, operands []string) {
	t.Helper()
	_, _, err := parse(document, DefaultLimits.xml(), func(m *message) error {
		assert.Equal(t, wsdl.Namespace, m.space)
		operation = m.operation
		for _, value := range m.operands {
			if value.Null {
				assert.Empty(t, value.Text)
				operands = append(operands, value.Name)
			} else {
				operands = append(operands, value.Name+"="+value.Text)
			}
		}
		return nil
	})
	require.NoError(t, err, document)
	return operation, operands
}

// W5, W6: what reaches the operations.
func TestOperands(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want []string
	}{
		"none":                          {`<p:op/>`, nil},
		"in the operation's namespace":  {`<p:op><p:a>1</p:a></p:op>`, []string{"a=1"}},
		"in none":                       {`<p:op><a>1</a></p:op>`, []string{"a=1"}},
		"by a default namespace":        {`<op xmlns="` + wsdl.Namespace + `"><a>1</a><b xmlns="">2</b></op>`, []string{"a=1", "b=2"}},
		"in any order, aliases as such": {`<p:op><p:b>2</p:b><p:a>1</p:a></p:op>`, []string{"b=2", "a=1"}},
		"empty is not null":             {`<p:op><p:a/><p:b></p:b><p:c><![CDATA[]]></p:c></p:op>`, []string{"a=", "b=", "c="}},
		"nil": {`<p:op><p:a xsi:nil="true"/><p:b xsi:nil="1"></p:b><p:c xsi:nil=" true ">
			<!-- nothing --> </p:c></p:op>`, []string{"a", "b", "c"}},
		"not nil":                                {`<p:op><p:a xsi:nil="false">1</p:a><p:b xsi:nil="0"/></p:op>`, []string{"a=1", "b="}},
		"nil by its namespace":                   {`<p:op xmlns:i="` + xsiSpace + `"><p:a i:nil="true"/><p:b nil="true"/><p:c p:nil="true"/></p:op>`, []string{"a", "b=", "c="}},
		"nil of XML Schema's drafts":             {`<p:op><p:a xmlns:i="` + xsiSpace1999 + `" i:null="1"/><p:b xmlns:i="` + xsiSpace2000 + `" i:nil="true"/><p:c xsi:null="1"/></p:op>`, []string{"a", "b", "c="}},
		"white space is kept":                    {"<p:op> \n<p:a> 1\t\n </p:a>\r\n</p:op>", []string{"a= 1\t\n "}},
		"text in pieces":                         {`<p:op><p:a>1<!-- x -->2<![CDATA[<3>]]>&amp;4</p:a><p:b>5</p:b></p:op>`, []string{"a=12<3>&4", "b=5"}},
		"attributes say nothing":                 {`<p:op id="1" s:encodingStyle="urn:x"><p:a xsi:type="p:string" xml:lang="ru">1</p:a><p:b type="p:base64Binary"/></p:op>`, []string{"a=1", "b="}},
		"twice is the operations' own to refuse": {`<p:op><p:a>1</p:a><a>2</a></p:op>`, []string{"a=1", "a=2"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, document := range []string{call11(c.body), call12(c.body)} {
				operation, operands := operandsOf(t, document)
				assert.Equal(t, "op", operation)
				assert.Equal(t, c.want, operands)
			}
		})
	}
}

// W10: headers that need not be understood, or not by us, are passed over.
func TestHeadersPassedOver(t *testing.T) {
	const blocks = `<h:a xmlns:h="u"><h:b>text</h:b></h:a>`
	for _, space := range []string{space11, space12} {
		for _, header := range []string{
			``, `<s:Header/>`, `<s:Header>` + blocks + blocks + `</s:Header>`,
			`<s:Header><h:a xmlns:h="u" s:mustUnderstand="0"/></s:Header>`,
			`<s:Header><h:a xmlns:h="u" mustUnderstand="1"/></s:Header>`,
			`<s:Header><h:a xmlns:h="u" xmlns:o="` + space11 + space12[len("http:"):] + `" o:mustUnderstand="1"/></s:Header>`,
			`<s:Header><h:a xmlns:h="u" s:actor="urn:other" s:role="urn:other" s:mustUnderstand="1"/></s:Header>`,
			`<s:Header><h:a xmlns:h="u" s:role="http://www.w3.org/2003/05/soap-envelope/role/none" s:actor="urn:other" s:mustUnderstand="1"/></s:Header>`,
		} {
			document := strings.Replace(envelope(space, `<p:op/>`), "<s:Body>", header+"<s:Body>", 1)
			operation, _ := operandsOf(t, document)
			assert.Equal(t, "op", operation)
		}
	}
	// SOAP 1.1 has elements after Body.
	operandsOf(t, strings.Replace(call11(`<p:op/>`), "</s:Body>", `</s:Body><h:a xmlns:h="u">x</h:a>`, 1))
}

// The version's own attributes count alone: SOAP 1.1 knows actors, 1.2 roles.
func TestMustUnderstand(t *testing.T) {
	for _, c := range []struct{ space, attributes string }{
		{space11, `s:mustUnderstand="1"`},
		{space11, `s:mustUnderstand="true"`},
		{space11, `s:mustUnderstand="1" s:actor=""`},
		{space11, `s:mustUnderstand="1" s:actor="http://schemas.xmlsoap.org/soap/actor/next"`},
		{space11, `s:mustUnderstand="1" s:role="urn:other"`},
		{space12, `s:mustUnderstand="true"`},
		{space12, `s:mustUnderstand=" 1 "`},
		{space12, `s:mustUnderstand="1" s:role=""`},
		{space12, `s:mustUnderstand="1" s:role="http://www.w3.org/2003/05/soap-envelope/role/next"`},
		{space12, `s:mustUnderstand="1" s:role="http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver"`},
		{space12, `s:mustUnderstand="1" s:actor="urn:other"`},
	} {
		document := strings.Replace(envelope(c.space, `<p:op/>`), "<s:Body>", `<s:Header><h:ok xmlns:h="u"/><h:a xmlns:h="u" `+c.attributes+`/></s:Header><s:Body>`, 1)
		refusal := refusalOf(t, document)
		assert.Equal(t, codeMustUnderstand, refusal.Code, c)
		assert.Equal(t, "Обязательный заголовок {u}a не поддерживается", refusal.Text)
	}
}

func refusalOf(t *testing.T, document string) *ops.Error {
	t.Helper()
	_, _, err := parse(document, DefaultLimits.xml(), func(*message) error { return nil })
	var refusal *ops.Error
	require.ErrorAs(t, err, &refusal, document)
	return refusal
}

// What is refused, under which code, with which operand and words.
func TestRefused(t *testing.T) {
	replace := func(document, old, to string) string {
		require.Contains(t, document, old)
		return strings.Replace(document, old, to, 1)
	}
	plain := call11(`<p:op/>`)
	for name, c := range map[string]struct{ document, code, operand, text string }{
		"no envelope":                {`<a/>`, codeNoEnvelope, "", "корневой элемент a"},
		"an envelope of nothing":     {`<Envelope/>`, codeNoEnvelope, "", "корневой элемент Envelope"},
		"another root":               {`<a xmlns="` + space11 + `"/>`, codeNoEnvelope, "", "{" + space11 + "}a"},
		"unknown version":            {`<Envelope xmlns="urn:soap"/>`, codeVersionMismatch, "", "urn:soap"},
		"no Body":                    {`<Envelope xmlns="` + space11 + `"><Header/></Envelope>`, codeBadEnvelope, "", "нет элемента Body"},
		"Body of another version":    {`<Envelope xmlns="` + space11 + `"><Body xmlns="` + space12 + `"/></Envelope>`, codeBadEnvelope, "", "{" + space12 + "}Body"},
		"Body of no namespace":       {`<s:Envelope xmlns:s="` + space11 + `"><Body/></s:Envelope>`, codeBadEnvelope, "", "Body"},
		"two bodies":                 {replace(plain, "</s:Body>", "</s:Body><s:Body/>"), codeBadEnvelope, "", "Body"},
		"Header after Body":          {replace(plain, "</s:Body>", "</s:Body><s:Header/>"), codeBadEnvelope, "", "Header"},
		"two headers":                {replace(plain, "<s:Body>", "<s:Header/><s:Header/><s:Body>"), codeBadEnvelope, "", "Header"},
		"after Body in 1.2":          {replace(call12(`<p:op/>`), "</s:Body>", `</s:Body><p:a/>`), codeBadEnvelope, "", "}a"},
		"mustUnderstand of nonsense": {replace(plain, "<s:Body>", `<s:Header><p:h s:mustUnderstand="maybe"/></s:Header><s:Body>`), codeBadEnvelope, "", "}h"},
		"text in the envelope":       {replace(plain, "<s:Body>", "x<s:Body>"), codeStrayText, "", "внутри Envelope"},
		"text in Header":             {replace(plain, "<s:Body>", "<s:Header>x</s:Header><s:Body>"), codeStrayText, "", "внутри Header"},
		"text in Body":               {call11("x<p:op/>"), codeStrayText, "", "внутри Body"},
		"text among operands":        {call11("<p:op><p:a/>x</p:op>"), codeStrayText, "", "внутри op"},
		"empty Body":                 {call11(" <!-- --> "), codeNoOperation, "", "Body пуст"},
		"operation in no namespace":  {call11("<op/>"), codeNoNamespace, "", "Операция op указана без пространства имен"},
		"second operation":           {call11("<p:op/><p:second/>"), codeSecondOperation, "", "}second"},
		"operand elsewhere":          {call11(`<p:op><a xmlns="urn:x"/></p:op>`), codeUnknownOperand, "a", "{urn:x}a"},
		"operand with elements":      {call11(`<p:op><p:a>1<p:b/></p:a></p:op>`), codeOperandContent, "a", "вложенный элемент"},
		"nil with content":           {call11(`<p:op><p:a xsi:nil="true">1</p:a></p:op>`), codeNil, "a", "Операнд a"},
		"nil with elements":          {call11(`<p:op><p:a xsi:nil="true"><p:b/></p:a></p:op>`), codeOperandContent, "a", "Операнд a"},
		"base64 for a text":          {call11(`<p:op><p:a xmlns:x="` + xsdSpace + `" xsi:type="x:base64Binary">0JA=</p:a></p:op>`), codeBinary, "a", "Операнд a передан двоичными данными (base64Binary)"},
		"bytes by a default prefix":  {call12(`<p:op><p:a xmlns="` + xsdSpace + `" xsi:nil="true" xsi:type=" hexBinary "/></p:op>`), codeBinary, "a", "hexBinary"},
		"a reference for a value":    {call11(`<p:op><a href="#id0"/></p:op><multiRef id="id0">1</multiRef>`), codeReference, "a", "Операнд a передан ссылкой (href)"},
		"a reference of 1.2":         {call12(`<p:op><p:a xmlns:e="` + encodingSpace12 + `" e:ref="id0"/></p:op>`), codeReference, "a", "(ref)"},
		"null of nonsense":           {call11(`<p:op><p:a xmlns:i="` + xsiSpace1999 + `" i:null="yes"/></p:op>`), codeNil, "a", "xsi:null должно быть true или false"},
		"nil of nonsense":            {call11(`<p:op><p:a xsi:nil="yes"/></p:op>`), codeNil, "a", "должно быть true или false"},

		"malformed outranks no envelope":     {`<a><b></a>`, codeMalformed, "", "строка 1, позиция 7"},
		"malformed outranks operands":        {call11(`<p:op><p:a xsi:nil="x"/></p:op>`) + "<", codeMalformed, "", ""},
		"malformed outranks instructions":    {`<?p?>` + plain + "x", codeMalformed, "", ""},
		"an instruction outranks operands":   {`<?p?>` + call11(`<op/>`), codeInstruction, "", "«p»"},
		"an instruction after the envelope":  {plain + `<?p?>`, codeInstruction, "", "«p»"},
		"a DTD":                              {`<!DOCTYPE Envelope SYSTEM "http://example.com/x">` + plain, codeDTD, "", "DTD"},
		"a DTD with entities":                {`<!DOCTYPE a [<!ENTITY x "` + strings.Repeat("y", 100) + `">]>` + plain, codeDTD, "", "DTD"},
		"an instruction between operands":    {call11(`<p:op><?p q?></p:op>`), codeInstruction, "", "«p»"},
		"an undeclared prefix in an operand": {call11(`<p:op><q:a/></p:op>`), codeMalformed, "", "префикс «q»"},
		"characters XML cannot carry":        {call11("<p:op><p:a>\x01</p:a></p:op>"), codeMalformed, "", "недопустимый"},
		"nothing":                            {"", codeMalformed, "", "нет корневого элемента"},
	} {
		t.Run(name, func(t *testing.T) {
			refusal := refusalOf(t, c.document)
			assert.Equal(t, c.code, refusal.Code, refusal.Text)
			assert.Equal(t, c.operand, refusal.Operand)
			assert.Contains(t, refusal.Text, c.text)
			assert.Equal(t, ops.Invalid, refusal.Kind)
		})
	}
}

// W6, as the operations behind the wire answer it: operands that are unknown or
// given twice, under an alias too.
func TestOperandsRefusedByOperations(t *testing.T) {
	s := serve(t, Options{})
	for body, want := range map[string]string{
		`<p:echo_read><p:none/></p:echo_read>`:                     "unknown_operand none",
		`<p:echo_read><p:text/><text/></p:echo_read>`:              "repeated_operand text",
		`<p:echo_read><p:text xsi:nil="1"/><words/></p:echo_read>`: "repeated_operand words",
		`<p:echo_read><p:number>x</p:number></p:echo_read>`:        "bad_value number",
		`<p:echo_read><p:day/></p:echo_read>`:                      "bad_value day",
		`<p:echo_read><p:moment> </p:moment></p:echo_read>`:        "bad_value moment",
		`<p:flag_read/>`: "required flag",
		`<p:flag_read><p:flag xsi:nil="true"/></p:flag_read>`: "required flag",
		`<p:flag_read><p:flag> </p:flag></p:flag_read>`:       "required flag",
		`<p:none/>`:      "unknown_operation ",
		`<p:FLAG_READ/>`: "unknown_operation ",
		`<s:Fault/>`:     "unknown_operation ",
	} {
		got := s.post(t, call11(body))
		code := faultOf(t, got)
		_, operand, _ := strings.Cut(want, " ")
		assert.Equal(t, want, code+" "+operand, body)
		if operand != "" {
			assert.Contains(t, got.body, "<m:operand>"+operand+"</m:operand>")
		}
	}
	// White space around all but strings is nothing; an empty element is null, but for dates.
	got := s.post(t, call11(`<p:echo_read><p:number> 42
	</p:number><p:flag> 1 </p:flag><p:day> 2012-09-14 </p:day><p:text/></p:echo_read>`))
	assert.Contains(t, got.body, "<m:given>text number flag day</m:given>")
	assert.Contains(t, got.body, "<m:number>42</m:number>")
}
