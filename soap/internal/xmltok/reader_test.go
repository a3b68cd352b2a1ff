package xmltok

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sketch writes the token stream of a document in one line.
func sketch(document string, limits Limits) (string, error) {
	var r Reader
	var b strings.Builder
	r.Reset(document, limits)
	for {
		token, err := r.Next()
		if err != nil {
			return b.String(), err
		}
		name := token.Local
		if token.Space != "" {
			name = "{" + token.Space + "}" + name
		}
		switch token.Kind {
		case Start:
			b.WriteString("<" + name)
			for _, attr := range token.Attrs {
				b.WriteString(" {" + attr.Space + "}" + attr.Local + "=" + attr.Value)
			}
			b.WriteString(">")
		case End:
			b.WriteString("</" + name + ">")
		case Text:
			b.WriteString("'" + token.Text + "'")
		case EOF:
			return b.String(), nil
		}
	}
}

func TestTokens(t *testing.T) {
	for name, c := range map[string]struct{ document, want string }{
		"empty element gives start and end": {`<a/>`, `<a></a>`},
		"declaration, comments, blanks around": {
			"<?xml version='1.0' encoding=\"utf-8\" standalone='yes' ?>\n<!-- c --><a ></a >\r\n<!---->", `<a></a>`},
		"default namespace, undone inside":     {`<a xmlns="u"><b xmlns=""/><c/></a>`, `<{u}a><b></b><{u}c></{u}c></{u}a>`},
		"prefix bound anew inside":             {`<p:a xmlns:p="u"><p:b xmlns:p="v"/><p:c/></p:a>`, `<{u}a><{v}b></{v}b><{u}c></{u}c></{u}a>`},
		"declaration counts for its own tag":   {`<a p:x="1" xmlns:p="u" y="2"/>`, `<a {u}x=1 {}y=2></a>`},
		"attribute takes no default namespace": {`<a xmlns="u" x="1"/>`, `<{u}a {}x=1></{u}a>`},
		"prefix xml needs no declaration":      {`<a xml:lang="ru"/>`, `<a {http://www.w3.org/XML/1998/namespace}lang=ru></a>`},
		"the five entities and references":     {`<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x42f;</a>`, `<a>'<>&"'AЯ'</a>`},
		"comment and CDATA part a text":        {`<a>x<!-- - -->y<![CDATA[<&]]]]>z]]</a>`, `<a>'x''y''<&]]''z]]'</a>`},
		"line ends become line feeds":          {"<a>1\r\n2\r3\n<![CDATA[\r\n\r]]>&#13;</a>", "<a>'1\n2\n3\n''\n\n''\r'</a>"},
		"white space in attributes":            {"<a x='1\r\n2\t3\r4\n5&#10;&#9;&#13;6'/>", "<a {}x=1 2 3 4 5\n\t\r6></a>"},
		"quotes inside the other quotes":       {`<a x="'" y='"' z=">"/>`, `<a {}x=' {}y=" {}z=>></a>`},
		"names of the fourth edition":          {`<имя_1.2-3 Ёлка·="1"/>`, `<имя_1.2-3 {}Ёлка·=1></имя_1.2-3>`},
		"characters beyond the basic plane":    {`<a>😀&#x10FFFF;</a>`, "<a>'😀\U0010FFFF'</a>"},
		"same local name, two namespaces":      {`<a xmlns:p="u" xmlns:q="v" p:x="1" q:x="2" x="3"/>`, `<a {u}x=1 {v}x=2 {}x=3></a>`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := sketch(c.document, DefaultLimits)
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
}

func TestNotWellFormed(t *testing.T) {
	for name, documents := range map[string][]string{
		"no root":              {"", " \n", "<!-- -->", `<?xml version="1.0"?>`},
		"broken tags":          {"<", "<a", "<a ", "<a/", "<a/ >", "</a>", "<a", "<a></a", "<a></ a>", "< a/>", "<a><b></a></b>", "<a></ab>", "<ab></a>", "<a", "<1/>", "<-a/>", "<a></a x>", "<>", "<a//>"},
		"after the root":       {"<a/><b/>", "<a/>x", "<a/></a>", "<a/><![CDATA[]]>", "<a/>&#32;", "x<a/>", "<a/><"},
		"attributes":           {"<a x/>", "<a x=/>", "<a x=1/>", `<a x="1/>`, `<a x="<"/>`, `<a x="1"y="2"/>`, `<a x="1" x="2"/>`, `<a 1="1"/>`, `<a x "1"/>`, `<a x="&"/>`},
		"expanded twice":       {`<a xmlns:p="u" xmlns:q="u" p:x="1" q:x="2"/>`, `<a xmlns:p="u" xmlns:q="&#117;" p:x="1" q:x="2"/>`},
		"undeclared prefixes":  {`<p:a/>`, `<a p:x="1"/>`, `<a><b xmlns:p="u"/><p:c/></a>`},
		"colons":               {`<:a/>`, `<a:/>`, `<a:b:c xmlns:a="u"/>`, `<a :x="1"/>`, `<a xmlns:="u"/>`, `<a:1 xmlns:a="u"/>`, `<a xmlns:b:c="u"/>`},
		"reserved prefixes":    {`<a xmlns:xml="u"/>`, `<a xmlns:p="http://www.w3.org/XML/1998/namespace"/>`, `<a xmlns="http://www.w3.org/XML/1998/namespace"/>`, `<a xmlns:xmlns="u"/>`, `<a xmlns:p="http://www.w3.org/2000/xmlns/"/>`, `<a xmlns="http://www.w3.org/2000/xmlns/"/>`, `<xmlns:a/>`},
		"declarations":         {`<a xmlns:p=""/>`, `<a xmlns="u" xmlns="v"/>`, `<a xmlns:p="u" xmlns:p="u"/>`},
		"text":                 {"<a>]]></a>", "<a>&</a>", "<a>& </a>", "<a>&amp</a>", "<a>&nbsp;</a>", "<a>&;</a>", "<a>", "<a>x"},
		"character references": {"<a>&#0;</a>", "<a>&#x;</a>", "<a>&#;</a>", "<a>&#X41;</a>", "<a>&#xD800;</a>", "<a>&#xFFFE;</a>", "<a>&#x110000;</a>", "<a>&#99999999999999999999;</a>", "<a>&#1;</a>", "<a>&#+65;</a>", "<a>&#6_5;</a>", "<a>&# 65;</a>", `<a x="&#0;"/>`},
		"characters":           {"<a>\x01</a>", "<a>\x00</a>", "<a>\uFFFE</a>", "<a>\uFFFF</a>", "<a x='\x02'/>", "<a x='\uFFFF'/>", "<a><!--\x03--></a>", "<a><![CDATA[\uFFFE]]></a>", "<a><?p \x04?></a>", "<a\x00/>", "\uFEFF<a/>"},
		"UTF-8":                {"<a>\xff</a>", "<a>\xc0\xaf</a>", "<a>\xed\xa0\x80</a>", "<a>\xf4\x90\x80\x80</a>", "<a>\xd0</a>", "<\xd0/>"},
		"comments":             {"<!-- -- --><a/>", "<!-- --->\n<a/>", "<!-- <a/>", "<!-><a/>", "<!-- -- ><a/>", "<!->"},
		"CDATA":                {"<a><![CDATA[</a>", "<![CDATA[x]]><a/>", "<a><![cdata[x]]></a>", "<a><! [CDATA[x]]></a>"},
		"declaration of XML":   {`<?xml?><a/>`, `<?xml version="1.1"?><a/>`, `<?xml encoding="utf-8"?><a/>`, `<?xml encoding="utf-8" version="1.0"?><a/>`, `<?xml version="1.0" standalone="yes" encoding="utf-8"?><a/>`, `<?xml version="1.0" encoding="-x"?><a/>`, `<?xml version="1.0" encoding=""?><a/>`, `<?xml version="1.0" standalone="YES"?><a/>`, `<?xml version="1.0"><a/>`, ` <?xml version="1.0"?><a/>`, `<a/><?xml version="1.0"?>`, `<a><?xml version="1.0"?></a>`, `<?XML version="1.0"?><a/>`, `<?xml version=1.0?><a/>`, `<?xml version="1.0"encoding="utf-8"?><a/>`, `<?xml version="1.0" x="1"?><a/>`, `<?xml version="1.0'?><a/>`, `<?xml version`, `<?xml `},
		"instructions":         {"<a><? p?></a>", "<a><?p</a>", "<a><?p></a>", "<a><?1?></a>", "<a><?p:q ?></a>", "<a><?p(?></a>", "<?p ?>", "<?p ?><a>", "<a><?p ?></b>"},
		"document types":       {"<!DOCTYPE><a/>", "<!doctype a><a/>", "<a><!DOCTYPE a></a>", "<a/><!DOCTYPE a>", "<!ELEMENT a ANY><a/>", "<a><!ENTITY x 'y'></a>"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, document := range documents {
				_, err := sketch(document, DefaultLimits)
				var refusal *Error
				require.ErrorAs(t, err, &refusal, document)
				assert.Equal(t, Malformed, refusal.Code, "%s: %v", document, err)
			}
		})
	}
}

func TestRefusedThoughWellFormed(t *testing.T) {
	for document, want := range map[string]Code{
		`<!DOCTYPE a><a/>`: DTD,
		"<?xml version=\"1.0\"?>\n<!-- --><!DOCTYPE\ta [ anything": DTD,
		`<?p?><a/>`:                       Instruction,
		`<a><?p q?></a>`:                  Instruction,
		`<a/><?p?>`:                       Instruction,
		`<?xml-stylesheet href="x"?><a/>`: Instruction,
		`<a><?p?><?q?></a>`:               Instruction,
		`<?p?><!DOCTYPE a><a/>`:           DTD,
	} {
		_, err := sketch(document, DefaultLimits)
		var refusal *Error
		require.ErrorAs(t, err, &refusal, document)
		assert.Equal(t, want, refusal.Code, document)
	}
}

func TestLimits(t *testing.T) {
	limits := Limits{Depth: 3, Elements: 4, Attrs: 2, Name: 5, AttrValue: 6}
	for document, want := range map[string]Code{
		`<a><b><c/></b></a>`:        0,
		`<a><b><c><d/></c></b></a>`: LimitDepth,
		`<a><b/><b/><b/></a>`:       0,
		`<a><b/><b/><b/><b/></a>`:   LimitElements,
		`<a x="1" y="2"/>`:          0,
		`<a x="1" y="2" z="3"/>`:    LimitAttrs,
		`<a xmlns="u" y="2" z=""/>`: LimitAttrs,
		`<abcde/>`:                  0,
		`<abcdef/>`:                 LimitName,
		`<ab:cde xmlns:ab="u"/>`:    LimitName,
		`<a abcdef="1"/>`:           LimitName,
		`<яяя/>`:                    LimitName,
		`<a><?abcdef?></a>`:         LimitName,
		`<a x="123456"/>`:           0,
		`<a x="1234567"/>`:          LimitAttrValue,
		`<a x="&#49;&#50;3456"/>`:   0,
		`<a><b><c><d></c></b></a>`:  LimitDepth, // what comes after a limit is not read
	} {
		_, err := sketch(document, limits)
		if want == 0 {
			assert.NoError(t, err, document)
			continue
		}
		var refusal *Error
		require.ErrorAs(t, err, &refusal, document)
		assert.Equal(t, want, refusal.Code, document)
	}
	_, err := sketch(strings.Repeat("<a>", 100)+strings.Repeat("</a>", 100), Limits{})
	assert.NoError(t, err, "no limits")
}

func TestErrorSaysWhere(t *testing.T) {
	_, err := sketch("<a>\n  <б в=1/></a>", DefaultLimits)
	var refusal *Error
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, 2, refusal.Line)
	assert.Equal(t, 8, refusal.Column)
	assert.Equal(t, "строка 2, позиция 8: значение атрибута в должно быть в кавычках", err.Error())
}

// What a fault says of the mistakes that people make.
func TestErrorSaysWhat(t *testing.T) {
	for document, want := range map[string]string{
		`<client_read</`:              "позиция 13: тег client_read не закрыт",
		`<m:a xmlns:m="u" <b/></m:a>`: "позиция 18: тег m:a не закрыт",
		`<a><client_read`:             "тег client_read не закрыт",
		`<a><b></b</a>`:               "закрывающий тег b не закрыт",
		`<a><b></b`:                   "закрывающий тег b не закрыт",
		`<a><b></bc></a>`:             "закрывающий тег не соответствует открытому «b»",
		`<a><b></b:c></a>`:            "закрывающий тег не соответствует открытому «b»",
		`<а><б></бя></а>`:             "закрывающий тег не соответствует открытому «б»",
		`<a><b></a>`:                  "закрывающий тег не соответствует открытому «b»",
		`<a><b>`:                      "элемент b не закрыт",
		`<a x="1"y="2"/>`:             "нет пробела перед атрибутом",
		`<a x/>`:                      "у атрибута x тега a нет значения",
		`<a x="1>text</a>`:            "не закрыта кавычка",
		`<a x="1`:                     "значение атрибута x не закрыто кавычкой",
		`<a>1 < 2</a>`:                "позиция 6: после «<» нет имени тега; в тексте символ «<» должен быть записан как &lt;",
		`<a>Рога & Копыта</a>`:        "позиция 9: символ «&» должен быть записан как &amp;",
		`<a>Рога & Копыта; и хвосты</a>`: "символ «&» должен быть записан как &amp;",
		`<a>&;</a>`:            "символ «&» должен быть записан как &amp;",
		`<a>&nbsp;</a>`:        "неизвестная ссылка на сущность: есть только &amp;, &lt;, &gt;, &quot; и &apos;",
		`<a>&#1;</a>`:          "ссылка на недопустимый в XML символ",
		"<a>\x01</a>":          "недопустимый в XML символ",
		"<a>\xff</a>":          "текст не является корректным UTF-8",
		`<a xmlns:xmlns="u"/>`: "префикс xmlns объявлять нельзя",
		`<a>]]></a>`:           "последовательность «]]>» в тексте должна быть записана как ]]&gt;",
		"":                     "нет корневого элемента",
	} {
		_, err := sketch(document, DefaultLimits)
		assert.ErrorContains(t, err, want, document)
	}
}

func TestErrorsAndEndStay(t *testing.T) {
	var r Reader
	r.Reset("<a></b>", DefaultLimits)
	first := r.Drain()
	require.Error(t, first)
	_, again := r.Next()
	assert.True(t, errors.Is(again, first))
	r.Reset("<a/>", DefaultLimits)
	require.NoError(t, r.Drain())
	require.NoError(t, r.Drain(), "the end comes again")
}

func TestDeclaredEncoding(t *testing.T) {
	for document, want := range map[string]string{
		`<?xml version="1.0" encoding="windows-1251"?><a/>`: "windows-1251",
		`<?xml version = '1.0'	encoding = 'UTF-8' ?>`:       "UTF-8",
		`<?xml version="1.0"?>`:                             "",
		`<?xml encoding="UTF-8"?>`:                          "",
		`<a/>`:                                              "",
	} {
		assert.Equal(t, want, DeclaredEncoding(document), document)
	}
}
