package partner

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"partnerapi/ops"
	"partnerapi/ops/v2"
)

// Both sides of the table exist.
func TestCounterparts(t *testing.T) {
	table := Operations(Config{})
	for operation, method := range counterparts {
		assert.True(t, slices.ContainsFunc(table, func(row ops.Row) bool { return row.Name == operation }), operation)
		assert.True(t, slices.ContainsFunc(v2.Methods, func(m v2.Method) bool { return m.Name == method }), method)
	}
	assert.Empty(t, Counterpart("chat_history_read"))
}
