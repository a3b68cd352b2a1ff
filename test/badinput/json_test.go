package badinput

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/internal/jsonvalue"
	"partnerapi/internal/soaptest"
	"partnerapi/ops"
	"partnerapi/test/doors"
	"partnerapi/wsdl"
)

// literals are numbers and flags of JSON; SOAP is asked for the same text, but of a whole
// number, where whole is it.
var literals = []struct{ json, whole string }{
	{"7", "7"}, {"0", "0"}, {"-7", "-7"}, {"-0", "0"}, {"7.0", "7"}, {"70e-1", "7"}, {"1e2", "100"}, {"1.5", "1.5"}, {"1e400", "1e400"}, {"2147483648", "2147483648"},
	{"123456789012345678901234567890", "123456789012345678901234567890"}, {"20120914", "20120914"}, {"true", "true"}, {"false", "false"},
}

// composites are arrays and objects, which no operand is.
var composites = []string{`[]`, `{}`, `[[]]`, `["x"]`, `[null]`, `{"a":1}`, `{"value":"x","password":"секрет"}`}

// Every operand of every method partnerapi.* with each kind of JSON: a number and a flag
// are their text, as SOAP would read it; an array and an object are of the wrong type.
func TestEveryOperandAsJSON(t *testing.T) {
	w := openWorld(t)
	calls := 0
	for _, op := range operations(t) {
		t.Run(op.Name, func(t *testing.T) {
			for i, operand := range op.Operands {
				o := &ordeal{T: t, world: w, op: op, index: i, operand: operand, base: w.base(t, op, false)}
				for _, literal := range literals {
					if calls++; enginetest.MakesTrial(calls) {
						o.tryLiteral(literal.json, literal.whole)
					}
				}
				for _, composite := range composites {
					if calls++; enginetest.MakesTrial(calls) {
						o.tryComposite(composite)
					}
				}
			}
		})
	}
	t.Logf("%d calls", calls)
	require.Greater(t, calls, 4000, "the trials are made of the contract's operands")
	assert.NotContains(t, w.log.String(), "level=ERROR", "none of the refusals is a fault of ours")
	assert.NotContains(t, w.log.String(), "секрет")
}

// post makes the base call by v2 with JSON in the place of one operand.
func (o *ordeal) post(json string) *soaptest.Answer {
	o.Helper()
	var params []string
	for i, operand := range o.base {
		value := string(jsonvalue.AppendString(nil, *operand.Value))
		if i == o.index {
			value = json
		}
		params = append(params, fmt.Sprintf("%q:%s", operand.Name, value))
	}
	answer, err := o.world.methods["a"].Post(o.Context(), o.op.Name, strings.Join(params, ","))
	require.NoError(o, err)
	return answer
}

// bySOAP makes the base call with a text in the place of the operand, and undoes it.
func (o *ordeal) bySOAP(text string) *soaptest.Answer {
	o.Helper()
	operands := append([]soaptest.Operand{}, o.base...)
	operands[o.index].Value = &text
	answer := o.world.call(o, "a", o.op.Name, operands...)
	require.NoError(o, o.world.tables.restore(o.Context()))
	return answer
}

func (o *ordeal) tryLiteral(json, whole string) {
	o.Helper()
	text := json
	if o.operand.Type == wsdl.Int || o.operand.Type == wsdl.Integer {
		text = whole
	}
	o.same(o.bySOAP(text), o.post(json), fmt.Sprintf("%s.%s: %s", o.op.Name, o.operand.Name, json))
}

// tryComposite: the refusal is that of a text which is none of the type. Of a text there
// is no such, and the sentence is ours.
func (o *ordeal) tryComposite(json string) {
	o.Helper()
	what := fmt.Sprintf("%s.%s: %s", o.op.Name, o.operand.Name, json)
	d, _ := domainOf(o.op.Name, o.operand)
	if o.operand.Type != wsdl.String || len(d.nouns)+len(d.also) > 0 || d.number {
		o.same(o.bySOAP("[]"), o.post(json), what)
		return
	}
	answer := o.post(json)
	changed, err := o.world.tables.changed(o.Context())
	require.NoError(o, err)
	assert.Empty(o, changed, "%s: registers changed", what)
	if assert.NotNil(o, answer.Fault, what) {
		assert.Equal(o, "bad_value", answer.Fault.Code, what)
		assert.Equal(o, o.operand.Name, answer.Fault.Operand, what)
		assert.Equal(o, "Операнд "+o.operand.Name+": ожидается строка", answer.Fault.Text, what)
		assert.NotContains(o, string(answer.Raw), "секрет", what)
	}
}

// What is no matter of one operand: a member twice, under its alias too, an unknown one,
// and the token's.
func TestMembersOfOperations(t *testing.T) {
	w := openWorld(t)
	for _, op := range operations(t) {
		refused := func(params, code, operand string) {
			t.Helper()
			answer, err := w.methods["a"].Post(t.Context(), op.Name, params)
			require.NoError(t, err)
			changed, err := w.tables.changed(t.Context())
			require.NoError(t, err)
			assert.Empty(t, changed, "%s %s: registers changed", op.Name, params)
			if assert.NotNil(t, answer.Fault, "%s %s", op.Name, params) {
				assert.Equal(t, code, answer.Fault.Code, "%s %s", op.Name, params)
				assert.Equal(t, operand, answer.Fault.Operand, "%s %s", op.Name, params)
			}
		}
		refused(`"no_such":1`, "unknown_operand", "no_such")
		refused(`"нет такого":null`, "unknown_operand", "нет такого")
		refused(`"Access_Token":"x"`, "unknown_operand", "Access_Token")
		refused(`"access_token":"x"`, "unexpected_parameters", "access_token")
		for _, operand := range op.Operands {
			refused(fmt.Sprintf(`%[1]q:null,%[1]q:"x"`, operand.Name), "repeated_operand", operand.Name)
			if alias, found := aliases[op.Name+"."+operand.Name]; found {
				refused(fmt.Sprintf(`%q:"x",%q:"x"`, operand.Name, alias), "repeated_operand", alias)
			}
		}
		nobody := w.methods["a"]
		nobody.Token = "nobody"
		answer, err := nobody.Call(t.Context(), op.Name)
		require.NoError(t, err)
		require.NotNil(t, answer.Fault, op.Name)
		assert.Equal(t, "access_token_invalid", answer.Fault.Code, op.Name)
	}
}

// A token that may only read is refused whatever writes or sends mail, and reads what
// any other does.
func TestReadOnlyTokens(t *testing.T) {
	w := openWorld(t)
	for _, op := range operations(t) {
		answer := w.byV2(t, readOnly, op.Name, w.base(t, op, false)...)
		changed, err := w.tables.changed(t.Context())
		require.NoError(t, err)
		assert.Empty(t, changed, op.Name)
		if op.Kind == ops.Read {
			assert.Empty(t, new(doors.Generated).Differs(w.call(t, "a", op.Name, w.base(t, op, false)...), answer), op.Name)
			continue
		}
		require.NotNil(t, answer.Fault, op.Name)
		assert.Equal(t, "forbidden", answer.Fault.Code, op.Name)
	}
}
