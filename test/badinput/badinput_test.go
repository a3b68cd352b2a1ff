package badinput

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/internal/soaptest"
	"partnerapi/ops"
	"partnerapi/test/doors"
	"partnerapi/wsdl"
)

// Every operand of every operation: null, absent, empty, blanks, of the wrong
// type, too long, around each limit of length, unknown, and another partner's.
// What must be refused is, clearly, and changes nothing; what may be taken is,
// and what it stores is what it answers (T1 to T6, W6, S1, S4 to S6, S10 to S25).
func TestEveryOperand(t *testing.T) {
	w := openWorld(t)
	calls, made := 0, 0
	for _, op := range operations(t) {
		t.Run(op.Name, func(t *testing.T) {
			for i, operand := range op.Operands {
				o := &ordeal{T: t, world: w, op: op, index: i, operand: operand, base: w.base(t, op, false)}
				for _, trial := range trialsOf(op.Name, operand, w.goodValue(t, op.Name, operand.Name)) {
					calls++
					if enginetest.MakesTrial(calls) {
						o.try(trial)
						made++
					}
				}
			}
			o := &ordeal{T: t, world: w, op: op, base: w.base(t, op, false), index: len(op.Operands)}
			o.try(trial{what: "unknown operand", send: []soaptest.Operand{soaptest.Set("нет_такого", "1")}, refused: true, named: "нет_такого"})
			o.try(trial{what: "unknown null operand", send: []soaptest.Operand{soaptest.Null("no_such")}, refused: true, named: "no_such"})
		})
	}
	t.Logf("%d calls", calls)
	require.Greater(t, calls, 8000, "the trials are made of the contract's operands")
	log := w.log.String()
	assert.GreaterOrEqual(t, strings.Count(log, "msg=call "), made, "every call is logged")
	assert.NotContains(t, log, "level=ERROR", "none of the refusals is a fault of ours")
	for _, secret := range []string{"пароль", "секрет", "robot@mail.example", "Новое наименование"} {
		assert.NotContains(t, log, secret, "no operand and no secret is logged (S10, S21)")
	}
}

// ordeal tries one operand.
type ordeal struct {
	*testing.T
	world   *world
	op      *ops.Bound
	index   int
	operand wsdl.Operand
	base    []soaptest.Operand
	good    *soaptest.Answer // of a reading operation, to the base call
	unknown *soaptest.Fault  // of an unknown id
}

// try makes the base call with other elements in the place of one operand, by SOAP and
// by v2.
func (o *ordeal) try(trial trial) {
	o.Helper()
	operands := append(append(append([]soaptest.Operand{}, o.base[:o.index]...), trial.send...), o.base[min(o.index+1, len(o.base)):]...)
	what := o.op.Name + "." + o.operand.Name + ": " + trial.what
	answer := o.world.call(o, "a", o.op.Name, operands...)
	o.judge(trial, answer, what)
	if slices.ContainsFunc(operands, func(o soaptest.Operand) bool { return o.Raw != "" || o.Value != nil && *o.Value == blankBeforeTime }) {
		return // XML alone
	}
	o.same(answer, o.world.byV2(o, "a", o.op.Name, operands...), what)
}

// blankBeforeTime is a date of v2 and none of XML.
const blankBeforeTime = "2012-09-14 00:00:00"

// same looks whether v2 has answered as SOAP did, and changed what it may.
func (o *ordeal) same(bySOAP, byV2 *soaptest.Answer, what string) {
	o.Helper()
	changed, err := o.world.tables.changed(o.Context())
	require.NoError(o, err)
	defer func() { require.NoError(o, o.world.tables.restore(context.Background())) }()
	if o.op.Kind != ops.Write || byV2.Fault != nil {
		assert.Empty(o, changed, "%s: registers changed by v2", what)
	}
	assert.Equal(o, 200, byV2.Status, what)
	assert.Empty(o, new(doors.Generated).Differs(bySOAP, byV2), what)
	if byV2.Fault != nil && strings.HasSuffix(byV2.Fault.Operand, "_password") {
		assert.Contains(o, string(byV2.Raw), `"value":null`, "%s: a password is shown", what)
	}
}

// judge looks at what SOAP has answered.
func (o *ordeal) judge(trial trial, answer *soaptest.Answer, what string) {
	o.Helper()
	changed, err := o.world.tables.changed(o.Context())
	require.NoError(o, err)
	defer func() { require.NoError(o, o.world.tables.restore(context.Background())) }()
	if o.op.Kind != ops.Write || answer.Fault != nil {
		assert.Empty(o, changed, "%s: registers changed", what)
	}
	if !trial.refused {
		assert.Nil(o, answer.Fault, what)
		if answer.Fault == nil {
			o.taken(trial, answer, what)
		}
		return
	}
	if !assert.NotNil(o, answer.Fault, "%s: was taken", what) {
		return
	}
	named := o.operand.Name
	if trial.named != "" {
		named = trial.named
	}
	checkFault(o, answer, named, what)
	if trial.says != "" {
		assert.Equal(o, trial.says, answer.Fault.Text, what)
	}
	if trial.likeUnknown {
		if o.unknown == nil {
			o.unknown = answer.Fault
		}
		assert.Equal(o, o.unknown.Text, answer.Fault.Text, "%s: told apart from an unknown id", what)
		assert.Equal(o, o.unknown.Code, answer.Fault.Code, "%s: told apart from an unknown id", what)
	}
}

// taken looks at the answer to what may be taken.
func (o *ordeal) taken(trial trial, answer *soaptest.Answer, what string) {
	o.Helper()
	assert.Equal(o, 200, answer.Status, what)
	if trial.likeGood && o.op.Kind == ops.Read {
		if o.good == nil {
			o.good = o.world.call(o, "a", o.op.Name, o.base...)
		}
		assert.Equal(o, string(o.good.Raw), string(answer.Raw), "%s: answers as the good value", what)
	}
	if trial.stores == nil || o.op.Kind != ops.Write || o.op.Result.Kind != wsdl.Table {
		return
	}
	if !assert.Len(o, answer.Rows, 1, what) {
		return
	}
	row := answer.Rows[0]
	if stored, ok := row[o.operand.Name]; assert.True(o, ok, "%s: no such column", what) && assert.NotNil(o, stored, what) {
		assert.Equal(o, *trial.stores, *stored, what)
	}
	noun, _, _ := strings.Cut(strings.Replace(o.op.Name, "_edit", "_add", 1), "_add")
	read := o.world.call(o, "a", noun+"_read")
	assert.True(o, hasRow(read.Rows, row), "%s: stored is not what was answered", what)
}

func hasRow(rows []soaptest.Row, row soaptest.Row) bool {
	for _, r := range rows {
		if maps.EqualFunc(r, row, func(a, b *string) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }) {
			return true
		}
	}
	return false
}

var (
	russian   = regexp.MustCompile(`[А-Яа-яё]{3}`)
	code      = regexp.MustCompile(`^[a-z][a-z_]+$`)
	requestID = regexp.MustCompile(`^[0-9a-f]{12}$`)
	// internals are what no caller may read: SQL, Go, paths.
	internals = regexp.MustCompile(`(?i)sql|constraint|select |insert |\bwhere\b|panic|goroutine|runtime|strconv|parsing|invalid|syntax|unexpected|<nil>|%!|\.go\b|partnerapi/|/tmp|/var|/home|no rows|context|dial|lookup|connection|\berror\b`)
)

// checkFault says whether a refusal is as it should be: HTTP 500, a code, the
// operand, a request id, a Russian text, nothing internal (W10).
func checkFault(t testing.TB, answer *soaptest.Answer, operand, what string) {
	t.Helper()
	fault := answer.Fault
	assert.Equal(t, 500, answer.Status, what)
	assert.Regexp(t, code, fault.Code, what)
	assert.NotContains(t, []string{"internal", "unavailable"}, fault.Code, what)
	assert.Equal(t, operand, fault.Operand, "%s: %s", what, fault.Text)
	assert.Regexp(t, requestID, fault.RequestID, what)
	assert.Regexp(t, russian, fault.Text, what)
	assert.NotRegexp(t, internals, strings.ReplaceAll(fault.Text, operand, ""), what)
}

// A table of this package that speaks of what the contract does not have would
// test nothing.
func TestTablesFitTheContract(t *testing.T) {
	names, whole := map[string]bool{}, map[string]bool{}
	for _, op := range operations(t) {
		for _, o := range op.Operands {
			names[o.Name] = true
			whole[op.Name+"."+o.Name] = true
			_, ok := domainOf(op.Name, o)
			assert.True(t, ok, "%s.%s is a reference, to what?", op.Name, o.Name)
		}
	}
	for name := range domains {
		assert.True(t, names[name] || whole[name], "domains: %s", name)
	}
	for name := range good {
		assert.True(t, names[name], "good: %s", name)
	}
	for name := range goodIn {
		assert.True(t, whole[name], "goodIn: %s", name)
	}
	for name := range aliases {
		assert.True(t, whole[name], "aliases: %s", name)
	}
}
