package jsonrpc_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3" // looks at the tables from outside
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/auth"
	"partnerapi/internal/enginetest"
	"partnerapi/jsonrpc"
	"partnerapi/ops/v2"
	"partnerapi/store"
)

// described is what the OpenRPC document says of a method; it comes from the
// tables that validate.
type described struct {
	Name   string
	Params []parameter
}

type parameter struct {
	Name     string
	Required bool
	Unless   string `json:"x-required-unless"`
	Instead  string `json:"x-instead-of"`
	Schema   schema
}

type schema struct {
	Type                 string
	OneOf                []schema
	Format, Pattern      string
	Enum                 []string
	MinLength, MaxLength *int
	MaxItems             *int
	Minimum, Maximum     *int64
	Items                *schema
}

// types are the JSON types that a schema allows.
func (s *schema) types() (names []string) {
	if len(s.OneOf) == 0 {
		return []string{s.Type}
	}
	for i := range s.OneOf {
		names = append(names, s.OneOf[i].types()...)
	}
	return names
}

func (w *world) methods() []described {
	w.Helper()
	var answer struct{ Result struct{ Methods []described } }
	require.NoError(w, json.Unmarshal([]byte(w.post(`{"jsonrpc":"2.0","id":1,"method":"rpc.discover"}`)), &answer))
	return answer.Result.Methods
}

// trial is a value in a parameter's place; mnemonic "" says that it may be taken.
// An empty value leaves the parameter out.
type trial struct{ value, mnemonic string }

// samples are values of each JSON type.
var samples = map[string][]string{
	"string": {`"text"`, `""`, `"5"`, `"null"`}, "integer": {`5`, `0`, `-7`}, "number": {`1.5`, `1e2`, `-0.5`}, "boolean": {`true`, `false`},
	"array": {`[]`, `["x"]`, `[[]]`, `[null]`}, "object": {`{}`, `{"a":1}`, `{"a":{"a":[]}}`},
}

// noIntegers are numbers that no reader takes for exact ones.
var noIntegers = []string{`1.5`, `5.01`, `15e-1`, `1e16`, `9007199254740992.0`, `9007199254740992`, `9007199254740993`, `-9007199254740992`, `18446744073709551616`, `1e400`, `-1e400`, `1e-400`, `123456789012345678901234567890123456789012345678901234567890`}

// filtered is the first column of texts, or of numbers, that a filter may name; ""
// where there is none.
func filtered(m *v2.Method, text bool) string {
	for _, c := range m.Columns {
		if c.Filter && c.Text == text {
			return c.Name
		}
	}
	return ""
}

// strangers are UUIDs that the caller may not name: those of the archive, of another
// partner and of other kinds of row, and nobody's.
var strangers = map[string][]string{
	"customer_ext_id": {uuidOf("c6"), uuidOf("c7"), uuidOf("a1"), uuidOf("f1"), uuidOf("99"), uuidOf("00")},
	"region_id":       {uuidOf("a3"), uuidOf("c1"), uuidOf("f1"), uuidOf("00"), "00000000-0000-0000-0000-000000000000"},
}

func quoted(texts []string) (values []string) {
	for _, text := range texts {
		values = append(values, strconv.Quote(text))
	}
	return values
}

// hugeFilters are filters of a column of texts and one of numbers whose work or memory
// nobody could pay for.
func hugeFilters(text, number string) (filters []string) {
	onText := func(operator, value string) string {
		return fmt.Sprintf(`{"field":%q,"operator":%q,"value":%q}`, text, operator, value)
	}
	onNumber := func(operator, value string) string {
		return fmt.Sprintf(`{"field":%q,"operator":%q,"value":%s}`, number, operator, value)
	}
	group := func(part string, n int) string {
		return `{"condition":"or","filters":[` + strings.TrimSuffix(strings.Repeat(part+",", n), ",") + `]}`
	}
	for _, pattern := range []string{
		"(" + strings.Repeat("a", 900) + "){1000}", "(a{1000}){1000}", "((a{10}){10}){10}{10}", "(a|b|c){1,1000}(d|e|f){1,1000}", "(((a{0,9}){0,9}){0,9}b{9}){9}", "(.*a){1000}(.*b){1000}",
		strings.Repeat("(", 500) + "a" + strings.Repeat("){2}", 125), strings.Repeat("[а-я]{1000}", 6), strings.Repeat("я", 1001),
	} {
		filters = append(filters, onText("regexp", pattern))
	}
	return append(filters,
		group(onText("regexp", "x"), 3000), group(onText("ilike", "%x%"), 3000), group(onNumber("=", "1"), 500),
		group(`{"filters":[]}`, 500), group(`[]`, 500), group(onText("regexp", "(a|b){1,500}"), 20),
		onNumber("in", `[1`+strings.Repeat(",1", 10000)+`]`), group(onNumber("not_in", `[`+strings.TrimSuffix(strings.Repeat("1,", 1000), ",")+`]`), 11))
}

// trialsOf makes the trials of a parameter of what the table says of it; access is
// a good token.
func trialsOf(m *v2.Method, p parameter, access string) (trials []trial) {
	types := p.Schema.types()
	add := func(mnemonic string, values ...string) {
		for _, value := range values {
			trials = append(trials, trial{value, mnemonic})
		}
	}
	switch {
	case p.Instead != "":
		// Left out or null it leaves the other one missing, which is tried there.
	case p.Required || p.Unless != "":
		add("required_parameter_missed", "")
		add("data_type_error", "null")
	case m.Updates && !slices.Contains(types, "null"):
		add("", "")
		add("data_type_error", "null")
	default:
		add("", "", "null")
	}
	for kind, values := range samples {
		if p.Name == "filter" && kind == "array" {
			values = values[1:] // [] is {}
			add("", `[]`)
		}
		if !slices.Contains(types, kind) && !(kind == "integer" && slices.Contains(types, "number")) && !(kind == "number" && slices.Contains(types, "integer")) {
			add("data_type_error", values...)
		}
	}
	s := p.Schema
	if len(s.OneOf) > 0 {
		s = s.OneOf[0] // the other is null
	}
	switch types[0] {
	case "integer":
		add("data_type_error", noIntegers...)
		if strings.Contains(p.Name, "calls") || p.Name == "limit" {
			add("", `5.0`, `5e0`, `50E-1`, `0.05e+2`, `500.000e-2`)
		}
		add("entity_not_found", map[string][]string{"id": {"0", "-1", "106", "201", "999", "9007199254740991"}, "customer_id": {"0", "-1", "106", "201", "999", "9007199254740991"}, "tariff_plan_id": {"0", "-1", "12", "14", "15", "999"}}[p.Name]...)
		if s.Minimum != nil {
			add("invalid_parameter_value", fmt.Sprint(*s.Minimum-1), "-9007199254740991")
			add("", fmt.Sprint(*s.Minimum))
		}
		if s.Maximum != nil {
			add("invalid_parameter_value", fmt.Sprint(*s.Maximum+1), "9007199254740991")
			add("", fmt.Sprint(*s.Maximum))
		}
	case "number":
		add("data_type_error", `1e400`, `-1e400`)
		add("invalid_parameter_value", `-1`, `-0.01`, `0.001`, `1.234`, `1e-3`, `90071992547409.93`, `1e300`)
		add("", `0`, `0.01`, `1.50`, `1e2`, `90071992547409.91`)
	case "string":
		if p.Name == "login" || p.Name == "password" && m.Secret {
			add("auth_error", `""`, `"nobody"`, `"a\u0000b"`)
			break
		}
		if p.Name == "access_token" {
			add("access_token_invalid", `""`, `"nobody"`, `"p1"`, `"a\u0000b"`, `"' OR ''='"`, fmt.Sprintf("%q", auth.NewToken()))
			add("access_token_invalid", fmt.Sprintf("%q", access+" "), fmt.Sprintf("%q", " "+access), fmt.Sprintf("%q", strings.ToLower(access)),
				fmt.Sprintf("%q", access[:len(access)-1]), fmt.Sprintf("%q", access[:8]), fmt.Sprintf("%q", access+access), `"`+strings.Repeat("A", 1<<19)+`"`)
			break
		}
		add("invalid_parameter_value", `"aaaaaaaa\u0000"`, `"aaaaaaaa\u0007"`, `"aaaaaaaa\uffff"`) // O11
		if s.Pattern != "" {
			add("invalid_parameter_value", `""`, `"x"`, `"00000000-0000-4000-8000-00000000000"`, `"00000000-0000-4000-8000-0000000000c1 "`, `"{00000000-0000-4000-8000-0000000000c1"`, `"' OR ''='"`)
			add("entity_not_found", quoted(strangers[p.Name])...)
		}
		if p.Name == "reg_number" {
			add("invalid_parameter_value", `"499999"`, `"1000000000000"`, `"-600000"`, `"600000.0"`, `"во1"`, `" "`, `" 600000"`, `"я"`, `"ВО`+strings.Repeat("я", 999)+`"`)
			add("", `""`, `"500000"`, `"999999999999"`, `"ВО"`, `"BO"`, `"FR-1"`, `"ВО`+strings.Repeat("я", 998)+`"`)
			break
		}
		if s.MinLength != nil {
			add("invalid_parameter_value", `""`, `"`+strings.Repeat("я", *s.MinLength-1)+`"`)
		}
		if s.MaxLength != nil {
			add("invalid_parameter_value", `"`+strings.Repeat("я", *s.MaxLength+1)+`"`)
			add("", `"`+strings.Repeat("я", *s.MaxLength)+`"`)
		}
		if p.Name == "name" {
			add("invalid_parameter_value", `" \t\n"`, `"\u00a0"`)
		}
		if s.Format == "email" {
			add("invalid_parameter_value", `""`, `"x"`, `"a@b, c@d"`, `"<a@b>"`, `"a@b\r\nBcc: c@d"`, `"`+strings.Repeat("a", 300)+`@b"`)
		}
		if len(s.Enum) > 0 {
			add("invalid_parameter_value", `"waiting"`, `"limit_lock"`, `"debt_lock"`, `"deleted"`, `"ACTIVE"`, `""`)
		}
	case "array":
		for kind, values := range samples {
			if !slices.Contains(s.Items.types(), kind) {
				add("data_type_error", `[`+values[0]+`]`)
			}
		}
		add("data_type_error", `[null]`)
		if s.Items.Format == "email" {
			add("invalid_parameter_value", `["x"]`, `["a@b\u0000"]`, `["a@b","a@b","a@b","a@b","a@b","a@b"]`)
			add("", `["a@b","a@b","a@b","a@b","a@b"]`)
		}
		if p.Name == "phone_numbers" {
			add("data_type_error", `[{"phone_number":1}]`, `[{"phone_number":null}]`, `[{"phone_number":"1"},[]]`)
			add("invalid_parameter_value", `[{}]`, `[{"phone_number":""}]`, `[{"phone_number":"a\u0000"}]`, `[{"phone_number":"1","status":"active"}]`, `[{"phone_number":"1","phone_number":"2"}]`,
				`[{"phone_number":"1"},{"phone_number":"2"}]`, `[{"phone_number":"`+strings.Repeat("1", 501)+`"}]`)
			add("", `[]`, `[{"phone_number":"`+strings.Repeat("я", 500)+`"}]`)
		}
		if p.Name == "fields" {
			add("unexpected_parameters", `["no_such"]`, `[""]`, `["id; DROP TABLE client"]`, `["a\u0000"]`)
		}
		if p.Name == "sort" {
			add("unexpected_parameters", `[{"field":"no_such"}]`)
			add("invalid_parameter_value", `[{}]`, `[{"field":1}]`, fmt.Sprintf(`[{"field":%q,"order":"up"}]`, m.Columns[0].Name), fmt.Sprintf(`[{"field":%q,"more":1}]`, m.Columns[0].Name))
		}
	case "object":
		add("invalid_parameter_value", `{"a":1}`, fmt.Sprintf(`{"field":%q}`, m.Columns[0].Name), `{"filters":1}`, `{"filters":[{"filters":[1]}]}`)
		add("unexpected_parameters", `{"field":"no_such","operator":"=","value":1}`)
		add("invalid_parameters_combination", fmt.Sprintf(`{"field":%q,"operator":"=","value":"x","filters":[]}`, m.Columns[0].Name))
		text, number := filtered(m, true), filtered(m, false)
		if text != "" && number != "" {
			add("invalid_parameter_value", hugeFilters(text, number)...)
		}
	}
	return trials
}

// Every parameter of every method with what it must not take and what it just
// may: the documented error with the parameter's name, and nothing is written.
func TestEveryParameter(t *testing.T) {
	w := openWorld(t, realTokens(t))
	w.access = auth.NewToken()
	require.NoError(t, w.store.Operator().AddToken(t.Context(), uuidOf("f1"), store.NewToken{Token: w.access}))
	var before []string
	w.good, before = goodCalls(t)
	for _, call := range before {
		p := player{world: w, as: w.access}
		p.ask(call)
		require.Contains(t, p.answer, `"result"`, call)
	}
	watch := watchStore(w)
	first := watch.Version()
	calls := 0
	methods := w.methods()
	for _, m := range methods {
		method := row(t, m.Name)
		every := slices.DeleteFunc(slices.Clone(m.Params), func(p parameter) bool { return p.Instead != "" })
		assert.Len(t, without(w, m.Name), len(every), "%s: methods.txtar begins with a call that names every parameter", m.Name)
		for _, p := range m.Params {
			for _, trial := range trialsOf(method, p, w.access) {
				calls++
				if enginetest.MakesTrial(calls) {
					w.try(watch, method, p, trial)
				}
			}
		}
		w.strange(watch, m)
	}
	assert.NotEqual(t, first, watch.Version(), "what was taken has been written, and watch sees it")
	t.Logf("%d calls", calls)
	assert.Greater(t, calls, 1000, "the trials are made of the methods' parameters")
	assert.NotContains(t, w.log.String(), "level=ERROR", "none of the refusals is a fault of ours")
}

// realTokens has package auth say who calls, as the server does.
func realTokens(t *testing.T) func(o *jsonrpc.Options) {
	t.Helper()
	return func(o *jsonrpc.Options) {
		logins, err := auth.New(t.Context(), o.Set.Store, o.Set.Hasher, auth.Options{})
		require.NoError(t, err)
		o.Callers = logins
	}
}

func (w *world) try(watch *watch, m *v2.Method, p parameter, trial trial) {
	w.Helper()
	method := m.Name
	what := fmt.Sprintf("%s %s=%.60s", method, p.Name, trial.value)
	members := without(w, method, p.Name, p.Instead)
	if trial.value != "" {
		members = append(members, fmt.Sprintf("%q:%s", p.Name, trial.value))
	}
	watch.begin()
	mnemonic, field, value := w.refusal(method, members)
	if trial.mnemonic == "" && !(mnemonic == "invalid_state" && slices.Contains(m.Errors, v2.InvalidState)) {
		assert.Empty(w, mnemonic, what)
		return
	}
	if mnemonic != "" {
		watch.unchanged(what)
	}
	assert.Equal(w, trial.mnemonic, mnemonic, what)
	switch trial.mnemonic {
	case "data_type_error", "entity_not_found", "required_parameter_missed", "invalid_parameter_value", "invalid_parameters_combination":
		assert.Equal(w, p.Name, field, what)
	}
	switch {
	case p.Name == "password" || p.Name == "access_token" || m.Secret || trial.value == "null" || trial.value == "":
		assert.Nil(w, value, what)
	case trial.mnemonic == "data_type_error" || trial.mnemonic == "invalid_parameter_value" || trial.mnemonic == "entity_not_found":
		assert.Equal(w, shown(w, trial.value), value, what)
	}
}

// shown is a sent value as an error shows it.
func shown(t *world, value string) string {
	if value[0] == '"' {
		require.NoError(t, json.Unmarshal([]byte(value), &value))
	}
	runes := []rune(value)
	return string(runes[:min(200, len(runes))])
}

// without are the members of a good call but for some, with a token.
func without(t *world, method string, names ...string) (members []string) {
	t.Helper()
	var values map[string]json.RawMessage
	t.made++
	call := strings.ReplaceAll(t.good[method], "{{new}}", fmt.Sprintf("a%d", t.made))
	require.NoError(t, json.Unmarshal([]byte(call), &values), method)
	if !row(t, method).Open {
		values["access_token"] = json.RawMessage(strconv.Quote(t.access))
	}
	for member, value := range values {
		if !slices.Contains(names, member) {
			members = append(members, fmt.Sprintf("%q:%s", member, value))
		}
	}
	return members
}

// refusal calls and answers what an error says; "" for a success.
func (w *world) refusal(method string, members []string) (mnemonic, field string, value any) {
	w.Helper()
	body := w.post(fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":%q,"params":{%s}}`, method, strings.Join(members, ",")))
	var answer struct {
		Result json.RawMessage
		Error  struct {
			Code    int
			Message string
			Data    struct {
				Mnemonic, Field string
				Value           any
			}
		}
	}
	require.NoError(w, json.Unmarshal([]byte(body), &answer), body)
	e := answer.Error
	if e.Code == 0 {
		require.NotEmpty(w, answer.Result, body)
		return "", "", nil
	}
	require.Contains(w, sentences, e.Data.Mnemonic, body)
	assert.Equal(w, sentences[e.Data.Mnemonic].code, e.Code)
	assert.Equal(w, sentences[e.Data.Mnemonic].message, e.Message)
	return e.Data.Mnemonic, e.Data.Field, e.Data.Value
}

// strange sends what is no matter of one parameter.
func (w *world) strange(watch *watch, m described) {
	w.Helper()
	watch.begin()
	all := without(w, m.Name)
	for _, name := range []string{"no_such", "нет такого", "", "Access_Token", "constructor", "__proto__"} {
		mnemonic, field, _ := w.refusal(m.Name, append(slices.Clone(all), fmt.Sprintf("%q:[1]", name)))
		assert.Equal(w, "unexpected_parameters", mnemonic, m.Name)
		assert.Equal(w, name, field)
	}
	for _, member := range all {
		mnemonic, field, _ := w.refusal(m.Name, append(slices.Clone(all), member))
		assert.Equal(w, "unexpected_parameters", mnemonic, m.Name)
		assert.Equal(w, strings.Split(member, `"`)[1], field)
	}
	for _, bad := range []string{`"\ud800"`, `"\udfff\ud800"`, "\"\xff\"", "\"\xed\xa0\x80\"", `"\x"`, "\"\n\"", "nul", "+1", "01", ".5", "0x1", "NaN", "[1,]", "{1:2}", strings.Repeat("[", 2000) + strings.Repeat("]", 2000)} {
		mnemonic, _, _ := w.refusal(m.Name, append(slices.Clone(all), `"x":`+bad))
		assert.Equal(w, "parse_error", mnemonic, "%s %.40q", m.Name, bad)
	}
	watch.unchanged(m.Name)
}

// A body of 1 MiB that is nothing but nesting, or nothing but values.
func TestDeepBodies(t *testing.T) {
	w := openWorld(t, nil)
	watch := watchStore(w)
	watch.begin()
	for _, body := range []string{
		strings.Repeat("[", 1<<20), strings.Repeat("[", 1<<19) + strings.Repeat("]", 1<<19), strings.Repeat(`{"":`, 1<<18), strings.Repeat(`[{"a":`, 1<<17),
		`{"jsonrpc":"2.0","id":1,"method":"get.customers","params":{"access_token":"p1","filter":` + strings.Repeat(`{"filters":[`, 80000),
		`{"jsonrpc":"2.0","id":1,"method":"get.customers","params":{"access_token":"p1","filter":{"field":"id","operator":"in","value":[1` + strings.Repeat(",1", 1<<18) + `]},"fields":["id"]}}`,
	} {
		assert.Contains(t, w.post(body), `"mnemonic":"parse_error"`, "%.20s", body)
	}
	watch.unchanged("deep bodies")
}

// watch looks at the database from outside.
type watch struct {
	*world
	*enginetest.Watch
	version string
}

func watchStore(w *world) *watch {
	w.Helper()
	return &watch{world: w, Watch: w.place.Watch(w)}
}

func (s *watch) begin() { s.version = s.Version() }

// unchanged: the engine itself says that nothing at all has been committed.
func (s *watch) unchanged(what string) {
	s.Helper()
	assert.Equal(s, s.version, s.Version(), "%s: something was written", what)
}
