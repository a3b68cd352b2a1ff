package v2

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"partnerapi/ops"
)

// A method that lacks an example or a description stops the program at its start,
// not the first caller of rpc.discover.
func TestBindNeedsExamplesAndDescriptions(t *testing.T) {
	_, err := new(Set).bind(Methods)
	require.NoError(t, err)
	method := func(m Method, data *schema) Method {
		m.Kind, m.Open = ops.External, true
		return Define(m, data, func(context.Context, *Call, *noParams) (Result, error) { return Result{}, nil }, nil)
	}
	for _, c := range []struct {
		more Method
		says string
	}{
		{method(Method{Name: "get.nothing", Ru: "х", En: "x"}, nothing()), "method get.nothing: it has no example"},
		{method(Method{Name: "get.nothing", Ru: "х"}, nothing()), "method get.nothing: it lacks Ru or En"},
		{method(Method{Name: "get.something", Ru: "х", En: "x"}, object(nil, property{"no_such_text", text()})), "method get.something: no_such_text is not described"},
		{method(Method{Name: "get.half", Ru: "х", En: "x", texts: map[string]described{"app_id": {Ru: "х"}}}, object(nil, property{"app_id", integer()})), "method get.half: app_id is not described in both languages"},
		{method(Method{Name: "get.account"}, nothing()), "method get.account stands twice"},
	} {
		_, err := new(Set).bind(append(Methods[:len(Methods):len(Methods)], c.more))
		require.ErrorContains(t, err, c.says)
	}
}

// An example names the parameters of its method, all of them and no others.
func TestExamples(t *testing.T) {
	m := Methods[0]
	params, err := m.parameters()
	require.NoError(t, err)
	for _, wrong := range [][]openRPCValue{params[1:], append(params[:1:1], params[2:]...), append(params[1:len(params):len(params)], openRPCValue{Name: "more"})} {
		_, err := m.examples(wrong)
		require.Error(t, err)
	}
}
