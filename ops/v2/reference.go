package v2

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"partnerapi/ops"
)

//go:generate go run generate.go

// Language is one of those in which Reference is written.
type Language int

// The languages of the reference.
const (
	English Language = iota
	Russian
)

func (l Language) pick(en, ru string) string {
	if l == Russian {
		return ru
	}
	return en
}

func (l Language) of(d described) string { return l.pick(d.En, d.Ru) }

// Reference returns docs/v2.md, or docs/v2.ru.md: what the tables say of methods,
// fields, operators, limits and errors, and of PartnerAPI's operations, in Markdown.
func Reference(l Language, partnerAPI *ops.Set) (string, error) {
	r := reference{Language: l}
	r.line("%s", fmt.Sprintf(l.pick(referenceHead, referenceHeadRu), defaultLimit, maxLimit, maxOffset))
	r.heading(2, l.pick("Filters", "Фильтры"))
	r.line("%s", fmt.Sprintf(l.pick(filterHead, filterHeadRu), maxFilterDepth, maxFilterParts, maxFilterValues, maxPattern, maxProgram, filterBudget.Seconds()))
	r.table(l.pick("operator", "оператор"), l.pick("fields", "поля"), l.pick("matches", "что отбирает"))
	for _, o := range operators {
		r.row("`"+strings.Join(o.names, "` `")+"`", l.of(o.on), l.of(o.matches))
	}
	r.heading(2, l.pick("Methods", "Методы"))
	for i := range Methods {
		if err := r.method(&Methods[i]); err != nil {
			return "", err
		}
	}
	r.heading(2, l.pick("PartnerAPI without XML", "PartnerAPI без XML"))
	r.line("%s", l.pick(operationsHead, operationsHeadRu))
	operations := operationMethods(partnerAPI)
	for i := range operations {
		if err := r.method(&operations[i]); err != nil {
			return "", err
		}
	}
	r.errors()
	return r.String(), nil
}

// operators of filters, as the reference lists them.
var operators = []struct {
	names       []string
	on, matches described
}{
	{[]string{"=", "!="}, described{"любые", "any"}, described{"равно, не равно; значение `null` или пропущенное значение — не задано", "equal, not equal; a value of `null`, or none, is what is not set"}},
	{[]string{"<", ">", "<=", ">="}, described{"числа", "numbers"}, described{"меньше, больше, не больше, не меньше", "less, greater, at most, at least"}},
	{[]string{"like", "not_like"}, described{"строки", "texts"}, described{"весь текст по образцу: `%` — любые символы, другого шаблона нет", "the whole text by a pattern: `%` is any run of characters and the only wildcard"}},
	{[]string{"ilike", "not_ilike"}, described{"строки", "texts"}, described{"то же без учета регистра, и для кириллицы", "the same whatever the case, Cyrillic too"}},
	{[]string{"regexp"}, described{"строки", "texts"}, described{"регулярное выражение POSIX, в любом месте текста", "a POSIX regular expression, anywhere in the text"}},
	{[]string{"in", "not_in"}, described{"любые", "any"}, described{"одно из значений массива; пустой массив не отбирает ничего", "one of the values of an array; an empty one matches nothing"}},
	{[]string{"is_null", "is_not_null"}, described{"любые", "any"}, described{"не задано, задано; значение не нужно", "not set, set; no value is needed"}},
}

// reference is a Markdown text that grows.
type reference struct {
	Language
	strings.Builder
}

func (r *reference) line(format string, args ...any) { fmt.Fprintf(r, format+"\n", args...) }

func (r *reference) heading(level int, text string) {
	r.line("\n%s %s\n", strings.Repeat("#", level), text)
}

func (r *reference) table(columns ...string) {
	r.row(columns...)
	r.line("|%s", strings.Repeat("---|", len(columns)))
}

func (r *reference) row(cells ...string) {
	r.line("| %s |", strings.Join(cells, " | "))
}

func (r *reference) method(m *Method) error {
	r.heading(3, "`"+m.Name+"`")
	r.line("%s.", r.pick(m.En, m.Ru))
	if len(m.Aliases) > 0 {
		r.line(r.pick("Also known as `%s`.", "Другое имя: `%s`."), strings.Join(m.Aliases, "`, `"))
	}
	if m.Document {
		return nil
	}
	params, err := m.parameters()
	if err != nil {
		return err
	}
	r.line("")
	r.table(r.pick("parameter", "параметр"), r.pick("type", "тип"), r.pick("required", "обязательный"), r.pick("description", "описание"))
	for _, p := range params {
		r.row("`"+p.Name+"`", r.kind(p.Schema), r.required(&p), r.of(p.described))
	}
	r.line("")
	return r.data(m)
}

// data lists what a method answers: the columns of a list, or the members of an
// object.
func (r *reference) data(m *Method) error {
	answered, members := m.Columns, m.data.Properties
	if m.operation != nil && m.data.Items != nil {
		members = m.data.Items.Properties // of a row, of which PartnerAPI filters and sorts nothing
	}
	for _, p := range members {
		answered = append(answered, Column{Name: p.name, schema: p.schema})
	}
	columns := []string{r.pick("answered", "ответ"), r.pick("type", "тип")}
	if m.Columns != nil {
		columns = append(columns, r.pick("filter", "фильтр"), r.pick("sort", "сортировка"))
	}
	if len(answered) == 0 {
		r.line("%s", r.pick("`data` is `{}`.", "`data` — `{}`."))
	} else {
		r.table(append(columns, r.pick("description", "описание"))...)
	}
	for _, p := range answered {
		d, err := m.describeAnswered(p.Name)
		if err != nil {
			return err
		}
		cells := []string{"`" + p.Name + "`", r.kind(p.schema)}
		if m.Columns != nil {
			cells = append(cells, r.yes(p.Filter), r.yes(p.Sort))
		}
		r.row(append(cells, r.of(d))...)
	}
	var own []string
	for _, mnemonic := range m.Errors {
		own = append(own, "`"+string(mnemonic)+"`")
	}
	if len(own) > 0 {
		r.line("\n%s %s.", r.pick("Errors besides those of all methods:", "Ошибки, кроме общих для всех методов:"), strings.Join(own, ", "))
	}
	return nil
}

// required says whether a parameter must be given, and when it need not be.
func (r *reference) required(p *openRPCValue) string {
	switch {
	case p.Unless != "":
		return fmt.Sprintf(r.pick("unless `%s`", "если нет `%s`"), p.Unless)
	case p.Instead != "":
		return fmt.Sprintf(r.pick("instead of `%s`", "вместо `%s`"), p.Instead)
	}
	return r.yes(p.Required)
}

func (r *reference) yes(yes bool) string {
	if yes {
		return r.pick("yes", "да")
	}
	return ""
}

// kind names a schema for people.
func (r *reference) kind(s *schema) string {
	plain := s.plain()
	name := map[string]string{
		"integer": r.pick("integer", "целое"), "number": r.pick("number", "число"), "string": r.pick("string", "строка"),
		"boolean": r.pick("boolean", "логическое"), "array": r.pick("array", "массив"), "object": r.pick("object", "объект"), "null": "null",
	}[plain.Type]
	name = cmp.Or(r.of(plain.called), name)
	if len(plain.Properties) > 0 {
		var names []string
		for _, p := range plain.Properties {
			names = append(names, p.name)
		}
		name = "{" + strings.Join(names, ", ") + "}"
	}
	switch {
	case plain.Minimum != nil && plain.Maximum != nil:
		name += fmt.Sprintf(" %d…%d", *plain.Minimum, *plain.Maximum)
	case plain.Minimum != nil:
		name += fmt.Sprintf(" ≥ %d", *plain.Minimum)
	}
	switch {
	case plain.MinLength != nil && plain.MaxLength != nil:
		name += fmt.Sprintf(r.pick(", %d…%d characters", ", %d…%d символов"), *plain.MinLength, *plain.MaxLength)
	case plain.MaxLength != nil:
		name += fmt.Sprintf(r.pick(", at most %d characters", ", не более %d символов"), *plain.MaxLength)
	}
	if len(plain.Enum) > 0 {
		name = "`" + strings.Join(plain.Enum, "` `") + "`"
	}
	if plain.Type == "array" && plain.Items != nil {
		name += ": " + r.kind(plain.Items)
	}
	if plain.MaxItems != nil {
		name += fmt.Sprintf(r.pick(", at most %d", ", не более %d"), *plain.MaxItems)
	}
	if plain != s {
		name += r.pick(" or null", " или null")
	}
	return name
}

func (r *reference) errors() {
	r.heading(2, r.pick("Errors", "Ошибки"))
	r.line("%s", r.pick(errorsHead, errorsHeadRu))
	r.table(r.pick("code", "код"), r.pick("mnemonic", "мнемоника"), r.pick("message", "текст"))
	byCode := func(a, b Mnemonic) int {
		return cmp.Or(cmp.Compare(errorTexts[a].code, errorTexts[b].code), cmp.Compare(a, b))
	}
	for _, m := range slices.SortedFunc(maps.Keys(errorTexts), byCode) {
		r.row(fmt.Sprint(errorTexts[m].code), "`"+string(m)+"`", errorTexts[m].message)
	}
	r.line("\n%s\n", r.pick("Those of `partnerapi.*`, whose message is PartnerAPI's own sentence:", "Ошибки `partnerapi.*`; их текст — фраза самого PartnerAPI:"))
	r.table(r.pick("code", "код"), r.pick("mnemonic", "мнемоника"), r.pick("meaning", "значение"))
	for _, m := range slices.Sorted(maps.Keys(faultTexts)) {
		r.row(fmt.Sprint(faultCode(faultTexts[m].kind)), "`"+string(m)+"`", r.of(faultTexts[m].described))
	}
}
