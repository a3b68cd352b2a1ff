package ops

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/wsdl"
)

type secretPair struct {
	A Text `op:"a,secret"`
	B Int  `op:"b"`
}

type partlySet struct {
	X string `col:"x"`
	Y Ref    `col:"y"`
}

// What a table says of its operations beside the contract: aliases, hidden operands,
// secrets, columns that may be null, and the codes of refusals.
func TestBoundTellsOfItself(t *testing.T) {
	op := wsdl.Operation{Name: "op", Operands: []wsdl.Operand{{Name: "a", Type: wsdl.String}},
		Result: table(x, wsdl.Column{Name: "y", Type: wsdl.String})}
	set, err := Bind(contract(op), Table{Define("op", Write, func(context.Context, *Call, *secretPair) (Rows[partlySet], error) {
		return nil, nil
	}, Alias("a", "alpha"), Hidden("b", wsdl.Int), Refuses("zoo", "client_deleted"))}, nil)
	require.NoError(t, err)
	require.Len(t, set.Operations(), 1)
	bound := set.Operations()[0]
	for name, want := range map[string]Accepted{
		"a": {"a", wsdl.String, true}, "alpha": {"a", wsdl.String, true}, "b": {"b", wsdl.Int, false},
	} {
		got, found := bound.Operand(name)
		assert.True(t, found, name)
		assert.Equal(t, want, got)
	}
	_, found := bound.Operand("c")
	assert.False(t, found)
	assert.True(t, bound.HasSecret())
	assert.False(t, bound.Nullable(0))
	assert.True(t, bound.Nullable(1))
	assert.Equal(t, []string{"bad_character", "bad_value", "client_deleted", "repeated_operand", "required", "too_long", "unknown_operand", "zoo"}, bound.Codes())
}
